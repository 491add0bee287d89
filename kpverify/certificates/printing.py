"""Print an issued certificate: the PDF of its paper, made from the token alone and from what the registry calls things.

typst sets the page (docs/adr/0012-print-with-typst.md). Data reach it as JSON and are shown, never evaluated.
"""

from __future__ import annotations

import contextlib
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pypdfium2
import typst

from kpverify.certificates.amendments import signed_amendments
from kpverify.certificates.layout import PLAIN, Layout
from kpverify.certificates.models import Certificate
from kpverify.certificates.paper_data import data_of, payload_of
from kpverify.certificates.paper_names import names_for
from kpverify.certificates.qr import qr_png, qr_svg

__all__ = ["pdf", "print_paper", "print_sheet", "qr_png", "qr_svg"]

PAPER = Path(__file__).resolve().parent / "paper"
# Archival and accessible: fonts inside, every text extractable, read in order.
STANDARDS: list[Any] = ["a-2a", "ua-1"]
# How typst names a sign that a font lacks, or that an archival PDF may not hold.
_COMPLAINT = re.compile(r"error: [^`\n]*`\"(.*?)\"`")
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class _Press(threading.local):
    """A compiler for each thread that prints: it may not be shared, and opening the fonts takes a while."""

    def __init__(self) -> None:
        fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(PAPER / "fonts")])
        self.fonts = fonts
        self.compiler = typst.Compiler(str(PAPER / "certificate.typ"), root=str(PAPER), font_paths=fonts)


_press = _Press()
# pdfium may be used by one thread at a time, whatever the documents.
_pdfium = threading.Lock()
# Letters in points; a certificate with fewer signs than this mostly fits in the largest.
SIZES = (10.2, 8.6, 7.2)
ORDINARY = 1200


def pdf(certificate: Certificate, layout: Layout = PLAIN) -> bytes:
    """Print an issued certificate; `layout` is for one printer and its sheets.

    Raises: Refused no-trust-list, qr-too-large.
    """
    statement_id = payload_of(certificate.token)["kpc"]["statement"]
    names = names_for(certificate.authority, statement_id=statement_id)
    data = data_of(certificate.token, names, validation=_validation(certificate))
    # Beside the signed text: a reprint is the original, but nobody should overlook what was amended since.
    return print_paper({**data, "layout": layout.as_data(), "endorsements": len(signed_amendments(certificate))})


def _validation(certificate: Certificate) -> dict[str, Any] | None:
    """Give what the validation box says of a certificate that was validated."""
    if certificate.validated_at is None or certificate.validated_by is None:
        return None
    return {
        "by": f"{certificate.validated_by.name} ({certificate.validated_by.code})",
        "at": f"{certificate.validated_at:%Y-%m-%d, %H:%M} UTC",
        "method": certificate.validation["method"],
        "seals": certificate.validation["seals"],
    }


def print_paper(data: dict[str, Any]) -> bytes:
    """Set one page; the same data give the same bytes. Without a `layout` it is A4 as the template has it.

    A sign that no font here can draw is printed as its code point, never as an empty box.
    """
    try:
        return _fit(data)
    except typst.TypstError as error:
        spelled = _spelled(data, {ord(sign): f"[U+{ord(sign):04X}]" for sign in _unprintable(error)})
        if spelled == data:
            raise
        # Each time there are fewer: what was spelled is ASCII.
        return print_paper(spelled)


def _fit(data: dict[str, Any]) -> bytes:
    """Set it in the largest letters that leave it on one page; a good guess is quicker than measuring in typst."""
    written = sum(map(len, _texts({**data, "svg": ""})))
    for size in SIZES if written < ORDINARY else SIZES[1:]:
        found = _set(data, size=size)
        with _pdfium, contextlib.closing(pypdfium2.PdfDocument(found)) as document:
            if len(document) == 1:
                return found
    return _set(data, size=SIZES[-1], spread=True)


def _set(data: dict[str, Any], *, size: float, spread: bool = False) -> bytes:
    shown = {"layout": PLAIN.as_data(), **data, "svg": None, "size": size, "spread": spread}
    inputs = {"svg": data["svg"], "data": json.dumps(shown)}
    found = _press.compiler.compile(
        format="pdf", sys_inputs=inputs, pdf_standards=STANDARDS, timestamp=data["issued_at"]
    )
    return cast(bytes, found)


def print_sheet(template: str, data: dict[str, Any]) -> bytes:
    """Set a sheet of its own by another template; signs no font can draw are spelled, as in `print_paper`."""
    inputs = {"svg": data["svg"], "data": json.dumps({**data, "svg": None})}
    compiler = typst.Compiler(str(PAPER / template), root=str(PAPER), font_paths=_press.fonts)
    try:
        return cast(
            bytes,
            compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=STANDARDS, timestamp=data["issued_at"]),
        )
    except typst.TypstError as error:
        spelled = _spelled(data, {ord(sign): f"[U+{ord(sign):04X}]" for sign in _unprintable(error)})
        if spelled == data:
            raise
        return print_sheet(template, cast(dict[str, Any], spelled))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def _unprintable(error: typst.TypstError) -> set[str]:
    """Find the signs an archival PDF was refused for."""
    named = "".join(_COMPLAINT.findall(error.diagnostic))
    escaped = {chr(int(code, 16)) for code in _ESCAPED.findall(named)}
    return {sign for sign in named if not sign.isascii()} | escaped


def _spelled(value: Any, codes: dict[int, str]) -> Any:
    """Write signs by their code points, in every text."""
    if isinstance(value, str):
        return value.translate(codes)
    if isinstance(value, list):
        return [_spelled(item, codes) for item in value]
    if isinstance(value, dict):
        return {name: _spelled(item, codes) for name, item in value.items()}
    return value
