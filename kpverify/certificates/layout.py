"""Where things go on a sheet of paper: its size, where printing begins and ends, and what stands on it already.

Positions are moved and stretched; letters and the QR code keep their size, and the code begins on a printer's dot
whatever the measures are (docs/print.md).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from kpverify.errors import Refused

DPI, MM_PER_INCH = 300, 25.4
# Width, height, left, right and lower edge of what is printed, in dots of 300 dpi.
SHEETS = {"a4": (2480, 3508, 165, 2315, 3380), "us-letter": (2550, 3300, 200, 2350, 3172)}
TOP_MM = Decimal(12)
FARTHEST_MM = Decimal(15)
SMALLEST_PERCENT, LARGEST_PERCENT = Decimal(95), Decimal(103)
# What printers cannot reach; below it the last line of a page still has to stand.
MARGIN_MM, LOWER_MARGIN_MM = 5, 9


@dataclass(frozen=True, slots=True)
class Layout:
    """One sheet, in dots of 300 dpi; `top_mm` in millimetres. `sheet` is its printed serial, repeated at the foot."""

    width: int = 2480
    height: int = 3508
    left: int = 165
    right: int = 2315
    bottom: int = 3380
    top_mm: float = float(TOP_MM)
    has_title: bool = False
    has_lines: bool = False
    sheet: str = ""

    @classmethod
    def measured(
        cls,
        *,
        paper: str,
        right_mm: Decimal,
        down_mm: Decimal,
        scale_percent: Decimal,
        has_title: bool = False,
        has_lines: bool = False,
        sheet: str = "",
    ) -> Layout:
        """Move by millimetres and stretch by per cent, from the upper left corner.

        Raises: Refused layout-wrong, where something would leave the paper.
        """
        if paper not in SHEETS:
            raise Refused("layout-wrong", f"The paper is one of {', '.join(SHEETS)}.", status=422)
        if not all(one.is_finite() for one in (right_mm, down_mm, scale_percent)):
            raise Refused("layout-wrong", "Write the measures as numbers, like 1.5.", status=422)
        if max(abs(right_mm), abs(down_mm)) > FARTHEST_MM:
            raise Refused("layout-wrong", f"Move it by at most {FARTHEST_MM} mm each way.", status=422)
        if not SMALLEST_PERCENT <= scale_percent <= LARGEST_PERCENT:
            words = f"Stretch to {SMALLEST_PERCENT} to {LARGEST_PERCENT} per cent; a printer is off by far less."
            raise Refused("layout-wrong", words, status=422)
        scale, (width, height, *edges) = float(scale_percent) / 100, SHEETS[paper]
        left, right, bottom = (
            round(edge * scale + _dots(by)) for edge, by in zip(edges, (right_mm, right_mm, down_mm), strict=True)
        )
        top_mm = round(float(TOP_MM) * scale + float(down_mm), 3)
        is_inside = (
            left >= _dots(MARGIN_MM)
            and right <= width - _dots(MARGIN_MM)
            and top_mm >= MARGIN_MM
            and bottom <= height - _dots(LOWER_MARGIN_MM)
        )
        if not is_inside:
            words = "With these measures something would be printed off the paper: move it less, or stretch it less."
            raise Refused("layout-wrong", words, status=422)
        return cls(width, height, left, right, bottom, top_mm, has_title, has_lines, sheet)

    def as_data(self) -> dict[str, Any]:
        """Lay it out for the template."""
        return asdict(self)


def _dots(millimetres: Decimal | int) -> float:
    return float(millimetres) / MM_PER_INCH * DPI


PLAIN = Layout()
