"""Amending by API: propose, confirm, decline; and the endorsement as a file."""

import pytest

from kpverify.certificates.models import Amendment
from kpverify.tokens.transport import take_apart
from tests.world import prove

from .test_api import ROOT, as_ada, as_ben, post, problem

__all__ = ["as_ada", "as_ben"]
pytestmark = pytest.mark.django_db
CHANGES = [{"field": "importer.address", "old": "Almas Tower, Dubai", "new": "Almas Tower, 3rd floor, Dubai"}]
BODY = {"changes": CHANGES, "reason": "The floor was left out."}


@pytest.fixture
def made(shipping):
    return shipping.issued()


@pytest.fixture
def where(made):
    return f"{ROOT}{made.number}/"


def test_two_officers_amend_and_the_certificate_stays_as_it_was(as_ada, as_ben, made, where):
    assert as_ada.get(where).json()["links"]["amend"].endswith("/amend/")
    proposed = post(as_ada, f"{where}amend/", BODY).json()
    waits = proposed["proposed_amendment"]
    assert (waits["changes"], waits["reason"], waits["proposed_by"]) == (CHANGES, BODY["reason"], "BW-ADA")
    problem(post(as_ada, f"{where}amend/", BODY), 409, "proposed-already")
    done = post(as_ben, f"{where}amend/", {"confirm": waits["id"]})
    assert done.status_code == 200, done.content
    body = done.json()
    (amendment,) = body["amendments"]
    assert body["proposed_amendment"] is None
    assert (amendment["seq"], amendment["changes"]) == (1, CHANGES)
    assert (amendment["proposed_by"], amendment["confirmed_by"]) == ("BW-ADA", "BW-BEN")
    assert take_apart(amendment["token"]).header
    assert (body["token"], body["content"]["importer"]) == (made.token, made.content["importer"])
    paper = as_ben.get(f"{where}amendments/1.pdf")
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
    assert problem(as_ben.get(f"{where}amendments/2.pdf"), 404, "not-found")
    problem(post(as_ben, f"{where}amend/", {"confirm": waits["id"]}), 409, "proposal-over")


def test_one_request_is_done_once(as_ada, as_ben, where):
    key = {"HTTP_IDEMPOTENCY_KEY": "amend-1"}
    first = post(as_ada, f"{where}amend/", BODY, **key)
    again = post(as_ada, f"{where}amend/", BODY, **key)
    assert (again.json(), again["Idempotent-Replayed"]) == (first.json(), "true")
    confirm = {"confirm": first.json()["proposed_amendment"]["id"]}
    key = {"HTTP_IDEMPOTENCY_KEY": "amend-2"}
    assert (
        post(as_ben, f"{where}amend/", confirm, **key).json() == post(as_ben, f"{where}amend/", confirm, **key).json()
    )
    assert Amendment.objects.count() == 1


def test_a_preparer_does_not_confirm_and_a_stale_session_does_not_either(as_ada, as_ben, ben, where):
    waits = post(as_ben, f"{where}amend/", BODY).json()["proposed_amendment"]["id"]
    assert post(as_ada, f"{where}amend/", {"confirm": waits}).status_code == 403
    problem(post(as_ben, f"{where}amend/", {"confirm": waits}), 409, "second-person-needed")
    from datetime import timedelta

    prove(as_ben, ben, ago=timedelta(minutes=6))
    problem(post(as_ben, f"{where}amend/", {"confirm": waits}), 403, "second-factor-stale")
    withdrawn = post(as_ben, f"{where}amend/", {"decline": waits, "reason": "No"})
    assert (withdrawn.status_code, withdrawn.json()["proposed_amendment"]) == (200, None)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "wrong-shape"),
        ([], 400, "wrong-shape"),
        ({**BODY, "confirm": "4b0f7c1e-0000-4000-8000-000000000000"}, 400, "wrong-shape"),
        ({"confirm": "no id"}, 400, "wrong-shape"),
        ({"confirm": "4b0f7c1e-0000-4000-8000-000000000000"}, 404, "not-found"),
        ({"decline": "4b0f7c1e-0000-4000-8000-000000000000"}, 404, "not-found"),
        ({**BODY, "changes": None}, 400, "wrong-shape"),
        ({**BODY, "changes": "a"}, 422, "content-wrong"),
        ({**BODY, "changes": [CHANGES]}, 422, "content-wrong"),
        ({**BODY, "changes": [{**CHANGES[0], "new": {"a": [1, 2]}}]}, 422, "content-wrong"),
        ({**BODY, "changes": [{**CHANGES[0], "old": "Elsewhere"}]}, 409, "old-differs"),
        ({**BODY, "changes": [{"field": "kind", "new": "technical"}]}, 422, "content-wrong"),
        ({**BODY, "reason": ""}, 422, "reason-missing"),
        ({**BODY, "reason": "A" * 201}, 422, "reason-too-long"),
        ({**BODY, "version": 1}, 409, "version-conflict"),
    ],
)
def test_what_cannot_be_done_is_told(as_ben, where, body, status, code):
    problem(post(as_ben, f"{where}amend/", body), status, code)
