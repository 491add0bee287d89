"""The trust list: who may sign what, and since when.  Twin of `trust.js`.  Source: docs/token.md section 3."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from kpverify.tokens import base64url
from kpverify.tokens.errors import Malformed
from kpverify.tokens.jws import kid_of, read_part
from kpverify.tokens.p256 import holds
from kpverify.tokens.shape import has_exactly
from kpverify.tokens.trustrules import check_trust_rules, point_of
from kpverify.tokens.trustshape import is_trust_payload

TYP = "kptl+jwt"
MAX_SIGNATURES = 16
MAX_CHARS = 4 * 1024 * 1024


class Signed(NamedTuple):
    """One signature over the list."""

    kid: str
    signature: bytes
    signing_input: bytes


class Held(NamedTuple):
    """A key, and the authority it belongs to."""

    key: dict[str, Any]
    authority: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Trust:
    """A trust list whose signatures hold: `data` is the payload, the rest are indexes into it."""

    data: dict[str, Any]
    payload: str
    signatures: tuple[Signed, ...]
    keys: dict[str, Held] = field(default_factory=dict)
    participants: dict[str, dict[str, Any]] = field(default_factory=dict)
    countries: dict[str, dict[str, Any]] = field(default_factory=dict)
    zones: dict[str, dict[str, Any]] = field(default_factory=dict)
    # By origin; the entry of a status list by authority and uri; the reason by authority and number.
    regimes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    published: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    void: dict[str, dict[str, str]] = field(default_factory=dict)
    # Keys of the monitoring team, which clear goods and issue nothing.
    monitors: dict[str, dict[str, Any]] = field(default_factory=dict)

    def participant_of(self, country: str) -> dict[str, Any] | None:
        """Give the participant with this code or this member."""
        return self.participants.get(country) or self.countries.get(country)


def open_trust_list(envelope: Any, earlier: Sequence[Trust] = ()) -> Trust:
    """Check a parsed JWS JSON general serialization; the roots of `earlier` lists may have signed too.

    Raises: Malformed `trust.*`.
    """
    if not _is_envelope(envelope):
        raise Malformed("trust.shape")
    payload: str = envelope["payload"]
    if len(payload) > MAX_CHARS:
        raise Malformed("trust.too-large")
    data = read_part(payload)
    if not is_trust_payload(data):
        raise Malformed("trust.shape")
    check_trust_rules(data)
    signatures = tuple(_read_signature(one, payload) for one in envelope["signatures"])
    _check_signatures(signatures, data, earlier)
    return _indexed(data, payload, signatures)


def _is_envelope(envelope: Any) -> bool:
    if type(envelope) is not dict or not has_exactly(envelope, ("payload", "signatures")):
        return False
    signatures = envelope["signatures"]
    if type(envelope["payload"]) is not str or type(signatures) is not list:
        return False
    return len(signatures) <= MAX_SIGNATURES and all(map(_is_signature, signatures))


def _is_signature(one: Any) -> bool:
    if type(one) is not dict or not has_exactly(one, ("protected", "signature")):
        return False
    return type(one["protected"]) is str and type(one["signature"]) is str


def _read_signature(one: dict[str, str], payload: str) -> Signed:
    kid = kid_of(read_part(one["protected"]), TYP)
    if kid is None:
        raise Malformed("trust.signature-header")
    signing_input = f"{one['protected']}.{payload}".encode("ascii")
    return Signed(kid, base64url.decode(one["signature"]) or b"", signing_input)


def _check_signatures(signatures: Sequence[Signed], data: dict[str, Any], earlier: Sequence[Trust]) -> None:
    known = {root["kid"] for one in [data, *(trust.data for trust in earlier)] for root in one["roots"]}
    if any(one.kid not in known for one in signatures):
        raise Malformed("trust.signature-header")
    points, are_all_good = _points_that_signed(signatures, data["roots"])
    if not are_all_good:
        raise Malformed("trust.bad-signature")
    if len(points) < data["threshold"]:
        raise Malformed("trust.below-threshold")


def _points_that_signed(signatures: Sequence[Signed], roots: list[dict[str, Any]]) -> tuple[set[tuple[str, str]], bool]:
    """Which of these roots signed, and did every signature by one of them hold?"""
    by_kid = {root["kid"]: root for root in roots}
    points: set[tuple[str, str]] = set()
    are_all_good = True
    for one in signatures:
        root = by_kid.get(one.kid)
        if root is None:
            continue
        if holds(root, one.signature, one.signing_input):
            points.add(point_of(root))
        else:
            are_all_good = False
    return points, are_all_good


def is_signed_by_roots_of(following: Trust, before: Trust) -> bool:
    """Was this list signed by enough of the roots of the one before?"""
    points, _ = _points_that_signed(following.signatures, before.data["roots"])
    return len(points) >= int(before.data["threshold"])


def _indexed(data: dict[str, Any], payload: str, signatures: tuple[Signed, ...]) -> Trust:
    """Make the indexes; of two entries with one name the first counts."""
    authorities = data["authorities"]
    return Trust(
        data=data,
        payload=payload,
        signatures=signatures,
        keys={key["kid"]: Held(key, authority) for authority in authorities for key in authority["keys"]},
        participants={one["code"]: one for one in data["participants"]},
        countries={code: one for one in data["participants"] for code in one["members"]},
        zones={zone["id"]: zone for zone in data["zones"]},
        regimes=_grouped(data["regimes"]),
        published={one["id"]: {held["uri"]: held for held in reversed(one["status_lists"])} for one in authorities},
        void={one["id"]: {held["number"]: held["reason"] for held in reversed(one["void"])} for one in authorities},
        monitors={key["kid"]: key for key in data.get("monitors", ())},
    )


def _grouped(regimes: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for regime in regimes:
        groups.setdefault(regime["origin"], []).append(regime)
    return groups
