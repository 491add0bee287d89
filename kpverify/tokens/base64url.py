"""RFC 7515 base64url without padding, canonical: each byte string has one spelling.  Twin of `base64url.js`."""

from __future__ import annotations

import binascii
import re

_ALPHABET = re.compile(r"[A-Za-z0-9_-]*")
_TO_STANDARD = str.maketrans("-_", "+/")
_FROM_STANDARD = bytes.maketrans(b"+/", b"-_")


def decode(text: str, *, is_lenient: bool = False) -> bytes | None:
    """Give the bytes, or None when `text` is not base64url; `is_lenient` lets unused bits be set."""
    if len(text) % 4 == 1 or not _ALPHABET.fullmatch(text):
        return None
    found = binascii.a2b_base64(text.translate(_TO_STANDARD) + "==")
    return found if is_lenient or encode(found) == text else None


def encode(found: bytes) -> str:
    """Spell bytes."""
    return spell(found).decode("ascii")


def spell(found: bytes) -> bytes:
    """Spell bytes, as ASCII bytes."""
    return binascii.b2a_base64(found, newline=False).translate(_FROM_STANDARD).rstrip(b"=")
