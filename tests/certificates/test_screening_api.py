"""Screening for programs: hits and lists are read, a name is looked for, and nothing is decided."""

import json

import pytest
from django.utils import timezone

from kpverify.certificates.api_screening import ScreenThrottle
from kpverify.screening import services
from kpverify.screening.models import OpenHit

from .listed import DIAMVILLE, load
from .test_api import ROOT, client_of, post, problem

pytestmark = pytest.mark.django_db
SCREENING = "/api/v1/screening/"
IMPORTER = {"name": "Diam Ville", "address": "Bangui", "country": "CF"}


@pytest.fixture
def as_ada(ada):
    return client_of(ada)


def test_hits_of_a_certificate_are_told_with_what_was_decided(as_ada, ben, chen, shipping, now):
    load(DIAMVILLE, now=now)
    made, other = shipping.draft(importer=IMPORTER), shipping.draft()
    (hit,) = as_ada.get(f"{ROOT}{made.pk}/screening/").json()["results"]
    assert (hit["state"], hit["party"]["name"], hit["entry"]["name"]) == ("open", "Diam Ville", "DIAMVILLE SAU")
    assert hit["score"] > 80
    assert all(one["code"] and one["message"] for one in hit["reasons"])
    assert as_ada.get(f"{ROOT}{other.pk}/screening/").json()["results"] == []
    assert as_ada.get(f"{SCREENING}hits/").json()["results"] == [hit]
    assert client_of(chen).get(f"{SCREENING}hits/").json()["results"] == []
    services.decide(hit_id=OpenHit.objects.get().pk, answer="different", reason="Born later", by=ben, now=now)
    (decided,) = as_ada.get(f"{SCREENING}hits/?state=decided").json()["results"]
    assert (decided["state"], decided["decision"]["reason"], decided["decision"]["by"]) == (
        "different",
        "Born later",
        "BW-BEN",
    )
    assert as_ada.get(f"{SCREENING}hits/").json()["count"] == 0
    problem(as_ada.get(f"{SCREENING}hits/?state=x"), 400, "wrong-shape")


def test_hits_ask_the_same_few_questions_however_many(as_ada, shipping, now, django_assert_max_num_queries):
    load(DIAMVILLE, now=now)
    for place in range(6):
        shipping.draft(importer={**IMPORTER, "name": f"Diam Ville {'AEIOUY'[place]}"})
    assert OpenHit.objects.count() > 1
    with django_assert_max_num_queries(10):
        as_ada.get(f"{SCREENING}hits/")


def test_a_name_is_looked_for_and_nothing_stored(as_ada, now):
    problem(post(as_ada, f"{SCREENING}names/", {"name": "Diam Ville"}), 409, "not-screened")
    load(DIAMVILLE, now=now)
    found = post(as_ada, f"{SCREENING}names/", {"name": "Ville Diam", "country": "CF"}).json()
    assert (found["count"], found["hits"][0]["entry"]["name"], len(found["lists"])) == (1, "DIAMVILLE SAU", 1)
    assert post(as_ada, f"{SCREENING}names/", {"name": "Okavango Sorting"}).json()["count"] == 0
    assert not OpenHit.objects.exists()


@pytest.mark.parametrize(
    "body",
    [[], {}, {"name": ""}, {"name": "x" * 201}, {"name": ["x"]}, {"name": "x", "country": "cf"}, {"name": "a\0b"}],
)
def test_what_is_no_name_is_refused(as_ada, body):
    problem(post(as_ada, f"{SCREENING}names/", body), 400, "wrong-shape")


@pytest.mark.parametrize("name", ["\ud800", "\u202e", "\u0301" * 200, "钻" * 200, ". . ."])
def test_any_text_is_a_name(as_ada, now, name):
    load(DIAMVILLE, now=now)
    answer = as_ada.post(f"{SCREENING}names/", json.dumps({"name": name}), content_type="application/json")
    assert answer.status_code in (200, 400), answer.content


def test_names_are_looked_for_so_often_and_no_oftener(as_ada, now, monkeypatch):
    load(DIAMVILLE, now=now)
    monkeypatch.setattr(ScreenThrottle, "THROTTLE_RATES", {"screen": "2/min"})
    answers = [post(as_ada, f"{SCREENING}names/", {"name": "x"}) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"]


def test_lists_tell_their_day_and_hash(as_ada):
    made = load(DIAMVILLE, now=timezone.now())
    told = {one["list"]: one for one in as_ada.get(f"{SCREENING}lists/").json()}
    assert (told["seed"]["sha256"], told["seed"]["entries"], told["seed"]["age_days"]) == (made.sha256, 1, 0)
    assert (told["eu"]["sha256"], told["eu"]["is_old"]) == (None, False)
