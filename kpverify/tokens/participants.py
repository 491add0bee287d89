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


def check_participants(state: Case) -> list[Finding]:
    """Answer question 6: do the issuer and the destination take part?"""
    return [*_check_issuer(state), *_check_destination(state)] or [finding("participant.ok")]


def _check_issuer(state: Case) -> list[Finding]:
    code = state.authority["participant"]
    participant = state.trust.participants.get(code)
    match state_on(participant, state.day):
        case "none":
            return [finding("participant.issuer-not-participant", code=code)]
        case "suspended":
            return [finding("participant.issuer-suspended", code=code)]
        case "restricted":
            return [finding("participant.issuer-restricted", code=code)]
    if state_on(participant, state.today) != "active":
        return [finding("participant.issuer-suspended-since", code=code)]
    return []


def _check_destination(state: Case) -> list[Finding]:
    code = state.claims["kpc"]["importer"]["country"]
    match state_on(state.trust.participant_of(code), state.day):
        case "none":
            return [finding("participant.destination-not-participant", code=code)]
        case "suspended":
            return [finding("participant.destination-suspended", code=code)]
        case "restricted":
            return [finding("participant.destination-restricted", code=code)]
    return []


def check_origins(state: Case) -> list[Finding]:
    """Answer question 7: is there a restriction on the countries of mining origin?"""
    origins, zones = state.claims["kpc"]["mining_origin"], state.claims["kpc"].get("zones", ())
    findings: list[Finding] = []
    for code in origins:
        findings += _check_origin(state, code)
    for zone in zones:
        if zone[:2] not in origins:
            findings.append(finding("origin.zone-foreign", zone=zone))
    if not origins:
        findings.append(_check_mixed(state))
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
    findings = _check_regime(state, code)
    if state_on(participant, state.day) == "none":
        findings.insert(0, finding("origin.not-participant", code=code))
    for one in participant["advisories"] if participant else ():
        if holds_on(one, state.today):
            findings.append(finding("origin.advisory", code=code, text=one["text"]))
    return findings


def _check_regime(state: Case, code: str) -> list[Finding]:
    regime = period_on(state.trust.regimes.get(code, ()), state.day)
    match regime["rule"] if regime else "none":
        case "suspended":
            return [finding("origin.suspended", code=code)]
        case "vigilance":
            return [finding("origin.vigilance", code=code)]
        case "none":
            return []
    zones = [zone for zone in state.claims["kpc"].get("zones", ()) if zone.startswith(f"{code}-")]
    if not zones:
        return [finding("origin.zone-missing", code=code)]
    return [finding("origin.zone-not-compliant", zone=zone) for zone in zones if not _is_compliant(state, zone)]


def _is_compliant(state: Case, zone: str) -> bool:
    found = state.trust.zones.get(zone)
    return found is not None and period_on(found["periods"], state.day) is not None
