"""Every address of a node, read from the resolver itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django.urls import get_resolver


def all_routes() -> dict[str, str]:
    """Give every address pattern, as the table writes it (`/office/{pk}/edit/`)."""
    return {written(pattern): pattern for pattern in _patterns(get_resolver().url_patterns)}


def _patterns(entries: Iterable, before: str = "") -> Iterator[str]:
    for entry in entries:
        pattern = before + str(entry.pattern)
        if hasattr(entry, "url_patterns"):
            yield from _patterns(entry.url_patterns, pattern)
        else:
            yield pattern


def written(pattern: str) -> str:
    """Write a pattern plainly: no expressions, every value as its name in braces."""
    found, rest = "/", re.sub(r"\\[AZ]|[\^$\\]", "", pattern)
    rest = rest.removesuffix("?") if rest.endswith("/?") else rest
    while rest:
        if name := re.match(r"\(\?P<(\w+)>", rest):
            found += "{" + name[1] + "}"
            rest = rest[_end_of_group(rest) :]
        elif name := re.match(r"<(?:\w+:)?(\w+)>", rest):
            found += "{" + name[1] + "}"
            rest = rest[name.end() :]
        else:
            found, rest = found + rest[0], rest[1:]
    return found


def _end_of_group(text: str) -> int:
    depth = 0
    for place, letter in enumerate(text):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth == 0:
            return place + 1
    raise ValueError(text)
