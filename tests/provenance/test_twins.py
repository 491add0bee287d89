"""The same slip behind two certificates is found, however it is spelled, and before anything is submitted."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from kpverify.certificates import services as certificates
from kpverify.certificates.assessment import assess
from kpverify.certificates.models import Certificate
from kpverify.clearance import services as clearance
from kpverify.compliance.evidence import Asked, gather
from kpverify.demo.car_story import content
from kpverify.provenance import slips
from kpverify.provenance.slip_keys import Said, is_alike, is_same, number_key, seller_key
from tests.certificates.conftest import Shipping
from tests.clearance.test_clearance import approve, people, regime

from .conftest import typed

__all__ = ["people", "regime"]
pytestmark = pytest.mark.django_db


def said(number="B-17", seller="Jean Ngbanda", day="2018-01-05", zone="CF-CARNOT", carats="812.36"):
    return Said(number_key(number), seller_key(seller), date.fromisoformat(day), zone, Decimal(carats))


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"number": "b 17"}, True),
        ({"number": "B/0017."}, True),
        ({"number": "В-17"}, True),  # a Cyrillic letter
        ({"number": "B-I7"}, True),
        ({"seller": "NGBANDA, Jean"}, True),
        ({"seller": "Jean N'Gbanda", "carats": "812.35"}, True),
        ({"seller": "Somebody Else", "carats": "1.00"}, True),
        ({"day": "2018-01-06", "zone": "CF-BODA"}, True),
        # Offices may number alike: three of the four differ.
        ({"day": "2018-01-06", "zone": "CF-BODA", "carats": "1.00"}, False),
        ({"number": "B-18"}, False),
        ({"number": "B-170"}, False),
        ({"number": "B-7"}, False),
    ],
)
def test_a_slip_is_told_by_its_number_and_two_of_what_it_says(changes, same):
    assert is_same(said(), said(**changes)) is same
    assert is_same(said(**changes), said()) is same


def test_two_numbers_for_the_same_stones_are_alike():
    assert is_alike(said(), said("C-4", seller="Another"))
    for changes in ({"number": "B 17"}, {"number": "C-4", "carats": "812.35"}, {"number": "C-4", "day": "2018-01-06"}):
        assert not is_alike(said(), said(**changes))
    assert number_key("...") == "..."


@pytest.fixture
def now(world):
    return timezone.now().replace(microsecond=0)


def parcel(by, now, **slip):
    made = certificates.draft_certificate(content=content("CF-CARNOT"), by=by, now=now)
    day = now.date().isoformat()
    slips.add_slip(certificate_id=made.pk, slip=typed(**{"produced_on": day, **slip}), by=by, now=now)
    return made


def found(certificate, now):
    told = assess(certificate=Certificate.objects.get(pk=certificate.pk), now=now)
    return {one["code"].removeprefix("car.zones."): one["values"] for one in told if "car.zones.slip" in one["code"]}


def test_a_draft_that_monitors_were_asked_about_uses_its_slips(regime, people, now):
    by = people["preparer"]
    first, second = parcel(by, now), parcel(by, now, number="b17", seller="NGBANDA Jean")
    third = parcel(by, now, number="C-4", seller="Another")
    assert (found(first, now), found(second, now)) == ({}, {})
    asked = clearance.ask(certificate_id=first.pk, by=by, now=now)
    named = {"slip": "b17", "certificate": f"draft {first.pk}"}
    assert found(second, now) == {"slip-used": named}
    assert found(third, now) == {"slip-alike": {"slip": "C-4", "other": "B-17", "certificate": f"draft {first.pk}"}}
    assert found(first, now) == {}
    for monitor in ("mireille", "kwame"):
        approve(asked, people[monitor], now)
    assert found(second, now) == {"slip-used": named}
    # Both asked: each sees the other.
    clearance.ask(certificate_id=second.pk, by=by, now=now)
    assert found(first, now) == {"slip-used": {"slip": "B-17", "certificate": f"draft {second.pk}"}}
    clearance.object_to(clearance_id=asked.pk, reason="Used twice", by=people["kwame"], now=now)
    assert found(second, now) == {}


def test_another_authoritys_certificate_counts_and_is_not_named(world, regime, people, now):
    by = people["preparer"]
    mine = parcel(by, now)
    other = Shipping(world.ada, world.ben, now).draft()
    for number in ("B-17", "C-4"):
        slip = typed(number=number, produced_on=now.date().isoformat())
        slips.add_slip(certificate_id=other.pk, slip=slip, by=world.ada, now=now)
    Certificate.objects.filter(pk=other.pk).update(state="submitted")
    assert found(mine, now) == {"slip-used-unseen": {"slip": "B-17"}, "slip-alike-unseen": {"slip": "B-17"}}


def test_many_slips_take_as_many_questions_as_one(regime, people, now, django_assert_max_num_queries):
    by = people["preparer"]
    first, second = parcel(by, now), parcel(by, now)
    many = [typed(number=f"N-{place}", produced_on=now.date().isoformat()) for place in range(60)]
    for one in (first, second):
        slips.add_slips(certificate_id=one.pk, slips=many, by=by, now=now)
    Certificate.objects.filter(pk=first.pk).update(state="submitted")
    with django_assert_max_num_queries(3):
        told = slips.evidence(Asked(second.pk, "CF", second.content, now))
    assert all(one.used_by for one in told)
    assert gather(Asked(second.pk, "CF", second.content, now)).slips == told
