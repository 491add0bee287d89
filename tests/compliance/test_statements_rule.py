"""Due diligence that is stated: what deserves a look, on the days where it turns."""

from types import SimpleNamespace

import pytest

from kpverify.compliance.facts import Facts, Shipment, Statement
from kpverify.compliance.rules.diligence.statements import RULE
from kpverify.compliance.rules.rule import ask_all
from kpverify.diligence.standards import standards
from kpverify.tokens.codes import Result

GOOD = Statement("OECD-DDG", "3rd edition", "2026-11-25", ())


def codes(*statements, ids=("OECD-DDG",), day="2026-11-25"):
    case = SimpleNamespace(claims={"kpc": {"due_diligence": list(ids)}}, day=day)
    found = ask_all([RULE], Shipment(case, Facts(statements=statements)))
    assert all(one.result is Result.ATTENTION and one.found.field == "due_diligence" for one in found)
    return [one.code.removeprefix("diligence.statements.") for one in found]


def test_a_whole_statement_passes_on_its_last_day_and_not_after():
    assert codes(GOOD, ids=("OECD-DDG", "DETAILS-0123456789ABCDEF")) == []
    assert codes(GOOD, day="2026-11-26") == ["expired"]
    assert codes(GOOD._replace(valid_to=None), day="2099-01-01") == []


def test_steps_wordings_and_silence_are_told():
    assert codes(GOOD._replace(missing=("4", "5"))) == ["steps"]
    assert codes(GOOD._replace(is_accepted=False)) == ["version"]
    assert codes(GOOD, ids=("OECD-DDG", "RJC")) == ["no-details"]


def test_without_statements_nothing_is_asked():
    assert codes() == []
    case = SimpleNamespace(claims={"kpc": {"due_diligence": ["UNGP"]}}, day="2026-11-25")
    assert ask_all([RULE], Shipment(case, Facts())) == []


@pytest.mark.parametrize(
    ("version", "day", "is_accepted"),
    [
        ("2003", "2024-09-20", True),
        ("2003", "2024-09-21", False),
        ("2021", "2021-09-20", False),
        ("2021", "2021-09-21", True),
        ("2021", "2026-11-25", True),
    ],
)
def test_the_old_wording_of_warranties_ended_for_rough_diamonds(version, day, is_accepted):
    assert standards()["WDC-SOW-2021"].versions[version].is_accepted(day) is is_accepted
