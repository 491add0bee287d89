"""The members of a certificate and their rules.  Twin of `claims.js`.  Source: docs/token.md section 1."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Protocol
from unicodedata import is_normalized

from kpverify.tokens.errors import Malformed
from kpverify.tokens.jws import kid_of
from kpverify.tokens.shape import LAST_INSTANT, is_number
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

# A rule says whether a value is right; it may raise TypeError for one of another type. A pair also sees what is around.
Rule = Callable[[Any], Any]
Pair = Callable[[Any, Any], bool]


class Branch(Protocol):
    """Rules for what has members: `holds` is the quick yes or no, `explain` writes down every path that is wrong."""

    def holds(self, value: Any) -> bool:
        """Are all rules kept?"""

    def explain(self, value: Any, path: str, found: list[str]) -> None:
        """Write down the path of every member that breaks its rule."""


def _like(pattern: str) -> Rule:
    """Make a rule: a string that is this pattern from end to end."""
    return re.compile(pattern).fullmatch


_is_country = _like(r"[A-Z]{2}")
_is_id = _like(r"[A-Z0-9-]{1,24}")
_is_zone = _like(r"[A-Z]{2}-[A-Z0-9-]{1,24}")
_is_uri = _like(r"https?://[A-Za-z0-9._~:/-]{0,120}")
_is_decimal = _like(r"[0-9]{1,9}(?:\.[0-9]{1,2})?")
_is_seal = _like(r"[0-9A-Za-z](?:[0-9A-Za-z /.-]{0,22}[0-9A-Za-z/.-])?")
_is_officer = _like(r"[A-Za-z0-9][A-Za-z0-9._-]{0,23}")
_is_hs = frozenset({"7102.10", "7102.21", "7102.31"}).__contains__
_is_kind = frozenset({"standard", "technical", "replacement"}).__contains__


def _prose(most: int) -> Rule:
    """Make a rule: a text people read, of 1 to `most` code points, nothing hidden in it."""

    def rule(value: Any) -> bool:
        if type(value) is not str or not 1 <= len(value) <= most or value[0] == " " or value[-1] == " ":
            return False
        # Printable ASCII is most of what is written, and has nothing to hide.
        return (value.isascii() and value.isprintable()) or (
            HIDDEN.search(value) is None and is_normalized("NFC", value)
        )

    return rule


def _between(least: int, most: int) -> Rule:
    return lambda value: type(value) is int and least <= value <= most


def _set(rule: Rule, least: int, most: int) -> Rule:
    return lambda value: (
        type(value) is list and least <= len(value) <= most and all(map(rule, value)) and len(set(value)) == len(value)
    )


def _fits(rule: Rule, value: Any) -> bool:
    try:
        return bool(rule(value))
    except TypeError:
        return False


class _Record:
    """Rules for an object with these members and no others; `top` is the payload, whose members have no prefix.

    A name in `pairs` has its rule there, and may be absent if that says so.
    """

    def __init__(
        self,
        members: dict[str, Rule | Branch],
        *,
        pairs: dict[str, Pair] | None = None,
        optional: tuple[str, ...] = (),
        top: bool = False,
    ) -> None:
        self.members, self.optional, self.top = members, optional, top
        self.pairs = pairs or {}
        rules = {name: one if callable(one) else one.holds for name, one in members.items() if name not in self.pairs}
        self.required = tuple((name, rule) for name, rule in rules.items() if name not in optional)
        self.others = tuple((name, rules[name]) for name in optional)
        self.asked = tuple(self.pairs.items())

    def holds(self, value: Any) -> bool:
        """Are all rules kept?"""
        if type(value) is not dict:
            return False
        get = value.get
        for name, rule in self.required:  # none of which takes null
            if not rule(get(name)):
                return False
        seen = len(self.required)
        for name, rule in self.others:
            if name in value:
                seen += 1
                if not rule(value[name]):
                    return False
        for name, pair in self.asked:
            seen += name in value
            if not pair(get(name), value):
                return False
        return seen == len(value)

    def explain(self, value: Any, path: str, found: list[str]) -> None:
        """Write down the path of every member that breaks its rule."""
        if type(value) is not dict:
            found.append(path)
            return
        for name, rule in self.members.items():
            inside, where = value.get(name), name if self.top else f"{path}.{name}"
            if name in self.optional and name not in value:
                continue
            if not callable(rule):
                rule.explain(inside, where, found)
            elif not (self.pairs[name](inside, value) if name in self.pairs else _fits(rule, inside)):
                found.append(where)
        if not value.keys() <= self.members.keys():
            found.append(path)


class _Lines:
    """Rules for 1 to 3 lines of goods, no HS code twice."""

    def __init__(self, line: _Record) -> None:
        self.line = line

    def holds(self, value: Any) -> bool:
        """Are all rules kept?"""
        return type(value) is list and 1 <= len(value) <= 3 and all(map(self.line.holds, value)) and _differ(value)

    def explain(self, value: Any, path: str, found: list[str]) -> None:
        """Write down the path of every member that breaks its rule."""
        if type(value) is not list or not 1 <= len(value) <= 3:
            found.append(path)
            return
        before = len(found)
        for place, one in enumerate(value):
            self.line.explain(one, f"{path}[{place}]", found)
        if len(found) == before and not _differ(value):
            found.append(path)


def _differ(lines: list[dict[str, str]]) -> bool:
    return len({line["hs"] for line in lines}) == len(lines)


def _is_expiry(value: Any, owner: Any) -> bool:
    iat = owner.get("iat")
    return type(value) is int and value <= LAST_INSTANT and (type(iat) is not int or iat < value)


def _is_replaces(value: Any, owner: Any) -> bool:
    return is_number(value) if owner.get("kind") == "replacement" else "replaces" not in owner


_STATUS = _Record({"status_list": _Record({"idx": _between(0, MAX_INDEX - 1), "uri": _is_uri})})
_PARTY = _Record({"name": _prose(120), "address": _prose(200), "country": _is_country})
_LINE = _Record(
    {"hs": _is_hs, "carats": lambda value: _is_decimal(value) and value.strip("0.") != "", "usd": _is_decimal}
)
_KPC = _Record(
    {
        "statement": _is_id,
        "mining_origin": _set(_is_country, 0, 20),
        "zones": _set(_is_zone, 1, 20),
        "exporter": _PARTY,
        "importer": _PARTY,
        "goods": _Lines(_LINE),
        "parcels": _between(1, 9999),
        "seals": _set(_is_seal, 1, 12),
        "officers": _set(_is_officer, 2, 2),
        "due_diligence": _set(_is_id, 0, 8),
        "kind": _is_kind,
        "replaces": bool,
        "remarks": _prose(200),
    },
    pairs={"replaces": _is_replaces},
    optional=("zones", "remarks"),
)
_PAYLOAD = _Record(
    {
        "iss": _like(r"[A-Z]{2}(?:-[A-Z0-9]{1,8})?"),
        "sub": is_number,
        "iat": _between(1, LAST_INSTANT),
        "exp": bool,
        "status": _STATUS.holds,
        "kpc": _KPC,
    },
    pairs={"exp": _is_expiry},
    top=True,
)

# Of the payload, its status with the entry, and two parties: always there.
_MEMBERS_AROUND = len(_PAYLOAD.members) + 1 + 2 + 2 * len(_PARTY.members)


def problems(payload: Any) -> list[str]:
    """List the path of every member that breaks its rule, in the order of the tables; empty when all hold."""
    return _problems(_PAYLOAD, payload, "payload")


def content_problems(kpc: Any) -> list[str]:
    """List the path of every member of `kpc` that breaks its rule (`kpc.goods[1].carats`): a form asks early."""
    return _problems(_KPC, kpc, "kpc")


def _problems(branch: Branch, value: Any, path: str) -> list[str]:
    found: list[str] = []
    if not _fits(branch.holds, value):
        branch.explain(value, path, found)
    return found


@lru_cache(maxsize=1024)
def read_header(text: bytes) -> str:
    """Give the kid of a certificate's header; a key's are all alike.  Raises: Malformed format.json, format.header."""
    kid = kid_of(_read_tight(text, "header"), TYP)
    if kid is None:
        raise Malformed("format.header")
    return kid


def read_claims(text: bytes) -> dict[str, Any]:
    """Give the certificate's payload, every rule held.  Raises: Malformed format.json, format.claims."""
    payload = read_quickly(text)
    if problems(payload):
        payload = _read_tight(text, "payload")
        raise Malformed("format.claims", where=problems(payload)[0])
    if b"\\" in text or not _has_each_name_once(text, payload):
        _read_tight(text, "payload")
    return payload  # type: ignore[no-any-return]


def _has_each_name_once(text: bytes, payload: dict[str, Any]) -> bool:
    """Did the quick reader miss nothing?  False when that takes a closer look.

    A text has one colon for every member, and others only inside its strings, as `://` is. So a payload with as many
    members as its text has other colons lost none to a name that came twice.
    """
    kpc = payload["kpc"]
    members = _MEMBERS_AROUND + len(kpc) + len(_LINE.members) * len(kpc["goods"])
    return text.count(b":") - text.count(b"://") == members


def _read_tight(text: bytes, where: str) -> Any:
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
