"""NIST P-256 public keys and ES256 signatures.  Twin of `p256.js`.  Source: RFC 7518, 3.4."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from kpverify.tokens import base64url

SIGNATURE_BYTES = 64
COORDINATE_CHARS = 43  # of base64url: 32 bytes
_PRIME = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
_ES256 = ec.ECDSA(Prehashed(SHA256()))


def public_key(x: str, y: str) -> ec.EllipticCurvePublicKey | None:
    """Give the key at the point (x, y), canonical base64url; None when it is not on the curve."""
    return _key_at(x, y) if len(x) == len(y) == COORDINATE_CHARS else None


@lru_cache(maxsize=8192)
def _key_at(x: str, y: str) -> ec.EllipticCurvePublicKey | None:
    right, up = _coordinate(x), _coordinate(y)
    if right is None or up is None:
        return None
    try:
        return ec.EllipticCurvePublicNumbers(right, up, ec.SECP256R1()).public_key()
    except ValueError:
        return None


def _coordinate(text: str) -> int | None:
    found = base64url.decode(text)
    if found is None:
        return None
    value = int.from_bytes(found, "big")
    return value if value < _PRIME else None


def holds(key: dict[str, str], signature: bytes, signing_input: bytes) -> bool:
    """Does the signature (64 bytes, r then s) hold?"""
    return holds_over(key, signature, sha256(signing_input).digest())


def holds_over(key: dict[str, str], signature: bytes, digest: bytes) -> bool:
    """Does the signature hold over a text with this SHA-256 digest?"""
    point = public_key(key["x"], key["y"])
    if point is None or len(signature) != SIGNATURE_BYTES:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        point.verify(encode_dss_signature(r, s), digest, _ES256)
    except InvalidSignature:
        return False
    return True
