"""May this become a certificate today?  The questions verifiers will ask, asked before anything is signed.

The pure functions of `kpverify.tokens` answer them from the published trust list: one rule for both sides.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from types import EllipsisType
from typing import Any, NamedTuple

from django.conf import settings

from kpverify.certificates import legibility
from kpverify.certificates.clearing import clearance_for
from kpverify.certificates.content import find_problems
from kpverify.certificates.models import Certificate
from kpverify.certificates.payload import Issue, build_payload, expiry
from kpverify.certificates.technical import technical_problem
from kpverify.certificates.trusted import trust_in_force
from kpverify.compliance.evidence import Asked
from kpverify.compliance.services import judge
from kpverify.errors import Refused
from kpverify.registry.models import Authority
from kpverify.tokens.case import Case, clock_of
from kpverify.tokens.codes import Result
from kpverify.tokens.issuer import check_entitled, check_key_is_listed, check_still_trusted
from kpverify.tokens.shape import day_of
from kpverify.tokens.trust import Trust

# Stand in for what is not known before issuing, in the longest form it may take, and as hard to compress. The officer's
# code is longer than any: two texts of one length compress to a few bytes more or less.
ANY_NUMBER = "{country}918273645081726354"
ANY_OFFICER = "Zq7xK9wJ4vB2nM8pL5tR3sD6_gE0hF1cU.yA"
ANY_INDEX = 98_765
ANY_LIST = "98-7"
ANY_KID = "{authority}-98-76"
ANY_CLEARANCE = {
    "kid": "KPMT-98-76",
    "iat": 1_798_765_432,
    "dossier": "q0Zr8Vt3KcX1mPj7YwB5nLd9GhF2sA4uRe6TiQoN_-M",
    "monitors": [ANY_OFFICER[:18], ANY_OFFICER[18:]],
    "signature": "b7Kx2Qw9Zr4Tn1Lp8Vc5Jm3Hy6Gd0FsA_Ue-RiOtYqXkCjBvNhMwPz7a1S3d5F8g2H4jK6l9QwErTyUiOpLgZA",
}


class Ground(NamedTuple):
    """The trust list in force, and the authority that is to issue."""

    trust: Trust
    authority: Authority


def assess(
    *,
    certificate: Certificate,
    now: datetime,
    ground: Ground | None = None,
    clearance: Mapping[str, Any] | EllipsisType | None = ...,
) -> list[dict[str, Any]]:
    """List what stands against a certificate (`result` fail) and what deserves a look (`result` attention).

    Each has `field`, `code`, `message`, `result`, and what `compliance` adds. `ground` is what many of one authority
    are judged on; `clearance` is what the monitors have signed for it (`kpc.clearance`), or None for nothing, when the
    caller has asked already.
    """
    if problems := find_problems(certificate.content):
        return [{**one, "result": Result.FAIL.value} for one in problems]
    try:
        ground = ground or ground_of(certificate.authority_id)
    except Refused as refused:
        return [_written("", refused.code, refused.message, Result.FAIL)]
    if clearance is ...:
        clearance = clearance_for(certificate)
    payload = rehearse(certificate, authority=ground.authority, now=now, clearance=clearance)
    kid = ANY_KID.format(authority=ground.authority.pk)
    asked = ask_scheme(payload, certificate, trust=ground.trust, now=now)
    if any(one["code"] == "origin.clearance-missing" for one in asked):
        # It will need room in the code: better known before the monitors read the dossier.
        payload = rehearse(certificate, authority=ground.authority, now=now, clearance=ANY_CLEARANCE)
    return [*_replaced(certificate), *_technical(certificate), *asked, *too_large(payload, certificate, kid=kid)]


def _technical(certificate: Certificate) -> list[dict[str, str]]:
    """Does a technical certificate say what it is for?"""
    words = technical_problem(certificate.content)
    return [_written("remarks", "technical-needs-remarks", words, Result.FAIL)] if words else []


def _replaced(certificate: Certificate) -> list[dict[str, str]]:
    """A shipment that has arrived needs no second certificate: another one could travel on it."""
    old = certificate.replaces
    if old is None or old.receipt_confirmed_at is None:
        return []
    words = f"The receipt of the shipment of {old.number} is confirmed: its certificate can no longer be replaced."
    return [_written("replaces", "replaces-received", words, Result.FAIL)]


def ground_of(authority_id: str) -> Ground:
    """Look up what an authority's certificates are judged on now.  Raises: Refused no-trust-list."""
    return Ground(trust_in_force(), Authority.objects.select_related("participant").get(pk=authority_id))


