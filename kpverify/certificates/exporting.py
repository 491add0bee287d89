"""A list of certificates as a file: CSV for programs, XLSX for spreadsheets; both with the same columns and texts.

The head names the columns of `docs/issuing.md`, whatever the reader's language, so that a file can be read again.
Amounts are exact decimals, instants ISO 8601 in UTC. A text that a spreadsheet would take for a formula gets a '
before it.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import IO, Any, NamedTuple
from uuid import UUID

from django.db import transaction
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.audit.services import record
from kpverify.certificates.models import Certificate
from kpverify.certificates.search_row import SearchRowQuerySet
from kpverify.certificates.search_words import added_up
from kpverify.errors import Refused

# A file of more is slower than anybody waits, and larger than anybody reads.
MOST = {"csv": 50_000, "xlsx": 10_000}
AT_ONCE = 500
LINES = 3
PARTIES = ("exporter", "importer")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
Cell = str | Decimal | int | None

COLUMNS: tuple[str, ...] = (
    *("number", "state", "kind", "check_code"),
    *("created_at", "issued_at", "valid_through", "printed_at", "receipt_confirmed_at", "prepared_by", "approved_by"),
    *("mining_origin", "zones"),
    *(f"{party}_{member}" for party in PARTIES for member in ("name", "address", "country")),
    *(f"{member}{line}" for line in range(1, LINES + 1) for member in ("hs", "carats", "usd")),
    *("carats", "usd", "parcels", "seals", "due_diligence", "remarks", "replaces", "reason", "id"),
)


class Export(NamedTuple):
    """The certificates of one file, the newest first."""

    ids: list[UUID]

    def rows(self) -> Iterator[list[Cell]]:
        """Give the cells of each, some hundred certificates in memory at a time."""
        related = Certificate.objects.select_related("prepared_by", "approved_by", "replaces").defer("token", "intent")
        for start in range(0, len(self.ids), AT_ONCE):
            keys = self.ids[start : start + AT_ONCE]
            found = related.in_bulk(keys)
            yield from (cells_of(found[key]) for key in keys if key in found)


@transaction.atomic
def export_certificates(
    rows: SearchRowQuerySet, *, kind: str, asked: Mapping[str, Any], by: Officer, now: datetime
) -> Export:
    """Take down what is asked for, and that it was taken.

    Raises: Refused export-too-large, PermissionDenied.  Writes: AuditEntry.
    """
    require(by, Action.CERTIFICATE_EXPORT)
    most = MOST[kind]
    ids = list(rows.order_by("-id").values_list("certificate_id", flat=True)[: most + 1])
    if len(ids) > most:
        words = f"More than {most:,} certificates are asked for. Narrow them, by days of issue for example, and export"
        raise Refused("export-too-large", f"{words} them in parts.", status=422)
    detail = {"format": kind, "count": len(ids), "filter": dict(asked)}
    subject = f"authority:{by.authority_id}"
    record("certificates.export", subject, by=by.actor, at=now, authority=by.authority_id or "", detail=detail)
    return Export(ids)


def cells_of(one: Certificate) -> list[Cell]:
    """Lay one certificate out, a cell for each of `COLUMNS`."""
    content = one.content
    origins = content.get("mining_origin")
    goods = [*content.get("goods", ()), {}, {}, {}][:LINES]
    amounts = [
        _text(line.get("hs")) if member == "hs" else _decimal(line.get(member))
        for line in goods
        for member in ("hs", "carats", "usd")
    ]
    parties = [
        _text(content.get(party, {}).get(member)) for party in PARTIES for member in ("name", "address", "country")
    ]
    last_day = (one.expires_at - timedelta(microseconds=1)).astimezone(UTC).date().isoformat() if one.expires_at else ""
    return [
        *(one.number or "", one.state, _text(content.get("kind")), one.check_code),
        *(_instant(one.created_at), _instant(one.issued_at), last_day),
        *(_instant(one.printed_at), _instant(one.receipt_confirmed_at)),
        *(one.prepared_by.code, one.approved_by.code if one.approved_by else ""),
        *("*" if origins == [] else _text("|".join(origins or ())), _text("|".join(content.get("zones", ())))),
        *parties,
        *amounts,
        *(added_up(content, "carats"), added_up(content, "usd"), content.get("parcels")),
        *(_text("|".join(content.get("seals", ()))), _text("|".join(content.get("due_diligence", ())))),
        *(_text(content.get("remarks")), (one.replaces.number or "") if one.replaces else ""),
        *(_text(one.reason), str(one.pk)),
    ]


def _text(value: Any) -> str:
    """Give a text that no spreadsheet takes for a formula."""
    text = ILLEGAL_CHARACTERS_RE.sub(" ", str(value or ""))
    return f"'{text}" if text.startswith(FORMULA) else text


def _decimal(value: Any) -> Decimal | None:
    return Decimal(value) if value else None


def _instant(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""


class _Line:
    """What a csv writer writes into: it gives each line back."""

    def write(self, text: str) -> str:
        return text


def as_csv(rows: Iterable[list[Cell]]) -> Iterator[bytes]:
    """Write CSV, line by line; the byte order mark tells Excel that it is UTF-8."""
    writer = csv.writer(_Line())
    yield "\ufeff".encode() + writer.writerow(COLUMNS).encode()
    for row in rows:
        yield writer.writerow(row).encode()


def as_xlsx(rows: Iterable[list[Cell]]) -> IO[bytes]:
    """Write XLSX into a file of its own, which goes when it is closed; numbers are numbers, all else is text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("certificates")
    sheet.freeze_panes = "B2"
    sheet.append(list(COLUMNS))
    for row in rows:
        sheet.append(row)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    book.save(file)
    file.seek(0)
    return file
