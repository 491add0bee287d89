"""An entry as a reader gives it, whatever the list.  Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

MOST_NAMES = 400
MOST_TEXT = 500


class Listed(NamedTuple):
    """One entry: how the file numbers it, what it is, and what it says.

    `kind` is person, entity, vessel, aircraft or other; a name is (text, quality), the quality empty for a name proper
    and `strong` or `weak` for an alias; `countries` are as the file has them: codes, or names in English.
    """

    uid: str
    kind: str
    names: tuple[tuple[str, str], ...]
    programmes: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    listed_on: str = ""
    remarks: str = ""

    @property
    def facts(self) -> dict[str, Any]:
        """What is stored."""
        return {
            "kind": self.kind,
            "names": [list(one) for one in self.names[:MOST_NAMES]],
            "programmes": _short(self.programmes),
            "addresses": _short(self.addresses),
            "countries": _short(self.countries),
            "listed_on": self.listed_on[:40],
            "remarks": self.remarks[:2000],
        }


def _short(texts: tuple[str, ...]) -> list[str]:
    return [one[:MOST_TEXT] for one in texts[:MOST_NAMES]]


class Read(NamedTuple):
    """What a file holds: the publisher's day, if it says one, and its entries."""

    day: date | None
    entries: list[Listed]


def hash_of(facts: dict[str, Any]) -> str:
    """Hash what an entry says: another hash is another content."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def distinct(names: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Drop names that are there already and empty ones; keep their order."""
    return tuple(_distinct(names))


def _distinct(names: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for text, quality in names:
        tidy = " ".join(text.split())[:500]
        if tidy and tidy not in seen:
            seen.add(tidy)
            yield tidy, quality
