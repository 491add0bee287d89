"""Purchase slips of a country with zones: the day of production decides, to the day."""

from decimal import Decimal

import pytest

from kpverify.compliance.facts import Facts, Import, Slip
from kpverify.compliance.rules.car.zones import RULE
from kpverify.compliance.rules.rule import ask_all

from .shipments import answers, shipment

CAR = {"mining_origin": ["CF"], "zones": ["CF-CARNOT"], "goods": [{"hs": "7102.31", "carats": "100.00", "usd": "9000"}]}
# Zones without clearance, with clearance, and with vigilance only.
ZONES, CLEARED, VIGILANT = "2020-03-01", "2018-06-01", "2025-03-01"


def slip(produced_on="2018-01-05", *, carats="100.00", zone="CF-CARNOT", number="B-17", used_by=""):
    return Slip(number, zone, produced_on, Decimal(carats), used_by)


def ask(*slips, day=ZONES, **changes):
    return answers(RULE, shipment(day=day, facts=Facts(slips=slips), **{**CAR, **changes}))


@pytest.mark.parametrize("day", [ZONES, CLEARED, VIGILANT])
def test_stones_of_a_compliant_zone_with_their_slips_pass(day):
    assert ask(slip(), day=day) == []


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2015-07-16", []),  # suspended: another rule refuses
        ("2015-07-17", ["slips-missing"]),
        ("2019-11-21", ["slips-missing"]),
        ("2019-11-22", ["slips-missing"]),
        ("2024-11-14", ["slips-missing"]),
        ("2024-11-15", []),
    ],
)
def test_slips_are_asked_for_as_long_as_a_regime_of_zones_holds(day, found):
    assert ask(day=day) == found


def test_slips_nobody_could_give_are_unknown_where_they_are_required():
    assert answers(RULE, shipment(day=ZONES, **CAR)) == ["slips-unknown"]
    assert answers(RULE, shipment(day=VIGILANT, **CAR)) == []
    assert answers(RULE, shipment(day=ZONES)) == []  # goods of Botswana


@pytest.mark.parametrize(
    ("produced_on", "found"),
    [
        ("2016-09-25", ["slip-zone-early"]),
        ("2016-09-26", []),
        ("2016-09-27", []),
        (ZONES, []),
        ("2020-03-02", ["slip-later"]),
        # Suspended from 2013-05-23 until 2015-07-16.
        ("2013-05-22", ["slip-zone-early"]),
        ("2013-05-23", ["slip-of-suspension"]),
        ("2015-07-16", ["slip-of-suspension"]),
        ("2015-07-17", ["slip-zone-early"]),
    ],
)
def test_the_zone_is_asked_about_on_the_day_of_production(produced_on, found):
    assert ask(slip(produced_on)) == found


def test_a_zone_that_is_no_longer_compliant_was_so_until_the_day_before():
    asked = shipment(day=ZONES, facts=Facts(slips=(slip("2018-12-31"),)), **CAR)
    zone = asked.case.trust.zones["CF-CARNOT"]
    zone["periods"] = [{**zone["periods"][0], "to": "2019-01-01"}]
    assert answers(RULE, asked) == []
    later = asked._replace(facts=Facts(slips=(slip("2019-01-01"),)))
    assert answers(RULE, later) == ["slip-zone-ended"]


def test_the_words_name_slip_zone_day_and_since_when():
    asked = shipment(day=ZONES, facts=Facts(slips=(slip("2016-01-02"),)), **CAR)
    (found,) = ask_all([RULE], asked)
    assert found.code == "car.zones.slip-zone-early"
    assert found.result == "fail"
    for part in ("B-17", "CF-CARNOT", "2016-01-02", "2016-09-26"):
        assert part in found.message


def test_a_zone_on_no_list_and_a_zone_the_certificate_does_not_name():
    assert ask(slip(zone="CF-BRIA")) == ["slip-zone-unknown", "slip-zone-not-listed"]
    assert ask(slip(zone="CF-BODA")) == ["slip-zone-not-listed"]


