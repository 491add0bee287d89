"""What leaves against what came in, and what a re-export takes from its import certificates; pure."""

from decimal import Decimal

import pytest

from kpverify.compliance.facts import Balance, Facts, Import
from kpverify.compliance.rules.car.zones import RULE as ZONES
from kpverify.compliance.rules.kpcs.balance import RULE as BALANCE
from kpverify.compliance.rules.kpcs.imports import RULE as IMPORTS
from kpverify.compliance.rules.rule import ask_all

from .shipments import answers, shipment

DAY = "2026-06-01"
PAPER = "ab" * 32
GOODS = [{"hs": "7102.31", "carats": "100.00", "usd": "9000"}]


def ask_balance(came_in, went_out="0", *, is_explained=False, hs="7102.31"):
    held = Balance(hs, "AO ZW", Decimal(came_in), Decimal(went_out), is_explained)
    return shipment(day=DAY, facts=Facts(balances=(held,)), goods=GOODS)


@pytest.mark.parametrize(
    ("came_in", "went_out", "found"),
    [
        ("100.00", "0", []),
        ("1000.00", "905.00", []),  # half a percent of what came in is let through
        ("1000.00", "905.01", ["more-than-came-in"]),
        ("0", "0", ["more-than-came-in"]),
    ],
)
def test_no_more_leaves_than_came_in_within_the_tolerance(came_in, went_out, found):
    assert answers(BALANCE, ask_balance(came_in, went_out)) == found


def test_an_accepted_explanation_and_a_ledger_nobody_keeps_say_nothing():
    assert answers(BALANCE, ask_balance("0", is_explained=True)) == []
    assert answers(BALANCE, ask_balance("0", hs="7102.21")) == []
    assert answers(BALANCE, shipment(day=DAY, goods=GOODS)) == []


def test_the_words_name_the_line_the_origins_and_what_is_left():
    (found,) = ask_all([BALANCE], ask_balance("150", "90"))
    assert found.found.field == "goods[0].carats"
    assert "7102.31" in found.message
    assert "AO ZW" in found.message
    assert "only 60 are left" in found.message


def taken(**changes):
    held = {
        "number": "AO000017",
        "hs": "7102.31",
        "imported_on": "2026-05-01",
        "origins": ("AO", "ZW"),
        "stated": Decimal("100.00"),
        "drawn_before": Decimal("0"),
        "drawn": Decimal("100.00"),
        "paper": PAPER,
        **changes,
    }
    return Import(
        **{
            name: Decimal(value) if name in ("stated", "drawn_before", "drawn") else value
            for name, value in held.items()
        }
    )


def ask_imports(*imports, issuer="AE", **changes):
    facts = Facts(imports=imports, import_papers=frozenset([PAPER]))
    asked = shipment(day=DAY, facts=facts, **{"mining_origin": ["AO"], "goods": GOODS, **changes})
    asked.case.authority = {"id": issuer, "participant": issuer}
    return answers(IMPORTS, asked)


def test_a_re_export_that_names_its_imports_passes():
    assert ask_imports(taken()) == []
    assert ask_imports(taken(drawn="60"), taken(number="AO000018", drawn="40")) == []


def test_goods_of_ones_own_need_none_and_goods_of_others_do():
    assert ask_imports(issuer="AO") == []
    assert ask_imports() == ["missing"]
    assert ask_imports(mining_origin=[]) == ["missing"]
    assert ask_imports(kind="technical") == []
    asked = shipment(day=DAY, mining_origin=["AO"])
    assert answers(IMPORTS, asked) == []  # no ledger is kept


@pytest.mark.parametrize(("before", "found"), [("0.50", []), ("0.51", ["overdrawn"])])
def test_all_exports_of_one_number_draw_from_one_balance(before, found):
    assert ask_imports(taken(drawn_before=before)) == found


@pytest.mark.parametrize(("day", "found"), [("2026-05-31", []), (DAY, []), ("2026-06-02", ["later"])])
def test_goods_come_in_before_they_leave(day, found):
    assert ask_imports(taken(imported_on=day)) == found


def test_weight_and_origins_are_covered():
    assert ask_imports(taken(drawn="99.50")) == ["too-few"]
    assert ask_imports(taken(drawn="99.51")) == []
    assert ask_imports(taken(origins=("ZW",))) == ["origin-not-imported"]
    assert ask_imports(taken(origins=())) == []  # a mixture may hold any


