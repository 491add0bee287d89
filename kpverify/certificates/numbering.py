"""Certificate numbers: taken from the authority's ranges, one after the other, each once for ever."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models import F, Q

from kpverify.certificates.models import TakenNumber
from kpverify.errors import Refused
from kpverify.registry.models import NumberRange, VoidNumber

# One statement counts and tells: two processes can never be given the same number. A range that another process has
# just used up gives no row, and the next one is asked.
TAKE = """
UPDATE registry_numberrange SET next_value = next_value + 1
WHERE next_value <= last_value AND closed_at IS NULL AND id = (
    SELECT id FROM registry_numberrange
    WHERE authority_id = %s AND year = %s AND next_value <= last_value AND closed_at IS NULL
        AND (place_id IS NULL OR place_id = %s)
    ORDER BY CASE WHEN place_id IS NULL THEN 1 ELSE 0 END, id LIMIT 1
)
RETURNING id, prefix, digits, next_value - 1
"""
# The id of no place: rows of the database begin at 1.
NOWHERE = 0


def take_number(*, authority_id: str, now: datetime, place_id: int | None = None) -> TakenNumber:
    """Take the next number of the year of `now`, inside the caller's transaction.

    The ranges of the place come first, then those of no place; another place's are never touched.

    Numbers that the registry has declared void are accounted for and passed over.
    Raises: Refused no-numbers-left.  Writes: NumberRange, TakenNumber.
    """
    while True:
        taken = _take(authority_id, place_id, now)
        reason = VoidNumber.objects.filter(number=taken.number).values_list("reason", flat=True).first()
        if reason is not None:
            taken.void_reason = f"declared {reason} before it was given"
        taken.save(force_insert=True)
        if reason is None:
            return taken


def _take(authority_id: str, place_id: int | None, now: datetime) -> TakenNumber:
    while True:
        with connection.cursor() as cursor:
            cursor.execute(TAKE, [authority_id, now.year, place_id or NOWHERE])
            row = cursor.fetchone()
        if row is not None:
            range_id, prefix, digits, value = row
            number = NumberRange(prefix=prefix, digits=digits).number(value)
            return TakenNumber(number=number, range_id=range_id, value=value, taken_at=now)
        # Raises when none is left; otherwise another process took the last of one range, and there is another range.
        next_number(authority_id=authority_id, now=now, place_id=place_id)


def next_number(*, authority_id: str, now: datetime, place_id: int | None = None) -> str:
    """Tell which number would come next, without taking it.  Raises: Refused no-numbers-left."""
    ranges = NumberRange.objects.filter(authority_id=authority_id, year=now.year, closed_at=None)
    found = ranges.filter(Q(place=None) | Q(place=place_id)).order_by(F("place").asc(nulls_last=True), "id")
    for one in found:
        if one.next_value <= one.last_value:
            return one.number(one.next_value)
    words = f"{authority_id} has no certificate numbers left for {now.year}: ask the Secretariat to add a range."
    raise Refused("no-numbers-left", words)


def void_number_taken(*, number: str, reason: str) -> None:
    """Account for a number no certificate came of.  Writes: TakenNumber."""
    TakenNumber.objects.filter(number=number).update(void_reason=reason[:200])