@pytest.mark.parametrize(
    ("bought", "found"),
    [
        ("99.50", ["more-than-bought"]),
        ("99.51", []),
        ("100.50", []),
        ("100.51", ["less-than-bought"]),
    ],
)
def test_what_leaves_was_bought_within_half_a_percent(bought, found):
    assert ask(slip(carats=bought)) == found


def test_a_hundredth_of_a_carat_is_let_through_on_the_smallest_parcel():
    goods = [{"hs": "7102.31", "carats": "0.51", "usd": "40"}]
    assert ask(slip(carats="0.50"), goods=goods) == []
    assert ask(slip(carats="0.49"), goods=goods) == ["more-than-bought"]


def test_of_a_mixed_parcel_only_too_many_slips_can_be_told():
    mixed = {"mining_origin": ["CF", "CM"]}
    assert ask(slip(carats="40"), **mixed) == []
    assert ask(slip(carats="140"), **mixed) == ["less-than-bought"]


@pytest.mark.parametrize(
    ("other", "found"), [("59.49", ["more-than-bought"]), ("59.70", []), ("60", []), ("160", ["less-than-bought"])]
)
def test_slips_that_cover_every_origin_are_added_up(other, found):
    mixed = {"mining_origin": ["CF", "CM"]}
    slips = (slip(carats="40"), slip(zone="CM-KADEI", number="B-18", carats=other))
    if other == "160":
        slips = (slip(carats="160"), slips[1]._replace(carats=Decimal("1")))
    assert ask(*slips, **mixed) == found


@pytest.mark.parametrize(("drawn", "found"), [("59.00", ["more-than-bought"]), ("60.00", [])])
def test_import_certificates_cover_an_origin_as_slips_do(drawn, found):
    came = Import("CM26000123", "7102.31", ZONES, ("CM",), Decimal("100"), Decimal(0), Decimal(drawn))
    facts = Facts(slips=(slip(carats="40"),), imports=(came,))
    assert answers(RULE, shipment(day=ZONES, facts=facts, **{**CAR, "mining_origin": ["CF", "CM"]})) == found


def test_slips_of_a_country_that_is_not_named():
    assert ask(slip(), mining_origin=["BW"], zones=None) == ["slip-foreign"]
    assert ask(slip(), mining_origin=[], zones=None) == ["slip-foreign"]
    assert ask(slip(zone="SL-KONO"), mining_origin=[], zones=None) == []


@pytest.mark.parametrize("origins", [[], ["CM"]])
@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2015-07-16", []),
        ("2015-07-17", ["slips-missing"]),
        ("2024-11-14", ["slips-missing"]),
        ("2024-11-15", []),
    ],
)
def test_goods_do_not_leave_their_own_country_under_another_origin(origins, day, found):
    hidden = {"mining_origin": origins, "zones": None, "issuer": "CF", "day": day}
    assert ask(**hidden) == found
    assert ask(slip(zone="CM-KADEI", produced_on="2015-01-01"), **hidden) == found
    came = Import("AE26000123", "7102.31", day, (), Decimal("100"), Decimal(0), Decimal("100"))
    facts = Facts(slips=(), imports=(came,))
    assert answers(RULE, shipment(facts=facts, **{**CAR, **hidden})) == []


def test_a_slip_that_stands_behind_another_certificate_is_named():
    assert ask(slip(used_by="CF000017")) == ["slip-used"]


@pytest.mark.parametrize(
    ("produced_on", "zone", "found"),
    [
        ("2013-05-22", "CF-BRIA", []),
        ("2013-05-23", "CF-CARNOT", ["slip-was-restricted"]),
        ("2015-07-17", "CF-CARNOT", ["slip-was-restricted"]),
        ("2016-09-25", "CF-CARNOT", ["slip-was-restricted"]),
        ("2016-09-26", "CF-CARNOT", []),
        ("2024-11-14", "CF-BRIA", ["slip-was-restricted"]),
        ("2024-11-15", "CF-BRIA", []),
        ("2025-03-02", "CF-CARNOT", ["slip-later"]),
    ],
)
def test_under_vigilance_goods_that_could_not_leave_when_found_get_a_look(produced_on, zone, found):
    assert ask(slip(produced_on, zone=zone), day=VIGILANT) == found
