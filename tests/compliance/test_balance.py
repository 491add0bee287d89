"""What leaves against what came in, and what a re-export takes from its import certificates; pure."""

from decimal import Decimal

import pytest

from kpverify.compliance.facts import Balance, Facts, Import
from kpverify.compliance.rules.kpcs.balance import RULE as BALANCE
from kpverify.compliance.rules.kpcs.imports import RULE as IMPORTS
from kpverify.compliance.rules.rule import ask_all

from .shipments import answers, shipment

DAY = "2026-06-01"
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
        **changes,
    }
    return Import(
        **{
            name: Decimal(value) if name in ("stated", "drawn_before", "drawn") else value
            for name, value in held.items()
        }
    )


def ask_imports(*imports, issuer="AE", **changes):
    asked = shipment(day=DAY, facts=Facts(imports=imports), **{"mining_origin": ["AO"], "goods": GOODS, **changes})
    asked.case.authority = {"participant": issuer}
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


@pytest.mark.parametrize("register", ["withdrawn", "differs"])
def test_what_this_node_knows_of_the_import_certificate_is_told(register):
    assert ask_imports(taken(register=register)) == [register]
    assert ask_imports(taken(register="same")) == []
