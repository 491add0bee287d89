"""Periods that follow one another: a new one ends the open one before it, and none overlaps another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar

from kpverify.errors import Refused


class Period(Protocol):
    """A row with a first day, and the day after its last one (None: open)."""

    starts_on: date
    ends_on: date | None


P = TypeVar("P", bound=Period)


def period_to_end(periods: Iterable[P], *, starts_on: date, ends_on: date | None) -> P | None:
    """Find the open period that a new one ends, if any.  Raises: Refused period-wrong, period-overlap."""
    if ends_on is not None and ends_on <= starts_on:
        raise Refused("period-wrong", "A period ends after it starts; the last day is not part of it.", status=422)
    found = None
    for one in periods:
        if one.ends_on is None and one.starts_on < starts_on:
            found = one
        elif (ends_on is None or one.starts_on < ends_on) and (one.ends_on is None or starts_on < one.ends_on):
            until = "on" if one.ends_on is None else f"until {one.ends_on}"
            words = f"There is a period from {one.starts_on} {until} already. Choose days outside it."
            raise Refused("period-overlap", words)
    return found


def holding(periods: Iterable[P], day: date) -> P | None:
    """Find the period that holds on a day."""
    return next((one for one in periods if one.starts_on <= day and (one.ends_on is None or day < one.ends_on)), None)


def open_one(periods: Iterable[P]) -> P | None:
    """Find the period without an end."""
    return next((one for one in periods if one.ends_on is None), None)
