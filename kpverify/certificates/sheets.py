"""Writing tables for spreadsheets: CSV and XLSX in which nothing is a formula, whatever somebody has typed.

A cell that begins like a formula gets an apostrophe in front of it in CSV, where nothing else tells text apart; in XLSX
every cell is stored as text.  Source: OWASP, CSV Injection.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import openpyxl
from openpyxl.cell import WriteOnlyCell

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_ILLEGAL = {code: " " for code in range(32) if chr(code) not in "\t\n\r"}


def defused(text: str) -> str:
    """Let no spreadsheet take a text for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_FORMULA) else text


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Write CSV as spreadsheets read it: UTF-8 with its mark, CRLF."""
    found = io.StringIO()
    writer = csv.writer(found, lineterminator="\r\n")
    for row in rows:
        writer.writerow([defused(cell) for cell in row])
    return b"\xef\xbb\xbf" + found.getvalue().encode("utf-8", "replace")


def write_xlsx(rows: Iterable[Sequence[str]], *, title: str) -> bytes:
    """Write one sheet, every cell a text."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([_cell(sheet, cell) for cell in row])
    return saved(book)


def _cell(sheet: object, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text.translate(_ILLEGAL).encode("utf-8", "replace").decode()[:32_000])
    cell.data_type = "s"
    cell.number_format = "@"
    return cell


def saved(book: openpyxl.Workbook) -> bytes:
    """Give the bytes of a workbook."""
    found = io.BytesIO()
    book.save(found)
    return found.getvalue()
