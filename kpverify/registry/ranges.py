"""Which certificate numbers an authority may give out: one prefix for each authority and year, unlike any other."""

from __future__ import annotations

from kpverify.registry.models import NumberRange

DIGITS = 6


def range_of_year(authority_id: str, year: int) -> NumberRange:
    """Lay out the usual range: BW26000001 to BW26999999, EUANR26000001 to EUANR26999999."""
    return NumberRange(
        authority_id=authority_id,
        year=year,
        prefix=f"{authority_id.replace('-', '')}{year % 100:02d}",
        digits=DIGITS,
        first_value=1,
        last_value=10**DIGITS - 1,
        next_value=1,
    )
