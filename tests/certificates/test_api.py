"""The certificates API, as a program of an authority would use it."""

import base64
import json
import uuid
from urllib.parse import urlencode

import pytest
from django.test import Client

from kpverify.accounts import services as accounts
from kpverify.certificates.models import Certificate
from tests.world import sign_in

from .typed import content, importer, line

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/certificates/"


def client_of(officer, **more):
    client = Client(**more)
    sign_in(client, officer)
    return client


@pytest.fixture
def as_ada(ada):
    return client_of(ada)


@pytest.fixture
def as_ben(ben):
    return client_of(ben)


def post(client, path, body=None, **headers):
    return client.post(path, data=json.dumps({} if body is None else body), content_type="application/json", **headers)


def patch(client, path, body):
    return client.patch(path, data=json.dumps(body), content_type="application/json")


def problem(response, status, code):
    assert response.status_code == status, response.content
    assert response["Content-Type"].startswith("application/problem+json")
    assert response.json()["code"] == code
    return response.json()


def test_a_certificate_goes_its_whole_way(as_ada, as_ben, world):
    made = post(as_ada, ROOT, content())
    assert made.status_code == 201, made.content
    where = made["Location"]
    assert made.json()["state"] == "draft"
    assert where == made.json()["links"]["self"]
    assert post(as_ada, f"{where}submit/").json()["state"] == "submitted"
    assert post(as_ben, f"{where}approve/").json()["state"] == "approved"
    issued = post(as_ben, f"{where}issue/")
    assert issued.status_code == 200, issued.content
    body = issued.json()
    assert body["state"] == "issued"
    assert (len(body["check_code"]), body["token"].count(".")) == (8, 2)
    by_number = as_ada.get(f"{ROOT}{body['number']}/")
    assert by_number.json() == body
    revoke = f"{ROOT}{body['number']}/revoke/"
    proposed = post(as_ben, revoke, {"reason": "Cancelled"}).json()
    assert (proposed["state"], proposed["revocation"]["proposed_by"]) == ("suspended", "BW-BEN")
    problem(post(as_ben, revoke, {"reason": "Cancelled"}), 409, "second-person-needed")
    revoked = post(client_of(world.bontle), revoke).json()
    assert (revoked["state"], revoked["reason"], revoked["revocation"]) == ("revoked", "Cancelled", None)


@pytest.mark.parametrize("act", ["suspend", "reinstate", "revoke", "replace", "confirm-receipt"])
def test_an_act_on_what_has_no_number_yet_is_a_conflict(shipping, world, act):
    made = shipping.draft()
    who = world.ada if act == "replace" else world.ben
    problem(post(client_of(who), f"{ROOT}{made.pk}/{act}/", {"reason": "x"}), 409, "wrong-state")


def test_suspended_reinstated_received_and_replaced(shipping, as_ada, as_ben):
    made = shipping.issued()
    where = f"{ROOT}{made.number}"
    assert post(as_ben, f"{where}/suspend/", {"reason": "Weight"}).json()["state"] == "suspended"
    assert post(as_ben, f"{where}/reinstate/", {"reason": "Weighed"}).json()["state"] == "issued"
    new = post(as_ada, f"{where}/replace/", {"reason": "Address"})
    assert (new.status_code, new.json()["replaces"], new.json()["state"]) == (201, made.number, "draft")
    other = shipping.issued()
    received = post(as_ben, f"{ROOT}{other.number}/confirm-receipt/")
    assert received.json()["receipt_confirmed_at"] is not None


def test_a_draft_shows_what_it_lacks(as_ada):
    made = post(as_ada, ROOT, {"parcels": 1}).json()
    assert {"field": "seals", "code": "missing"}.items() <= next(
        one for one in made["findings"] if one["field"] == "seals"
    ).items()
    found = problem(post(as_ada, f"{made['links']['self']}submit/"), 422, "not-certifiable")
    assert {"goods", "seals"} <= {one["field"] for one in found["findings"]}


def test_a_wrong_value_is_answered_beside_its_field(as_ada):
    found = problem(post(as_ada, ROOT, content(goods=[line(carats="12,5")])), 422, "content-wrong")
    assert [one["field"] for one in found["findings"]] == ["goods[0].carats"]
    assert not Certificate.objects.exists()


def test_a_change_needs_the_version_that_was_seen(as_ada):
    made = post(as_ada, ROOT, content(remarks="Fragile")).json()
    where = made["links"]["self"]
    changed = patch(as_ada, where, {"version": 1, "parcels": 5, "remarks": None})
    assert changed.status_code == 200, changed.content
    assert (changed.json()["version"], changed.json()["content"]["parcels"]) == (2, 5)
    assert "remarks" not in changed.json()["content"]
    assert changed.json()["content"]["seals"] == content()["seals"]
    problem(patch(as_ada, where, {"version": 1, "parcels": 6}), 409, "version-conflict")
    problem(patch(as_ada, where, {"parcels": 6}), 400, "wrong-shape")
    problem(patch(as_ada, where, {"version": True}), 400, "wrong-shape")
    problem(patch(as_ada, where, []), 400, "wrong-shape")


