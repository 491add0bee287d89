"""The names that came with the house: diamond-related entries of several lists, to try screening with. No full list."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from kpverify.screening.reading.entry import Listed, Read, distinct
from kpverify.screening.reading.guard import only_file, wrong_format

# JSON is read whole, at ten times its size: the real one has 20 kB.
MOST_SEED = 5 * 10**6
SEED = Path(__file__).resolve().parents[1] / "data" / "seed.json"


def read(files: Mapping[str, bytes]) -> Read:
    """Read it.  Raises: Refused list-wrong-format."""
    name, data = only_file(files)
    if len(data) > MOST_SEED:
        raise wrong_format(name, "seed.json")
    try:
        held = json.loads(data)["entities"]
        # Half a character cannot be written at all (UnicodeEncodeError is a ValueError), NUL in no PostgreSQL text.
        if b"\\u0000" in json.dumps(held, ensure_ascii=False).encode():
            raise ValueError(name)
        return Read(None, [_entry(one) for one in held])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as wrong:
        raise wrong_format(name, "seed.json") from wrong


def _entry(one: dict[str, object]) -> Listed:
    name, aliases, lists = str(one["name"]), one.get("aliases", []), one.get("lists", [])
    if not isinstance(aliases, list) or not isinstance(lists, list):
        raise TypeError(name)
    return Listed(
        uid=name,
        kind="person" if "," in name or name == "Pavel Alekseevich MARINYCHEV" else "entity",
        names=distinct([(name, ""), *((str(alias), "strong") for alias in aliases)]),
        programmes=tuple(str(held["list"]) for held in lists),
        addresses=tuple(str(held["address"]) for held in lists if "address" in held),
        countries=(str(one.get("country", "")),),
        listed_on=min((str(held["listed"]) for held in lists if "listed" in held), default=""),
    )
