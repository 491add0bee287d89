"""Numbers by year and place, ranges that end early, and blank paper nobody may present."""

from datetime import datetime

import pytest

from kpverify.accounts import services as accounts
from kpverify.certificates.numbering import next_number, take_number
from kpverify.errors import Refused
from kpverify.registry import services
from kpverify.registry.comparing import differences
from kpverify.registry.models import NumberRange, VoidBlank
from kpverify.registry.trust_list import build_payload
from kpverify.tokens.trustshape import is_trust_payload
from tests.certificates.conftest import Shipping
from tests.world import BY


@pytest.fixture
def counter(world):
    return services.add_place(authority_id="BW", code="FRW", name="Francistown", now=world.now, by=BY)


def own_range(world, counter, last=2):
    prefix = f"BWFRW{world.now:%y}"
    year = world.now.year
    return services.add_range(
        authority_id="BW",
        year=year,
        prefix=prefix,
        digits=6,
        first=1,
        last=last,
        place_id=counter.pk,
        now=world.now,
        by=BY,
    )


def taken(world, place_id=None):
    return take_number(authority_id="BW", now=world.now, place_id=place_id).number


def of_bw(now):
    payload = build_payload(status_lists={}, now=now)
    assert is_trust_payload(payload)
    return next(one for one in payload["authorities"] if one["id"] == "BW")


def test_a_place_takes_from_its_own_range_then_from_that_of_all(world, counter):
    own_range(world, counter)
    yy = f"{world.now:%y}"
    assert next_number(authority_id="BW", now=world.now, place_id=counter.pk) == f"BWFRW{yy}000001"
    assert [taken(world, counter.pk) for _ in range(3)] == [f"BWFRW{yy}000001", f"BWFRW{yy}000002", f"BW{yy}000001"]


def test_nobody_takes_from_another_places_range(world, counter):
    own_range(world, counter)
    NumberRange.objects.filter(authority="BW", place=None, year=world.now.year).update(closed_at=world.now)
    with pytest.raises(Refused) as refused:
        taken(world)
    assert refused.value.code == "no-numbers-left"
    assert taken(world, counter.pk).startswith("BWFRW")


def test_a_certificate_is_numbered_where_it_was_prepared(world, counter):
    own_range(world, counter)
    accounts.seat_officer(officer_id=world.ada.pk, place_id=counter.pk, by=BY, now=world.now)
    world.ada.refresh_from_db()
    world.publish(now=world.now)
    assert Shipping(world.ada, world.ben, world.now).issued().number.startswith("BWFRW")


def test_the_next_year_is_opened_for_places_too(world, counter):
    own_range(world, counter)
    year = world.now.year + 1
    made = services.open_year(year=year, now=world.now, by=BY)
    assert [one.number(1) for one in made if one.place_id == counter.pk] == [f"BWFRW{year % 100}000001"]
    assert services.open_year(year=year, now=world.now, by=BY) == []


def test_an_officer_sits_only_at_a_place_of_their_authority(world, counter):
    with pytest.raises(Refused) as refused:
        accounts.seat_officer(officer_id=world.chen.pk, place_id=counter.pk, by=BY, now=world.now)
    assert refused.value.code == "no-place"


@pytest.mark.parametrize(("code", "name"), [("F", ""), ("fr", "Francistown"), ("LONG", "Francistown"), ("", "x")])
def test_a_place_has_a_code_and_a_name(world, code, name):
    with pytest.raises(Refused) as refused:
        services.add_place(authority_id="BW", code=code, name=name, now=world.now, by=BY)
    assert refused.value.code == "registry-wrong"


def test_a_place_with_numbers_of_its_own_is_not_closed(world, counter):
    found = own_range(world, counter)
    with pytest.raises(Refused) as refused:
        services.close_place(authority_id="BW", place_id=counter.pk, now=world.now, by=BY)
    assert refused.value.code == "place-in-use"
    services.close_range(range_id=found.pk, authority_id="BW", now=world.now, by=BY)
    services.close_place(authority_id="BW", place_id=counter.pk, now=world.now, by=BY)
    counter.refresh_from_db()
    assert counter.closed_at == world.now


def test_what_lies_after_the_last_number_given_is_void(world):
    one = NumberRange.objects.get(authority="BW", year=world.now.year)
    given = [taken(world) for _ in range(3)]
    with pytest.raises(Refused) as refused:
        services.close_range(range_id=one.pk, authority_id="BW", void_after=given[1], now=world.now, by=BY)
    assert refused.value.code == "range-wrong"
    services.close_range(range_id=one.pk, authority_id="BW", void_after=given[2], now=world.now, by=BY)
    said = {span["year"]: span for span in of_bw(world.now)["numbers"]}
    assert said[world.now.year]["last"] == given[2]
    with pytest.raises(Refused):
        taken(world)
    with pytest.raises(Refused) as refused:
        services.close_range(range_id=one.pk, authority_id="BW", now=world.now, by=BY)
    assert refused.value.code == "no-change"


def test_what_is_kept_stays_valid(world):
    one = NumberRange.objects.get(authority="BW", year=world.now.year)
    before = of_bw(world.now)["numbers"]
    services.close_range(range_id=one.pk, authority_id="BW", now=world.now, by=BY)
    assert of_bw(world.now)["numbers"] == before


def test_blank_paper_is_told_in_runs(world):
    def void(first, last, reason):
        services.void_blanks(authority_id="BW", first=first, last=last, reason=reason, now=world.now, by=BY)

    assert "blanks" not in of_bw(world.now)
    for first, last, reason in [
        ("KP-A000002", "KP-A000010", "stolen"),
        ("KP-A000001", "KP-A000001", "stolen"),
        ("KP-A000011", "KP-A000011", "spoiled"),
        ("KP-B000012", "KP-B000012", "stolen"),
        ("000011", "000012", "lost"),
    ]:
        void(first, last, reason)
    assert of_bw(world.now)["blanks"] == [
        {"first": "000011", "last": "000012", "reason": "lost"},
        {"first": "KP-A000001", "last": "KP-A000010", "reason": "stolen"},
        {"first": "KP-A000011", "last": "KP-A000011", "reason": "spoiled"},
        {"first": "KP-B000012", "last": "KP-B000012", "reason": "stolen"},
    ]
    world_after = build_payload(status_lists={}, now=world.now)
    told = [str(one) for one in differences(None, world_after) if "blank" in one.what]
    assert "added: blank sheets of BW KP-A000001 to KP-A000010: stolen" in told
    services.clear_blanks(authority_id="BW", first="000011", last="000012", now=world.now, by=BY)
    assert VoidBlank.objects.count() == 4
    # A verifier of any age takes the list: what it does not know it passes over.
    world.publish(now=datetime.now(world.now.tzinfo))