def test_an_approval_may_name_the_version_that_was_seen(shipping, as_ben):
    made = shipping.submitted()
    problem(post(as_ben, f"{ROOT}{made.pk}/approve/", {"version": 1}), 409, "version-conflict")
    assert post(as_ben, f"{ROOT}{made.pk}/approve/", {"version": made.version}).status_code == 200


def test_a_retried_request_is_done_once(as_ada):
    first = post(as_ada, ROOT, content(), headers={"Idempotency-Key": "a-1"})
    second = post(as_ada, ROOT, content(), headers={"Idempotency-Key": "a-1"})
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second["Idempotent-Replayed"] == "true"
    assert second["Location"] == first["Location"]
    assert Certificate.objects.count() == 1
    problem(post(as_ada, ROOT, content(parcels=9), headers={"Idempotency-Key": "a-1"}), 422, "idempotency-mismatch")
    problem(post(as_ada, ROOT, content(), headers={"Idempotency-Key": "x" * 81}), 400, "idempotency-key-wrong")


def test_a_retried_issue_gets_the_same_number(shipping, as_ben):
    made = shipping.approved()
    path = f"{ROOT}{made.pk}/issue/"
    first = post(as_ben, path, headers={"Idempotency-Key": "i-1"})
    second = post(as_ben, path, headers={"Idempotency-Key": "i-1"})
    assert first.json()["number"] == second.json()["number"]
    assert second["Idempotent-Replayed"] == "true"
    problem(post(as_ben, path), 409, "wrong-state")


def test_a_kept_answer_is_not_shown_once_the_role_has_ended(as_ada, ada, now):
    assert post(as_ada, ROOT, content(), headers={"Idempotency-Key": "r-1"}).status_code == 201
    accounts.end_role(officer_id=ada.pk, role="preparer", by="test", now=now)
    # Neither the session, which has ended, nor a new one.
    problem(post(as_ada, ROOT, content(), headers={"Idempotency-Key": "r-1"}), 401, "not-authenticated")
    problem(post(client_of(ada), ROOT, content(), headers={"Idempotency-Key": "r-1"}), 403, "not-allowed")


ACTS = ["submit", "send-back", "approve", "issue", "suspend", "reinstate", "revoke", "replace", "confirm-receipt"]


@pytest.mark.parametrize("act", ACTS)
def test_a_foreign_certificate_is_not_there(shipping, chen, act):
    made = shipping.issued()
    client = client_of(chen)
    foreign = problem(post(client, f"{ROOT}{made.number}/{act}/", {"reason": "x"}), 404, "not-found")
    nobody = problem(post(client, f"{ROOT}{uuid.uuid4()}/{act}/", {"reason": "x"}), 404, "not-found")
    assert foreign == nobody


@pytest.mark.parametrize("what", ["", "pdf", "qr.svg", "qr.png"])
def test_a_foreign_certificate_is_not_shown(shipping, chen, what):
    made = shipping.issued()
    problem(client_of(chen).get(f"{ROOT}{made.number}/{what}"), 404, "not-found")
    assert client_of(chen).get(ROOT).json()["results"] == []


@pytest.mark.parametrize(
    ("method", "path"), [("get", ""), ("post", ""), ("get", "BW26000001/"), ("get", "BW26000001/pdf")]
)
def test_nobody_is_let_in_without_an_account(world, method, path):
    problem(getattr(Client(), method)(f"{ROOT}{path}"), 401, "not-authenticated")


def test_an_officer_without_a_role_is_refused(dora, shipping):
    made = shipping.draft()
    client = client_of(dora)
    problem(client.get(ROOT), 403, "not-allowed")
    problem(post(client, ROOT, content()), 403, "not-allowed")
    problem(client.get(f"{ROOT}{made.pk}/"), 403, "not-allowed")


def test_a_preparer_does_not_approve_and_an_approver_does_not_draft(shipping, as_ada, as_ben):
    made = shipping.submitted()
    problem(post(as_ada, f"{ROOT}{made.pk}/approve/"), 403, "not-allowed")
    problem(post(as_ben, ROOT, content()), 403, "not-allowed")


def test_a_session_without_its_csrf_token_changes_nothing(ada):
    client = client_of(ada, enforce_csrf_checks=True)
    problem(post(client, ROOT, content()), 403, "permission-denied")
    assert not Certificate.objects.exists()


