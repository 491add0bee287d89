"""Many at once: received whole, judged row by row, accepted once."""

import csv
import io
import json

import openpyxl
import pytest

from kpverify.accounts.services import end_role
from kpverify.audit.models import AuditEntry
from kpverify.certificates.models import Certificate, State
from kpverify.certificates.shipments import IN_ORDER
from kpverify.errors import Refused
from kpverify.uploads import services
from kpverify.uploads.models import Stage, Upload, UploadRow
from kpverify.uploads.results import result_csv, result_xlsx
from kpverify.uploads.templates import template_csv, template_xlsx

from .conftest import as_csv, as_xlsx, codes, finish, shipment, states, table

pytestmark = pytest.mark.django_db


def accept(upload, by, now, rows="good", submits=False):
    services.accept_rows(upload_id=upload.pk, rows=rows, submits=submits, by=by, now=now)
    return finish(Upload.objects.get(pk=upload.pk), now)


def test_rows_are_stored_at_once_and_judged_in_bounded_steps(receive, now, monkeypatch):
    monkeypatch.setattr(services, "JUDGED_AT_ONCE", 4)
    upload = receive(as_csv(table(10, r3={"carats1": "x"})), checked=False)
    assert (upload.stage, upload.rows.count()) == (Stage.CHECKING, 10)
    services.advance(upload_id=upload.pk, now=now)
    assert services.progress_of(upload) == (4, 10)
    finish(upload, now)
    assert services.counts_of(upload) == {
        "waiting": 0, "fit": 9, "look": 0, "duplicate": 0, "wrong": 1, "accepted": 0,
    }  # fmt: skip
    assert codes(upload, 4) == {("carats1", "wrong")}
    assert Certificate.objects.count() == 0


def test_the_rules_are_those_of_the_form_and_name_column_and_value(receive):
    upload = receive(
        as_csv(
            table(
                5,
                r1={"importer_country": "XX"},
                r2={"hs1": "7102.1", "carats1": "1.804,52"},
                r3={"hs1": "", "carats1": "", "usd1": "", "hs2": "7102.21", "carats2": "0.123", "usd2": "5"},
                r4={"parcels": "", "seals": ""},
                r5={"kind": "replacement"},
            )
        )
    )
    assert codes(upload, 2) == {("importer_country", "participant.destination-not-participant")}
    assert codes(upload, 3) == {("carats1", "number-ambiguous")}
    assert codes(upload, 4) == {("carats2", "number-too-fine")}
    assert codes(upload, 5) == {("parcels", "missing"), ("seals", "missing")}
    assert codes(upload, 6) == {("kind", "wrong")}
    assert {one["value"] for one in upload.rows.get(place=3).findings} == {"1.804,52"}


def test_duplicates_are_told_and_only_chosen_on_purpose(receive, shipping, world, now):
    shipping.draft(**{**shipment(4), "kind": "standard"})
    rows = table(4)
    rows.insert(3, rows[2])
    upload = receive(as_csv(rows))
    assert states(upload) == {2: "fit", 3: "fit", 4: "duplicate", 5: "fit", 6: "duplicate"}
    assert codes(upload, 4) == {("", "twice-in-file")}
    assert codes(upload, 6) == {("", "certificate-exists")}
    accept(upload, world.ada, now)
    again = receive(as_csv(table(2)))
    assert codes(again, 2) == {("", "accepted-before")}
    with pytest.raises(Refused) as caught:
        services.accept_rows(upload_id=again.pk, rows="good", submits=False, by=world.ada, now=now)
    assert caught.value.code == "nothing-to-accept"
    assert accept(again, world.ada, now, rows=[2]).rows.get(place=2).certificate is not None


def test_a_seal_used_twice_deserves_a_look(receive):
    upload = receive(as_csv(table(2, r2={"seals": "BW7001-1|BW9"})))
    assert states(upload) == {2: "look", 3: "look"}
    assert codes(upload, 3) == {("seals", "seal-twice-in-file")}


def test_good_rows_become_drafts_once_and_the_others_stay(receive, world, now):
    upload = receive(as_csv(table(30, r7={"carats1": "x"})))
    accept(upload, world.ada, now)
    assert Certificate.objects.filter(state=State.DRAFT, prepared_by=world.ada).count() == 29
    assert services.counts_of(upload)["accepted"] == 29
    with pytest.raises(Refused) as caught:
        services.accept_rows(upload_id=upload.pk, rows=[2, 3], submits=False, by=world.ada, now=now)
    assert caught.value.code == "nothing-to-accept"
    with pytest.raises(Refused) as caught:
        services.accept_rows(upload_id=upload.pk, rows=[8], submits=False, by=world.ada, now=now)
    assert caught.value.code == "rows-not-fit"
    assert Certificate.objects.count() == 29
    assert list(
        AuditEntry.objects.filter(verb__startswith="upload.").values_list("verb", flat=True).order_by("seq")
    ) == [
        "upload.received",
        "upload.accepted",
    ]


