"""One amendment of a certificate: the members of its token and their rules.  Twin of `endorsement.js`.

Source: docs/token.md section 8. What a list of them makes of a certificate is in `amended.py`.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

from kpverify.tokens import base64url
from kpverify.tokens.claims import KPC, LINE, PARTY, broken, is_digest, is_officer, prose, read_tight
from kpverify.tokens.errors import Malformed
from kpverify.tokens.jws import kid_of
from kpverify.tokens.rules import Lines, Record, Rule, between, fits, like, set_of
from kpverify.tokens.shape import LAST_INSTANT, is_number

TYP = "kpam+jwt"
# So many to one certificate; whoever needs more issues a replacement.
MAX_SEQ = 9
MAX_CHANGES = 12
MAX_REASON = 200
# Only these may be absent from a certificate: null stands for "there is none".
OPTIONAL = frozenset(KPC.optional)


def _rule(record: Record, name: str) -> Rule:
    rule = record.members[name]
    if not callable(rule):
        raise TypeError(f"{name} is no single value")
    return rule


# What may be amended, by its path: what people wrote. Never the number, the dates, the kind, what it replaces, the
# statement or the officers: those are what the first signature stands for.
FIELDS: dict[str, Rule] = {
    **{name: _rule(KPC, name) for name in ("mining_origin", "zones")},
    **{f"{who}.{name}": _rule(PARTY, name) for who in ("exporter", "importer") for name in PARTY.members},
    **{f"goods[{place}].{name}": _rule(LINE, name) for place in range(3) for name in LINE.members},
    **{name: _rule(KPC, name) for name in ("parcels", "seals", "due_diligence", "remarks")},
}


def is_value_of(field: Any, value: Any) -> bool:
    """May this stand in a certificate at this field, or be absent from it (None)?"""
    rule = FIELDS.get(field) if type(field) is str else None
    if rule is None:
        return False
    return field in OPTIONAL if value is None else fits(rule, value)


def _is_old(value: Any, owner: Any) -> bool:
    return "old" in owner and is_value_of(owner.get("field"), value)


def _is_new(value: Any, owner: Any) -> bool:
    # A change that changes nothing would hide among others.
    return "new" in owner and is_value_of(owner.get("field"), value) and value != owner.get("old")


_CHANGE = Record({"field": FIELDS.__contains__, "old": bool, "new": bool}, pairs={"old": _is_old, "new": _is_new})
_KPAM = Record(
    {
        # Of the certificate's signing input.
        "certificate": is_digest,
        "seq": between(1, MAX_SEQ),
        "changes": Lines(_CHANGE, most=MAX_CHANGES, name="field"),
        "reason": prose(MAX_REASON),
        "officers": set_of(is_officer, 2, 2),
    }
)
_PAYLOAD = Record(
    {
        "iss": like(r"[A-Z]{2}(?:-[A-Z0-9]{1,8})?"),
        "sub": is_number,
        "iat": between(1, LAST_INSTANT),
        "kpam": _KPAM,
    },
    top=True,
)


def problems(payload: Any) -> list[str]:
    """List the path of every member that breaks its rule, in the order of the tables; empty when all hold."""
    return broken(_PAYLOAD, payload, "payload")


@lru_cache(maxsize=1024)
def read_header(text: bytes) -> str:
    """Give the kid of an amendment's header.  Raises: Malformed format.json, format.header."""
    kid = kid_of(read_tight(text, "header"), TYP)
    if kid is None:
        raise Malformed("format.header")
    return kid


def read_claims(text: bytes) -> dict[str, Any]:
    """Give the amendment's payload, every rule held.  Raises: Malformed format.json, format.claims."""
    payload = read_tight(text, "payload")
    if found := problems(payload):
        raise Malformed("format.claims", where=found[0])
    return payload  # type: ignore[no-any-return]


def binding_of(signing_input: bytes) -> str:
    """Name the certificate with this signing input as an amendment does; a signature is malleable, this is not."""
    return base64url.encode(hashlib.sha256(signing_input).digest())
