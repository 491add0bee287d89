"""Periods on a line of years, as numbers a template can draw; the list beside it says the same in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from kpverify.registry.models import ParticipantPeriod
from kpverify.secretariat.states import STANDING, Tag

FIRST = date(2003, 1, 1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """One period, or the gap between two."""

    tag: Tag
    starts_on: date
    ends_on: date | None
    reason: str = ""
    source: str = ""
    x: str = "0%"
    width: str = "0%"


@dataclass(frozen=True, slots=True)
class Timeline:
    """Every stretch from the first year of the scheme on, and where the years stand."""

    stretches: tuple[Stretch, ...]
    years: tuple[tuple[int, str], ...]
    today_x: str


def timeline(periods: Iterable[ParticipantPeriod], *, today: date) -> Timeline:
    """Lay out a participant's periods up to the end of next year."""
    last = date(today.year + 2, 1, 1)

    def place(day: date) -> float:
        return 100 * (min(max(day, FIRST), last) - FIRST).days / (last - FIRST).days

    def stretch(tag: Tag, starts_on: date, ends_on: date | None, **more: Any) -> Stretch:
        x = place(starts_on)
        width = max(place(ends_on or last) - x, 0.3)
        return Stretch(tag, starts_on, ends_on, x=_percent(x), width=_percent(width), **more)

    found: list[Stretch] = []
    for one in sorted(periods, key=lambda period: period.starts_on):
        if found and found[-1].ends_on is not None and found[-1].ends_on < one.starts_on:
            found.append(stretch(STANDING["none"], found[-1].ends_on, one.starts_on))
        tag = STANDING[one.state]
        found.append(stretch(tag, one.starts_on, one.ends_on, reason=one.reason, source=one.source))
    if found and found[-1].ends_on is not None:
        found.append(stretch(STANDING["none"], found[-1].ends_on, None))
    years = tuple((year, _percent(place(date(year, 1, 1)))) for year in range(2005, last.year, 5))
    return Timeline(tuple(found), years, _percent(place(today)))


def _percent(part: float) -> str:
    # Text, so that no language puts a comma into a drawing.
    return f"{part:.2f}%"
