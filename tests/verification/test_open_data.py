"""Zones, rules and advisories for buyers' programs: what the pages say, once, and not again to who holds it."""

import pytest
from django.test import Client

from kpverify.compliance.rules import RULES

pytestmark = pytest.mark.django_db
ADDRESSES = ("/api/v1/zones", "/api/v1/rules", "/api/v1/advisories")


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_holds_it_gets_nothing_again_and_no_cookie(world, address):
    client = Client()
    first = client.get(address, headers={"Origin": "https://buyer.example"})
    assert (first.status_code, first["Access-Control-Allow-Origin"], first.cookies) == (200, "*", {})
    assert first["Cache-Control"] == "public, max-age=300"
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


def test_zones_stand_as_on_the_page(world):
    countries = Client().get("/api/v1/zones?on=2018-06-01").json()["countries"]
    (found,) = [one for one in countries if one["code"] == "CF"]
    assert (found["rule"], len(found["zones"])) == ("zones_with_clearance", 8)
    carnot = next(one for one in found["zones"] if one["id"] == "CF-CARNOT")
    assert (carnot["standing"], carnot["period"]["from"]) == ("compliant", "2016-09-26")
    assert "2013-05-23" in {one["from"] for one in found["regimes"]}


def test_all_rules_are_told():
    found = Client().get("/api/v1/rules").json()
    assert [one["id"] for one in found["rules"]] == [one.id for one in RULES]
    assert {one["result"] for rule in found["rules"] for one in rule["answers"]} <= {
        "pass",
        "attention",
        "unknown",
        "fail",
    }


def test_advisories_are_those_of_their_day(world):
    now = Client().get("/api/v1/advisories").json()["advisories"]
    assert {"CF-2021-REPORTED-ABUSES"} <= {one["id"] for one in now}
    assert all(one["source"] and one["text"] for one in now)
    assert Client().get("/api/v1/advisories?on=2003-01-01").json()["advisories"] == []


@pytest.mark.parametrize("address", ["/api/v1/zones", "/api/v1/advisories"])
@pytest.mark.parametrize("day", ["x", "2018-13-01", "20180601", "2018-06-01\0"])
def test_what_is_no_day_is_refused(world, address, day):
    answer = Client().get(address, {"on": day})
    assert (answer.status_code, answer.json()["code"]) == (400, "wrong-day")
