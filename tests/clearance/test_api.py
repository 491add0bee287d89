"""Clearances for programs: an authority asks and looks, monitors list and read, and no program decides."""

import base64
import hashlib
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from kpverify.accounts import apikeys
from kpverify.accounts import services as accounts
from kpverify.accounts.rights import SCOPES
from kpverify.certificates import services as certificates
from kpverify.clearance import services
from kpverify.clearance.models import Clearance
from kpverify.demo.car_story import content
from tests.certificates.test_api import client_of, post, problem
from tests.dossier.conftest import add, folder, picture
from tests.world import BY

from .test_clearance import approve, asked, now, parcel, people, regime

__all__ = ["asked", "folder", "now", "parcel", "people", "regime"]
pytestmark = pytest.mark.django_db
ROOT, DESK = "/api/v1/certificates/", "/api/v1/clearance/"


@pytest.fixture
def where(parcel):
    return f"{ROOT}{parcel.pk}/clearance/"


def test_an_authority_asks_and_sees_how_it_stands(where, people, parcel, now):
    client = client_of(people["preparer"])
    problem(client.get(where), 404, "not-asked")
    made = post(client, where, headers={"Idempotency-Key": "k"})
    assert (made.status_code, made["Location"]) == (201, where), made.content
    assert made.json()["state"] == "asked"
    assert post(client, where, headers={"Idempotency-Key": "k"}).json() == made.json()
    problem(post(client, where), 409, "clearance-asked")
    found = Clearance.objects.get()
    approve(found, people["mireille"], now)
    told = client.get(where).json()
    assert (told["needed"], [one["by"] for one in told["approvals"]]) == (2, ["X-MIREILLE"])
    # Who is a monitor no more has approved nothing.
    grant = people["mireille"].grants.get()
    accounts.end_role(officer_id=people["mireille"].pk, role=grant.role, by=BY, now=now)
    assert client.get(where).json()["approvals"] == []
    add(parcel, picture(size=(60, 40)), "late.jpg", by=people["preparer"], now=now, kind="photograph")
    told = client.get(where).json()
    assert (told["state"], told["voided_by"]) == ("void", "dossier")


def test_an_objection_is_told_with_its_reason(asked, where, people, now):
    services.object_to(clearance_id=asked.pk, reason="Seal 7 is missing", by=people["kwame"], now=now)
    told = client_of(people["preparer"]).get(where).json()
    assert (told["state"], told["reason"], told["objected_by"]) == ("objected", "Seal 7 is missing", "X-KWAME")
    assert told["voided_by"] is None


def test_monitors_read_all_that_the_digest_is_of(asked, people, parcel):
    client = client_of(people["mireille"])
    (line,) = client.get(DESK).json()["results"]
    found = client.get(line["links"]["self"]).json()
    assert (found["is_open"], found["content"], found["slips"][0]["number"]) == (True, parcel.content, "B-17")
    names = ("number", "seller", "permit", "zone", "produced_on", "hs", "carats", "usd")
    listed = {
        "content": found["content_digest"],
        "files": sorted([one["kind"], one["sha256"]] for one in found["files"]),
        "slips": sorted([one[name] for name in names] for one in found["slips"]),
    }
    digest = hashlib.sha256(json.dumps(listed, ensure_ascii=False, separators=(",", ":")).encode()).digest()
    assert found["dossier_digest"] == base64.urlsafe_b64encode(digest).decode().rstrip("=")


def test_what_is_the_authoritys_own_again_is_not_read(asked, people, parcel, now):
    client = client_of(people["mireille"])
    add(parcel, picture(size=(60, 40)), "late.jpg", by=people["preparer"], now=now, kind="photograph")
    assert client.get(DESK).json()["results"][0]["state"] == "void"
    found = client.get(f"{DESK}{asked.pk}/").json()
    assert [found[name] for name in ("is_open", "content", "slips", "files")] == [False, {}, [], []]


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [("?state=x", 400, "wrong-shape"), ("?page=0", 404, "not-found"), ("?page=9" * 40, 404, "not-found")],
)
def test_a_wrong_question_is_told(asked, people, query, status, code):
    problem(client_of(people["mireille"]).get(f"{DESK}{query}"), status, code)


def test_the_desk_asks_the_same_few_questions_however_much_waits(asked, people, now, django_assert_max_num_queries):
    by = people["preparer"]
    for _ in range(5):
        made = certificates.draft_certificate(content=content("CF-CARNOT"), by=by, now=now)
        kept = {"content_digest": asked.content_digest, "dossier_digest": asked.dossier_digest}
        Clearance.objects.create(
            certificate=made, authority_id="CF", asked_by=by, asked_at=now, first_by=people["kwame"], **kept
        )
    client = client_of(people["mireille"])
    with django_assert_max_num_queries(16):
        assert client.get(DESK).json()["count"] == 6


def test_no_key_clears_or_reads_the_desk(asked, where, people, now):
    accounts.grant_role(officer_id=people["approver"].pk, role="authority_admin", by=BY, now=now)
    ends = timezone.now() + timedelta(days=1)
    key = apikeys.create_key(name="All", scopes=sorted(SCOPES), expires_at=ends, by=people["approver"], now=now)
    from django.test import Client

    client = Client(headers={"Authorization": f"Bearer {key.secret}"})
    assert client.get(where).json()["state"] == "asked"
    problem(client.get(DESK), 403, "not-allowed")
    problem(client.get(f"{DESK}{asked.pk}/"), 403, "not-allowed")
    for act in ("approve", "object"):
        for whose in (client, client_of(people["mireille"])):
            assert post(whose, f"{DESK}{asked.pk}/{act}/", {"seen": asked.dossier_digest}).status_code == 404
    asked.refresh_from_db()
    assert (asked.state, asked.first_by) == ("asked", None)
