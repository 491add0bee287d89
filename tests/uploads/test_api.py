"""Many at once by API: the same services, told in problem+json."""

import json

import pytest
from django.test import Client

from kpverify.certificates.models import Certificate, State
from kpverify.certificates.sheets import XLSX_TYPE
from kpverify.uploads.models import Upload
from tests.world import sign_in

from .conftest import as_csv, as_xlsx, shipment, table

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/certificates/uploads/"


@pytest.fixture
def api(world):
    client = Client()
    sign_in(client, world.ada)
    return client


def test_the_whole_way(api):
    raw = as_csv(table(60, r2={"carats1": "x"}))
    made = api.post(ADDRESS + "?name=may.csv", raw, content_type="text/csv")
    assert made.status_code == 201
    links = made.json()["links"]
    assert (made["Location"], made.json()["name"], made.json()["stage"]) == (links["self"], "may.csv", "checking")
    early = api.post(links["accept"], {"rows": "good"}, content_type="application/json")
    assert (early.status_code, early.json()["code"]) == (409, "still-checking")
    found = made.json()
    while not found["finished"]:
        found = api.post(links["advance"]).json()
    assert (found["done"], found["counts"]["fit"], found["counts"]["wrong"]) == (60, 59, 1)
    (wrong,) = api.get(links["rows"] + "?state=wrong&state=look").json()
    assert (wrong["row"], wrong["findings"][0]["column"], wrong["findings"][0]["value"]) == (3, "carats1", "x")
    assert len(api.get(links["rows"] + "?after=50").json()) == 11
    headers = {"Idempotency-Key": "a1"}
    body = {"rows": [2, 4], "submit": True}
    first, again = (api.post(links["accept"], body, content_type="application/json", headers=headers) for _ in "12")
    assert (first.status_code, again["Idempotent-Replayed"]) == (200, "true")
    while not api.post(links["advance"]).json()["finished"]:
        pass
    assert Certificate.objects.filter(state=State.SUBMITTED).count() == 2
    assert api.get(links["result.csv"]).content.count(b",accepted,") == 2
    assert api.get(links["result.xlsx"]).content[:2] == b"PK"
    assert api.delete(links["self"]).status_code == 204
    assert api.get(links["self"]).json()["code"] == "not-found"


def test_a_form_with_a_file_and_json_alone_are_taken_once_per_key(api):
    from django.core.files.uploadedfile import SimpleUploadedFile

    def send():
        file = SimpleUploadedFile("a.xlsx", as_xlsx(table(1)), content_type=XLSX_TYPE)
        return api.post(ADDRESS, {"file": file}, headers={"Idempotency-Key": "f"})

    first = send()
    assert first.status_code == 201
    assert (
        api.post(ADDRESS, json.dumps([shipment(1)]), content_type="application/json").json()["total"],
        Upload.objects.count(),
    ) == (1, 2)
    other = api.post(ADDRESS, as_csv(table(1)), content_type="text/csv", headers={"Idempotency-Key": "f"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-mismatch")


@pytest.mark.parametrize(
    ("body", "media", "status", "code"),
    [
        (b"x", "text/plain", 415, "unsupported-media-type"),
        (b"a,b", "text/csv", 422, "unknown-columns"),
        (b"x" * 11_000_001, "text/csv", 413, "too-large"),
        (b"x" * 10_000_001, "text/csv", 413, "too-large"),
        (b"--x--", "multipart/form-data; boundary=x", 400, "wrong-shape"),
        (b"no form", "multipart/form-data", 400, "parse-error"),
    ],
)
def test_a_wrong_request_is_told_with_a_code(api, body, media, status, code):
    answer = api.post(ADDRESS, body, content_type=media)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("rows", [None, "all", [], [0], ["2"], [True], [2**40], {"a": 1}, [1] * 6000])
def test_rows_are_good_or_numbers(api, rows):
    made = api.post(ADDRESS, json.dumps(shipment(1)), content_type="application/json").json()
    answer = api.post(made["links"]["accept"], {"rows": rows}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "wrong-shape")


@pytest.mark.parametrize("query", ["state=good", "after=x", "after=-1", "after=99999999999999999999"])
def test_a_wrong_filter_is_told(api, query):
    made = api.post(ADDRESS, json.dumps(shipment(1)), content_type="application/json").json()
    assert api.get(f"{made['links']['rows']}?{query}").json()["code"] == "wrong-shape"
