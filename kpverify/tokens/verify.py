"""From a scanned text to a verdict: no clock, no network, no switches.

The order of questions is that of docs/verification.md. Twin of `verify.js`; `tests/vectors/` holds them to one answer.
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from kpverify.tokens.amended import Amended, check_amendments, check_endorsement, is_endorsement
from kpverify.tokens.bundle import Bundle
from kpverify.tokens.case import Case, Clock, clock_of
from kpverify.tokens.claims import check_code_of, read_claims, read_header
from kpverify.tokens.clearance import check_clearance
from kpverify.tokens.dates import check_dates
from kpverify.tokens.errors import Malformed
from kpverify.tokens.issuer import check_entitled, check_key_is_listed, check_still_trusted
from kpverify.tokens.p256 import holds_over
from kpverify.tokens.participants import check_origins, check_participants
from kpverify.tokens.shape import SECONDS_PER_DAY, day_of, moment_of
from kpverify.tokens.status import StatusList, check_presentation, check_status, value_at
from kpverify.tokens.transport import Parts, split_url, take_apart
from kpverify.tokens.trust import Held
from kpverify.tokens.verdict import Finding, Verdict, conclude, finding, short_code

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Token(NamedTuple):
    """A certificate whose form is right."""

    kid: str
    claims: dict[str, Any]
    signature: bytes
    # SHA-256 of the signing input: what the signature is over, and where the check code comes from.
    digest: bytes


class Answers(NamedTuple):
    """What was found; the certificate and its list only once the signature holds."""

    findings: tuple[Finding, ...]
    certificate: dict[str, Any] | None = None
    status_list: StatusList | None = None
    amendments: tuple[dict[str, Any], ...] = ()


def verify(text: str, bundle: Bundle | bytes | None, now: datetime) -> Verdict:
    """Say what a scanned text is worth.  Never raises for any text or bundle.

    `bundle` is a loaded one (faster), or what `/trust/bundle` serves; `now` is aware.
    """
    since = now - _EPOCH
    seconds = since.days * SECONDS_PER_DAY + since.seconds
    held = bundle if isinstance(bundle, Bundle) else _hold(bundle)
    url = split_url(text)
    answers = _answer(text, url, held, seconds)
    outcome = conclude(answers.findings)
    freshness = _freshness(held, answers.status_list, seconds)
    return Verdict(
        outcome=outcome,
        code=short_code(outcome, answers.findings, freshness["status_list_age_s"]),
        is_demo=isinstance(held, Bundle) and held.trust.data.get("demo") is True,
        findings=answers.findings,
        certificate=answers.certificate,
        freshness=freshness,
        verified_at=moment_of(seconds),
        host=url[0],
        amendments=answers.amendments,
    )


def _hold(source: bytes | None) -> Bundle | Malformed:
    """Load the bundle, or tell why it cannot be used."""
    if source is None:
        return Malformed("trust.shape")
    try:
        return Bundle.load(source)
    except Malformed as refused:
        return refused


def _answer(text: str, url: tuple[str | None, str], held: Bundle | Malformed, now: int) -> Answers:
    """Ask the three gates, each of which may end the check, then every other question."""
    # 1. Format.
    try:
        parts = take_apart(text, url)
    except Malformed as refused:
        return Answers((finding(refused.code, **refused.values),))
    try:
        token = _read(parts)
    except Malformed as refused:
        if refused.code == "format.header" and is_endorsement(parts.header):
            return _answer_endorsement(parts, held, now)
        return Answers((finding(refused.code, **refused.values),))
    form = finding("format.ok")
    # 2. Issuer.
    if isinstance(held, Malformed):
        return Answers((form, finding("issuer.trust-refused", reason=held.code)))
    trust, claims, kid = held.trust, token.claims, token.kid
    clock = clock_of(now, trust.data["iat"], trust.data["policy"]["clock_leeway_s"])
    if unlisted := check_key_is_listed(claims=claims, kid=kid, trust=trust, at=clock.at):
        return Answers((form, unlisted))
    owner = trust.keys[kid]
    if refusal := check_entitled(claims=claims, kid=kid, held=owner):
        return Answers((form, refusal))
    issuer = check_still_trusted(kid=kid, held=owner, trust=trust, clock=clock)
    # 3. Signature.
    if not holds_over(owner.key, token.signature, token.digest):
        return Answers((form, *issuer, finding("signature.bad")))
    # 4 to 9.
    state = _complete(token, owner, held, clock)
    amended = check_amendments(state, token.digest)
    findings = (form, *issuer, finding("signature.ok"), *_answer_rest(state, amended))
    certificate = {**claims, "check_code": check_code_of(token.digest), "kid": kid}
    return Answers(findings, certificate, state.status_list, amended.changes)


def _answer_endorsement(parts: Parts, held: Bundle | Malformed, now: int) -> Answers:
    """Somebody scanned the endorsement's own code: what it changes is shown, but it is no certificate."""
    found = check_endorsement(parts, held if isinstance(held, Malformed) else held.trust, now)
    return Answers(found.findings, amendments=found.changes)


def _read(parts: Parts) -> Token:
    digest = sha256(parts.signing_input).digest()
    return Token(read_header(parts.header), read_claims(parts.payload), parts.signature, digest)


def _complete(token: Token, owner: Held, held: Bundle, clock: Clock) -> Case:
    """Add the status list, whose time may raise the floor of the clock."""
    entry = token.claims["status"]["status_list"]
    status_list, fault = held.find_list(owner.authority, entry["uri"])
    if status_list is not None and status_list.iat > held.trust.data["iat"]:
        clock = clock_of(clock.now, status_list.iat, held.trust.data["policy"]["clock_leeway_s"])
    return Case(
        claims=token.claims,
        authority=owner.authority,
        trust=held.trust,
        clock=clock,
        status_list=status_list,
        fault=fault,
        value=value_at(status_list.values, entry["idx"]) if status_list else None,
        day=day_of(token.claims["iat"]),
        today=day_of(clock.at),
    )


def _answer_rest(state: Case, amended: Amended) -> list[Finding]:
    # The rules of the scheme are asked of what the certificate says now, by the day it was issued.
    now = state if amended.kpc is None else _amended(state, amended.kpc)
    cleared = check_clearance(now)
    return [
        *check_dates(state),
        check_status(state),
        *amended.findings,
        *check_participants(now, cleared),
        *check_origins(now, cleared),
        _check_number(state),
        check_presentation(state),
    ]


def _amended(state: Case, kpc: dict[str, Any]) -> Case:
    return state._replace(claims={**state.claims, "kpc": kpc}, signed=state.claims["kpc"])


def _check_number(state: Case) -> Finding:
    """Answer question 8: is the number on the authority's list of lost, stolen and faked certificates?"""
    number = state.claims["sub"]
    reason = state.trust.void[state.authority["id"]].get(number)
    return finding("number.ok") if reason is None else finding("number.void", number=number, reason=reason)


def _freshness(held: Bundle | Malformed, status_list: StatusList | None, now: int) -> dict[str, int | None]:
    data = None if isinstance(held, Malformed) else held.trust.data
    return {
        "trust_list_version": None if data is None else data["version"],
        "trust_list_age_s": None if data is None else _age(data["iat"], now),
        "status_list_age_s": None if status_list is None else _age(status_list.iat, now),
    }


def _age(made: int, now: int) -> int:
    return now - made if now > made else 0
