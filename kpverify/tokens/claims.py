"""The members of a certificate and their rules.  Twin of `claims.js`.  Source: docs/token.md section 1."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import Any
from unicodedata import is_normalized

from kpverify.tokens.errors import Malformed
from kpverify.tokens.jws import kid_of
from kpverify.tokens.rules import Branch, Lines, Record, Rule, between, fits, like, set_of
from kpverify.tokens.shape import LAST_INSTANT, is_kid, is_number
from kpverify.tokens.strictjson import read_json, read_quickly

MAX_DEPTH = 6
MAX_INDEX = 2**24
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = tuple(first + second for first in CROCKFORD for second in CROCKFORD)
TYP = "kpc+jwt"

# Controls, line and paragraph separators, bidi controls, and characters nobody can see. ZWJ and ZWNJ stay: some
# scripts need them.
HIDDEN = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u00ad\u200b\u2060\ufeff]"
)

_is_country = like(r"[A-Z]{2}")
_is_id = like(r"[A-Z0-9-]{1,24}")
_is_zone = like(r"[A-Z]{2}-[A-Z0-9-]{1,24}")
_is_uri = like(r"https?://[A-Za-z0-9._~:/-]{0,120}")
_is_decimal = like(r"[0-9]{1,9}(?:\.[0-9]{1,2})?")
_is_seal = like(r"[0-9A-Za-z](?:[0-9A-Za-z /.-]{0,22}[0-9A-Za-z/.-])?")
is_officer = like(r"[A-Za-z0-9][A-Za-z0-9._-]{0,23}")
# A SHA-256: 43 characters, the last with two unused bits, which are zero.
is_digest = like(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")
_is_hs = frozenset({"7102.10", "7102.21", "7102.31"}).__contains__
_is_kind = frozenset({"standard", "technical", "replacement"}).__contains__


def prose(most: int) -> Rule:
    """Make a rule: a text people read, of 1 to `most` code points, nothing hidden in it."""

    def rule(value: Any) -> bool:
        if type(value) is not str or not 1 <= len(value) <= most or value[0] == " " or value[-1] == " ":
            return False
        # Printable ASCII is most of what is written, and has nothing to hide.
        return (value.isascii() and value.isprintable()) or (
            HIDDEN.search(value) is None and is_normalized("NFC", value)
        )

    return rule


def _is_expiry(value: Any, owner: Any) -> bool:
    iat = owner.get("iat")
    return type(value) is int and value <= LAST_INSTANT and (type(iat) is not int or iat < value)


def _is_replaces(value: Any, owner: Any) -> bool:
    return is_number(value) if owner.get("kind") == "replacement" else "replaces" not in owner


_STATUS = Record({"status_list": Record({"idx": between(0, MAX_INDEX - 1), "uri": _is_uri})})
PARTY = Record({"name": prose(120), "address": prose(200), "country": _is_country})
LINE = Record(
    {"hs": _is_hs, "carats": lambda value: _is_decimal(value) and value.strip("0.") != "", "usd": _is_decimal}
)
CLEARANCE = Record(
    {
        "kid": is_kid,
        "iat": between(1, LAST_INSTANT),
        "dossier": is_digest,
        "monitors": set_of(is_officer, 2, 2),
        # 64 bytes: 86 characters, the last with four unused bits, which are zero.
        "signature": like(r"[A-Za-z0-9_-]{85}[AQgw]"),
    }
)
KPC = Record(
    {
        "statement": _is_id,
        "mining_origin": set_of(_is_country, 0, 20),
        "zones": set_of(_is_zone, 1, 20),
        "exporter": PARTY,
        "importer": PARTY,
        "goods": Lines(LINE, most=3, name="hs"),
        "parcels": between(1, 9999),
        "seals": set_of(_is_seal, 1, 12),
        "officers": set_of(is_officer, 2, 2),
        "due_diligence": set_of(_is_id, 0, 8),
        "kind": _is_kind,
        "replaces": bool,
        "remarks": prose(200),
        "clearance": CLEARANCE,
    },
    pairs={"replaces": _is_replaces},
    optional=("zones", "remarks", "clearance"),
)
_PAYLOAD = Record(
    {
        "iss": like(r"[A-Z]{2}(?:-[A-Z0-9]{1,8})?"),
        "sub": is_number,
        "iat": between(1, LAST_INSTANT),
        "exp": bool,
        "status": _STATUS.holds,
        "kpc": KPC,
    },
    pairs={"exp": _is_expiry},
    top=True,
)

# Of the payload, its status with the entry, and two parties: always there.
_MEMBERS_AROUND = len(_PAYLOAD.members) + 1 + 2 + 2 * len(PARTY.members)


def problems(payload: Any) -> list[str]:
    """List the path of every member that breaks its rule, in the order of the tables; empty when all hold."""
    return broken(_PAYLOAD, payload, "payload")


def content_problems(kpc: Any) -> list[str]:
    """List the path of every member of `kpc` that breaks its rule (`kpc.goods[1].carats`): a form asks early."""
    return broken(KPC, kpc, "kpc")


def broken(branch: Branch, value: Any, path: str) -> list[str]:
    """List the path of every member that breaks its rule; empty when all hold."""
    found: list[str] = []
    if not fits(branch.holds, value):
        branch.explain(value, path, found)
    return found


@lru_cache(maxsize=1024)
def read_header(text: bytes) -> str:
    """Give the kid of a certificate's header; a key's are all alike.  Raises: Malformed format.json, format.header."""
    kid = kid_of(read_tight(text, "header"), TYP)
    if kid is None:
        raise Malformed("format.header")
    return kid


def read_claims(text: bytes) -> dict[str, Any]:
    """Give the certificate's payload, every rule held.  Raises: Malformed format.json, format.claims."""
    payload = read_quickly(text)
    if problems(payload):
        payload = read_tight(text, "payload")
        raise Malformed("format.claims", where=problems(payload)[0])
    if b"\\" in text or not _has_each_name_once(text, payload):
        read_tight(text, "payload")
    return payload  # type: ignore[no-any-return]


def _has_each_name_once(text: bytes, payload: dict[str, Any]) -> bool:
    """Did the quick reader miss nothing?  False when that takes a closer look.

    A text has one colon for every member, and others only inside its strings, as `://` is. So a payload with as many
    members as its text has other colons lost none to a name that came twice.
    """
    kpc = payload["kpc"]
    members = _MEMBERS_AROUND + len(kpc) + len(LINE.members) * len(kpc["goods"])
    if "clearance" in kpc:
        members += len(CLEARANCE.members)
    return text.count(b":") - text.count(b"://") == members


def read_tight(text: bytes, where: str) -> Any:
    """Read a token's JSON text strictly.  Raises: Malformed format.json."""
    try:
        return read_json(text, depth=MAX_DEPTH, is_tight=True)
    except ValueError:
        raise Malformed("format.json", where=where) from None


def check_code(signing_input: bytes) -> str:
    """Give the first 40 bits of SHA-256 over the signing input, in Crockford's base 32."""
    return check_code_of(hashlib.sha256(signing_input).digest())


def check_code_of(digest: bytes) -> str:
    """Give the check code of a signing input with this SHA-256 digest."""
    bits = int.from_bytes(digest[:5], "big")
    return f"{_PAIRS[bits >> 30]}{_PAIRS[bits >> 20 & 1023]}{_PAIRS[bits >> 10 & 1023]}{_PAIRS[bits & 1023]}"
