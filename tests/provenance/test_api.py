"""Slips, import certificates and the stock, as a program of an authority would use them."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from kpverify.proposals import services as proposals
from kpverify.provenance import stock
from kpverify.provenance.models import ImportUse, PurchaseSlip
from tests.certificates.test_api import client_of, patch, post, problem

from .conftest import typed

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/certificates/"
STOCK = "/api/v1/stock/"
COLUMNS = ("number", "seller", "permit", "zone", "produced_on", "hs", "carats", "usd")
IMPORT = {
    "number": "AO987654321",
    "issuer": "AO",
    "imported_on": "2026-11-01",
    "origins": ["AO", "CD"],
    "goods": [{"hs": "7102.31", "carats": "100", "usd": "9000"}],
}


@pytest.fixture
def as_ada(ada):
    return client_of(ada)


@pytest.fixture
def where(shipping):
    return f"{ROOT}{shipping.draft().pk}/"


def table(*slips):
    return "\n".join("\t".join(one[name] for name in COLUMNS) for one in slips)


def send_table(client, address, text):
    return client.post(address, text if isinstance(text, bytes) else text.encode(), content_type="text/csv")


def test_a_slip_is_added_corrected_and_taken_off(as_ada, where):
    made = post(as_ada, f"{where}slips/", typed())
    assert made.status_code == 201, made.content
    slip = made.json()
    assert (slip["number"], slip["carats"], slip["version"], made["Location"]) == (
        "B-17",
        "812.36",
        1,
        slip["links"]["self"],
    )
    problem(post(as_ada, f"{where}slips/", typed()), 409, "slip-exists")
    changed = patch(as_ada, made["Location"], {"version": 1, "carats": "812.40"}).json()
    assert (changed["carats"], changed["seller"], changed["version"]) == ("812.40", "Jean Ngbanda", 2)
    problem(patch(as_ada, made["Location"], {"version": 1, "usd": "1"}), 409, "version-conflict")
    assert as_ada.get(made["Location"]).json() == changed
    listed = as_ada.get(f"{where}slips/").json()
    assert (listed["count"], listed["results"]) == (1, [changed])
    assert as_ada.delete(made["Location"]).status_code == 204
    problem(as_ada.get(made["Location"]), 404, "not-found")
    assert as_ada.get(f"{where}slips/").json()["results"] == []


def test_the_same_request_adds_one_slip(as_ada, where):
    first, again = (post(as_ada, f"{where}slips/", typed(), headers={"Idempotency-Key": "k1"}) for _ in range(2))
    assert (first.json(), again["Idempotent-Replayed"]) == (again.json(), "true")
    rows = [typed(number="B-1"), typed(number="B-2")]
    many = [post(as_ada, f"{where}slips/many/", rows, headers={"Idempotency-Key": "k2"}) for _ in range(2)]
    assert [one.status_code for one in many] == [201, 201]
    csv = [
        as_ada.post(
            f"{where}slips/many/",
            table(typed(number="B-3")),
            content_type="text/csv",
            headers={"Idempotency-Key": "k3"},
        )
        for _ in range(2)
    ]
    assert [one.json() for one in csv] == [{"added": 1, "links": {"self": f"{where}slips/"}}] * 2
    assert PurchaseSlip.objects.count() == 4


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ([], 400, "wrong-shape"),
        ({"number": 17}, 400, "wrong-shape"),
        ({"seller": ["x"]}, 400, "wrong-shape"),
        ({"\ud800": "x"}, 400, "wrong-shape"),
        ({"seller": "x" * 1001}, 400, "wrong-shape"),
        ({"seller": "\ud800", "number": "\u202e"}, 422, "slip-wrong"),
        ({}, 422, "slip-wrong"),
    ],
)
def test_what_is_no_slip_is_refused(as_ada, where, body, status, code):
    problem(post(as_ada, f"{where}slips/", body), status, code)
    assert not PurchaseSlip.objects.exists()


def test_many_slips_are_added_or_none_with_findings_by_row(as_ada, where):
    rows = [typed(number="B-1"), typed(number="B-2", carats="0"), typed(number="B-3", hs="1", zone="x")]
    found = {
        (one["row"], one["field"])
        for one in problem(post(as_ada, f"{where}slips/many/", rows), 422, "slip-wrong")["findings"]
    }
    assert found == {(2, "carats"), (3, "hs"), (3, "zone")}
    assert problem(send_table(as_ada, f"{where}slips/many/", table(*rows)), 422, "slip-wrong")["findings"]
    twice = problem(post(as_ada, f"{where}slips/many/", [typed(), typed()]), 409, "slip-exists")
    assert [(one["row"], one["field"]) for one in twice["findings"]] == [(2, "number")]
    assert not PurchaseSlip.objects.exists()
    head = ",".join(COLUMNS)
    text = f"\ufeff{head}\n" + table(typed(number="B-1"), typed(number="B-2")).replace("\t", ",")
    assert send_table(as_ada, f"{where}slips/many/", text).json()["added"] == 2
    assert as_ada.get(f"{where}slips/?page_size=1").json()["next"].endswith("page=2&page_size=1")
    problem(as_ada.get(f"{where}slips/?page=9"), 404, "not-found")


@pytest.mark.parametrize(
    ("text", "status", "code"),
    [
        (" \n", 422, "table-empty"),
        (b"\xff\xfe", 422, "not-utf8"),
        ("a,b", 422, "table-columns"),
        ("x" * 199_000, 422, "table-columns"),
        ("x" * 200_001, 413, "table-too-long"),
        ("a,b\n" * 501, 413, "table-too-long"),
    ],
)
def test_a_table_is_capped_and_read_before_anything_is_stored(as_ada, where, text, status, code):
    problem(send_table(as_ada, f"{where}slips/many/", text), status, code)


def test_many_rows_are_capped_before_they_are_read(as_ada, where):
    problem(post(as_ada, f"{where}slips/many/", [{}] * 501), 413, "table-too-long")
    problem(post(as_ada, f"{where}slips/many/", {"slips": []}), 400, "wrong-shape")
    problem(post(as_ada, f"{where}slips/many/", []), 422, "table-empty")
    assert problem(post(as_ada, f"{where}slips/many/", [typed(), 7]), 400, "wrong-shape")["errors"].keys() == {"2"}
    problem(as_ada.post(f"{where}slips/many/", "x", content_type="text/html"), 415, "unsupported-media-type")


def test_slips_of_what_is_submitted_stay(as_ada, shipping):
    where = f"{ROOT}{shipping.submitted().pk}/"
    problem(post(as_ada, f"{where}slips/", typed()), 409, "wrong-state")
    problem(post(as_ada, f"{where}slips/many/", [typed()]), 409, "wrong-state")


def test_another_certificates_slip_is_not_found_there(as_ada, where, shipping):
    slip = post(as_ada, f"{where}slips/", typed()).json()
    other = f"{ROOT}{shipping.draft().pk}/slips/{slip['id']}/"
    problem(as_ada.get(other), 404, "not-found")
    problem(as_ada.delete(other), 404, "not-found")
    problem(patch(as_ada, other, {"version": 1}), 404, "not-found")


def test_goods_are_taken_from_import_certificates(as_ada, where):
    made = post(as_ada, f"{STOCK}imports/", IMPORT)
    assert made.status_code == 201, made.content
    assert made.json()["goods"] == [{"hs": "7102.31", "carats": "100.00", "usd": "9000.00"}]
    assert as_ada.get(made["Location"]).json() == made.json()
    problem(post(as_ada, f"{STOCK}imports/", IMPORT), 409, "import-exists")
    use = {"number": IMPORT["number"], "hs": "7102.31", "carats": "10"}
    rows = [use, {**use, "hs": "7102.21"}, {**use, "number": "AO1"}, {**use, "carats": "x"}, use]
    refused = problem(post(as_ada, f"{where}imports/many/", rows), 422, "import-unknown")
    assert [(one["row"], one["field"]) for one in refused["findings"]] == [
        (2, "hs"),
        (3, "number"),
        (4, "carats"),
        (5, "number"),
    ]
    assert not ImportUse.objects.exists()
    drawn = post(as_ada, f"{where}imports/", use)
    assert (drawn.status_code, drawn.json()["number"], drawn.json()["carats"]) == (201, IMPORT["number"], "10.00")
    assert as_ada.get(f"{where}imports/").json()["results"] == [drawn.json()]
    problem(as_ada.delete(made["Location"]), 409, "import-used")
    assert as_ada.delete(drawn["Location"]).status_code == 204
    assert as_ada.delete(made["Location"]).status_code == 204
    assert as_ada.get(f"{STOCK}imports/").json()["results"] == []


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"goods": []}, 400, None),
        ({"goods": [{}] * 4}, 400, None),
        ({"goods": [7]}, 400, None),
        ({"origins": "AO"}, 400, None),
        ({"number": 7}, 400, None),
        ({"more": ""}, 400, None),
        ({"goods": [{"hs": "1"}]}, 422, "goods[0].hs"),
        ({"goods": IMPORT["goods"] * 2}, 422, "goods[1].hs"),
        ({"goods": [{"hs": "7102.31", "carats": "0", "usd": "1"}]}, 422, "goods[0].carats"),
        ({"imported_on": "2999-01-01"}, 422, "imported_on"),
        ({"origins": ["A1"]}, 422, "origins"),
    ],
)
def test_what_is_no_import_certificate_is_refused(as_ada, change, status, field):
    answer = problem(
        post(as_ada, f"{STOCK}imports/", {**IMPORT, **change}), status, "import-wrong" if field else "wrong-shape"
    )
    assert field is None or [one["field"] for one in answer["findings"]] == [field]


def test_the_ledger_is_read_by_hs_code_and_origins(as_ada, world, shipping):
    assert as_ada.get(STOCK).json() == {"counted_on": None, "pools": []}
    day = timezone.now().date().isoformat()
    line = {"hs": "7102.31", "origins": "AO", "carats": "50", "usd": "1"}
    held = stock.propose_stocktake(on=day, lines=[line], by=world.ben, now=timezone.now())
    proposals.confirm(proposal_id=held.pk, by=world.bontle, now=timezone.now())
    mined = {"starts_on": day, "ends_on": day, "hs": "7102.31", "carats": "7", "usd": "1"}
    stock.record_production(production=mined, by=world.ben, now=timezone.now())
    post(as_ada, f"{STOCK}imports/", {**IMPORT, "imported_on": day, "origins": ["AO"]})
    found = as_ada.get(STOCK).json()
    pools = {tuple(one["origins"]): one for one in found["pools"]}
    assert found["counted_on"] == day
    assert [pools["AO",][name] for name in ("opening", "came", "went", "left", "is_short")] == [
        "50.00",
        "150.00",
        "0.00",
        "150.00",
        False,
    ]
    assert pools["BW",]["came"] == "7.00"
    assert as_ada.get(f"{STOCK}production/").json()["results"][0]["carats"] == "7.00"


def test_lists_ask_the_same_few_questions_however_long(as_ada, where, django_assert_max_num_queries):
    post(as_ada, f"{where}slips/many/", [typed(number=f"B-{place}") for place in range(60)])
    for place in range(6):
        post(as_ada, f"{STOCK}imports/", {**IMPORT, "number": f"AO{place}98765432"})
        use = {"number": f"AO{place}98765432", "hs": "7102.31", "carats": "10"}
        assert post(as_ada, f"{where}imports/", use).status_code == 201
    for address in (f"{where}slips/", f"{where}imports/", f"{STOCK}imports/"):
        with django_assert_max_num_queries(10):
            assert as_ada.get(address).status_code == 200


def test_nobody_is_let_in_without_a_session_or_key():
    answer = Client().post(f"{STOCK}imports/", json.dumps(IMPORT), content_type="application/json")
    problem(answer, 401, "not-authenticated")
