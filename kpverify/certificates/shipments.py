"""Reading a file of shipments, JSON or CSV, for `manage.py issue`.

CSV columns: `mining_origin` (countries, `*` for mixed), `zones`, `exporter_name`, `exporter_address`,
`exporter_country`, `importer_name`, `importer_address`, `importer_country`, `hs1`, `carats1`, `usd1` (to 3), `parcels`,
`seals`, `due_diligence`, `kind`, `remarks`. Several values in one cell are parted by `|`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAX_BYTES = 20_000_000
MAX_ROWS = 10_000
MAX_CELL = 10_000

LISTS = ("mining_origin", "zones", "seals", "due_diligence")
TEXTS = ("kind", "remarks")
PARTIES = ("exporter", "importer")
PARTY = ("name", "address", "country")
LINE = ("hs", "carats", "usd")
COLUMNS = frozenset(
    (
        *(*LISTS, *TEXTS, "parcels"),
        *(f"{party}_{part}" for party in PARTIES for part in PARTY),
        *(f"{part}{place}" for part in LINE for place in (1, 2, 3)),
    )
)
MIXED = "*"
# No Idempotency-Key of a request begins like this: those are ASCII.
FILE = "file\u2014"
_WHOLE = re.compile(r"[0-9]{1,4}")


class BadFile(Exception):  # noqa: N818 - the file is at fault
    """The file as a whole cannot be read; the words say what to do."""


@dataclass(frozen=True, slots=True)
class Shipment:
    """One shipment of a file: `place` is its line in a CSV file, its position (from 1) in a JSON file.

    `key` is the same for the same content, in whatever file it stands.
    """

    place: int
    content: Any
    key: str


def _shipment(place: int, content: Any) -> Shipment:
    text = json.dumps(content, sort_keys=True)
    return Shipment(place, content, f"{FILE}{hashlib.sha256(text.encode()).hexdigest()}")


def read_shipments(path: Path) -> list[Shipment]:
    """Read all shipments of a file; their content is not judged here.  Raises: BadFile."""
    text = _text(path)
    found = _from_json(text) if path.suffix.lower() == ".json" else list(_from_csv(text))
    if not found:
        raise BadFile(f"There is no shipment in {path.name}.")
    if len(found) > MAX_ROWS:
        raise BadFile(f"{path.name} has more than {MAX_ROWS} shipments: part it into several files.")
    return found


def _text(path: Path) -> str:
    if path.suffix.lower() not in (".json", ".csv"):
        raise BadFile(f"{path.name} is neither .json nor .csv.")
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as failed:
        raise BadFile(f"{path} cannot be read: {failed.strerror}.") from failed
    if len(raw) > MAX_BYTES:
        raise BadFile(f"{path.name} is larger than {MAX_BYTES // 1_000_000} MB: part it into several files.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise BadFile(f"{path.name} is not UTF-8 text (byte {wrong.start}): save it as UTF-8.") from wrong


def _from_json(text: str) -> list[Shipment]:
    try:
        found = json.loads(text)
        listed = found if isinstance(found, list) else [found]
        return [_shipment(place, content) for place, content in enumerate(listed, start=1)]
    except RecursionError as deep:
        raise BadFile("The JSON is nested deeper than any shipment.") from deep
    except ValueError as wrong:
        raise BadFile(f"This is not JSON: {wrong}.") from wrong


def _from_csv(text: str) -> Iterator[Shipment]:
    head = text.partition("\n")[0]
    delimiter = ";" if head.count(";") > head.count(",") else ","
    csv.field_size_limit(MAX_CELL)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = rows.fieldnames or []
        if unknown := [name for name in columns if name not in COLUMNS]:
            raise BadFile(f"Unknown columns: {', '.join(unknown)}. Known: {', '.join(sorted(COLUMNS))}.")
        if len(set(columns)) != len(columns):
            raise BadFile("A column is there twice.")
        for row in rows:
            if None in row:
                raise BadFile(f"Line {rows.line_num} has more cells than there are columns: quote texts with commas.")
            yield _shipment(rows.line_num, _content(row))
    except csv.Error as wrong:
        raise BadFile(f"Line {rows.line_num} is not CSV: {wrong}.") from wrong


def _content(row: Mapping[str, str | None]) -> dict[str, Any]:
    """Put one row's cells in the shape of a certificate's content."""
    cells = {name: (cell or "").strip() for name, cell in row.items()}
    found: dict[str, Any] = {name: cells.get(name, "") for name in TEXTS}
    found |= {name: _parted(cells[name]) for name in LISTS if cells.get(name)}
    if cells.get("mining_origin") == MIXED:
        found["mining_origin"] = []
    for party in PARTIES:
        found[party] = {part: cells.get(f"{party}_{part}", "") for part in PARTY}
    found["goods"] = [{part: cells.get(f"{part}{place}", "") for part in LINE} for place in (1, 2, 3)]
    parcels = cells.get("parcels", "")
    found["parcels"] = int(parcels) if _WHOLE.fullmatch(parcels) else parcels
    return found


def _parted(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|")]
