"""`manage.py issue FILE`: the file of an authority's own system becomes certificates."""

import io
import json
import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from kpverify.certificates import batch
from kpverify.certificates.batch import CHUNK
from kpverify.certificates.idempotency import KEPT_FOR
from kpverify.certificates.models import Certificate, IdempotencyKey, State, TakenNumber
from kpverify.certificates.shipments import FILE, _shipment
from kpverify.certificates.trusted import bundle_for
from kpverify.tokens import verify
from tests.world import sign_in

from .typed import content, importer, line

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(world, tmp_path):
    def issue(shipments, *options, prepared_by=None, approved_by=None, name="a.json"):
        path = tmp_path / name
        path.write_text(shipments if isinstance(shipments, str) else json.dumps(shipments), encoding="utf-8")
        out = io.StringIO()
        people = (
            f"--prepared-by={(prepared_by or world.ada).email}",
            f"--approved-by={(approved_by or world.ben).email}",
        )
        try:
            call_command("issue", str(path), *people, *options, stdout=out)
        except CommandError as failed:
            return out.getvalue().splitlines(), str(failed)
        return out.getvalue().splitlines(), ""

    return issue


def shipments(count):
    return [content(parcels=place + 1) for place in range(count)]


def test_every_row_gets_a_number_and_a_valid_certificate(issue, ada, ben):
    lines, failed = issue(shipments(3))
    assert failed == ""
    rows = list(Certificate.objects.order_by("number"))
    assert [f"row {place}: {row.number}" for place, row in enumerate(rows, 1)] == lines[:3]
    assert {(row.state, row.prepared_by, row.approved_by) for row in rows} == {(State.ISSUED, ada, ben)}
    assert all(verify(row.token, bundle_for(row.status_uri), row.issued_at).outcome == "valid" for row in rows)


def test_more_than_one_chunk_is_issued_in_order(issue):
    count = CHUNK + 7
    lines, failed = issue(shipments(count))
    assert failed == ""
    numbers = [line.partition(": ")[2] for line in lines[:count]]
    assert numbers == sorted(set(numbers))
    assert TakenNumber.objects.count() == count


def test_a_bad_row_is_told_and_the_others_are_issued(issue):
    lines, failed = issue([content(), content(goods=[line(carats="x")]), content(parcels=4, seals=[])])
    assert failed.startswith("2 of 3 were refused")
    assert lines[0].startswith("row 1: BW")
    assert lines[1].startswith("row 2: refused, content-wrong: goods[0].carats: Write the carats")
    assert lines[2].startswith("row 3: refused, not-certifiable: seals: ")
    assert Certificate.objects.count() == TakenNumber.objects.count() == 1


def test_a_mended_file_given_again_issues_only_what_is_missing(issue):
    issue([content(), content(parcels=0)])
    lines, failed = issue([content(), content(parcels=2, remarks="mended")])
    number = Certificate.objects.order_by("number").first().number
    assert f"row 1: refused, already-issued: It was issued from a file already: {number}." in lines
    assert failed.startswith("1 of 2")
    assert Certificate.objects.count() == 2


def test_one_shipment_twice_in_a_file_is_issued_once(issue):
    lines, _ = issue([content(), content()])
    assert "already-issued" in lines[1]
    assert Certificate.objects.count() == 1


def test_a_shipment_whose_number_came_to_nothing_is_issued_from_the_same_file(issue, ben):
    issue([content()])
    made = Certificate.objects.get()
    Certificate.objects.filter(pk=made.pk).update(state=State.VOID)
    lines, failed = issue([content()])
    assert (failed, Certificate.objects.filter(state=State.ISSUED).count()) == ("", 1)
    assert made.number not in lines[0]


def test_a_shipment_of_yesterday_may_be_sent_again_though_nothing_was_tidied_up(issue):
    issue([content()])
    IdempotencyKey.objects.update(created_at=timezone.now() - KEPT_FOR)
    assert issue([content()])[1] == ""
    assert Certificate.objects.count() == 2


def test_no_request_can_pass_for_a_shipment_of_a_file(issue, ada):
    client = Client()
    sign_in(client, ada)
    key = _shipment(1, content()).key
    for text in (key, key.replace(FILE, "file:"), key.encode().decode("latin-1")):
        client.post("/api/v1/certificates/", "{}", content_type="application/json", headers={"Idempotency-Key": text})
    assert issue([content()])[1] == ""


def test_a_file_given_to_two_processes_at_once_is_issued_by_one(issue, monkeypatch):
    """What the second sees when the first commits between its look and its own commit (PostgreSQL)."""
    issue([content()])
    monkeypatch.setattr(batch, "_issued_before", lambda chunk, pair, now: {})
    assert issue([content()])[1].startswith("file-in-work")
    assert Certificate.objects.count() == 1


def test_a_dry_run_judges_and_changes_nothing(issue):
    lines, failed = issue([content(), content(importer=importer(country="ZZ"))], "--dry-run")
    assert lines[0] == "row 1: fit"
    assert "participant.destination-not-participant" in lines[1] or "importer.country" in lines[1]
    assert failed
    assert not Certificate.objects.exists()
    assert not TakenNumber.objects.exists()


def test_csv_is_issued_too(issue):
    head = (
        "mining_origin,exporter_name,exporter_address,exporter_country,importer_name,importer_address,"
        "importer_country,hs1,carats1,usd1,parcels,seals,due_diligence,kind"
    )
    row = "BW,Okavango,Gaborone,BW,Gulf,Dubai,AE,7102.31,12.50,900.00,1,S1|S2,OECD-DDG,standard"
    lines, failed = issue(f"{head}\n{row}\n", name="a.csv")
    assert (failed, lines[0][:9]) == ("", "row 2: BW")


def test_two_different_officers_with_their_roles_are_needed(issue, world):
    assert issue(shipments(1), approved_by=world.ada)[1].startswith("same-officer")
    assert "role" in issue(shipments(1), prepared_by=world.ben, approved_by=world.ada)[1]
    assert issue(shipments(1), approved_by=world.chen)[1].startswith("other-authority")
    assert not Certificate.objects.exists()


def test_an_officer_who_left_issues_nothing(issue, ben):
    ben.is_active = False
    ben.save(update_fields=["is_active"])
    assert "no active officer" in issue(shipments(1))[1]


@pytest.mark.parametrize("text", ["", "{", "[]", "\x00", "[" * 100_000])
def test_a_bad_file_is_one_clear_line(issue, text):
    lines, failed = issue(text)
    assert lines == []
    assert failed


def test_the_exit_status_tells_that_something_failed(tmp_path, transactional_db):
    """As a shell sees it: no traceback, status 1."""
    done = subprocess.run(
        [
            sys.executable,
            "manage.py",
            "issue",
            str(tmp_path / "none.json"),
            "--prepared-by=a@b.c",
            "--approved-by=d@e.f",
        ],
        env={**os.environ, "KPVERIFY_DATABASE_URL": f"sqlite:///{tmp_path / 'none.sqlite3'}"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
