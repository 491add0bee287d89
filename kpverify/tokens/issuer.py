"""Whose key is it, and may it sign this?  Question 2 of docs/verification.md.  Twin of `issuer.js`."""

from __future__ import annotations

from typing import Any

from kpverify.tokens.case import Clock
from kpverify.tokens.shape import day_of
from kpverify.tokens.trust import Held, Trust
from kpverify.tokens.verdict import Finding, finding


def check_key_is_listed(*, claims: dict[str, Any], kid: str, trust: Trust, at: int) -> Finding | None:
    """Step b: the finding that ends the check when the key is not on the trust list."""
    if kid in trust.keys:
        return None
    is_later = is_of_a_later_list(claims["iat"], trust=trust, at=at)
    return finding("issuer.key-not-on-old-list" if is_later else "issuer.key-unknown", kid=kid)


def is_of_a_later_list(iat: int, *, trust: Trust, at: int) -> bool:
    """May a newer list know the key of what was signed then?  This one is old, and older than the signature."""
    data = trust.data
    is_old = at - data["iat"] > data["policy"]["status_fresh_s"] or at >= data["exp"]
    return bool(is_old and iat > data["iat"])


def check_entitled(*, claims: dict[str, Any], kid: str, held: Held) -> Finding | None:
    """Steps c to h: the first reason why this key may not sign this certificate."""
    if against := _check_key(claims, kid, held):
        return against
    number, year = claims["sub"], day_of(claims["iat"])[:4]
    if not _is_in_a_range(number, int(year), held.authority["numbers"]):
        return finding("issuer.number-out-of-range", number=number, year=year)
    return _check_trusted_then(claims, kid, held)


def check_may_amend(claims: dict[str, Any], kid: str, held: Held) -> Finding | None:
    """Steps c to h, less g: an amendment may be of another year than the certificate, whose number was asked for."""
    return _check_key(claims, kid, held) or _check_trusted_then(claims, kid, held)


def _check_key(claims: dict[str, Any], kid: str, held: Held) -> Finding | None:
    """Steps c to f."""
    key, authority = held
    iat, number = claims["iat"], claims["sub"]
    if key["use"] != "certificate":
        return finding("issuer.wrong-purpose", kid=kid)
    if authority["id"] != claims["iss"]:
        return finding("issuer.mismatch", iss=claims["iss"], authority=authority["id"])
    if iat < key["from"] or (key["to"] is not None and iat >= key["to"]):
        return finding("issuer.key-not-valid-then", kid=kid)
    if not number.startswith(authority["participant"]):
        return finding("issuer.number-foreign", number=number)
    return None


def _check_trusted_then(claims: dict[str, Any], kid: str, held: Held) -> Finding | None:
    """Step h, its first half."""
    distrusted_at = held.key["distrusted_at"]
    if distrusted_at is not None and claims["iat"] >= distrusted_at:
        return finding("issuer.key-distrusted", kid=kid)
    return None


def _is_in_a_range(number: str, year: int, spans: list[dict[str, Any]]) -> bool:
    for span in spans:
        first = span["first"]
        if span["year"] == year and len(number) == len(first) and first <= number <= span["last"]:
            return True
    return False


def check_still_trusted(*, kid: str, held: Held, trust: Trust, clock: Clock) -> list[Finding]:
    """Steps h to j: what is wrong with the key or the list since, if anything."""
    findings = [] if held.key["distrusted_at"] is None else [finding("issuer.key-distrusted-since", kid=kid)]
    if clock.at >= trust.data["exp"]:
        findings.append(finding("issuer.trust-expired", day=day_of(trust.data["exp"])))
    return findings or [finding("issuer.ok", authority=held.authority["name"])]
