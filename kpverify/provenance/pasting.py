"""Tables pasted from a spreadsheet: one row a line, columns apart by a tab, a semicolon or a comma."""

from __future__ import annotations

import csv
from collections.abc import Sequence

from kpverify.errors import Refused
from kpverify.provenance.slips import FIELDS, MOST_SLIPS

COLUMNS = tuple(FIELDS)
MOST_CHARACTERS = 200_000


def read_slips(pasted: str) -> list[dict[str, str]]:
    """Take pasted purchase slips apart.  Raises: as read_table."""
    return read_table(pasted, COLUMNS, most=MOST_SLIPS)


def read_table(pasted: str, columns: Sequence[str], *, most: int) -> list[dict[str, str]]:
    """Take a pasted table apart; a first line with the columns' names may give them in another order.

    Raises: Refused table-empty, table-too-long, table-columns (naming the line).
    """
    if len(pasted) > MOST_CHARACTERS:
        raise _too_long(most)
    lines = [line for line in pasted.replace("\0", "").splitlines() if line.strip()]
    if not lines:
        raise Refused("table-empty", "Paste at least one line.", status=422)
    apart = next((sign for sign in "\t;" if sign in lines[0]), ",")
    try:
        rows, first = list(csv.reader(lines, delimiter=apart)), 1
    except csv.Error as wrong:
        raise Refused("table-columns", "A cell is too long, or its quotes are never closed.", status=422) from wrong
    head = [cell.strip().lower() for cell in rows[0]]
    if len(set(head) & set(columns)) > 1:
        if sorted(head) != sorted(columns):
            raise Refused("table-columns", f"The columns are {', '.join(columns)}.", status=422)
        columns, rows, first = head, rows[1:], 2
    if len(rows) > most:
        raise _too_long(most)
    for place, row in enumerate(rows, start=first):
        if len(row) != len(columns):
            words = f"Line {place} has {len(row)} columns, not {len(columns)}: {', '.join(columns)}."
            raise Refused("table-columns", words, status=422)
    return [dict(zip(columns, (cell.strip() for cell in row), strict=True)) for row in rows]


def _too_long(most: int) -> Refused:
    return Refused("table-too-long", f"Paste at most {most} lines.", status=413)
