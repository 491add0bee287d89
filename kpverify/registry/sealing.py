"""Private keys at rest: AES-GCM under a key that is not in the database.

The row a key belongs to is authenticated with it: a sealed key copied into another row does not open.
"""

from __future__ import annotations

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from kpverify.errors import Refused

KEY_BYTES = 32
NONCE_BYTES = 12


def seal(plain: bytes, *, place: str) -> bytes:
    """Seal for one place (`table:row:field`).  Raises: Refused seal-key-missing, seal-key-wrong."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher().encrypt(nonce, plain, place.encode())


def unseal(sealed: bytes, *, place: str) -> bytes:
    """Open what `seal` made for the same place.  Raises: Refused seal-key-missing, seal-key-wrong."""
    try:
        return _cipher().decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
    except InvalidTag:
        words = "The key-encryption key does not open this signing key. Start the node with the key it was sealed with."
        raise Refused("seal-key-wrong", words, status=503) from None


def _cipher() -> AESGCM:
    if not settings.SEAL_KEY:
        words = "The key-encryption key is missing: set KPVERIFY_SEAL_KEY or KPVERIFY_SEAL_KEY_FILE, then try again."
        raise Refused("seal-key-missing", words, status=503)
    try:
        # A key read from a file ends with the file's line end.
        key = base64.b64decode(settings.SEAL_KEY.strip(), validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise Refused("seal-key-wrong", "The key-encryption key has to be 32 bytes, written in base64.", status=503)
    return AESGCM(key)
