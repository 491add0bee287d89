"""What is this file?  `python -m kpverify.dossier.look FILE THUMBNAIL` says it, in a process of its own.

Strangers' files are opened here and nowhere else: what a hostile one does to the libraries ends with this process,
which has little memory and little time. Prints `{"media_type": ..., "extensions": [...]}` or `{"refused": words}`;
writes a small picture of a picture to THUMBNAIL.
"""

from __future__ import annotations

import contextlib
import json
import sys
from pathlib import Path

import puremagic
import pypdfium2
from PIL import Image, ImageOps

MAX_PIXELS = 50_000_000
MAX_MEMORY_BYTES = 1024**3
MAX_SECONDS = 20
SIDE = 240
PICTURES = {
    "JPEG": ("image/jpeg", (".jpg", ".jpeg")),
    "PNG": ("image/png", (".png",)),
    "WEBP": ("image/webp", (".webp",)),
}
PDF = ("application/pdf", (".pdf",))
KNOWN = {".pdf": "PDF", ".jfif": "JPEG", ".jpeg": "JPEG", ".jpg": "JPEG", ".png": "PNG", ".webp": "WEBP"}
DAMAGED = "The file is damaged, or it is not what its beginning says."
UNKNOWN = "Only PDF, JPEG, PNG and WebP files can be added."


class Unfit(Exception):  # noqa: N818 - an answer, not a fault
    """The file cannot be added; says why."""


def look(path: Path, thumbnail: Path) -> tuple[str, tuple[str, ...]]:
    """Find the media type, and which endings of a name agree with it.  Raises: Unfit."""
    kind = _by_beginning(path)
    if kind == "PDF":
        _read_pdf(path)
        return PDF
    _read_picture(path, kind, thumbnail)
    return PICTURES[kind]


def _by_beginning(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(4096)
    try:
        found = {KNOWN.get(one.extension) for one in puremagic.magic_string(head) if one.offset in (0, 8)}
    except (puremagic.PureError, ValueError):
        found = set()
    kinds = sorted(found - {None}, key=str)
    if len(kinds) != 1 or kinds[0] is None:
        raise Unfit(UNKNOWN)
    return kinds[0]


def _read_pdf(path: Path) -> None:
    try:
        with contextlib.closing(pypdfium2.PdfDocument(path)) as document:
            if len(document) == 0:
                raise Unfit(DAMAGED)
    except pypdfium2.PdfiumError as error:
        locked = "The PDF is locked by a password: save it without one, then add it."
        raise Unfit(locked if "assword" in str(error) else DAMAGED) from error


def _read_picture(path: Path, kind: str, thumbnail: Path) -> None:
    try:
        with Image.open(path, formats=(kind,)) as found:
            if found.width * found.height > MAX_PIXELS:
                raise Unfit(f"The picture has more than {MAX_PIXELS // 1_000_000} million pixels.")
            found.draft("RGB", (2 * SIDE, 2 * SIDE))
            turned = ImageOps.exif_transpose(found)
            turned.thumbnail((SIDE, SIDE))
            small = turned.convert("RGB")
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise Unfit(DAMAGED) from error
    # A new picture of the pixels alone: no place, no camera, no colour profile of the file goes along.
    bare = Image.new("RGB", small.size)
    bare.paste(small)
    bare.save(thumbnail, "JPEG", quality=75)


def _limit() -> None:
    """Bound memory and time of this process, where the system can (Windows cannot)."""
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))


def main() -> None:
    """Look at one file."""
    _limit()
    try:
        media_type, extensions = look(Path(sys.argv[1]), Path(sys.argv[2]))
        said: dict[str, object] = {"media_type": media_type, "extensions": extensions}
    except Unfit as unfit:
        said = {"refused": str(unfit)}
    except MemoryError:
        said = {"refused": "The file needs more memory than is given to one."}
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main()
