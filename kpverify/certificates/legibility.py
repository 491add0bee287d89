"""Will the certificate's QR code be small enough to be read from paper?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from qrcode import constants
from qrcode.util import BIT_LIMIT_TABLE

from kpverify.certificates.payload import intent_text, token_of
from kpverify.tokens.errors import Malformed
from kpverify.tokens.p256 import SIGNATURE_BYTES
from kpverify.tokens.transport import qr_text

# 117 modules a side: 49.5 mm on paper. M always: L saves three versions and reads a fifth fewer pictures.
# Source: House, measured in docs/adr/0012-print-with-typst.md.
LEVEL, SMALLEST_VERSION, LARGEST_VERSION = constants.ERROR_CORRECT_M, 10, 25
# Mode and count indicators of the two segments, QR versions 10 to 26.  Source: ISO/IEC 18004 table 3.
BYTE_HEAD, DIGITS_HEAD = 4 + 16, 4 + 12
LONG_TEXTS = ("remarks", "exporter.name", "exporter.address", "importer.name", "importer.address", "seals", "zones")


def version_for(text: str) -> int | None:
    """Choose the version of a text's QR code; None when paper could not hold it legibly."""
    bits, limits = bits_needed(text), BIT_LIMIT_TABLE[LEVEL]
    return next((v for v in range(SMALLEST_VERSION, LARGEST_VERSION + 1) if bits <= limits[v]), None)


def fits_on_paper(payload: Mapping[str, Any], *, kid: str) -> bool:
    """Can the code of this certificate be printed so that phones read it?"""
    token = token_of(intent_text(payload, kid=kid), b"\xff" * SIGNATURE_BYTES)
    try:
        text = qr_text(token, settings.PUBLIC_URL)
    except Malformed:
        return False
    return version_for(text) is not None


def bits_needed(text: str) -> int:
    """Count the bits of a byte segment up to `#` and a numeric segment after it."""
    prefix, _, digits = text.partition("#")
    odd = {0: 0, 1: 4, 2: 7}[len(digits) % 3]
    return BYTE_HEAD + 8 * (len(prefix) + 1) + DIGITS_HEAD + 10 * (len(digits) // 3) + odd


def longest_fields(content: Mapping[str, Any]) -> list[str]:
    """Name the three fields whose shortening would help most."""
    sizes = {field: len(json.dumps(_at(content, field), ensure_ascii=False).encode()) for field in LONG_TEXTS}
    return [field for field in sorted(sizes, key=lambda field: -sizes[field]) if sizes[field] > len("null")][:3]


def _at(content: Mapping[str, Any], field: str) -> Any:
    name, _, inner = field.partition(".")
    value = content.get(name)
    return value.get(inner) if inner and isinstance(value, Mapping) else value
