"""The list: what is found, what waits, and that a long list is as quick as a short one."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpverify.certificates.models import Certificate

from .conftest import words


def copies(made, count, **changes):
    """Store many like one, each a minute older than the last."""
    for number in range(count):
        row = {field.attname: getattr(made, field.attname) for field in made._meta.concrete_fields}
        row |= {"id": uuid4(), "created_at": made.created_at - timedelta(minutes=number + 1), "number": None, **changes}
        yield Certificate(**row)


def found(page):
    """The addresses of the certificates in the list itself."""
    text = page.content.decode().partition("</main>")[0].rpartition("</form>")[2]
    return [one.partition("/")[0] for one in text.split('<a href="/office/')[1:] if len(one.partition("/")[0]) == 36]


def test_the_newest_is_first_and_everything_is_found(ada, shipping):
    old = shipping.issued()
    shipping.now += timedelta(minutes=1)
    new = shipping.issued(importer={"name": "Tapi Polishers", "address": "Surat", "country": "IN"})
    first, second = str(new.pk), str(old.pk)
    for query, expected in (
        ({}, [first, second]),
        ({"q": new.number}, [first]),
        ({"q": f" {old.number.lower()} "}, [second]),
        ({"q": "tapi"}, [first]),
        ({"q": "okavango"}, [first, second]),
        ({"destination": "IN"}, [first]),
        ({"state": "issued", "q": "gulf"}, [second]),
        ({"state": "revoked"}, []),
        ({"q": "%"}, []),
        ({"q": "_"}, []),
    ):
        assert found(ada.get("/office/", **query)) == expected, query


def test_other_authorities_are_never_found(chen, shipping):
    made = shipping.issued()
    assert made.number not in words(chen.get("/office/"))
    assert "Nothing is found" in words(chen.get("/office/", q=made.number))


def test_what_waits_for_an_officer_is_on_top(ada, ben, shipping):
    for state in ("draft", "submitted", "approved"):
        getattr(shipping, state)()
    assert "Waiting for you" in words(ben.get("/office/"))
    top = words(ben.get("/office/")).partition("Waiting for you")[2].partition("Number, exporter")[0]
    assert "Waits for approval" in top
    assert "Approved, not issued" in top
    assert " Draft " not in top
    mine = words(ada.get("/office/")).partition("Waiting for you")[2].partition("Number, exporter")[0]
    assert "Draft of" in mine
    assert "Waits for approval" not in mine
    tabs = words(ben.get("/office/"))
    assert tabs.index("To approve 1") < tabs.index("All") < tabs.index("To submit 1")


def test_what_an_officer_prepared_does_not_wait_for_their_own_approval(world, ada, shipping):
    world.grant(world.ada, "approver")
    shipping.submitted()
    assert "Waiting for you" not in words(ada.get("/office/"))


def test_pages_follow_one_another_without_a_gap(ada, shipping):
    made = shipping.draft()
    Certificate.objects.bulk_create(copies(made, 120))
    seen, address = [], "/office/?state=draft"
    while address:
        page = ada.get(address)
        text = page.content.decode()
        seen += [
            one.partition("/")[0] for one in text.split('<a href="/office/')[1:] if len(one.partition("/")[0]) == 36
        ]
        older = text.partition('" rel="next"')[0].rpartition('href="')[2] if 'rel="next"' in text else ""
        address = f"/office/{older.replace('&amp;', '&')}" if older else ""
    assert len(seen) == len(set(seen)) == 121


NOBODYS = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    "after",
    [
        *("x", "2026-01-01~x", "2026-01-01T00:00:00+00:00", "2026-13-01T00:00:00+00:00~1", "\x00"),
        *(f"9999-12-31T23:59:59-12:00~{NOBODYS}", f"0001-01-01T00:00:00+12:00~{NOBODYS}"),
    ],
)
def test_a_place_no_page_gave_is_not_there(ada, after):
    assert ada.get("/office/", after=after).status_code == 404


@pytest.mark.parametrize("query", [{"state": "x"}, {"destination": "ZZ"}, {"q": "q" * 121}, {"q": "a\x00b"}])
def test_a_search_that_is_not_possible_says_so(ada, query):
    page = ada.get("/office/", **query)
    assert page.status_code == 400
    assert "This search is not possible" in words(page)


def cost(desk, address):
    with CaptureQueriesContext(connection) as asked:
        assert desk.get(address).status_code == 200
    return len(asked)


def test_a_long_list_asks_no_more_than_a_short_one(ada, ben, shipping):
    made = shipping.draft()
    addresses = ("/office/", "/office/?state=draft", "/office/?q=okavango", "/office/new/", f"/office/{made.pk}/")
    # The trust list is read once for all.
    ada.get(addresses[-1])
    before = [cost(ada, address) for address in addresses]
    Certificate.objects.bulk_create(copies(made, 300))
    assert [cost(ada, address) for address in addresses] == before
    assert max(before) <= 30
    assert "99+" in words(ben.get("/office/"))


def test_every_page_asks_little(ada, ben, shipping):
    for state in ("submitted", "approved", "issued", "suspended", "revoked"):
        made = getattr(shipping, state)()
        assert cost(ben, f"/office/{made.pk}/") <= 30, state
    assert cost(ben, f"/office/{made.pk}/qr.svg") <= 30
    draft = shipping.draft()
    assert cost(ada, f"/office/{draft.pk}/edit/") <= 30


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?state=draft",
        "?state=draft&q=abc",
        "?q=abc",
        "?destination=AE",
        "?after=2026-01-01T00:00:00%2B00:00~e083f417-4271-49bb-a111-dc7cf5de5f13",
    ],
)
def test_lists_are_read_from_an_index(ada, shipping, query):
    """SQLite tells how it would look for the keys: never by sorting all of an authority's certificates."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses by what it knows of the rows.")
    shipping.draft()
    with CaptureQueriesContext(connection) as asked:
        ada.get(f"/office/{query}")
    keys = [one["sql"] for one in asked if one["sql"].startswith('SELECT "certificates_certificate"."id" AS "pk"')]
    assert len(keys) == 1
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {keys[0].replace('%', '%%')}")
        plan = " ".join(row[3] for row in cursor.fetchall())
    assert "certificate_" in plan
    assert "TEMP B-TREE" not in plan
