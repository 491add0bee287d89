"""Draw a certificate's QR code: as SVG, as PNG, and as plain rows for the paper.

Two segments, bytes up to `#` and digits after it; one fixed mask, because trying all eight costs seven times as much
and reads no better.  Source: docs/adr/0012-print-with-typst.md.
"""

from __future__ import annotations

import io
from functools import lru_cache

import qrcode
from django.conf import settings
from PIL import Image
from qrcode.util import MODE_8BIT_BYTE, MODE_NUMBER, QRData

from kpverify.certificates.legibility import LEVEL, version_for
from kpverify.errors import Refused
from kpverify.tokens.transport import qr_text

QUIET_ZONE = 4
MASK = 2
DPI = 600
SMALLEST_SIDE_MM, MM_PER_INCH = 35, 25.4
# 0.42 mm at 600 dpi.
FEWEST_DOTS = 10

Rows = tuple[tuple[bool, ...], ...]


def qr_svg(token: str) -> str:
    """Draw a token's QR code as SVG, one unit a module."""
    return svg_of(text_of(token))


def qr_png(token: str) -> bytes:
    """Draw a token's QR code as a black and white PNG that prints at the size of the paper's own."""
    rows = rows_of(text_of(token))
    side, dots = len(rows), dots_per_module(len(rows))
    picture = Image.new("1", (side, side))
    picture.putdata([255 * (not is_dark) for row in rows for is_dark in row])
    out = io.BytesIO()
    large = picture.resize((side * dots, side * dots), Image.Resampling.NEAREST)
    large.save(out, "PNG", dpi=(DPI, DPI), optimize=True)
    return out.getvalue()


def text_of(token: str) -> str:
    """Write what a token's QR code says on this node."""
    return qr_text(token, settings.PUBLIC_URL)


def svg_of(text: str) -> str:
    """Draw a text as SVG: one path, so that no seam shows between modules."""
    rows = rows_of(text)
    side = len(rows)
    path = "".join(f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for x, length in _runs(row))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path d="{path}"/></svg>'
    )


def _runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Find where dark modules begin, and how many follow."""
    found: list[tuple[int, int]] = []
    for x, is_dark in enumerate(row):
        if is_dark and x > 0 and row[x - 1]:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif is_dark:
            found.append((x, 1))
    return found


@lru_cache(maxsize=32)
def rows_of(text: str) -> Rows:
    """Give the modules, quiet zone and all.  Raises: Refused qr-too-large."""
    version = version_for(text)
    if version is None:
        raise Refused("qr-too-large", "The QR code would be too dense to be read from paper.")
    prefix, _, digits = text.partition("#")
    code = qrcode.QRCode(version, LEVEL, border=QUIET_ZONE, mask_pattern=MASK)
    code.add_data(QRData(f"{prefix}#".encode("ascii"), mode=MODE_8BIT_BYTE))
    code.add_data(QRData(digits.encode("ascii"), mode=MODE_NUMBER))
    code.make(fit=False)
    return tuple(tuple(map(bool, row)) for row in code.get_matrix())


def dots_per_module(side: int) -> int:
    """Give the printer's dots for each module of a code `side` modules wide, quiet zone included.

    Even, so that 300 dpi prints whole dots too; the dark square is never smaller than 35 mm.
    """
    wanted = SMALLEST_SIDE_MM / MM_PER_INCH * DPI / (side - 2 * QUIET_ZONE)
    dots = max(FEWEST_DOTS, -int(-wanted // 1))
    return dots + dots % 2
