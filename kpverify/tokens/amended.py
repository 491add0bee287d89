"""What a certificate says with its amendments, and an amendment scanned by itself.  Twin of `amended.js`.

The amendments of a certificate come with its status list, signed by the status key: so nobody can leave one out. Each
is signed with a certificate key as well: so whoever holds the status key can write none.

Source: docs/token.md section 8.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from kpverify.tokens import base64url, endorsement
from kpverify.tokens.case import Case, clock_of
from kpverify.tokens.claims import content_problems
from kpverify.tokens.errors import Malformed
from kpverify.tokens.issuer import check_key_is_listed, check_may_amend, check_still_trusted
from kpverify.tokens.p256 import holds_over
from kpverify.tokens.shape import day_of, moment_of
from kpverify.tokens.transport import Parts, take_jwt_apart
from kpverify.tokens.trust import Trust
from kpverify.tokens.verdict import Finding, finding

_STEP = re.compile(r"[a-z_]+|[0-9]+")


class Amended(NamedTuple):
    """What the amendments come to: a finding, the content with them, and each change for the reader."""

    findings: tuple[Finding, ...] = ()
    kpc: dict[str, Any] | None = None
    changes: tuple[dict[str, Any], ...] = ()


NOTHING = Amended()


class _Unusable(Exception):  # noqa: N818 - an answer, not a fault of ours
    """An amendment does not hold; the message is the fault, a word of docs/token.md section 8."""


def check_amendments(state: Case, digest: bytes) -> Amended:
    """Put the amendments of the status list to the certificate whose signing input has this SHA-256 digest.

    One that does not hold leaves everything open: what the issuer wanted to say is not known.
    """
    held = state.status_list
    if held is None or held.amendments == {}:
        return NOTHING
    try:
        return _apply(state, digest, [] if held.amendments is None else held.amendments.get(state.claims["sub"], []))
    except _Unusable as refused:
        return Amended((finding("status.amendment-broken", fault=str(refused)),))


def _apply(state: Case, digest: bytes, tokens: list[str]) -> Amended:
    held, kpc = state.status_list, copy.deepcopy(state.claims["kpc"])
    if held is None or held.amendments is None:
        raise _Unusable("list")
    if not tokens:
        return NOTHING
    changes: list[dict[str, Any]] = []
    latest = state.claims["iat"]
    for seq, token in enumerate(tokens, start=1):
        claims = _open(token, state)
        if claims["sub"] != state.claims["sub"] or claims["kpam"]["certificate"] != base64url.encode(digest):
            raise _Unusable("certificate")
        if (
            claims["kpam"]["seq"] != seq
            or not latest <= claims["iat"] <= held.iat
            or claims["iat"] >= state.claims["exp"]
        ):
            raise _Unusable("order")
        latest = claims["iat"]
        for change in claims["kpam"]["changes"]:
            _change(kpc, change)
        if content_problems(kpc):
            raise _Unusable("content")
        changes += changes_of(claims)
    return Amended((finding("status.amended", day=day_of(latest)),), kpc, tuple(changes))


def _open(token: str, state: Case) -> dict[str, Any]:
    """Check one amendment by itself.  Raises: _Unusable form, key, signature."""
    try:
        parts = take_jwt_apart(token)
        kid, claims = endorsement.read_header(parts.header), endorsement.read_claims(parts.payload)
    except Malformed:
        raise _Unusable("form") from None
    owner = state.trust.keys.get(kid)
    is_theirs = owner is not None and owner.authority["id"] == state.authority["id"]
    # A key that is distrusted now amends nothing any more, not even before: its thief can date back.
    if owner is None or not is_theirs or owner.key["distrusted_at"] is not None or check_may_amend(claims, kid, owner):
        raise _Unusable("key")
    if not holds_over(owner.key, parts.signature, sha256(parts.signing_input).digest()):
        raise _Unusable("signature")
    return claims


def _change(kpc: dict[str, Any], change: Mapping[str, Any]) -> None:
    """Do one change in place.  Raises: _Unusable old."""
    inside, name = _place(kpc, change["field"])
    if inside.get(name) != change["old"]:
        raise _Unusable("old")
    if change["new"] is None:
        del inside[name]
    else:
        inside[name] = change["new"]


def amend(kpc: Mapping[str, Any], changes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Give content with changes that were judged before.  Raises: ValueError when one of them does not fit."""
    found = copy.deepcopy(dict(kpc))
    try:
        for change in changes:
            _change(found, change)
    except _Unusable as refused:
        raise ValueError(str(refused)) from None
    return found


def value_at(kpc: dict[str, Any], field: str) -> Any:
    """Give what stands at a field of `endorsement.FIELDS`; None when there is nothing."""
    inside, name = _place(kpc, field)
    return inside.get(name)


def _place(kpc: dict[str, Any], field: str) -> tuple[dict[str, Any], str]:
    """Find the object around a field, and the field's name in it; an object of its own where there is no such line."""
    *way, name = _STEP.findall(field)
    inside: Any = kpc
    for step in way:
        key = int(step) if step.isdigit() else step
        inside = {} if isinstance(key, int) and key >= len(inside) else inside[key]
    return inside, name


def changes_of(claims: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Lay out the changes of one amendment as the verdict has them.  Source: docs/token.md section 6."""
    kpam = claims["kpam"]
    around = {"reason": kpam["reason"], "officers": kpam["officers"], "at": moment_of(claims["iat"])}
    return [
        {"seq": kpam["seq"], "field": one["field"], "old": one["old"], "new": one["new"], **around}
        for one in kpam["changes"]
    ]


def is_endorsement(header: bytes) -> bool:
    """Is this the header of an amendment, which somebody scanned instead of the certificate?"""
    try:
        endorsement.read_header(header)
    except Malformed:
        return False
    return True


def check_endorsement(parts: Parts, trust: Trust | Malformed, now: int) -> Amended:
    """Judge an amendment scanned by itself: the three gates of a certificate.  It is never valid, for it is none."""
    kid = endorsement.read_header(parts.header)
    try:
        claims = endorsement.read_claims(parts.payload)
    except Malformed as refused:
        return Amended((finding(refused.code, **refused.values),))
    form = finding("format.endorsement", number=claims["sub"])
    if isinstance(trust, Malformed):
        return Amended((form, finding("issuer.trust-refused", reason=trust.code)))
    clock = clock_of(now, trust.data["iat"], trust.data["policy"]["clock_leeway_s"])
    if against := check_key_is_listed(claims=claims, kid=kid, trust=trust, at=clock.at):
        return Amended((form, against))
    owner = trust.keys[kid]
    if against := check_may_amend(claims, kid, owner):
        return Amended((form, against))
    issuer = check_still_trusted(kid=kid, held=owner, trust=trust, clock=clock)
    if not holds_over(owner.key, parts.signature, sha256(parts.signing_input).digest()):
        return Amended((form, *issuer, finding("signature.bad")))
    return Amended((form, *issuer, finding("signature.ok")), None, tuple(changes_of(claims)))