@pytest.mark.parametrize(
    "body", ["{", "[1", "nul", '{"parcels": NaN}', "[" * 60_000, "[]", '"text"', '{"remarks": "\\ud800"}', "7"]
)
def test_a_body_that_is_no_certificate_is_a_clear_no(as_ada, body):
    response = as_ada.post(ROOT, data=body, content_type="application/json")
    assert response.status_code in (400, 422), response.content
    assert response["Content-Type"].startswith("application/problem+json")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_only_json_is_read(as_ada, kind):
    problem(as_ada.post(ROOT, data="a=b", content_type=kind), 415, "unsupported-media-type")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=draft", 1),
        ("state=draft&state=issued", 3),
        ("state=revoked", 0),
        ("destination=IN", 1),
        ("exporter=okavango", 4),
        ("importer=tapi", 1),
        ("issued_from=2020-01-01&issued_to=2100-01-01", 2),
        ("issued_to=2020-01-01", 0),
        ("number=BW", 2),
    ],
)
def test_a_list_is_searched(shipping, as_ada, query, expected):
    shipping.issued()
    shipping.issued(importer=importer(name="Tapi Polishers", country="IN"))
    shipping.submitted()
    shipping.draft()
    assert len(as_ada.get(f"{ROOT}?{query}").json()["results"]) == expected


@pytest.mark.parametrize(
    "query", ["state=lost", "issued_from=yesterday", "number=%00", "exporter=%00", "destination=" + "x" * 9]
)
def test_a_search_that_makes_no_sense_is_refused(as_ada, query):
    problem(as_ada.get(f"{ROOT}?{query}"), 400, "wrong-shape")


def test_pages_follow_one_another(shipping, as_ada):
    made = {str(shipping.draft().pk) for _ in range(5)}
    page = as_ada.get(f"{ROOT}?page_size=2").json()
    found = [row["id"] for row in page["results"]]
    while page["next"]:
        page = as_ada.get(page["next"]).json()
        found += [row["id"] for row in page["results"]]
    assert len(found) == 5
    assert set(found) == made


@pytest.mark.parametrize("cursor", ["x", "cD1ub25zZW5zZQ==", "cD0lMDA=", "cD05OTk5OTk5OTk=", "bz0tNQ==", "%FF"])
def test_a_cursor_nobody_gave_is_refused(shipping, as_ada, cursor):
    shipping.draft()
    assert as_ada.get(f"{ROOT}?cursor={cursor}").status_code in (200, 404)


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00"])
def test_a_cursor_beyond_the_calendar_is_refused(shipping, as_ada, at):
    shipping.draft()
    cursor = base64.b64encode(urlencode({"p": at}).encode()).decode()
    assert as_ada.get(ROOT, {"cursor": cursor}).status_code == 404


@pytest.mark.parametrize("key", ["0", "x", "BW", "00000000-0000-0000-0000-00000000000g", "bw26000001", "BW26000001%00"])
def test_an_address_that_can_be_no_certificate_is_not_found(as_ada, key):
    assert as_ada.get(f"{ROOT}{key}/").status_code == 404


def test_names_come_back_as_they_were_typed(as_ada):
    name = "<script>alert(1)</script> شركة الخليج ООО «Ж» 鑽石"
    made = post(as_ada, ROOT, content(importer=importer(name=name))).json()
    assert made["content"]["importer"]["name"] == name


@pytest.mark.parametrize("what", ["pdf", "qr.svg", "qr.png"])
def test_nothing_is_printed_of_what_is_not_issued(shipping, as_ada, what):
    problem(as_ada.get(f"{ROOT}{shipping.draft().pk}/{what}"), 409, "not-issued")


@pytest.mark.parametrize(
    ("what", "kind", "start"),
    [("pdf", "application/pdf", b"%PDF"), ("qr.svg", "image/svg+xml", b"<"), ("qr.png", "image/png", b"\x89PNG")],
)
def test_what_is_issued_is_printed(shipping, as_ada, what, kind, start):
    response = as_ada.get(f"{ROOT}{shipping.issued().number}/{what}")
    assert response["Content-Type"] == kind
    assert response.content.startswith(start)


@pytest.mark.parametrize("accepted", ["application/pdf", "image/svg+xml", "image/png", "text/html", "nonsense"])
@pytest.mark.parametrize("what", ["pdf", "qr.svg", "qr.png"])
def test_a_file_is_given_to_who_asks_for_its_kind(shipping, as_ada, what, accepted):
    where = f"{ROOT}{shipping.issued().number}/{what}"
    assert as_ada.get(where, headers={"Accept": accepted}).status_code == 200


def test_the_openapi_document_names_every_operation():
    from kpverify.verification.schema import document

    paths = document()["paths"]
    mine = {path: set(item) - {"parameters"} for path, item in paths.items() if path.startswith(ROOT)}
    assert mine[ROOT] == {"get", "post"}
    assert mine[f"{ROOT}{{key}}/"] == {"get", "patch"}
    assert {path.rpartition("{key}/")[2].strip("/") for path in mine} >= {*ACTS, "pdf", "qr.svg", "qr.png"}
