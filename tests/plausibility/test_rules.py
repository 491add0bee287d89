"""Each rule of plausibility: what passes, what is looked at, and the figure between the two."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpverify.compliance.facts import Facts, History, Import, Published, Shipment, Spread
from kpverify.compliance.rules.plausibility import (
    carats,
    exporter,
    known_fake,
    parcel_number,
    round_values,
    same_party,
    usd_per_carat,
    volume,
)
from kpverify.compliance.rules.rule import ask_all
from kpverify.plausibility.published import published
from kpverify.plausibility.robust import spread_of
from kpverify.tokens.codes import Result
from tests.certificates.typed import content, line

RULES = (usd_per_carat, carats, volume, exporter, same_party, round_values, parcel_number, known_fake)
SPREAD = Spread(40, *(Decimal(one) for one in (50, 100, 150, 200, 400)))
VOID = [{"number": "SL4306", "reason": "fake"}, {"number": "SL004911", "reason": "fake"}]


def shipment(*, number="BW20260000001", history=None, imports=None, **changes):
    """One shipment, with what is known besides."""
    trust = SimpleNamespace(data={"authorities": [{"id": "SL", "void": VOID}, {"id": "AE", "void": []}]})
    case = SimpleNamespace(claims={"sub": number, "kpc": content(**changes)}, trust=trust)
    return Shipment(case, Facts(history=history, imports=imports))


def codes(module, asked):
    """Answer as the office would read it; whatever is found is an attention."""
    found = ask_all([module.RULE], asked)
    assert all(one.result is Result.ATTENTION and one.message for one in found)
    return [(one.found.answer, one.found.field) for one in found]


def goods(carats_, usd, hs="7102.31"):
    return {"goods": [line(hs=hs, carats=carats_, usd=usd)]}


@pytest.mark.parametrize(
    ("usd", "answers"),
    [
        ("4000.00", []),
        ("4000.01", [("high", "goods[0].usd")]),
        ("500.00", []),
        ("499.99", [("low", "goods[0].usd")]),
        ("0", [("low", "goods[0].usd")]),
    ],
)
def test_the_value_per_carat_lies_where_others_lay(usd, answers):
    history = History(usd_per_carat={"7102.31": SPREAD}, published=Published(2023, Decimal(1), "x"))
    assert codes(usd_per_carat, shipment(history=history, **goods("10.00", usd))) == answers


@pytest.mark.parametrize(
    ("usd", "hs", "answers"),
    [
        ("1307.00", "7102.31", []),
        ("1307.01", "7102.31", [("high-published", "goods[0].usd")]),
        ("13.07", "7102.31", []),
        ("13.06", "7102.31", [("low-published", "goods[0].usd")]),
        ("13.06", "7102.21", []),
    ],
)
def test_without_a_history_the_published_average_is_a_coarse_bound(usd, hs, answers):
    history = History(published=Published(2023, Decimal("130.70"), "https://example.org"))
    assert codes(usd_per_carat, shipment(history=history, **goods("1.00", usd, hs))) == answers


def test_other_lines_and_technical_certificates_have_no_history():
    history = History(usd_per_carat={"7102.21": SPREAD}, carats={"7102.21": SPREAD})
    assert codes(usd_per_carat, shipment(history=history, **goods("1.00", "99999.00"))) == []
    history = History(usd_per_carat={"7102.31": SPREAD}, carats={"7102.31": SPREAD}, shipments=SPREAD, months=SPREAD)
    odd = shipment(history=history, kind="technical", remarks="Seized", **goods("99999.99", "1.00"))
    assert [codes(one, odd) for one in (usd_per_carat, carats, volume, exporter)] == [[], [], [], []]


@pytest.mark.parametrize(
    ("weight", "answers"), [("400.00", []), ("400.01", [("high", "goods[0].carats")]), ("0.01", [])]
)
def test_a_line_weighs_what_others_weighed(weight, answers):
    assert codes(carats, shipment(history=History(carats={"7102.31": SPREAD}), **goods(weight, "5"))) == answers


@pytest.mark.parametrize(("weight", "answers"), [("150.00", []), ("150.01", [("jump", "goods")])])
def test_thirty_days_carry_no_more_than_three_usual_spans(weight, answers):
    history = History(months=SPREAD, recent_carats=Decimal(300))
    assert codes(volume, shipment(history=history, **goods(weight, "5"))) == answers
    assert codes(volume, shipment(history=History(recent_carats=Decimal(10**9)), **goods(weight, "5"))) == []


@pytest.mark.parametrize(
    ("weight", "parcels", "largest", "answers"),
    [
        ("750.00", 0, 0, []),
        ("750.01", 0, 0, [("new", "exporter.name")]),
        ("750.01", 1, "75.01", []),
        ("750.00", 3, "75.00", []),
        ("750.01", 3, "75.00", [("larger", "exporter.name")]),
    ],
)
def test_a_first_parcel_is_small_and_the_next_ones_grow_slowly(weight, parcels, largest, answers):
    history = History(shipments=SPREAD, exporter_parcels=parcels, exporter_largest=Decimal(largest))
    assert codes(exporter, shipment(history=history, **goods(weight, "5"))) == answers


def named(name, address="Almas Tower, Dubai", country="AE"):
    return {"name": name, "address": address, "country": country}


@pytest.mark.parametrize(
    ("one", "other", "answers"),
    [
        (named("Okavango Sorting"), named("Gulf Tender House", "Airport Road"), []),
        (
            named("Okavango Sorting (Pty) Ltd"),
            named("OKAVANGO-SORTING S.A.", "Elsewhere 1"),
            [("name", "importer.name")],
        ),
        (named("Алмаз Трейд"), named("Almaz Treyd", "Elsewhere 1"), [("name", "importer.name")]),
        (named("Ltd"), named("Limited", "Elsewhere 1"), []),
        (named("A One"), named("Other", "ALMAS TOWER; DUBAI"), [("address", "importer.address")]),
        (named("A One", country="BW"), named("Other"), []),
        # Nine letters of ten are alike enough, eight of nine are not.
        (named("abcdefghij"), named("abcdefghix", "Elsewhere 1"), [("name", "importer.name")]),
        (named("abcdefghi"), named("abcdefghx", "Elsewhere 1"), []),
    ],
)
def test_exporter_and_importer_are_two(one, other, answers):
    assert codes(same_party, shipment(exporter=one, importer=other)) == answers


@pytest.mark.parametrize(
    ("weight", "usd", "answers"),
    [("1000", "250000.00", [("round", "goods")]), ("1000.01", "250000", []), ("1000", "250001", []), ("1", "1000", [])],
)
def test_figures_are_not_all_round(weight, usd, answers):
    assert codes(round_values, shipment(**goods(weight, usd))) == answers


@pytest.mark.parametrize(
    ("remarks", "number", "answers"),
    [
        (None, "SL1", []),
        ("Parcel JMI/GGDO/4306 of SL 004306", "BW1", []),
        ("Parcel JMI/GGDO/4911 of SL4306", "BW1", [("differs", "remarks")]),
        ("Parcel JMI/GGDO/4306", "SL0004306", []),
        ("Parcel JMI/GGDO/4306", "SL0004307", [("differs", "remarks")]),
        ("GGDO 4306, no parcel number", "BW1", []),
    ],
)
def test_a_parcel_number_ends_with_its_certificates_number(remarks, number, answers):
    assert codes(parcel_number, shipment(number=number, remarks=remarks)) == answers


@pytest.mark.parametrize(
    ("remarks", "answers"),
    [
        ("Imported with SL004911", [("fake", "remarks")]),
        ("Imported with SL 4911", [("fake", "remarks")]),
        ("Imported with SL-0004306.", [("fake", "remarks")]),
        ("Imported with SL4307 and SL49110", []),
        ("Imported with AE4306", []),
        (None, []),
    ],
)
def test_a_known_fake_is_seen_with_and_without_leading_zeros(remarks, answers):
    assert codes(known_fake, shipment(remarks=remarks)) == answers


def test_replaced_and_imported_numbers_are_looked_up_too():
    odd = shipment(kind="replacement", replaces="SL004911")
    assert codes(known_fake, odd) == [("fake", "replaces")]
    imported = [Import(one, "7102.31", "2026-01-02", ("SL",), *[Decimal(1)] * 3) for one in ("SL4306", "SL4306", "SL7")]
    assert codes(known_fake, shipment(imports=tuple(imported))) == [("fake", "imports")]
    assert codes(parcel_number, shipment(imports=tuple(imported), remarks="JMI/GGDO/0007")) == []


def test_whoever_knows_nothing_says_nothing():
    assert ask_all([one.RULE for one in RULES], shipment(history=None)) == []
    assert ask_all([one.RULE for one in RULES], shipment(history=History())) == []


VALUES = st.lists(st.decimals(min_value=0, max_value=10**18, places=2), max_size=60)


@given(VALUES, st.decimals(min_value="0.01", max_value=10**15, places=2), st.decimals(0, 10**18, places=2))
def test_no_history_makes_a_rule_fail(values, weight, usd):
    spread = spread_of(values)
    known = {} if spread is None else {"7102.31": spread}
    if spread is not None:
        assert spread.many >= 12
        assert 0 < spread.low <= spread.quarter <= spread.median <= spread.three_quarters <= spread.high
    history = History(known, known, spread, spread, weight, len(values), max(values, default=Decimal(0)))
    for one in ask_all([one.RULE for one in RULES], shipment(history=history, **goods(str(weight), str(usd)))):
        assert one.message
        assert one.found.picture is None or one.found.picture["kind"] == "spread"


def test_spreads_are_robust_and_alike_values_leave_room():
    assert spread_of([Decimal(5)] * 11) is None
    alike = spread_of([Decimal(100)] * 12)
    assert (alike.low, alike.median, alike.high) == (Decimal("71.64"), Decimal(100), Decimal("139.60"))
    honest = [Decimal(90 + step) for step in range(21)]
    assert spread_of([*honest, Decimal(10**6), Decimal(10**7)]).high < 200


def test_published_averages_are_of_the_newest_year_and_name_who_printed_them():
    known = published()
    assert (known["BW"].year, known["BW"].usd_per_carat) == (2023, Decimal("130.68"))
    assert known["CD"].usd_per_carat < known["LS"].usd_per_carat
    assert all(one.source.startswith("http") and one.year >= 2010 for one in known.values())
