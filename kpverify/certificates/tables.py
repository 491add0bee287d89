"""Tables people make: CSV in the shapes spreadsheets write it, and XLSX (in `workbook.py`).

Everything is capped before it is parsed, and nothing is repaired that could be read in two ways.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

MAX_BYTES = 20_000_000
MAX_ROWS = 10_000
MAX_CELL = 10_000
MAX_COLUMNS = 100
# A record of a CSV file may run over several lines, but over no more than this, and none is longer.
MAX_LINES = 100
MAX_LINE = 200_000
DELIMITERS = ",;\t"
_SEPARATE = "sep="


class BadFile(Exception):  # noqa: N818 - the file is at fault
    """The file as a whole cannot be read: a stable code, and words that say what to do."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


class Row(NamedTuple):
    """One row of a table: its line in the file (from 1), its cells as text, and what is odd about a cell.

    `notes` maps the place of a cell (from 0) to a code and words.
    """

    place: int
    cells: list[str]
    notes: dict[int, tuple[str, str]]


class Table(NamedTuple):
    """A head and its rows, which are read while they are asked for."""

    columns: list[str]
    rows: Iterator[Row]


def decoded(raw: bytes) -> str:
    """Read text.  Raises: BadFile not-utf8, not-text."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise BadFile("not-utf8", "This is UTF-16 text: save it as UTF-8 (in Excel: CSV UTF-8).")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = raw.count(b"\n", 0, wrong.start) + 1
        words = f"This is not UTF-8 text (line {line}, byte {wrong.start}): save it as UTF-8 (in Excel: CSV UTF-8)."
        raise BadFile("not-utf8", words) from wrong
    if "\0" in text:
        raise BadFile("not-text", "There is a NUL in this file: it is not text. Save it as CSV or XLSX.")
    return text


def read_csv(text: str) -> Table:
    """Read a CSV file; comma, semicolon and tab are told apart by its head.  Raises: BadFile."""
    head, _, rest = text.partition("\n")
    if head.lower().startswith(_SEPARATE):
        # What some spreadsheets write before all, to tell one another the delimiter.
        text, head, before = rest, rest.partition("\n")[0], 1
    else:
        before = 0
    delimiter = max(DELIMITERS, key=head[:MAX_LINE].count)
    csv.field_size_limit(MAX_CELL)
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    rows = _records(reader, lines, before)
    columns = next(rows, None)
    if columns is None:
        raise BadFile("no-rows", "There is no shipment in this file: it is empty.")
    return Table(trimmed(columns.cells), (row for row in rows if any(cell.strip() for cell in row.cells)))


class _Lines:
    """The lines of a text, none too long, and not too many for one record."""

    def __init__(self, text: str) -> None:
        self.lines = io.StringIO(text, newline="")
        self.since_record = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self.lines.readline(MAX_LINE + 1)
        if not line:
            raise StopIteration
        self.since_record += 1
        if len(line) > MAX_LINE or self.since_record > MAX_LINES:
            raise BadFile("not-csv", f"A row is longer than {MAX_LINE} letters or {MAX_LINES} lines: this is not CSV.")
        return line


def _records(reader: Iterator[list[str]], lines: _Lines, before: int) -> Iterator[Row]:
    try:
        for cells in reader:
            lines.since_record = 0
            place = reader.line_num + before  # type: ignore[attr-defined]
            check_width(cells, place)
            yield Row(place, cells, {})
    except csv.Error as wrong:
        place = reader.line_num + before  # type: ignore[attr-defined]
        raise BadFile("not-csv", f"Line {place} is not CSV: {wrong}.") from wrong


def check_width(cells: list[str], place: int) -> None:
    """Refuse a row nobody made by hand.  Raises: BadFile too-many-columns."""
    if len(cells) > MAX_COLUMNS:
        raise BadFile("too-many-columns", f"Row {place} has more than {MAX_COLUMNS} cells.")


def trimmed(columns: list[str]) -> list[str]:
    """Strip the names of a head, and leave empty ones at its end away."""
    names = [name.strip() for name in columns]
    while names and not names[-1]:
        names.pop()
    return names
