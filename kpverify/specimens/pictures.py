"""Taking pictures from outside: read by content, drawn anew, so that nothing but what is seen is kept."""

from __future__ import annotations

import hashlib
import io
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

from kpverify.errors import Refused

MOST_BYTES = 2_000_000
MOST_PIXELS = 25_000_000
LARGE, SMALL = 1600, 480
QUALITY = 82


class Drawn(NamedTuple):
    """One JPEG."""

    body: bytes
    digest: str
    width: int
    height: int


def draw_anew(body: bytes) -> tuple[Drawn, Drawn]:
    """Make a large and a small JPEG of a PNG or JPEG, without anything it carried besides.

    Raises: Refused picture-wrong.
    """
    if len(body) > MOST_BYTES:
        raise Refused("picture-wrong", f"A picture has at most {MOST_BYTES // 1_000_000} MB.", status=422)
    try:
        # Only these two readers are tried, and the size is known before a pixel is.
        with Image.open(io.BytesIO(body), formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Refused("picture-wrong", "A picture has at most 25 million points.", status=422)
            picture = ImageOps.exif_transpose(opened)
            flat = Image.new("RGB", picture.size, "white")
            with picture.convert("RGBA") as layered:
                flat.paste(layered, mask=layered.getchannel("A"))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as wrong:
        raise Refused("picture-wrong", "This is no whole PNG or JPEG picture.", status=422) from wrong
    return _jpeg(flat, LARGE), _jpeg(flat, SMALL)


def _jpeg(picture: Image.Image, side: int) -> Drawn:
    smaller = picture.copy()
    smaller.thumbnail((side, side))
    out = io.BytesIO()
    smaller.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    body = out.getvalue()
    return Drawn(body, hashlib.sha256(body).hexdigest()[:32], smaller.width, smaller.height)
