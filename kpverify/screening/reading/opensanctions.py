"""OpenSanctions' simplified table of targets, `targets.simple.csv`.

Columns: id, schema, name, aliases, birth_date, countries, addresses, identifiers, sanctions, phones, emails, dataset
or program_ids, first_seen, last_seen, last_change; many values in one cell are apart by `;`.
Source: https://www.opensanctions.org/docs/bulk/csv/
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kpverify.screening.reading.days import day_of
from kpverify.screening.reading.entry import Listed, Read, distinct
from kpverify.screening.reading.guard import MOST_ENTRIES, cut_short, only_file, rows_of, too_many, wrong_format

NEEDED = frozenset({"id", "schema", "name", "aliases", "countries", "addresses", "sanctions"})
_KINDS = {"person": "person", "vessel": "vessel", "airplane": "aircraft"}


def read(files: Mapping[str, bytes]) -> Read:
    """Read it.  Raises: Refused list-wrong-format, and as `guard.rows_of`."""
    name, data = only_file(files)
    rows = rows_of(data, name)
    head = [cell.strip().casefold() for cell in next(rows, [])]
    if not set(head) >= NEEDED:
        raise wrong_format(name, "targets.simple.csv of OpenSanctions")
    entries = []
    days: list[date] = []
    for row in rows:
        if len(row) != len(head):
            raise cut_short(name)
        cells = dict(zip(head, (cell.strip() for cell in row), strict=True))
        names = [(cells["name"], ""), *((one, "strong") for one in _many(cells["aliases"]))]
        entries.append(
            Listed(
                uid=cells["id"],
                kind=_KINDS.get(cells["schema"].casefold(), "entity"),
                names=distinct(names),
                programmes=tuple(dict.fromkeys(_many(cells.get("program_ids") or cells.get("dataset", ""))))[:20],
                addresses=tuple(_many(cells["addresses"])),
                countries=tuple(one.upper() for one in _many(cells["countries"])),
                listed_on=cells.get("first_seen", "")[:10],
                remarks=cells["sanctions"].strip('"'),
            )
        )
        if day := day_of(cells.get("last_seen") or cells.get("last_change", "")):
            days.append(day)
        if len(entries) > MOST_ENTRIES:
            raise too_many(name)
    return Read(max(days, default=None), entries)


def _many(cell: str) -> list[str]:
    return [one.strip() for one in cell.split(";") if one.strip()]
