"""Purchase slips pasted from a spreadsheet: one a line, columns apart by a tab, a semicolon or a comma."""

from __future__ import annotations

import csv
from collections.abc import Sequence

from kpverify.errors import Refused
from kpverify.provenance.slips import FIELDS, MOST_SLIPS

COLUMNS = tuple(FIELDS)
MOST_CHARACTERS = 200_000


def read_slips(pasted: str) -> list[dict[str, str]]:
    """Take a pasted table apart; a first line with the columns' names may give them in another order.

    Raises: Refused slips-empty, slips-too-many, slips-columns (naming the line).
    """
    if len(pasted) > MOST_CHARACTERS:
        raise _too_many()
    lines = [line for line in pasted.replace("\0", "").splitlines() if line.strip()]
    if not lines:
        raise Refused("slips-empty", "Paste at least one purchase slip.", status=422)
    apart = next((sign for sign in "\t;" if sign in lines[0]), ",")
    rows = list(csv.reader(lines, delimiter=apart))
    columns: Sequence[str] = COLUMNS
    head = [cell.strip().lower() for cell in rows[0]]
    first = 1
    if set(head) & set(COLUMNS) and "number" in head:
        columns, rows, first = head, rows[1:], 2
        if set(columns) != set(COLUMNS) or len(columns) != len(COLUMNS):
            raise Refused("slips-columns", f"The columns are {', '.join(COLUMNS)}.", status=422)
    if len(rows) > MOST_SLIPS:
        raise _too_many()
    for place, row in enumerate(rows, start=first):
        if len(row) != len(columns):
            words = f"Line {place} has {len(row)} columns, not {len(columns)}: {', '.join(columns)}."
            raise Refused("slips-columns", words, status=422)
    return [dict(zip(columns, (cell.strip() for cell in row), strict=True)) for row in rows]


def _too_many() -> Refused:
    return Refused("slips-too-many", f"Paste at most {MOST_SLIPS} purchase slips.", status=413)
