"""Rules about the shape of a value read from JSON, and how to put them together.  Twin of `shape.js`."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

Rule = Callable[[Any], bool]

# The last second of the year 9999, the end of every time we accept.
LAST_INSTANT = 253402300799
SECONDS_PER_DAY = 86400
_EPOCH = date(1970, 1, 1).toordinal()
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def is_text(value: Any) -> bool:
    """Is it a string?"""
    return type(value) is str


def is_flag(value: Any) -> bool:
    """Is it true or false?"""
    return type(value) is bool


def is_integer(value: Any) -> bool:
    """Is it a number? The strict reader lets no other through; true and false are none."""
    return type(value) is int


def is_instant(value: Any) -> bool:
    """Is it a second between 1970 and 9999?"""
    return type(value) is int and 0 <= value <= LAST_INSTANT


def is_day(value: Any) -> bool:
    """Is it a day of the calendar, `YYYY-MM-DD`?"""
    if type(value) is not str or not _DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def matches(pattern: str) -> Rule:
    """Make a rule: a string that is this pattern from end to end."""
    full = re.compile(pattern).fullmatch
    return lambda value: type(value) is str and full(value) is not None


def text_of(most: int) -> Rule:
    """Make a rule: a string of at most so many characters (code points)."""
    return lambda value: type(value) is str and len(value) <= most


def few_of(rule: Rule, most: int) -> Rule:
    """Make a rule: a list of at most so many items, each of which fits."""
    return lambda value: type(value) is list and len(value) <= most and all(map(rule, value))


def one_of(*words: str) -> Rule:
    """Make a rule: one of these strings."""
    known = frozenset(words)
    return lambda value: type(value) is str and value in known


def or_null(rule: Rule) -> Rule:
    """Make a rule: null, or what `rule` asks."""
    return lambda value: value is None or rule(value)


def list_of(rule: Rule) -> Rule:
    """Make a rule: a list whose every item fits."""
    return lambda value: type(value) is list and all(map(rule, value))


def record(rules: Mapping[str, Rule], optional: Mapping[str, Rule] = MappingProxyType({})) -> Rule:
    """Make a rule: an object with at least these members; the optional ones fit where they are there."""
    members, others = tuple(rules.items()), tuple(optional.items())
    return lambda value: (
        type(value) is dict
        and all(name in value and rule(value[name]) for name, rule in members)
        and all(name not in value or rule(value[name]) for name, rule in others)
    )


def has_exactly(members: Mapping[str, Any], names: Collection[str]) -> bool:
    """Are these the member names, no more and no fewer?"""
    return len(members) == len(names) and all(name in members for name in names)


is_kid = matches(r"[A-Za-z0-9._-]{1,32}")
is_number = matches(r"[A-Z]{2}[0-9A-Z/-]{1,18}")


@lru_cache(maxsize=4096)
def _iso(day: int) -> str:
    return date.fromordinal(_EPOCH + day).isoformat()


def day_of(seconds: int) -> str:
    """Give the UTC day of an instant, `YYYY-MM-DD`."""
    return _iso(seconds // SECONDS_PER_DAY)


@lru_cache(maxsize=1024)
def moment_of(seconds: int) -> str:
    """Write an instant, `YYYY-MM-DDThh:mm:ssZ`."""
    minutes, rest = divmod(seconds, 60)
    return f"{day_of(seconds)}T{minutes // 60 % 24:02}:{minutes % 60:02}:{rest:02}Z"


def period_on(periods: Iterable[dict[str, Any]], day: str) -> dict[str, Any] | None:
    """Give the first of these periods that holds on this day."""
    for period in periods:
        if period["from"] <= day and ((to := period["to"]) is None or day < to):
            return period
    return None


def holds_on(period: dict[str, Any], day: str) -> bool:
    """Does a period hold on this day? `from` is inside, `to` is outside."""
    return period_on((period,), day) is not None
