"""Which files the checking page is made of, and one name for all of them together.

The scripts themselves say what they import; nobody keeps a list. `PAGE` is fetched at the first visit, `SCANNER` only
before the first scan by camera or picture, or in the background, so that both work without a network afterwards.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles.storage import staticfiles_storage

STATIC = Path(__file__).parent / "static"
ENTRY = "pwa/page/main.js"
LOOKS = ("pwa/house.css", "pwa/page/page.css", "pwa/mark.svg")
ICONS = {"192": "pwa/page/icon-192.png", "512": "pwa/page/icon-512.png", "maskable": "pwa/page/icon-maskable.png"}

# What `configure()` of the scanner wants to know (pwa/scan/configure.js).
SCAN_URLS = {
    "workerUrl": "pwa/scan/worker.js",
    "wasmUrl": "pwa/vendor/zxing-wasm-3.1.4/dist/reader/zxing_reader.wasm",
    "pdfWorkerUrl": "pwa/vendor/pdfjs-dist-6.5.438/legacy/build/pdf.worker.min.mjs",
    "jbig2Url": "pwa/vendor/pdfjs-dist-6.5.438/wasm/jbig2.wasm",
    "jpxUrl": "pwa/vendor/pdfjs-dist-6.5.438/wasm/openjpeg.wasm",
}
SCAN_ENTRIES = ("pwa/scan/camera.js", "pwa/scan/pictures.js", *SCAN_URLS.values())

_STATIC_IMPORT = re.compile(
    r"""(?:^|[\s;}])(?:import|export)\b[^"'();]*?["'](\.[^"'\n]+)["']|\bfrom["'](\.[^"'\n]+)["']"""
)
# Types in comments are written import("./x.js").Name: only what is awaited is loaded.
_AWAITED = re.compile(r"""\bawait import\(["'](\.[^"'\n]+)["']\)""")


def imports(path: str, *, awaited: bool) -> list[str]:
    """Name the files that a script imports."""
    if not path.endswith((".js", ".mjs")):
        return []
    source = (STATIC / path).read_text(encoding="utf-8")
    found = [one or other for one, other in _STATIC_IMPORT.findall(source)]
    if awaited:
        found += _AWAITED.findall(source)
    folder = posixpath.dirname(path)
    return [posixpath.normpath(posixpath.join(folder, one)) for one in found]


def closure(entries: Iterable[str], *, awaited: bool) -> list[str]:
    """Name the scripts and all that they import, each once, in the order found."""
    found: dict[str, None] = {}
    waiting = list(entries)
    while waiting:
        path = waiting.pop(0)
        if path not in found:
            found[path] = None
            waiting += imports(path, awaited=awaited)
    return list(found)


@lru_cache(maxsize=1)
def page_files() -> tuple[str, ...]:
    """Name what the page needs to judge a code."""
    return (*LOOKS, *closure([ENTRY], awaited=False))


@lru_cache(maxsize=1)
def scanner_files() -> tuple[str, ...]:
    """Name what camera, pictures and PDF files need besides."""
    mine = set(page_files())
    return tuple(path for path in closure(SCAN_ENTRIES, awaited=True) if path not in mine)


def urls(paths: Iterable[str]) -> list[str]:
    """Give the addresses, whose names carry their content's hash."""
    return [staticfiles_storage.url(path) for path in paths]


def revision(*parts: object) -> str:
    """Name what these parts are: any change gives another name."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]
