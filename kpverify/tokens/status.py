"""Has the issuer withdrawn this certificate?  Questions 5 and 9, and the lists behind them.  Twin of `status.js`.

Source: docs/token.md section 4; IETF Token Status List.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from kpverify.tokens import base64url
from kpverify.tokens.case import Case
from kpverify.tokens.endorsement import MAX_SEQ
from kpverify.tokens.jws import kid_of, read_part
from kpverify.tokens.p256 import holds
from kpverify.tokens.shape import LAST_INSTANT, is_instant, is_number, is_text, moment_of, record
from kpverify.tokens.verdict import Finding, finding

TYP = "statuslist+jwt"
BITS = 2
PER_BYTE = 8 // BITS
MAX_BYTES = 4 * 1024 * 1024
MAX_LIFE = 31 * 86400
# Amendments on one list, and the characters of each: docs/token.md section 8 tells what they weigh.
MAX_AMENDMENTS = 1000
MAX_AMENDMENT = 4096
VALID, INVALID, SUSPENDED, RECEIPT_CONFIRMED = range(4)

_has_members = record(
    {
        "sub": is_text,
        "iat": is_instant,
        "exp": is_instant,
        "ttl": is_instant,
        "status_list": record({"bits": lambda bits: type(bits) is int and bits == BITS, "lst": is_text}),
    }
)


class StatusList(NamedTuple):
    """A list that may be used: when it was signed, when it ends, four certificates a byte, and `iat` in words.

    `amendments` holds compact tokens by certificate number; None when that member cannot be read.
    """

    iat: int
    exp: int
    values: bytes
    listed: str
    amendments: Mapping[str, list[str]] | None


def pack(values: Mapping[int, int], *, size: int) -> bytes:
    """Write `size` values, those not in `values` being valid (0), four a byte."""
    packed = bytearray((size + PER_BYTE - 1) // PER_BYTE)
    for index, value in values.items():
        packed[index // PER_BYTE] |= value << BITS * (index % PER_BYTE)
    return bytes(packed)


def compress(packed: bytes) -> str:
    """Write packed values as the list's `lst`."""
    return base64url.encode(zlib.compress(packed, 9))


def value_at(values: bytes, index: int) -> int | None:
    """Read the two bits of an entry; None beyond the end."""
    place = index // PER_BYTE
    return (values[place] >> BITS * (index % PER_BYTE)) & 3 if place < len(values) else None


def open_list(token: Any, authority: dict[str, Any], published: dict[str, Any]) -> StatusList | None:
    """Check a list that an authority publishes; None when it must not be used."""
    parts = token.split(".") if type(token) is str else []
    if len(parts) != 3:
        return None
    head, body, tail = parts
    payload, signature = read_part(body), base64url.decode(tail)
    kid = kid_of(read_part(head), TYP)
    key = next((one for one in authority["keys"] if one["kid"] == kid), None)
    if signature is None or key is None or not _is_usable(payload, key, published):
        return None
    if not holds(key, signature, f"{head}.{body}".encode("ascii")):
        return None
    values = _inflate(payload["status_list"]["lst"])
    moment = moment_of(payload["iat"])
    listed = f"{moment[:10]} {moment[11:16]} UTC"
    if values is None:
        return None
    return StatusList(payload["iat"], payload["exp"], values, listed, read_amendments(payload.get("amendments", {})))


def read_amendments(found: Any) -> Mapping[str, list[str]] | None:
    """Read the list's member of that name; None when anything about it is not as it should be: all or nothing."""
    if type(found) is not dict or not all(map(is_number, found)):
        return None
    groups = found.values()
    if not all(type(group) is list and 1 <= len(group) <= MAX_SEQ for group in groups):
        return None
    tokens = [token for group in groups for token in group]
    are_texts = all(type(token) is str and len(token) <= MAX_AMENDMENT for token in tokens)
    return found if are_texts and len(tokens) <= MAX_AMENDMENTS else None


def _is_usable(payload: Any, key: dict[str, Any], published: dict[str, Any]) -> bool:
    if not _has_members(payload) or key["use"] != "status" or key["distrusted_at"] is not None:
        return False
    iat, exp, ttl = (int(payload[name]) for name in ("iat", "exp", "ttl"))
    is_key_valid = key["from"] <= iat and (key["to"] is None or iat < key["to"])
    is_recent = bool(payload["sub"] == published["uri"] and iat >= published["iat"])
    are_bounds = 0 < ttl <= MAX_LIFE and iat < exp <= min(iat + MAX_LIFE, LAST_INSTANT)
    return bool(is_key_valid) and is_recent and are_bounds


def _inflate(text: str) -> bytes | None:
    packed = base64url.decode(text)
    if packed is None:
        return None
    stream = zlib.decompressobj()
    try:
        values = stream.decompress(packed, MAX_BYTES + 1)
    except zlib.error:
        return None
    return values if stream.eof and not stream.unused_data and len(values) <= MAX_BYTES else None


def check_status(state: Case) -> Finding:
    """Answer question 5."""
    held = state.status_list
    if held is None:
        return finding(state.fault or "status.list-missing")
    if state.value is None:
        return finding("status.out-of-range")
    if state.value == INVALID:
        return finding("status.revoked")
    if _is_stale(state, held):
        return finding("status.stale", listed=held.listed)
    if state.value == SUSPENDED:
        return finding("status.suspended")
    is_ageing = state.clock.at - held.iat > state.trust.data["policy"]["status_fresh_s"]
    return finding("status.ageing" if is_ageing else "status.ok", listed=held.listed)


def check_presentation(state: Case) -> Finding:
    """Answer question 9: has the shipment already arrived?"""
    held = state.status_list
    if state.value == RECEIPT_CONFIRMED:
        return finding("presentation.receipt-confirmed")
    if held is None or state.value is None or _is_stale(state, held):
        return finding("presentation.not-known")
    return finding("presentation.ok")


def _is_stale(state: Case, held: StatusList) -> bool:
    at = state.clock.at
    return at >= held.exp or at - held.iat > int(state.trust.data["policy"]["status_stale_s"])
