"""What a destination asks to see with a shipment: data by date with their sources (`data/papers.json`).

`met_by` says who sees to it: `certificate` (ours always does), `origins-listed` (not needed once every country of
mining origin is named), `validation` (asked for when the goods are sealed), `importer` (arranges it at the
destination), `not-confirmed` (no source we hold says whether it is asked for), or empty: only a file shows it.
Pure: arguments in, answers out.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data" / "papers.json"


# Papers that every participant asks for.
EVERYBODY = "*"


class Standing(StrEnum):
    """How one paper of one draft stands; only MISSING holds a parcel up for want of work on the dossier."""

    THERE = "there"
    NOT_NEEDED = "not-needed"
    MISSING = "missing"
    LATER = "later"
    ASK = "ask"


_ELSEWHERE = {
    "certificate": Standing.THERE,
    "validation": Standing.LATER,
    "importer": Standing.LATER,
    "not-confirmed": Standing.ASK,
}


class Paper(NamedTuple):
    """One thing a participant (`*`: each of them) asks for.

    `files` are kinds of file that show it, `until` is the first day without it. `since` is the first day its source
    speaks of, or the day the scheme began where it names none.
    """

    id: str
    destination: str
    since: str
    until: str | None
    met_by: str
    files: tuple[str, ...]
    source: str
    url: str


@lru_cache(maxsize=1)
def all_papers() -> tuple[Paper, ...]:
    """Read them."""
    rows = json.loads(DATA.read_text(encoding="utf-8"))["papers"]
    return tuple(
        Paper(
            id=row["id"],
            destination=row["destination"],
            since=row["from"],
            until=row["until"],
            met_by=row["met_by"],
            files=tuple(row["files"]),
            source=row["source"],
            url=row["url"],
        )
        for row in rows
    )


def asked_by(destination: str, day: str) -> list[Paper]:
    """List what a participant (`EU` for its members) asks for on a day, with what everybody asks for."""
    held = [one for one in all_papers() if one.destination in (EVERYBODY, destination) and one.since <= day]
    return [one for one in held if one.until is None or day < one.until]


def standing_of(paper: Paper, *, origins: Collection[str], files: Collection[str]) -> Standing:
    """Tell how it stands for a draft with these origins and these kinds of files."""
    if elsewhere := _ELSEWHERE.get(paper.met_by):
        return elsewhere
    if any(kind in files for kind in paper.files):
        return Standing.THERE
    is_spared = paper.met_by == "origins-listed" and len(origins) > 0
    return Standing.NOT_NEEDED if is_spared else Standing.MISSING
