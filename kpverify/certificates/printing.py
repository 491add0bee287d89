"""Print an issued certificate: the PDF of its paper, made from the token alone and from what the registry calls things.

typst sets the page (docs/adr/0012-print-with-typst.md). Data reach it as JSON and are shown, never evaluated.
"""

from __future__ import annotations

import json
import re
import threading
from pathlib import Path
from typing import Any, cast

import typst

from kpverify.certificates.models import Certificate
from kpverify.certificates.paper_data import data_of, payload_of
from kpverify.certificates.paper_names import names_for
from kpverify.certificates.qr import qr_png, qr_svg

__all__ = ["pdf", "print_paper", "qr_png", "qr_svg"]

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
        self.compiler = typst.Compiler(str(PAPER / "certificate.typ"), root=str(PAPER), font_paths=fonts)


_press = _Press()


def pdf(certificate: Certificate) -> bytes:
    """Print an issued certificate.  Raises: Refused no-trust-list, qr-too-large."""
    statement_id = payload_of(certificate.token)["kpc"]["statement"]
    return print_paper(data_of(certificate.token, names_for(certificate.authority, statement_id=statement_id)))


def print_paper(data: dict[str, Any]) -> bytes:
    """Set one page; the same data give the same bytes.

    A sign that no font here can draw is printed as its code point, never as an empty box.
    """
    try:
        return _set(data)
    except typst.TypstError as error:
        spelled = _spelled(data, {ord(sign): f"[U+{ord(sign):04X}]" for sign in _unprintable(error)})
        if spelled == data:
            raise
        # Each time there are fewer: what was spelled is ASCII.
        return print_paper(spelled)


def _set(data: dict[str, Any]) -> bytes:
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    found = _press.compiler.compile(
        format="pdf", sys_inputs=inputs, pdf_standards=STANDARDS, timestamp=data["issued_at"]
    )
    return cast(bytes, found)


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
