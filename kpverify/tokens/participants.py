"""Who took part in the scheme on the day of issue, and which rules held for the origins.

Questions 6 and 7 of docs/verification.md.  Twin of `participants.js`.
"""

from __future__ import annotations

from typing import Any

from kpverify.tokens.case import Case
from kpverify.tokens.shape import holds_on, period_on
from kpverify.tokens.verdict import Finding, finding


def state_on(participant: dict[str, Any] | None, day: str) -> str:
    """Give `active`, `suspended`, `restricted` or `none`."""
    period = period_on(participant["periods"], day) if participant else None
    state: str = period["state"] if period else "none"
    return state


def _states(state: Case, participant: dict[str, Any] | None) -> tuple[str, str]:
    """Give how a participant stood on the day of issue, and how it stands today."""
    periods = participant["periods"] if participant else ()
    if periods:
        # Most have one period, which is still open.
        first, day, today = periods[0], state.day, state.today
        since, to = first["from"], first["to"]
        if since <= day and since <= today and (to is None or (day < to and today < to)):
            return first["state"], first["state"]
    return state_on(participant, state.day), state_on(participant, state.today)


def check_participants(state: Case, clearance: list[Finding]) -> list[Finding]:
    """Answer question 6: do the issuer and the destination take part?  `clearance` as of `check_clearance`."""
    return [*_check_issuer(state, clearance), *_check_destination(state)] or [finding("participant.ok")]


def _check_issuer(state: Case, clearance: list[Finding]) -> list[Finding]:
    code = state.authority["participant"]
    participant = state.trust.participants.get(code)
    then, now = _states(state, participant)
    match then:
        case "none":
            return [finding("participant.issuer-not-participant", code=code)]
        case "suspended":
            return [finding("participant.issuer-suspended", code=code)]
        case "restricted":
            # What the restriction asks for was done: nothing is left for a border to look into.
            is_cleared = finding("origin.cleared", code=code) in clearance
            how = "participant.issuer-restricted-cleared" if is_cleared else "participant.issuer-restricted"
            return [finding(how, code=code), *_since("issuer", then, now, code)]
    return _since("issuer", then, now, code)


def _check_destination(state: Case) -> list[Finding]:
    code = state.claims["kpc"]["importer"]["country"]
    participant = state.trust.participant_of(code)
    then, now = _states(state, participant)
    match then:
        case "none":
            return [finding("participant.destination-not-participant", code=code)]
        case "suspended":
            return [finding("participant.destination-suspended", code=code)]
        case "restricted":
            return [finding("participant.destination-restricted", code=code), *_since("destination", then, now, code)]
    return _since("destination", then, now, code)


def _since(who: str, then: str, now: str, code: str) -> list[Finding]:
    """Goods on their way when a suspension begins stay good: say that it did, and no more."""
    return [] if now in ("active", then) else [finding(f"participant.{who}-suspended-since", code=code)]


def check_origins(state: Case, clearance: list[Finding]) -> list[Finding]:
    """Answer question 7: is there a restriction on the origins?  `clearance` as of `check_clearance`."""
    origins, zones = state.claims["kpc"]["mining_origin"], state.claims["kpc"].get("zones", ())
    findings: list[Finding] = []
    for code in origins:
        findings += _check_origin(state, code)
    for zone in zones:
        if zone[:2] not in origins:
            findings.append(finding("origin.zone-foreign", zone=zone))
    if not origins:
        findings.append(_check_mixed(state))
    findings += clearance
    return findings or [finding("origin.ok")]


def _check_mixed(state: Case) -> Finding:
    code = state.claims["kpc"]["importer"]["country"]
    destination = state.trust.participant_of(code)
    since = destination["origin_list_from"] if destination else None
    if since is not None and since <= state.day:
        return finding("origin.mixed-refused", code=code)
    return finding("origin.mixed")


def _check_origin(state: Case, code: str) -> list[Finding]:
    participant = state.trust.participant_of(code)
    then, now = _states(state, participant)
    regime = rule_now = "none"
    if code in state.trust.regimes:
        regime, rule_now = rule_on(state, code, state.day), rule_on(state, code, state.today)
    findings = _check_regime(state, code, regime)
    if then == "none":
        findings.insert(0, finding("origin.not-participant", code=code))
    elif (rule_now == "suspended" != regime) or (now in ("suspended", "none") and now != then):
        findings.append(finding("origin.suspended-since", code=code))
    for one in participant["advisories"] if participant else ():
        if holds_on(one, state.today) and _concerns(one, _zones_of(state, code)):
            findings.append(_warning(one, code))
    return findings


def _concerns(advisory: dict[str, Any], zones: list[str]) -> bool:
    """Is it about these goods?  It may be limited to zones; goods that name no zone can be from any."""
    limits = advisory.get("zones")
    return not limits or not zones or any(zone in limits for zone in zones)


def _warning(advisory: dict[str, Any], code: str) -> Finding:
    """Give an advisory or a notice; by its id a page finds its words in other languages."""
    values = {"code": code, "id": advisory["id"], "text": advisory["text"]}
    if advisory.get("do"):
        values["do"] = advisory["do"]
    return finding(f"origin.{advisory.get('kind', 'advisory')}", **values)


def rule_on(state: Case, code: str, day: str) -> str:
    """Give the rule for goods of this origin on a day; `none` where there is no entry."""
    regime = period_on(state.trust.regimes.get(code, ()), day)
    rule: str = regime["rule"] if regime else "none"
    return rule


def _zones_of(state: Case, code: str) -> list[str]:
    return [zone for zone in state.claims["kpc"].get("zones", ()) if zone.startswith(f"{code}-")]


def _check_regime(state: Case, code: str, rule: str) -> list[Finding]:
    match rule:
        case "suspended":
            return [finding("origin.suspended", code=code)]
        case "vigilance":
            return [finding("origin.vigilance", code=code)]
        case "none":
            return []
    zones = _zones_of(state, code)
    if not zones:
        return [finding("origin.zone-missing", code=code)]
    return [finding("origin.zone-not-compliant", zone=zone) for zone in zones if not _is_compliant(state, zone)]


def _is_compliant(state: Case, zone: str) -> bool:
    found = state.trust.zones.get(zone)
    return found is not None and period_on(found["periods"], state.day) is not None