def test_rows_may_be_submitted_at_once(receive, world, now):
    upload = receive(json.dumps([shipment(1), shipment(2)]).encode(), "a.json")
    accept(upload, world.ada, now, rows=[2], submits=True)
    assert Certificate.objects.get().state == State.SUBMITTED
    assert states(upload) == {1: "fit", 2: "accepted"}


def test_a_role_that_ended_stops_accepting_and_says_so(receive, world, now):
    upload = receive(as_csv(table(3)))
    services.accept_rows(upload_id=upload.pk, rows="good", submits=False, by=world.ada, now=now)
    end_role(officer_id=world.ada.pk, role="preparer", by="test", now=now)
    upload = finish(Upload.objects.get(pk=upload.pk), now)
    assert "no longer holds the role" in upload.trouble
    assert (Certificate.objects.count(), states(upload)) == (0, {2: "fit", 3: "fit", 4: "fit"})


def test_what_is_not_right_any_more_is_not_accepted(receive, world, now, monkeypatch):
    upload = receive(as_csv(table(2)))
    UploadRow.objects.filter(place=3).update(content={})
    accept(upload, world.ada, now)
    assert states(upload) == {2: "accepted", 3: "wrong"}


def test_work_finishes_what_closed_pages_left(receive, world, now):
    from kpverify.office.upkeep import do_what_is_due

    upload = receive(as_csv(table(60)), checked=False)
    assert any("checked" in line and upload.name in line for line in do_what_is_due(now=now))
    services.accept_rows(upload_id=upload.pk, rows="good", submits=False, by=world.ada, now=now)
    do_what_is_due(now=now)
    assert Certificate.objects.count() == 60


def test_old_uploads_are_forgotten_and_what_came_of_them_stays(receive, world, now, settings):
    from datetime import timedelta

    upload = receive(as_csv(table(2)))
    accept(upload, world.ada, now)
    late = now + timedelta(days=settings.UPLOADS_KEPT_DAYS)
    assert services.forget_old_uploads(now=late - timedelta(seconds=1), by="system:work") == 0
    assert services.forget_old_uploads(now=late, by="system:work") == 1
    assert (Upload.objects.count(), UploadRow.objects.count(), Certificate.objects.count()) == (0, 0, 2)


def test_only_the_authoritys_preparers_reach_it(receive, world, now):
    from django.core.exceptions import PermissionDenied

    upload = receive(as_csv(table(1)))
    for by, kind in ((world.ben, PermissionDenied), (world.dora, PermissionDenied), (world.chen, Refused)):
        with pytest.raises(kind):
            services.accept_rows(upload_id=upload.pk, rows="good", submits=False, by=by, now=now)
        with pytest.raises(kind):
            services.forget_upload(upload_id=upload.pk, by=by, now=now)
    assert services.find_upload(upload_id=upload.pk, by=world.ben) == upload
    with pytest.raises(PermissionDenied):
        services.find_upload(upload_id=upload.pk, by=world.dora)
    with pytest.raises(Refused):
        services.find_upload(upload_id=upload.pk, by=world.chen)


def test_the_result_has_the_columns_received_and_no_formula(receive, world, now):
    rows = table(2, r1={"remarks": "=1+1"}, r2={"exporter_name": "@SUM(A1)", "carats1": "x"})
    upload = receive(as_xlsx(rows), "a.xlsx")
    assert ("remarks", "cell-is-formula") in codes(upload, 2)
    found = list(csv.reader(io.StringIO(result_csv(upload).decode("utf-8-sig"))))
    assert found[0] == [*IN_ORDER, "row", "row_state", "certificate", "findings"]
    assert not any(cell.startswith(("=", "@", "+", "-")) for row in found for cell in row)
    assert "carats1: " in found[2][-1]
    sheet = openpyxl.load_workbook(io.BytesIO(result_xlsx(upload)))["shipments"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}


def test_a_result_may_be_mended_and_given_again(receive, world, now):
    upload = receive(as_csv(table(3, r2={"carats1": "x"})))
    accept(upload, world.ada, now)
    mended = receive(result_csv(upload).decode("utf-8-sig").replace(",x,", ",2.5,").encode())
    assert states(mended) == {2: "duplicate", 3: "fit", 4: "duplicate"}


def test_the_templates_are_read_as_they_are(receive, world):
    assert template_csv().decode("utf-8-sig").strip().split(",") == list(IN_ORDER)
    book = openpyxl.load_workbook(io.BytesIO(template_xlsx()))
    assert book.sheetnames == ["shipments", "explanations", "choices"]
    assert [row[0].value for row in book["explanations"].iter_rows(min_row=2)] == list(IN_ORDER)
    assert {rule.formula1.partition("$")[0] for rule in book["shipments"].data_validations.dataValidation} == {
        "choices!"
    }
    sheet = book["shipments"]
    for at, text in enumerate(table(1)[1], start=1):
        sheet.cell(row=2, column=at, value=text)
    filled = io.BytesIO()
    book.save(filled)
    assert states(receive(filled.getvalue(), "t.xlsx")) == {2: "fit"}
    with pytest.raises(Refused) as caught:
        receive(template_csv())
    assert caught.value.code == "no-rows"
