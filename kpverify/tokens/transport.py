"""From a certificate's JWT to the digits of a QR code and back.  Twin of `transport.js`.

Source: docs/token.md section 2. Sizes are capped before anything is inflated.
"""

from __future__ import annotations

import re
import zlib
from typing import NamedTuple

from kpverify.tokens import base64url, claims, endorsement
from kpverify.tokens.dictionary import DICTIONARY
from kpverify.tokens.errors import Malformed
from kpverify.tokens.p256 import SIGNATURE_BYTES
from kpverify.tokens.strictjson import read_json

MAX_TEXT = 12288
MAX_DIGITS = 4300
MAX_BYTES = 8192
VERSION = 0x01
MIN_RAW_BYTES = 1 + SIGNATURE_BYTES + 1
MAX_DEPTH = 6
NEWLINE = b"\n"

_URL = re.compile(r"https?://([A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?)/v#(?=[0-9])")
_JWT = re.compile(r"([A-Za-z0-9_-]*)\.([A-Za-z0-9_-]*)\.([A-Za-z0-9_-]*)")
# Python refuses to turn more digits than this into a number at once.
_CHUNK = 4000


class Parts(NamedTuple):
    """A token taken apart: the two JSON texts and the 64 bytes of the signature."""

    header: bytes
    payload: bytes
    signature: bytes

    @property
    def signing_input(self) -> bytes:
        """The bytes the signature is over."""
        return base64url.spell(self.header) + b"." + base64url.spell(self.payload)

    @property
    def jwt(self) -> str:
        """The compact token."""
        return f"{self.signing_input.decode('ascii')}.{base64url.encode(self.signature)}"


def encode(jwt: str) -> str:
    """Write a token as digits.  Raises: Malformed when it is not a compact JWS, or too large to be read back."""
    parts = take_jwt_apart(jwt)
    if NEWLINE in parts.header or NEWLINE in parts.payload:
        raise Malformed("format.encoding")
    raw = bytes([VERSION]) + parts.signature + _deflate(parts.header + NEWLINE + parts.payload)
    number = int.from_bytes(raw, "big")
    # The largest number of MAX_DIGITS digits has this many bits: Python would refuse to write a longer one.
    if number.bit_length() > MAX_DIGITS * 3.3219:
        raise Malformed("format.too-large")
    return str(number)


def qr_text(jwt: str, public_url: str) -> str:
    """Write the text of the QR code: the verify page's address, then the digits.  `public_url` has no path."""
    return f"{public_url}/v#{encode(jwt)}"


def decode(text: str) -> str:
    """Give the exact JWT in a scanned text.  Raises: Malformed `format.*`."""
    return take_apart(text).jwt


def split_url(text: str) -> tuple[str | None, str]:
    """Give host (with its port) and digits of a scanned URL; the host is None when the text is not the URL form."""
    found = _URL.match(text) if _is_readable(text) else None
    digits = text[found.end() :] if found else ""
    return (found[1], digits) if found and _is_number(digits) else (None, "")


def take_apart(text: str, url: tuple[str | None, str] | None = None) -> Parts:
    """Recognise one of the three forms; `url` is what `split_url` gave, where it is at hand.

    Raises: Malformed format.unrecognised, format.too-large, format.transport, format.version-unknown, format.encoding.
    """
    if not _is_readable(text):
        raise Malformed("format.unrecognised")
    host, digits = url or split_url(text)
    if host is not None:
        return _from_digits(digits)
    if _is_number(text):
        raw = _bytes_of(text)
        if len(raw) < MIN_RAW_BYTES or raw[0] != VERSION:
            raise Malformed("format.unrecognised")
        return _from_digits(text)
    jwt = _JWT.fullmatch(text)
    if jwt and _is_ours(jwt[1]):
        return _from_jwt(jwt[1], jwt[2], jwt[3])
    raise Malformed("format.unrecognised")


def take_jwt_apart(jwt: str) -> Parts:
    """Take a compact JWS apart, whatever its header says.  Raises: Malformed format.encoding."""
    found = _JWT.fullmatch(jwt)
    if found is None:
        raise Malformed("format.encoding")
    return _from_jwt(*found.groups())


def _is_readable(text: str) -> bool:
    return len(text) <= MAX_TEXT and text.isascii()


def _is_number(text: str) -> bool:
    """Is an ASCII text one or more digits?"""
    return text.encode("ascii").isdigit()


def _bytes_of(digits: str) -> bytes:
    """Write the digits' number big-endian, without leading zero bytes."""
    number = int(digits[:_CHUNK])
    for start in range(_CHUNK, len(digits), _CHUNK):
        chunk = digits[start : start + _CHUNK]
        number = number * 10 ** len(chunk) + int(chunk)
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def _from_digits(digits: str) -> Parts:
    if len(digits) > MAX_DIGITS:
        raise Malformed("format.too-large")
    raw = _bytes_of(digits)
    if digits[0] == "0" or len(raw) < MIN_RAW_BYTES:
        raise Malformed("format.transport")
    if raw[0] != VERSION:
        raise Malformed("format.version-unknown")
    header, newline, payload = _inflate(raw[1 + SIGNATURE_BYTES :]).partition(NEWLINE)
    if not newline:
        raise Malformed("format.transport")
    return Parts(header, payload, raw[1 : 1 + SIGNATURE_BYTES])


def _deflate(text: bytes) -> bytes:
    stream = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, DICTIONARY)
    return stream.compress(text) + stream.flush()


def _inflate(packed: bytes) -> bytes:
    """Raises: Malformed format.transport unless the stream ends exactly at the last byte."""
    stream = zlib.decompressobj(-15, DICTIONARY)
    try:
        text = stream.decompress(packed, MAX_BYTES + 1)
    except zlib.error:
        raise Malformed("format.transport") from None
    if not stream.eof or stream.unused_data or len(text) > MAX_BYTES:
        raise Malformed("format.transport")
    return text


def _is_ours(head: str) -> bool:
    """Does the first part of a compact JWS say that it is a certificate, or an amendment of one?"""
    found = base64url.decode(head, is_lenient=True)
    if found is None:
        return False
    try:
        header = read_json(found, depth=MAX_DEPTH)
    except ValueError:
        return False
    return type(header) is dict and header.get("typ") in (claims.TYP, endorsement.TYP)


def _from_jwt(head: str, body: str, tail: str) -> Parts:
    header, payload, signature = base64url.decode(head), base64url.decode(body), base64url.decode(tail)
    if header is None or payload is None or signature is None:
        raise Malformed("format.encoding")
    if len(header) + len(payload) > MAX_BYTES or len(signature) != SIGNATURE_BYTES:
        raise Malformed("format.encoding")
    return Parts(header, payload, signature)
