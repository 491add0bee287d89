"""Which certificate numbers an authority may give out: one prefix for each authority and year, unlike any other."""

from __future__ import annotations

from django.db.models import F
from django.db.models.functions import Length

from kpverify.errors import Refused
from kpverify.registry.models import NumberRange, Place

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


def range_of_place(place: Place, year: int) -> NumberRange:
    """Lay out the usual range of one place: BWGA26000001 to BWGA26999999."""
    found = range_of_year(place.authority_id, year)
    found.place = place
    found.prefix = f"{found.prefix[:-2]}{place.code}{found.prefix[-2:]}"
    return found


def ranges_of_places(year: int) -> list[NumberRange]:
    """Lay out ranges for the open places that numbered by themselves the year before, and have none yet."""
    before = Place.objects.filter(closed_at=None, ranges__year=year - 1).exclude(ranges__year=year)
    return [range_of_place(place, year) for place in before.distinct().order_by("pk")]


def nearly_used(authority_id: str, *, year: int) -> list[NumberRange]:
    """List the open ranges of a year of which less than a tenth is left."""
    ranges = NumberRange.objects.filter(authority_id=authority_id, year=year, closed_at=None).select_related("place")
    return [one for one in ranges.order_by("prefix") if one.left * 10 < one.size]


def check_apart(found: NumberRange) -> None:
    """Let no two ranges of the world share a number.  Raises: Refused range-overlap."""
    first, last = found.number(found.first_value), found.number(found.last_value)
    alike = NumberRange.objects.annotate(length=Length("prefix") + F("digits")).filter(
        length=len(first), prefix__startswith=first[:2]
    )
    for other in alike:
        if other.number(other.first_value) <= last and first <= other.number(other.last_value):
            words = (
                f"{other.authority_id} has the numbers {other.number(other.first_value)} to "
                f"{other.number(other.last_value)} already. Choose another prefix."
            )
            raise Refused("range-overlap", words)
