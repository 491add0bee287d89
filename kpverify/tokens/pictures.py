"""Reads the QR codes in a picture or PDF: `python -m kpverify.tokens.pictures` takes the file, prints a JSON list.

Run through `scanned.py`. Sizes are looked at before anything is drawn.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from collections.abc import Iterator

import pypdfium2
import zxingcpp
from PIL import Image

QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MAX_PIXELS = 50_000_000
MAX_PAGES = 30
MAX_MEMORY_BYTES = 2 * 1024**3
POINTS_PER_INCH = 72
# The second only for codes too small for the first.
RESOLUTIONS = (200, 400)


def codes_in(content: bytes) -> list[str]:
    """Give the texts of the QR codes, each once, in the order found.  Raises: ValueError, OSError, SyntaxError."""
    if not content.startswith(b"%PDF-"):
        return list(dict.fromkeys(_read(_picture(content))))
    for resolution in RESOLUTIONS:
        if found := [text for page in _pages(content, resolution) for text in _read(page)]:
            return list(dict.fromkeys(found))
    return []


def _read(picture: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(picture, formats=QR, text_mode=zxingcpp.TextMode.Plain)
    return [one.text for one in found]


def _picture(content: bytes) -> Image.Image:
    """Open a picture, black on white.  Raises: ValueError when it is too large; OSError and others when damaged."""
    with Image.open(io.BytesIO(content), formats=FORMATS) as found:
        if found.width * found.height > MAX_PIXELS:
            raise ValueError(f"more than {MAX_PIXELS} pixels")
        # What is transparent is paper.
        over = found.convert("RGBA")
    paper = Image.new("RGBA", over.size, "white")
    paper.alpha_composite(over)
    return paper.convert("L")


def _pages(content: bytes, resolution: int) -> Iterator[Image.Image]:
    document = pypdfium2.PdfDocument(content)
    with contextlib.closing(document):
        if len(document) > MAX_PAGES:
            raise ValueError(f"more than {MAX_PAGES} pages")
        for page in document:
            width, height = page.get_size()
            largest = (MAX_PIXELS / max(1, width * height)) ** 0.5
            scale = min(resolution / POINTS_PER_INCH, largest)
            yield page.render(scale=scale, grayscale=True).to_pil()


def _limit_memory() -> None:
    """Bound this process's memory, where the system can (Windows cannot)."""
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))


def main() -> None:
    """Read the file on standard input; print nothing when it cannot be read."""
    _limit_memory()
    try:
        found = codes_in(sys.stdin.buffer.read())
    except (
        OSError,
        ValueError,
        SyntaxError,
        MemoryError,
        pypdfium2.PdfiumError,
        Image.DecompressionBombError,
    ) as error:
        sys.exit(f"{type(error).__name__}: {error}")
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
