"""Reading a file of shipments, JSON, CSV or XLSX, for `manage.py issue` and for uploads.

Columns: `mining_origin` (countries, `*` for mixed), `zones`, `exporter_name`, `exporter_address`,
`exporter_country`, `importer_name`, `importer_address`, `importer_country`, `hs1`, `carats1`, `usd1` (to 3), `parcels`,
`seals`, `due_diligence`, `kind`, `remarks`. Several values in one cell are parted by `|`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext_noop as _

from kpverify.certificates.tables import MAX_BYTES, MAX_ROWS, BadFile, Row, Table, decoded, read_csv
from kpverify.certificates.workbook import SHEET, read_xlsx

__all__ = ["COLUMNS", "IN_ORDER", "MAX_BYTES", "MAX_ROWS", "SHEET", "BadFile", "Shipment", "read_shipments"]

LISTS = ("mining_origin", "zones", "seals", "due_diligence")
TEXTS = ("kind", "remarks")
PARTIES = ("exporter", "importer")
PARTY = ("name", "address", "country")
LINE = ("hs", "carats", "usd")
LINES = (1, 2, 3)
# In the order of the paper, as templates and results have them.
IN_ORDER = (
    *("mining_origin", "zones"),
    *(f"{party}_{part}" for party in PARTIES for part in PARTY),
    *(f"{part}{place}" for place in LINES for part in LINE),
    *("parcels", "seals", "due_diligence", "kind", "remarks"),
)
COLUMNS = frozenset(IN_ORDER)
# What a result file adds: such a file may be mended and given again.
OF_RESULTS = ("row", "row_state", "certificate", "findings")
MIXED = "*"
KINDS = {".csv": "csv", ".tsv": "csv", ".json": "json", ".xlsx": "xlsx"}
# No Idempotency-Key of a request begins like this: those are ASCII.
FILE = "file\u2014"
_WHOLE = re.compile(r"[0-9]{1,4}")
_CUT_HS = re.compile(r"[0-9]{4}\.[0-9]")
_AMOUNT = re.compile(r"(?:carats|usd)[123]")
_APART = r" ,'\u00a0\u202f\u2009\u2019"
_APART = r" ,'\u00a0\u202f\u2009\u2019"
_AMBIGUOUS = re.compile(rf"[+-]?[0-9][0-9.{_APART}]{{0,40}}[{_APART}][0-9]{{1,20}}(?:\.[0-9]{{1,20}})?")
_TOO_FINE = re.compile(r"[0-9]+\.[0-9]{3,}")
AMBIGUOUS = _("This number can be read in two ways: write it with digits and one full stop only, like 1804.52.")
TOO_FINE = _("This has more than two decimals, though the spreadsheet may show fewer: round it in the file.")


@dataclass(frozen=True, slots=True)
class Shipment:
    """One shipment of a file: `place` is its line in a table, its position (from 1) in a JSON file.

    `key` is the same for the same content, in whatever file it stands. `cells` are the row's texts as they were read,
    `notes` findings about them (`field`, `column`, `code`, `message`, `result`).
    """

    place: int
    content: Any
    key: str
    cells: tuple[str, ...] = ()
    notes: tuple[dict[str, str], ...] = ()


class FileOfShipments(NamedTuple):
    """What was read: the columns of a table in its order (none for JSON), and its shipments."""

    columns: list[str]
    shipments: list[Shipment]


def _shipment(place: int, content: Any) -> Shipment:
    return Shipment(place, content, key_of(content))


def key_of(content: Any) -> str:
    """Give the same key for the same content."""
    text = json.dumps(content, sort_keys=True)
    return f"{FILE}{hashlib.sha256(text.encode()).hexdigest()}"


def read_shipments(path: Path) -> list[Shipment]:
    """Read all shipments of a file; their content is not judged here.  Raises: BadFile."""
    kind = kind_of(path.name)
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as failed:
        raise BadFile("not-read", f"{path} cannot be read: {failed.strerror}.") from failed
    return read_file(raw, kind=kind).shipments


def kind_of(name: str) -> str:
    """Tell by its name what a file should be.  Raises: BadFile unknown-kind."""
    kind = KINDS.get(Path(name).suffix.lower())
    if kind is None:
        raise BadFile("unknown-kind", f"{name} is neither .csv, .xlsx nor .json.")
    return kind


def read_file(raw: bytes, *, kind: str, most_rows: int = MAX_ROWS) -> FileOfShipments:
    """Read a whole file (`kind` is csv, xlsx or json); its content is not judged here.

    Raises: BadFile too-large, wrong-kind, not-utf8, not-text, not-csv, not-xlsx, not-json, unpacks-too-large, no-rows,
    too-many-rows, too-many-columns, unknown-columns, columns-twice, too-many-cells.
    """
    if len(raw) > MAX_BYTES:
        raise BadFile("too-large", f"The file is larger than {MAX_BYTES // 1_000_000} MB: part it into several files.")
    _check_kind(raw, kind)
    if kind == "json":
        columns, found = [], _from_json(decoded(raw))
    else:
        table = read_xlsx(raw) if kind == "xlsx" else read_csv(decoded(raw))
        columns, found = table.columns, _from_table(table)
    shipments: list[Shipment] = []
    for one in found:
        if len(shipments) == most_rows:
            raise BadFile("too-many-rows", f"It has more than {most_rows} shipments: part it into several files.")
        shipments.append(one)
    if not shipments:
        raise BadFile("no-rows", "There is no shipment in this file.")
    return FileOfShipments(columns, shipments)


def _check_kind(raw: bytes, kind: str) -> None:
    """Refuse a file that is not what its name says.  Raises: BadFile wrong-kind, not-xlsx."""
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadFile("wrong-kind", "This is an old or a protected Excel file: save it as XLSX without a password.")
    is_zip = raw.startswith(b"PK")
    if kind == "xlsx" and not is_zip:
        raise BadFile("not-xlsx", "This is not an XLSX file, though it is called one. Save it again as XLSX.")
    if kind != "xlsx" and is_zip:
        raise BadFile("wrong-kind", "This is a packed file: if it is an Excel workbook, let its name end in .xlsx.")


def _from_json(text: str) -> Iterator[Shipment]:
    try:
        found = json.loads(text)
    except RecursionError as deep:
        raise BadFile("not-json", "The JSON is nested deeper than any shipment.") from deep
    except ValueError as wrong:
        raise BadFile("not-json", f"This is not JSON: {wrong}.") from wrong
    listed = found if isinstance(found, list) else [found]
    for place, content in enumerate(listed, start=1):
        try:
            yield _shipment(place, content)
        except RecursionError as deep:
            raise BadFile("not-json", "The JSON is nested deeper than any shipment.") from deep


def _from_table(table: Table) -> Iterator[Shipment]:
    columns = table.columns
    if unknown := [name for name in columns if name not in COLUMNS and name not in OF_RESULTS]:
        words = f"Unknown columns: {', '.join(name[:40] or '(empty)' for name in unknown[:20])}."
        raise BadFile("unknown-columns", f"{words} Known: {', '.join(IN_ORDER)}.")
    if len(set(columns)) != len(columns):
        raise BadFile("columns-twice", "A column is there twice.")
    for row in table.rows:
        if any(cell.strip() for cell in row.cells[len(columns) :]):
            words = f"Line {row.place} has more cells than there are columns: quote texts with commas."
            raise BadFile("too-many-cells", words)
        cells = [*row.cells, *[""] * len(columns)][: len(columns)]
        content = content_of(dict(zip(columns, cells, strict=True)))
        yield Shipment(row.place, content, key_of(content), tuple(cells), tuple(_notes(columns, cells, row)))


def _notes(columns: Sequence[str], cells: Sequence[str], row: Row) -> Iterator[dict[str, str]]:
    """Tell what is odd about the cells of a row, beside what the rules of certificates will say."""
    lines = _lines_of(dict(zip(columns, cells, strict=True)))
    for at, (column, text) in enumerate(zip(columns, cells, strict=True)):
        if column in OF_RESULTS:
            continue
        code, words = row.notes.get(at, ("", ""))
        result = "fail"
        if code == "cell-is-number":
            code, result = ("seal-is-number", "attention") if column == "seals" else ("", "")
        if not code and _AMOUNT.fullmatch(column):
            if _AMBIGUOUS.fullmatch(text.strip()):
                code, words, result = "number-ambiguous", AMBIGUOUS, "fail"
            elif _TOO_FINE.fullmatch(text.strip()):
                code, words, result = "number-too-fine", TOO_FINE, "fail"
        if code:
            field = _field_of(column, lines)
            yield {"field": field, "column": column, "code": code, "message": words, "result": result}


def content_of(row: Mapping[str, str | None]) -> dict[str, Any]:
    """Put one row's cells in the shape of a certificate's content."""
    cells = {name: (cell or "").strip() for name, cell in row.items()}
    found: dict[str, Any] = {name: cells.get(name, "") for name in TEXTS}
    found |= {name: _parted(cells[name]) for name in LISTS if cells.get(name)}
    if cells.get("mining_origin") == MIXED:
        found["mining_origin"] = []
    for party in PARTIES:
        found[party] = {part: cells.get(f"{party}_{part}", "") for part in PARTY}
    found["goods"] = [{part: cells.get(f"{part}{place}", "") for part in LINE} for place in LINES]
    for line in found["goods"]:
        # Spreadsheets take 7102.10 for a number, and write 7102.1.
        line["hs"] += "0" if _CUT_HS.fullmatch(line["hs"]) else ""
    parcels = cells.get("parcels", "")
    found["parcels"] = int(parcels) if _WHOLE.fullmatch(parcels) else parcels
    return found


def cells_of(content: Any) -> dict[str, str]:
    """Write content the way a table holds it; what has no column is left out."""
    if not isinstance(content, Mapping):
        return {}
    found: dict[str, Any] = {name: content.get(name, "") for name in (*TEXTS, "parcels")}
    found |= {name: "|".join(map(str, held)) for name in LISTS if isinstance(held := content.get(name), list)}
    if content.get("mining_origin") == []:
        found["mining_origin"] = MIXED
    for party in PARTIES:
        if isinstance(held := content.get(party), Mapping):
            found |= {f"{party}_{part}": held.get(part, "") for part in PARTY}
    goods = content.get("goods")
    for place, line in zip(LINES, goods if isinstance(goods, list) else [], strict=False):
        if isinstance(line, Mapping):
            found |= {f"{part}{place}": line.get(part, "") for part in LINE}
    return {name: str(found.get(name, "")) for name in IN_ORDER}


def column_of(field: str, content: Any) -> str:
    """Find the column for the path of a finding: `goods[1].carats` is `carats2`, unless a line before it is empty."""
    if found := re.fullmatch(r"goods\[(\d+)\](?:\.([a-z]+))?", field):
        goods = content.get("goods") if isinstance(content, Mapping) else None
        filled = _filled([line if isinstance(line, Mapping) else {"": "x"} for line in goods or ()])
        at = int(found[1])
        return f"{found[2] or 'hs'}{filled[at] if at < len(filled) else at + 1}"
    if field == "goods":
        return "hs1"
    # What is found about an owner stands beside the party.
    column = field.partition(".owners[")[0].replace(".", "_")
    return {"exporter": "exporter_name", "importer": "importer_name"}.get(column, column)


def _filled(lines: Sequence[Mapping[str, Any]]) -> list[int]:
    """Give the places (from 1) of the lines that say anything: the others are left out of the content."""
    return [place for place, line in enumerate(lines, start=1) if any(str(value).strip() for value in line.values())]


def _lines_of(cells: Mapping[str, str]) -> list[int]:
    return _filled([{part: cells.get(f"{part}{place}", "") for part in LINE} for place in LINES])


def _field_of(column: str, lines: Sequence[int]) -> str:
    """Give the path of a column in the content."""
    if column[-1] in "123":
        place = int(column[-1])
        return f"goods[{lines.index(place) if place in lines else place - 1}].{column[:-1]}"
    party, _, part = column.partition("_")
    return f"{party}.{part}" if party in PARTIES else column


def _parted(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|")]