def rehearse(
    certificate: Certificate, *, authority: Authority, now: datetime, clearance: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Build the payload as it would be signed now, with stand-ins for what only issuing knows."""
    issue = Issue(
        authority_id=authority.id,
        statement=authority.participant.statement_id,
        officers=(certificate.prepared_by.code, ANY_OFFICER),
        number=ANY_NUMBER.format(country=authority.participant_id),
        status_uri=f"{settings.PUBLIC_URL}/status/{authority.id}/{ANY_LIST}",
        status_idx=ANY_INDEX,
        issued_at=now,
        expires_at=expiry(issued_at=now, validity_days=authority.participant.validity_days),
        clearance=clearance,
    )
    return build_payload(content=certificate.content, issue=issue)


def ask_scheme(
    payload: dict[str, Any],
    certificate: Certificate,
    *,
    trust: Trust,
    now: datetime,
    signed: dict[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """Ask every rule of `compliance`, on the day the payload was issued; only what is no pass.

    `signed` is the content as it was signed, where the payload has it as it would be amended.
    """
    authority = next((one for one in trust.data["authorities"] if one["id"] == payload["iss"]), None)
    if authority is None:
        words = f"{payload['iss']} is not on the trust list: no verifier would accept its certificates."
        return [_written("", "authority-not-listed", words, Result.FAIL)]
    clock = clock_of(int(now.timestamp()), trust.data["iat"], trust.data["policy"]["clock_leeway_s"])
    case = Case(
        claims=payload,
        authority=authority,
        trust=trust,
        clock=clock,
        status_list=None,
        fault=None,
        value=None,
        day=day_of(payload["iat"]),
        today=day_of(clock.at),
        signed=signed,
    )
    stored = None if certificate._state.adding else certificate.pk
    return judge(case, Asked(stored, certificate.authority_id, payload["kpc"], now))


def too_large(payload: dict[str, Any], certificate: Certificate, *, kid: str) -> list[dict[str, str]]:
    """Name the fields to shorten when the QR code would be too dense for paper."""
    if legibility.fits_on_paper(payload, kid=kid):
        return []
    fields = legibility.longest_fields(certificate.content)
    words = f"The QR code would be too dense to be read from paper. Shorten {', '.join(fields)}."
    return [_written(field, "qr-too-large", words, Result.FAIL) for field in fields]


def _written(field: str, code: str, message: str, result: Result) -> dict[str, str]:
    return {"field": field, "code": code, "message": message, "result": result.value}


def refuse_if_unfit(findings: Sequence[dict[str, Any]], *, awaited: Collection[str] = ()) -> None:
    """Refuse on anything that stands against it but codes still awaited.  Raises: Refused not-certifiable."""
    against = [one for one in findings if one["result"] != Result.ATTENTION and one["code"] not in awaited]
    if any(one["code"] == "no-trust-list" for one in against):
        raise Refused("no-trust-list", against[0]["message"], status=503)
    if against:
        words = f"This cannot become a certificate yet: {against[0]['message']}"
        raise Refused("not-certifiable", words, status=422, findings=against)


def check_entitlement(payload: dict[str, Any], *, kid: str, now: datetime) -> None:
    """Ask what verifiers will ask about key, number and trust list.  Raises: Refused issuer-not-ready."""
    trust = trust_in_force()
    clock = clock_of(int(now.timestamp()), trust.data["iat"], trust.data["policy"]["clock_leeway_s"])
    if clock.is_behind:
        words = "This node's clock is behind its own trust list. Set the clock, then try again."
        raise Refused("clock-behind", words, status=503)
    against = check_key_is_listed(claims=payload, kid=kid, trust=trust, at=clock.at)
    against = against or check_entitled(claims=payload, kid=kid, held=trust.keys[kid])
    found = [against] if against else check_still_trusted(kid=kid, held=trust.keys[kid], trust=trust, clock=clock)
    for one in found:
        if one.result is not Result.PASS:
            words = f"Verifiers would not accept this yet: {one.detail} The Secretariat has to publish a trust list."
            raise Refused("issuer-not-ready", words, status=503)
