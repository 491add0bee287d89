"""Ending a range of certificate numbers before it is used up."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kpverify.errors import Refused
from kpverify.registry.keeping import change, require
from kpverify.registry.models import NumberRange


@transaction.atomic
def close_range(*, range_id: int, authority_id: str, void_after: str = "", now: datetime, by: str) -> NumberRange:
    """Let no more numbers be taken from a range.

    `void_after` is the last number that was given, anywhere: those after it are never valid, for the trust list ends
    the range there. Left empty, the rest stays with the authority (numbers it gave elsewhere remain valid). Numbers of
    a closed range are never given to another one.
    Raises: Refused no-range, no-change, range-wrong, number-wrong.  Writes: NumberRange, AuditEntry.
    """
    found = NumberRange.objects.select_for_update().filter(pk=range_id, authority_id=authority_id).first()
    if found is None:
        raise Refused("no-range", "There is no such range.", status=404)
    if found.closed_at is not None:
        raise Refused("no-change", "This range is closed already.")
    values: dict[str, object] = {"closed_at": now}
    if void_after:
        last = value_in(found, void_after)
        words = f"The last number given lies in this range: {found.number(found.first_value)}, for example."
        require(last is not None, words, code="number-wrong")
        given = found.number(max(found.next_value - 1, found.first_value))
        words = f"{given} was given here already: the last number given is that one, or a later one."
        require(last is not None and last >= found.next_value - 1, words, code="range-wrong")
        values["void_after"] = last
    subject = f"range:{found.number(found.first_value)}-{found.number(found.last_value)}"
    change(found, values, "range.close", subject, by=by, now=now)
    return found


def value_in(one: NumberRange, number: str) -> int | None:
    """Read a number's digits, when it is one of this range."""
    digits = number.removeprefix(one.prefix)
    if len(digits) != one.digits or not (number.startswith(one.prefix) and digits.isascii() and digits.isdecimal()):
        return None
    return int(digits) if one.first_value <= int(digits) <= one.last_value else None
