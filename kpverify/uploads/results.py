"""What came of an upload as a table: the columns as they were received, and what became of each row."""

from __future__ import annotations

from collections.abc import Iterator

from kpverify.certificates.sheets import write_csv, write_xlsx
from kpverify.certificates.shipments import IN_ORDER, OF_RESULTS, SHEET, cells_of
from kpverify.uploads.models import Upload, UploadRow


def result_csv(upload: Upload) -> bytes:
    """Write the result as CSV."""
    return write_csv(_rows(upload))


def result_xlsx(upload: Upload) -> bytes:
    """Write the result as XLSX."""
    return write_xlsx(_rows(upload), title=SHEET)


def _rows(upload: Upload) -> Iterator[list[str]]:
    columns = [name for name in upload.columns if name not in OF_RESULTS] or list(IN_ORDER)
    yield [*columns, *OF_RESULTS]
    for row in upload.rows.select_related("certificate").defer("certificate__token", "certificate__intent").iterator():
        cells = dict(zip(upload.columns, row.cells, strict=False)) or cells_of(row.content)
        yield [*(cells.get(name, "") for name in columns), str(row.place), row.state, _became(row), _found(row)]


def _became(row: UploadRow) -> str:
    """Name the certificate of a row: its number once it has one."""
    return "" if row.certificate is None else row.certificate.number or str(row.certificate.pk)


def _found(row: UploadRow) -> str:
    return "; ".join(f"{one['column'] or 'row'}: {one['message']}" for one in row.findings)
