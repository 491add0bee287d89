"""Rules about objects with fixed members, and how to put them together.

Asked twice over: quickly, for a yes or no; and, when it is no, at length, for the path of every member that is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Protocol

# A rule says whether a value is right; it may raise TypeError for one of another type. A pair also sees what is around.
Rule = Callable[[Any], Any]
Pair = Callable[[Any, Any], bool]


class Branch(Protocol):
    """Rules for what has members: `holds` is the quick yes or no, `explain` writes down every path that is wrong."""

    def holds(self, value: Any) -> bool:
        """Are all rules kept?"""

    def explain(self, value: Any, path: str, found: list[str]) -> None:
        """Write down the path of every member that breaks its rule."""


def like(pattern: str) -> Rule:
    """Make a rule: a string that is this pattern from end to end."""
    return re.compile(pattern).fullmatch


def between(least: int, most: int) -> Rule:
    """Make a rule: a number in these bounds, both inside."""
    return lambda value: type(value) is int and least <= value <= most


def set_of(rule: Rule, least: int, most: int) -> Rule:
    """Make a rule: a list of so many different things that keep a rule."""
    return lambda value: (
        type(value) is list and least <= len(value) <= most and all(map(rule, value)) and len(set(value)) == len(value)
    )


def fits(rule: Rule, value: Any) -> bool:
    """Is the value right, and of a type the rule takes?"""
    try:
        return bool(rule(value))
    except TypeError:
        return False


class Record:
    """Rules for an object with these members and no others; `top` is the payload, whose members have no prefix.

    A name in `pairs` has its rule there, and may be absent if that says so.
    """

    def __init__(
        self,
        members: dict[str, Rule | Branch],
        *,
        pairs: dict[str, Pair] | None = None,
        optional: tuple[str, ...] = (),
        top: bool = False,
    ) -> None:
        self.members, self.optional, self.top = members, optional, top
        self.pairs = pairs or {}
        rules = {name: one if callable(one) else one.holds for name, one in members.items() if name not in self.pairs}
        self.required = tuple((name, rule) for name, rule in rules.items() if name not in optional)
        self.others = tuple((name, rules[name]) for name in optional)
        self.asked = tuple(self.pairs.items())

    def holds(self, value: Any) -> bool:
        """Are all rules kept?"""
        if type(value) is not dict:
            return False
        get = value.get
        for name, rule in self.required:  # none of which takes null
            if not rule(get(name)):
                return False
        seen = len(self.required)
        for name, rule in self.others:
            if name in value:
                seen += 1
                if not rule(value[name]):
                    return False
        for name, pair in self.asked:
            seen += name in value
            if not pair(get(name), value):
                return False
        return seen == len(value)

    def explain(self, value: Any, path: str, found: list[str]) -> None:
        """Write down the path of every member that breaks its rule."""
        if type(value) is not dict:
            found.append(path)
            return
        for name, rule in self.members.items():
            inside, where = value.get(name), name if self.top else f"{path}.{name}"
            if name in self.optional and name not in value:
                continue
            if not callable(rule):
                rule.explain(inside, where, found)
            elif not (self.pairs[name](inside, value) if name in self.pairs else fits(rule, inside)):
                found.append(where)
        if not value.keys() <= self.members.keys():
            found.append(path)


class Lines:
    """Rules for a list of 1 to `most` alike objects, no two with the same `name`."""

    def __init__(self, line: Record, *, most: int, name: str) -> None:
        self.line, self.most, self.name = line, most, name

    def holds(self, value: Any) -> bool:
        """Are all rules kept?"""
        return (
            type(value) is list
            and 1 <= len(value) <= self.most
            and all(map(self.line.holds, value))
            and self._differ(value)
        )

    def explain(self, value: Any, path: str, found: list[str]) -> None:
        """Write down the path of every member that breaks its rule."""
        if type(value) is not list or not 1 <= len(value) <= self.most:
            found.append(path)
            return
        before = len(found)
        for place, one in enumerate(value):
            self.line.explain(one, f"{path}[{place}]", found)
        if len(found) == before and not self._differ(value):
            found.append(path)

    def _differ(self, lines: list[dict[str, str]]) -> bool:
        return len({line[self.name] for line in lines}) == len(lines)
