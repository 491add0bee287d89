"""A list as a file: what is in it, what no spreadsheet may run, who may take it, and that it is written down."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from kpverify.audit.models import AuditEntry
from kpverify.certificates import exporting
from kpverify.certificates.exporting import COLUMNS, cells_of

from .test_list import copy

WICKED = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("http://x")']


def body(response):
    return b"".join(response.streaming_content)


def taken(desk, kind, query=""):
    page = desk.get("/office/")
    return desk.client.post(f"/office/export.{kind}?{query}", desk.hidden(page))


def as_rows(kind, raw):
    if kind == "csv":
        assert raw.startswith(b"\xef\xbb\xbf")
        return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    lines = load_workbook(io.BytesIO(raw), read_only=True).active.iter_rows(values_only=True)
    head = next(lines)
    return [dict(zip(head, line, strict=True)) for line in lines]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_is_taken_as_a_file_with_its_conditions(ada, shipping, kind):
    made = shipping.issued(seals=["007", "008"], goods=[{"hs": "7102.10", "carats": "0.10", "usd": "1234567.89"}])
    shipping.draft(mining_origin=[])
    response = taken(ada, kind, "state=issued&q=gulf")
    assert response["Content-Disposition"].endswith(f'.{kind}"')
    (row,) = as_rows(kind, body(response))
    assert tuple(row) == COLUMNS
    assert row["number"] == made.number
    assert (row["seals"], row["hs1"], row["check_code"]) == ("007|008", "7102.10", made.check_code)
    assert row["issued_at"] == f"{made.issued_at:%Y-%m-%dT%H:%M:%SZ}"
    assert row["valid_through"] == f"{made.expires_at - timedelta(days=1):%Y-%m-%d}"
    assert Decimal(str(row["usd"])) == Decimal("1234567.89")
    assert row["usd1"] == (1234567.89 if kind == "xlsx" else "1234567.89")
    entry = AuditEntry.objects.get(verb="certificates.export")
    assert (entry.actor, entry.subject, entry.authority) == ("officer:BW-ADA", "authority:BW", "BW")
    assert entry.detail == {"format": kind, "count": 1, "filter": {"q": ["gulf"], "state": ["issued"]}}
    assert [row["mining_origin"] for row in as_rows(kind, body(taken(ada, kind, "list=drafts")))] == ["*"]


def test_no_cell_is_a_formula(shipping):
    made = shipping.draft()
    for text in WICKED:
        made.content = {**made.content, "remarks": text, "exporter": {"name": text}, "seals": [text]}
        cells = dict(zip(COLUMNS, cells_of(made), strict=True))
        for name in ("remarks", "exporter_name", "seals"):
            assert cells[name] == f"'{text}"
    made.content = {**made.content, "remarks": "5=5"}
    assert dict(zip(COLUMNS, cells_of(made), strict=True))["remarks"] == "5=5"
    with exporting.as_xlsx([cells_of(made)]) as file:
        kinds = {cell.data_type for line in load_workbook(file).active for cell in line}
    assert kinds <= {"s", "n", "inlineStr"}


def test_a_long_list_is_streamed_in_parts_and_too_long_a_one_is_refused(ada, shipping, monkeypatch):
    from django.db import connection

    copy(shipping.draft(), 1000)
    with CaptureQueriesContext(connection) as asked:
        assert len(as_rows("csv", body(taken(ada, "csv")))) == 1001
    assert len(asked) <= 60
    monkeypatch.setitem(exporting.MOST, "csv", 1000)
    response = taken(ada, "csv")
    assert response.status_code == 422
    assert "Narrow them" in response.content.decode()
    assert AuditEntry.objects.filter(verb="certificates.export").count() == 1


def test_a_search_that_is_not_possible_is_not_exported(ada, shipping):
    assert taken(ada, "csv", "carats_from=x").status_code == 422


def test_nobody_takes_what_they_may_not_see(chen, ada, shipping):
    shipping.issued()
    assert as_rows("csv", body(taken(chen, "csv"))) == []
    assert ada.client.post("/office/export.csv", {}).status_code == 403
    assert ada.get("/office/export.csv").status_code == 405


def test_a_print_is_recorded_and_leaves_the_list(ada, chen, shipping):
    made = shipping.issued()
    page = ada.get(f"/office/{made.pk}/")
    answer = ada.client.post(f"/office/{made.pk}/print/", ada.hidden(page, "print"))
    assert (answer.status_code, answer["Location"]) == (303, f"/office/{made.pk}/certificate.pdf")
    again = ada.hidden(ada.get(f"/office/{made.pk}/"), "print")
    ada.client.post(f"/office/{made.pk}/print/", {**again, "on": "sheet"})
    entries = AuditEntry.objects.filter(verb="certificate.print").order_by("seq")
    assert [(one.detail["on"], one.detail["again"]) for one in entries] == [("paper", False), ("sheet", True)]
    before = made.version
    made.refresh_from_db()
    assert made.printed_at is not None
    assert made.version == before
    assert str(made.pk) not in ada.get("/office/lists/to-print/").content.decode()
    assert chen.client.post(f"/office/{made.pk}/print/", chen.hidden(chen.get("/office/new/"))).status_code == 404


def test_the_api_records_the_first_time_a_pdf_is_fetched(ada, shipping):
    made = shipping.issued()
    for method in (ada.client.head, ada.client.get, ada.client.get):
        assert method(f"/api/v1/certificates/{made.number}/pdf").status_code == 200
    (entry,) = AuditEntry.objects.filter(verb="certificate.print")
    assert entry.detail["on"] == "api"


def test_what_is_not_issued_is_not_printed(ada, shipping):
    made = shipping.draft()
    answer = ada.client.post(f"/office/{made.pk}/print/", ada.hidden(ada.get(f"/office/{made.pk}/edit/")))
    assert answer.status_code == 409
