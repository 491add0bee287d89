"""Reading XLSX: the archive is judged before it is unpacked, and cells are taken exactly as they are stored.

A spreadsheet says what it holds in other words than people do: numbers are binary fractions, a seal like "1-2" becomes
a date, leading zeros go. What cannot be read in one way only is told beside its cell.
"""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from django.utils.translation import gettext_noop as _
from openpyxl.utils.exceptions import InvalidFileException

from kpverify.certificates.tables import MAX_CELL, MAX_ROWS, BadFile, Row, Table, check_width, trimmed

if not openpyxl.DEFUSEDXML:
    raise ImportError("openpyxl has to read XML with defusedxml: take OPENPYXL_DEFUSEDXML out of the environment.")

SHEET = "shipments"
MAX_UNPACKED = 40_000_000
MAX_PARTS = 500
# Rows without any cell between others are passed over, but not without end.
MAX_PLACE = 2 * MAX_ROWS
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, ParseError, InvalidFileException, OSError, EOFError, NotImplementedError),
    # What openpyxl lets through when parts are missing or hold something else than they should.
    *(ValueError, TypeError, KeyError, IndexError, AttributeError, RuntimeError, OverflowError, AssertionError),
)
BROKEN = "This is not an XLSX file that can be read. Save it again as XLSX (Excel workbook), or as CSV UTF-8."
FORMULA = _("This cell holds a formula: put its value in its place (copy, then paste as values).")
ERROR = _("This cell holds an error of the spreadsheet: type its value.")
DATE = _("The spreadsheet has made a date of this cell: format the column as text, and type it again.")
NUMBER = _("This is a number in the spreadsheet: leading zeros would be lost. Compare it with the seal.")


def read_xlsx(raw: bytes) -> Table:
    """Read the sheet `shipments`, or the first one.  Raises: BadFile, also while rows are read."""
    _judge_archive(raw)
    rows = _rows(raw)
    columns = next(rows, None)
    if columns is None:
        raise BadFile("no-rows", "There is no shipment in this file: its sheet is empty.")
    return Table(trimmed(columns.cells), rows)


def _judge_archive(raw: bytes) -> None:
    """Refuse what would unpack to more than any list of shipments.  Raises: BadFile not-xlsx, unpacks-too-large."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            unpacked = 0
            # zipfile never gives more of a part than its directory declares.
            for part in parts:
                unpacked += part.file_size
                if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED:
                    words = f"It unpacks to more than {MAX_UNPACKED // 1_000_000} MB: part it into several files."
                    raise BadFile("unpacks-too-large", words)
            if "xl/workbook.xml" not in archive.namelist():
                raise BadFile("not-xlsx", BROKEN)
    except UNREADABLE as wrong:
        raise BadFile("not-xlsx", BROKEN) from wrong


def _rows(raw: bytes) -> Iterator[Row]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, keep_links=False)
            sheets = book.worksheets
            sheet = next((one for one in sheets if one.title.lower() == SHEET), sheets[0])
            # A declared size would make every row as wide as it says.
            sheet.reset_dimensions()
            for place, cells in enumerate(sheet.iter_rows(), start=1):
                if place > MAX_PLACE:
                    raise BadFile("too-many-rows", f"The sheet goes on below row {MAX_PLACE}: delete empty rows.")
                row = _row(place, cells)
                if any(cell.strip() for cell in row.cells):
                    yield row
    except UNREADABLE as wrong:
        raise BadFile("not-xlsx", BROKEN) from wrong


def _row(place: int, cells: Any) -> Row:
    check_width(cells, place)
    texts: list[str] = []
    notes: dict[int, tuple[str, str]] = {}
    for at, cell in enumerate(cells):
        text, note = _text(cell.value, cell.data_type if cell.value is not None else "n")
        if len(text) > MAX_CELL:
            raise BadFile("not-xlsx", f"Row {place} has a cell with more than {MAX_CELL} letters.")
        texts.append(text)
        if note:
            notes[at] = note
    return Row(place, texts, notes)


def _text(value: Any, kind: str) -> tuple[str, tuple[str, str] | None]:
    """Write a stored value as text, and say what is odd about it."""
    if value is None:
        return "", None
    if kind == "f":
        return str(getattr(value, "text", value)), ("cell-is-formula", FORMULA)
    if kind == "e":
        return str(value), ("cell-is-error", ERROR)
    if isinstance(value, datetime | date | time | timedelta):
        return str(value), ("cell-is-date", DATE)
    if isinstance(value, bool):
        return str(value).upper(), None
    if isinstance(value, int | float):
        return _number(value), ("cell-is-number", NUMBER)
    return str(value), None


def _number(value: float) -> str:
    """Write a number with the 15 digits a spreadsheet stands for, without an exponent."""
    try:
        text = format(Decimal(f"{value:.15g}"), "f")
    except InvalidOperation:
        return str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
