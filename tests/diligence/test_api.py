"""Due diligence statements for programs."""

import json

import pytest

from kpverify.diligence.models import Statement
from tests.certificates.test_api import ROOT, client_of, problem

pytestmark = pytest.mark.django_db
SAID = {"version": "2011", "stated_by": {"name": "Okavango Sorting", "role": "exporter"}}


@pytest.fixture
def as_ada(world):
    return client_of(world.ada)


@pytest.fixture
def where(world):
    from tests.certificates.conftest import Shipping

    made = Shipping(world.ada, world.ben, world.now).draft(due_diligence=[])
    return f"{ROOT}{made.pk}/"


def put(client, address, body, **more):
    return client.put(address, json.dumps(body), content_type="application/json", **more)


def test_a_statement_is_made_changed_and_withdrawn(as_ada, where):
    one = f"{where}statements/UNGP/"
    made = put(as_ada, one, SAID, headers={"Idempotency-Key": "k"})
    assert made.status_code == 200, made.content
    told = made.json()
    assert (told["said"]["stated_by"], told["changed_by"]) == (SAID["stated_by"], "BW-ADA")
    assert told["links"]["self"] == one
    assert put(as_ada, one, SAID, headers={"Idempotency-Key": "k"}).json() == told
    ids = as_ada.get(where).json()["content"]["due_diligence"]
    assert ids[0] == "UNGP"
    assert ids[1].startswith("DETAILS-")
    problem(put(as_ada, f"{one}?version={told['version'] - 1}", SAID), 409, "version-conflict")
    changed = put(as_ada, f"{one}?version={told['version']}", {**SAID, "scope": "All parcels"}).json()
    assert (changed["said"]["scope"], as_ada.get(one).json()) == ("All parcels", changed)
    assert as_ada.get(f"{where}statements/").json() == [changed]
    problem(as_ada.delete(f"{one}?version=1"), 409, "version-conflict")
    assert as_ada.delete(one).status_code == 204
    problem(as_ada.get(one), 404, "not-found")
    assert as_ada.get(where).json()["content"]["due_diligence"] == []


@pytest.mark.parametrize(
    ("address", "body", "status", "code"),
    [
        ("UNGP/", [], 400, "wrong-shape"),
        ("UNGP/?version=x", SAID, 400, "wrong-shape"),
        ("NONE/", SAID, 404, "not-found"),
        ("UNGP/", {}, 422, "statement-wrong"),
        ("UNGP/", {**SAID, "steps": 7, "stated_by": [], "\ud800": {}}, 422, "statement-wrong"),
        ("UNGP/", {**SAID, "auditor": {"name": "X", "report": "0" * 64}}, 422, "statement-wrong"),
    ],
)
def test_what_is_no_statement_is_refused(as_ada, where, address, body, status, code):
    problem(put(as_ada, f"{where}statements/{address}", body), status, code)
    assert not Statement.objects.exists()
