"""What a destination asks to see with a shipment: data by date with their sources (`data/papers.json`).

`met_by` says what else satisfies it: `certificate` (ours always does), `origins-listed` (every country of mining origin
is named), or empty. Pure: arguments in, answers out.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data" / "papers.json"


class Paper(NamedTuple):
    """One thing a participant asks for; `files` are kinds of file that show it, `until` the first day without it."""

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
    """List what a participant (`EU` for its members) asks for on a day."""
    held = [one for one in all_papers() if one.destination == destination and one.since <= day]
    return [one for one in held if one.until is None or day < one.until]


def is_met(paper: Paper, *, origins: Collection[str], files: Collection[str]) -> bool:
    """Is it satisfied, by the certificate or by the dossier's kinds of file?"""
    if paper.met_by == "certificate" or (paper.met_by == "origins-listed" and len(origins) > 0):
        return True
    return any(kind in files for kind in paper.files)