@pytest.mark.parametrize("register", ["withdrawn", "differs", "origins-differ", "missing"])
def test_what_this_node_contradicts_fails(register):
    asked = shipment(day=DAY, facts=Facts(imports=(taken(register=register),)), mining_origin=["AO"], goods=GOODS)
    (found,) = ask_all([IMPORTS], asked)
    assert found.code in (f"kpcs.imports.{register}", f"kpcs.imports.{register}-in-register")
    assert found.result == "fail"
    assert ask_imports(taken(register="same", paper="")) == []


@pytest.mark.parametrize(
    ("number", "day", "found"),
    [
        ("AO000001", "2026-01-01", []),
        ("AO999999", DAY, []),
        ("AO1000000", DAY, ["outside-ranges"]),
        ("AO000000", DAY, ["outside-ranges"]),
        ("AO000017", "2025-12-31", ["no-range"]),  # what is published begins with 2026
        ("CM26000017", DAY, ["no-range"]),
        ("AE26000666", DAY, ["void"]),
    ],
)
def test_a_number_nobody_here_gave_is_looked_up_in_what_is_published(number, day, found):
    assert ask_imports(taken(number=number, imported_on=day)) == found


@pytest.mark.parametrize("paper", ["", "cd" * 32])
def test_a_stated_import_certificate_has_its_paper_in_the_dossier(paper):
    assert ask_imports(taken(paper=paper)) == ["paper-missing"]


CAR = {"mining_origin": ["CF"], "zones": ["CF-CARNOT"], "goods": GOODS}


def ask_car(one, *, day="2020-03-01", papers=(PAPER,), issuer="AE", **changes):
    facts = Facts(slips=(), imports=(one,), import_papers=frozenset(papers))
    asked = shipment(day=day, facts=facts, issuer=issuer, **{**CAR, **changes})
    return [(found.code, str(found.result)) for found in ask_all([ZONES, IMPORTS], asked)]


def from_car(**changes):
    return taken(**{"number": "AE26000017", "imported_on": "2020-02-01", "origins": ("CF",), **changes})


@pytest.mark.parametrize(
    ("day", "stated"),
    [("2015-07-16", False), ("2015-07-17", True), ("2024-11-14", True), ("2024-11-15", False)],
)
def test_goods_of_a_country_with_zones_that_were_imported_lawfully_travel_on(day, stated):
    """Their slips lie where they were first exported; the import certificate stands in their place."""
    one = from_car(imported_on=day) if day < "2020" else from_car()
    found = ask_car(one, day=day)
    assert found == ([("kpcs.imports.stated", "attention")] if stated else [])
    assert ask_car(from_car(register="same"), papers=()) == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"paper": ""}, ("kpcs.imports.paper-missing-for-slips", "fail")),
        ({"register": "missing"}, ("kpcs.imports.missing-in-register", "fail")),
        ({"drawn": "99.49"}, ("kpcs.imports.too-few-for-slips", "fail")),
        ({"stated": "10"}, ("kpcs.imports.overdrawn-for-slips", "fail")),
        ({"number": "AE99"}, ("kpcs.imports.outside-ranges-for-slips", "unknown")),
        ({"number": "CM26000017"}, ("kpcs.imports.no-range-for-slips", "unknown")),
        ({"number": "AE26000666"}, ("kpcs.imports.void", "fail")),
    ],
)
def test_in_place_of_slips_an_officers_word_is_not_enough(changes, found):
    assert found in ask_car(from_car(**changes))


def test_an_import_of_another_origin_excuses_no_slips():
    assert ("car.zones.slips-missing", "fail") in ask_car(from_car(origins=("AO",)))
    # In its own country nothing takes their place.
    assert ("car.zones.slips-missing", "fail") in ask_car(from_car(), issuer="CF")
    hidden = {"mining_origin": ["AO"], "zones": None, "kind": "technical", "issuer": "CF"}
    assert ask_car(from_car(paper="", origins=("AO",)), **hidden) == [
        ("kpcs.imports.paper-missing-for-slips", "fail"),
        ("kpcs.imports.stated", "attention"),
    ]
