"""Files of shipments as people make them."""

import io

import openpyxl
import pytest

from kpverify.certificates.sheets import write_csv
from kpverify.certificates.shipments import IN_ORDER, cells_of
from kpverify.uploads import services
from kpverify.uploads.models import Stage
from tests.certificates.conftest import Shipping
from tests.certificates.typed import content


@pytest.fixture
def now(world):
    from datetime import timedelta

    return world.now + timedelta(minutes=10)


@pytest.fixture
def shipping(world, now):
    return Shipping(world.ada, world.ben, now)


def shipment(place, **changes):
    """One of many different shipments."""
    return content(
        seals=[f"BW{7000 + place}-1"], goods=[{"hs": "7102.31", "carats": f"{place}.5", "usd": "900"}], **changes
    )


def table(count, **by_place):
    """Rows of cells for shipments; `r3={...}` changes cells of the third."""
    rows = [cells_of(shipment(place)) | by_place.get(f"r{place}", {}) for place in range(1, count + 1)]
    return [list(IN_ORDER), *[[row[name] for name in IN_ORDER] for row in rows]]


def as_csv(rows):
    return write_csv(rows)


def as_xlsx(rows, title="shipments"):
    """A workbook with values as Python has them."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    found = io.BytesIO()
    book.save(found)
    return found.getvalue()


@pytest.fixture
def receive(world, now):
    """Receive a file of Ada's, and take it through its steps."""

    def receive(raw, name="shipments.csv", *, checked=True, by=None):
        upload = services.receive_upload(raw=raw, name=name, by=by or world.ada, now=now)
        return finish(upload, now) if checked else upload

    return receive


def finish(upload, now):
    while upload.stage != Stage.CHECKED:
        upload = services.advance(upload_id=upload.pk, now=now)
    return upload


def states(upload):
    return {row.place: row.state for row in upload.rows.all()}


def codes(upload, place):
    return {(one["column"], one["code"]) for one in upload.rows.get(place=place).findings}
