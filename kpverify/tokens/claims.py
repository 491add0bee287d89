"""The members of a certificate and their rules.  Twin of `claims.js`.  Source: docs/token.md section 1."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any
from unicodedata import is_normalized

from kpverify.tokens.errors import Malformed
from kpverify.tokens.jws import kid_of
from kpverify.tokens.shape import LAST_INSTANT, has_exactly, is_number, matches, one_of
from kpverify.tokens.strictjson import read_json

MAX_DEPTH = 6
MAX_INDEX = 2**24
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK_CODE_LENGTH = 8
TYP = "kpc+jwt"

# Controls, line and paragraph separators, bidi controls, and characters nobody can see. ZWJ and ZWNJ stay: some
# scripts need them.
HIDDEN = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u00ad\u200b\u2060\ufeff]"
)

# A leaf looks at the value, a pair also at the object around it; a branch writes down what it finds wrong inside.
Leaf = Callable[[Any], bool]
Pair = Callable[[Any, Any], bool]
Branch = Callable[[Any, str, list[str]], None]

_is_country = matches(r"[A-Z]{2}")
_is_id = matches(r"[A-Z0-9-]{1,24}")
_is_zone = matches(r"[A-Z]{2}-[A-Z0-9-]{1,24}")
_is_uri = matches(r"https?://[A-Za-z0-9._~:/-]{0,120}")
_is_decimal = matches(r"[0-9]{1,9}(?:\.[0-9]{1,2})?")
_is_seal = matches(r"[0-9A-Za-z](?:[0-9A-Za-z /.-]{0,22}[0-9A-Za-z/.-])?")
_is_officer = matches(r"[A-Za-z0-9][A-Za-z0-9._-]{0,23}")


def _prose(most: int) -> Leaf:
    """Make a rule: a text people read, of 1 to `most` code points, nothing hidden in it."""

    def rule(value: Any) -> bool:
        if type(value) is not str or not 1 <= len(value) <= most or value[0] == " " or value[-1] == " ":
            return False
        # Printable ASCII is most of what is written, and has nothing to hide.
        return (value.isascii() and value.isprintable()) or (
            HIDDEN.search(value) is None and is_normalized("NFC", value)
        )

    return rule


def _between(least: int, most: int) -> Leaf:
    return lambda value: type(value) is int and least <= value <= most


def _set(rule: Leaf, least: int, most: int) -> Leaf:
    return lambda value: (
        type(value) is list and least <= len(value) <= most and all(map(rule, value)) and len(set(value)) == len(value)
    )


def _object(
    leaves: dict[str, Leaf | None],
    *,
    pairs: dict[str, Pair] | None = None,
    branches: dict[str, Branch] | None = None,
    optional: tuple[str, ...] = (),
    top: bool = False,
) -> Branch:
    """Make a check: an object with these members and no others, looked at in this order.

    A name whose leaf is None is in `pairs` or `branches`. `top`: the payload itself, whose members have no prefix.
    """
    pairs, branches = pairs or {}, branches or {}
    members = tuple(
        (name, leaf, pairs.get(name), branches.get(name), name in optional) for name, leaf in leaves.items()
    )

    def check(value: Any, path: str, found: list[str]) -> None:
        if type(value) is not dict:
            found.append(path)
            return
        prefix = "" if top else f"{path}."
        seen = 0
        for name, leaf, pair, branch, is_optional in members:
            if name in value:
                seen += 1
            elif is_optional:
                continue
            inside = value.get(name)
            if branch is not None:
                branch(inside, prefix + name, found)
            elif not (leaf(inside) if leaf else pair and pair(inside, value)):
                found.append(prefix + name)
        if seen != len(value):
            found.append(path)

    return check


_check_party = _object(
    {"name": _prose(120), "address": _prose(200), "country": _is_country},
)
_check_line = _object(
    {
        "hs": one_of("7102.10", "7102.21", "7102.31"),
        "carats": lambda value: _is_decimal(value) and value.strip("0.") != "",
        "usd": _is_decimal,
    },
)


def _check_goods(value: Any, path: str, found: list[str]) -> None:
    if type(value) is not list or not 1 <= len(value) <= 3:
        found.append(path)
        return
    before = len(found)
    for place, line in enumerate(value):
        _check_line(line, f"{path}[{place}]", found)
    if len(found) == before and len({line["hs"] for line in value}) != len(value):
        found.append(path)


def _is_expiry(value: Any, owner: Any) -> bool:
    iat = owner.get("iat")
    return type(value) is int and value <= LAST_INSTANT and (type(iat) is not int or iat < value)


def _is_status(value: Any) -> bool:
    if type(value) is not dict or not has_exactly(value, ("status_list",)):
        return False
    entry = value["status_list"]
    if type(entry) is not dict or not has_exactly(entry, ("idx", "uri")):
        return False
    return type(entry["idx"]) is int and 0 <= entry["idx"] < MAX_INDEX and _is_uri(entry["uri"])


def _is_replaces(value: Any, owner: Any) -> bool:
    return is_number(value) if owner.get("kind") == "replacement" else "replaces" not in owner


_check_kpc = _object(
    {
        "statement": _is_id,
        "mining_origin": _set(_is_country, 0, 20),
        "zones": _set(_is_zone, 1, 20),
        "exporter": None,
        "importer": None,
        "goods": None,
        "parcels": _between(1, 9999),
        "seals": _set(_is_seal, 1, 12),
        "officers": _set(_is_officer, 2, 2),
        "due_diligence": _set(_is_id, 0, 8),
        "kind": one_of("standard", "technical", "replacement"),
        "replaces": None,
        "remarks": _prose(200),
    },
    pairs={"replaces": _is_replaces},
    branches={"exporter": _check_party, "importer": _check_party, "goods": _check_goods},
    optional=("zones", "remarks"),
)
_check_payload = _object(
    {
        "iss": matches(r"[A-Z]{2}(?:-[A-Z0-9]{1,8})?"),
        "sub": is_number,
        "iat": _between(1, LAST_INSTANT),
        "exp": None,
        "status": _is_status,
        "kpc": None,
    },
    pairs={"exp": _is_expiry},
    branches={"kpc": _check_kpc},
    top=True,
)


def problems(payload: Any) -> list[str]:
    """List the path of every member that breaks its rule, in the order of the tables; empty when all hold."""
    found: list[str] = []
    _check_payload(payload, "payload", found)
    return found


def content_problems(kpc: Any) -> list[str]:
    """List the path of every member of `kpc` that breaks its rule (`kpc.goods[1].carats`): a form asks early."""
    found: list[str] = []
    _check_kpc(kpc, "kpc", found)
    return found


def read_header(text: bytes) -> str:
    """Give the kid of a certificate's header.  Raises: Malformed format.json, format.header."""
    kid = kid_of(_read_tight(text, "header"), TYP)
    if kid is None:
        raise Malformed("format.header")
    return kid


def read_claims(text: bytes) -> dict[str, Any]:
    """Give the certificate's payload, every rule held.  Raises: Malformed format.json, format.claims."""
    payload = _read_tight(text, "payload")
    if found := problems(payload):
        raise Malformed("format.claims", where=found[0])
    return dict(payload)


def _read_tight(text: bytes, where: str) -> Any:
    try:
        return read_json(text, depth=MAX_DEPTH, is_tight=True)
    except ValueError:
        raise Malformed("format.json", where=where) from None


def check_code(signing_input: bytes) -> str:
    """Give the first 40 bits of SHA-256 over the signing input, in Crockford's base 32."""
    bits = int.from_bytes(hashlib.sha256(signing_input).digest()[:5], "big")
    return "".join(CROCKFORD[(bits >> 5 * place) & 31] for place in reversed(range(CHECK_CODE_LENGTH)))
