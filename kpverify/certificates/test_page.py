"""A page to measure a printer by, and what follows from the measures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple, cast

import typst

from kpverify.certificates.layout import DPI, MM_PER_INCH, SHEETS, Layout
from kpverify.certificates.printing import PAPER

# The crosses stand so far from the edges: A from the upper left, B from the lower right.
CROSS_MM = 20


class Measures(NamedTuple):
    """How a printer is told to move and stretch: millimetres to the right and down, per cent."""

    right_mm: Decimal
    down_mm: Decimal
    scale_percent: Decimal


def far_cross(paper: str) -> tuple[Decimal, Decimal]:
    """Tell how far the far cross should lie from the left and the upper edge, in millimetres."""
    width, height, *_ = SHEETS[paper]
    return _millimetres(width) - CROSS_MM, _millimetres(height) - CROSS_MM


def corrected(paper: str, before: Measures, *, near: tuple[Decimal, Decimal], far: tuple[Decimal, Decimal]) -> Measures:
    """Work out the measures that put both crosses where they belong.

    `near` and `far` are where they were found on a page printed with `before`: millimetres from the left and from the
    upper edge. What the printer did to the page is a stretch and a shift; this undoes both.
    """
    wanted = far_cross(paper)
    told = before.scale_percent / 100
    stretches = [(far[axis] - near[axis]) / ((wanted[axis] - CROSS_MM) * told) for axis in (0, 1)]
    stretch = sum(stretches, Decimal(0)) / 2
    shifts = [
        near[axis] - stretch * (CROSS_MM * told + by) for axis, by in enumerate((before.right_mm, before.down_mm))
    ]
    right, down = (_rounded(-shift / stretch, "0.1") for shift in shifts)
    return Measures(right, down, _rounded(100 / stretch, "0.01"))


def test_page(
    *, paper: str, measures: Measures, title: str, lines: Sequence[str], settings: str, language: str
) -> bytes:
    """Draw the test page as a PDF.  Raises: Refused layout-wrong."""
    layout = Layout.measured(paper=paper, **measures._asdict())
    shown = {
        "layout": layout.as_data(),
        "scale": float(measures.scale_percent) / 100,
        "right": float(measures.right_mm),
        "down": float(measures.down_mm),
        "cross": CROSS_MM,
        "language": language,
        "words": {"title": title, "lines": list(lines), "settings": settings},
    }
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(PAPER / "fonts")])
    compiler = typst.Compiler(str(PAPER / "test_page.typ"), root=str(PAPER), font_paths=fonts)
    return cast(bytes, compiler.compile(format="pdf", sys_inputs={"data": json.dumps(shown)}))


def _millimetres(dots: int) -> Decimal:
    return _rounded(Decimal(dots) / DPI * Decimal(str(MM_PER_INCH)), "0.1")


def _rounded(value: Decimal, to: str) -> Decimal:
    return value.quantize(Decimal(to), ROUND_HALF_EVEN)
