"""The one rule that turns findings into an outcome, and the words of each code."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpverify.tokens.codes import CODES, Result
from kpverify.tokens.verdict import QUESTIONS, Outcome, conclude, finding, short_code

FINDINGS = st.lists(st.sampled_from(sorted(CODES)).map(finding), max_size=14)
WORST = [Result.FAIL, Result.UNKNOWN, Result.ATTENTION, Result.PASS]


@given(FINDINGS)
def test_every_list_of_findings_has_one_outcome(findings):
    codes, results = {one.code for one in findings}, {one.result for one in findings}
    is_complete = {one.question for one in findings} == set(QUESTIONS)
    if "format.unrecognised" in codes:
        expected = Outcome.UNRECOGNISED
    elif Result.FAIL in results:
        expected = Outcome.INVALID
    elif Result.UNKNOWN in results or not is_complete:
        expected = Outcome.UNDETERMINED
    elif Result.ATTENTION in results:
        expected = Outcome.ATTENTION
    else:
        expected = Outcome.VALID
    assert conclude(findings) is expected


@pytest.mark.parametrize("missing", QUESTIONS)
def test_a_question_without_an_answer_is_never_valid(missing):
    everything = [finding("origin.mixed" if name == "origin" else f"{name}.ok") for name in QUESTIONS]
    assert conclude(everything) is Outcome.VALID
    assert conclude([one for one in everything if one.question != missing]) is Outcome.UNDETERMINED
    assert conclude([]) is Outcome.UNDETERMINED


@given(FINDINGS, st.none() | st.integers(0, 10**7))
def test_the_short_code_names_the_first_of_the_worst(findings, age):
    outcome = conclude(findings)
    code = short_code(outcome, findings, age)
    assert re.fullmatch(r"[VACIN](-[A-Z0-9-]+)*", code)
    if outcome in (Outcome.INVALID, Outcome.ATTENTION):
        worst = next(result for result in WORST if any(one.result is result for one in findings))
        first = next(one for one in findings if one.result is worst)
        assert first.code.upper().replace(".", "-") in code
    if outcome is not Outcome.UNRECOGNISED and age is not None:
        assert code.endswith(f"-{age // 3600}H")


@pytest.mark.parametrize("code", CODES)
def test_the_words_of_a_code_are_filled_by_its_values(code):
    words = CODES[code][1]
    values = {name: f"<{name}>" for name in re.findall(r"\{([a-z_]+)\}", words)}
    found = finding(code, **values)
    assert found.as_json() == {
        "question": code.split(".")[0],
        "result": CODES[code][0].value,
        "code": code,
        "detail": re.sub(r"\{([a-z_]+)\}", r"<\1>", words),
        "values": values,
    }


def test_what_is_written_down_can_be_changed_without_harm():
    written = finding("format.ok").as_json()
    written["values"]["a"] = "b"
    assert finding("format.ok").values == {}


def test_braces_in_a_value_stay_as_they_are():
    assert finding("origin.advisory", code="XD", text="{code} {0} {").detail == "Advisory on XD: {code} {0} {"
