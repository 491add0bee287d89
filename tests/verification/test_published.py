"""What is published: one picture, news within a second, and none lost when the database is."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client

from kpverify.registry.models import TrustList
from kpverify.status import services as status
from kpverify.status.models import Publication
from kpverify.tokens import Bundle
from kpverify.verification.artefacts import Artefact
from kpverify.verification.published import Revision, Shelf

pytestmark = pytest.mark.django_db


def test_trust_list_is_served_byte_for_byte(world):
    assert Client().get("/trust/list").content.decode() == TrustList.objects.first().body


def test_bundle_loads_and_holds_every_list(world):
    response = Client().get("/trust/bundle")
    assert Bundle.load(response.content)
    assert set(response.json()["status_lists"]) == set(Client().get("/status/").json()["status_lists"])


def test_status_list_is_the_newest(issued):
    newest = Publication.objects.filter(status_list=issued.uri).first()
    assert Client().get(issued.path).content.decode() == newest.token


def test_withdrawal_is_seen_as_soon_as_it_is_published(issued):
    client = Client()
    tag = client.get("/trust/bundle")["ETag"]
    later = issued.now + timedelta(seconds=5)
    status.set_value(uri=issued.uri, idx=issued.idx, value=1, now=later, by="test")
    assert client.get("/trust/bundle")["ETag"] == tag
    status.publish(uri=issued.uri, now=later, by="test")
    assert client.get("/trust/bundle")["ETag"] != tag
    verdict = client.post("/api/v1/verify", {"code": issued.token}, content_type="application/json").json()
    assert verdict["outcome"] == "invalid"
    assert "status.revoked" in [check["code"] for check in verdict["checks"]]


def test_nothing_published_is_a_503_that_says_so(db):
    for path in ("/trust/list", "/trust/bundle"):
        response = Client().get(path)
        assert (response.status_code, response.json()["code"]) == (503, "nothing-published")
        assert response["Retry-After"]
    assert Client().get("/status/").json() == {"status_lists": []}
    verdict = Client().post("/api/v1/verify", {"code": "1" * 200}, content_type="application/json")
    assert verdict.status_code == 200


@pytest.mark.parametrize("given", ["", "x", "-1", "1.5", "1e9", "٣", "9" * 13, "253402300800", "1&time=2", " 1"])
def test_a_time_that_is_none_is_a_400(world, given):
    response = Client().get(f"/status/BW/26?time={given}")
    assert (response.status_code, response.json()["code"]) == (400, "wrong-time")


def test_history_gives_the_list_in_force_then(issued):
    old = Publication.objects.filter(status_list=issued.uri).first()
    later = issued.now + timedelta(seconds=30)
    new = status.publish(uri=issued.uri, now=later, by="test")

    def at(instant):
        return Client().get(f"{issued.path}?time={int(instant.timestamp())}")

    assert at(old.issued_at).content.decode() == old.token
    assert new.token != old.token
    first = Publication.objects.filter(status_list=issued.uri).last()
    assert at(first.issued_at - timedelta(seconds=1)).status_code == 404
    assert at(datetime.now(UTC) + timedelta(hours=1)).status_code == 404
    assert Client().get("/status/ZZ/26?time=1").status_code == 404


def test_within_the_interval_nobody_asks(world, settings, django_assert_num_queries):
    settings.PUBLISHED_CHECK_SECONDS = 3600
    shelf = Shelf()
    held = shelf.published()
    with django_assert_num_queries(0):
        assert shelf.published() is held


def test_unchanged_is_kept_and_costs_two_queries(world, settings, django_assert_num_queries):
    settings.PUBLISHED_CHECK_SECONDS = 0
    shelf = Shelf()
    held = shelf.published()
    with django_assert_num_queries(2):
        assert shelf.published() is held


def broken(*_):
    raise OperationalError("gone")


def test_a_silent_database_leaves_what_is_held(world, settings):
    settings.PUBLISHED_CHECK_SECONDS = 0
    shelf = Shelf()
    held = shelf.published()
    with connection.execute_wrapper(broken):
        assert shelf.published() is held
        with pytest.raises(OperationalError):
            Shelf().published()
    assert shelf.published() is held


def test_one_thread_looks_while_the_others_are_served(settings, monkeypatch):
    settings.PUBLISHED_CHECK_SECONDS = 0
    shelf, looks, go_on = Shelf(), [], threading.Event()
    first = shelf._held = object()

    def slow(held):
        looks.append(held)
        go_on.wait(10)
        return held

    monkeypatch.setattr(shelf, "_look", slow)
    looker = threading.Thread(target=shelf.published)
    looker.start()
    while not looks:
        pass
    assert {shelf.published() for _ in range(100)} == {first}
    go_on.set()
    looker.join()
    assert len(looks) == 1


def test_revisions_differ_by_signature_alone():
    assert Revision(1, "a", ((1, "x"),)) != Revision(1, "a", ((1, "y"),))
    assert Revision(1, "a") != Revision(1, "b")


def test_an_artefact_knows_whole_seconds():
    made = Artefact(b"", content_type="text/plain", issued_at=datetime(2026, 5, 1, 0, 0, 0, 999_999, tzinfo=UTC))
    assert made.issued_at.microsecond == 0
