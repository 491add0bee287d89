"""Certificate numbers by year: what is used, places of their own, closing, and the warning before they run out."""

from kpverify.registry import services
from kpverify.registry.models import NumberRange
from kpverify.verification.health import readiness
from tests.world import BY

from .conftest import words


def test_numbers_are_shown_by_year_those_that_run_out_first(world, sefako):
    year = world.now.year
    NumberRange.objects.filter(authority="CF", year=year).update(last_value=20, next_value=20)
    told = words(sefako.get("/secretariat/numbers/"))
    assert f"Certificate numbers of {year}" in told
    assert told.index("Nearly used up") < told.index(f"AE{year % 100}000001")
    assert "19 (95 %) 1" in told
    assert "No authority has numbers" in words(sefako.get("/secretariat/numbers/", year="1999"))


def test_a_range_is_added_for_a_place_and_closed(world, sefako):
    place = services.add_place(authority_id="BW", code="FRW", name="Francistown", now=world.now, by=BY)
    own = "/secretariat/authorities/BW/"
    fields = {"year": world.now.year, "begins_with": "BWFRW26", "digits": 6, "first": 1, "last": 999, "place": place.pk}
    assert sefako.post(f"{own}add-range/", **fields).status_code == 303
    made = NumberRange.objects.get(place=place)
    assert "Francistown" in words(sefako.get(own))
    foreign = services.add_place(authority_id="AE", code="DXB", name="Dubai", now=world.now, by=BY)
    assert sefako.post(f"{own}add-range/", **{**fields, "begins_with": "BWX26", "place": foreign.pk}).status_code == 422
    close = f"{own}ranges/{made.pk}/close/"
    wrong = sefako.post(close, void_after="BW26999999")
    assert wrong.status_code == 422
    assert 'value="BW26999999"' in wrong.text
    assert sefako.post(close, void_after="BWFRW26000100").status_code == 303
    made.refresh_from_db()
    assert (made.void_after, made.last_good) == (100, 100)
    assert "Closed" in words(sefako.get(own))


def test_a_node_warns_before_its_numbers_run_out(world):
    assert not readiness(world.now)["numbers"].alarm
    NumberRange.objects.filter(authority="BW", year=world.now.year).update(last_value=20, next_value=20)
    check = readiness(world.now)["numbers"]
    assert check.alarm
    assert check.is_ok
    assert dict(check.facts) == {"nearly_used": ["BW"]}
