"""The public page of zones: as it stood on any day, on a map and in a table, without a cookie."""

import re
from datetime import date

import pytest

from kpverify.registry.models import Participant
from kpverify.registry.zone_map import country_on, views_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "carnot", "gadzi"),
    [
        ("2012-01-01", "open", "open"),
        ("2013-05-23", "barred", "barred"),
        ("2015-07-17", "not-compliant", "not-compliant"),
        ("2016-09-25", "not-compliant", "not-compliant"),
        ("2016-09-26", "compliant", "not-compliant"),
        ("2018-05-07", "compliant", "compliant"),
        ("2024-11-14", "compliant", "compliant"),
        ("2024-11-15", "open", "open"),
    ],
)
def test_zones_stand_as_they_did_on_the_day(world, day, carnot, gadzi):
    found = country_on(Participant.objects.get(pk="CF"), date.fromisoformat(day))
    standing = {one.zone.pk: one.standing for one in found.zones}
    assert (standing["CF-CARNOT"], standing["CF-GADZI"]) == (carnot, gadzi)


def test_every_zone_has_its_place_inside_both_drawings(world):
    found = country_on(Participant.objects.get(pk="CF"), date(2018, 6, 1))
    for view in views_of(found):
        assert len(view.zones) == len(found.zones) == 8
        for one in [*view.zones, *view.towns]:
            assert 0 < float(one.x) < float(view.width)
            assert 0 < float(one.y) < float(view.height)


def test_the_page_says_the_same_in_words_and_sets_no_cookie(client, world):
    page = client.get("/zones/", {"on": "2018-06-01"})
    text = page.content.decode()
    assert page.status_code == 200
    assert not page.cookies
    assert len(re.findall(r'<g class="zone compliant" transform', text)) == 2 * 5
    assert len(re.findall(r'<g class="zone not-compliant" transform', text)) == 2 * 3
    assert re.search(r"Carnot: Compliant\s*\.", text)
    assert re.search(r"Boganda: Not compliant\s*\.", text)
    assert "zone: high, date: low" in text
    # A country of rules without zones, in words only.
    assert "Embargo of the United Nations Security Council" in text
    assert " style=" not in text


@pytest.mark.parametrize("day", ["2018-6-1", "yesterday", "2018-02-30", "9" * 400, "0001-01-01", "9999-12-31"])
def test_no_day_breaks_the_page(client, world, day):
    assert client.get("/zones/", {"on": day}).status_code in (200, 400)
