"""What is generated from the table of codes."""

import json
import re

import pytest

from kpverify.tokens import codebook
from kpverify.tokens.__main__ import main
from kpverify.tokens.advice import ADVICE
from kpverify.tokens.codes import CODES
from kpverify.tokens.verdict import LETTERS, QUESTIONS


def test_the_generated_files_are_fresh():
    assert codebook.stale() == []


def test_every_code_has_words_and_something_to_do():
    assert set(ADVICE) == set(CODES)
    assert all(words.endswith((".", "{text}", "{where}.")) for _, words in CODES.values())
    assert set(codebook.QUESTION_WORDS) == set(QUESTIONS)
    assert set(codebook.LETTER_WORDS) == set(LETTERS.values())


def test_the_page_has_every_code_once_under_its_question():
    page = codebook.page()
    assert re.findall(r"^\| `([a-z.-]+)` \|", page, re.MULTILINE) == sorted(
        CODES, key=lambda code: (QUESTIONS.index(code.split(".")[0]), list(CODES).index(code))
    )
    assert all(row.count("|") == 5 for row in page.splitlines() if row.startswith("| `"))


def test_the_script_is_the_table():
    table = codebook.script().split("export const CODES = ")[1].removesuffix(";\n")
    assert json.loads(table) == {code: [result.value, words] for code, (result, words) in CODES.items()}


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.setattr(codebook, "SCRIPT", tmp_path / "codes.js")
    monkeypatch.setattr(codebook, "PAGE", tmp_path / "codes.md")
    return tmp_path


def left(*arguments):
    with pytest.raises(SystemExit) as raised:
        main(["codes", *arguments])
    return raised.value.code


def test_stale_files_are_named_and_written_anew(elsewhere, capsys):
    assert left("--check") == 1
    assert "codes.js" in capsys.readouterr().err
    assert left() == 0
    assert left("--check") == 0
    (elsewhere / "codes.md").write_text("old", encoding="utf-8")
    assert left("--check") == 1
    said = capsys.readouterr().err
    assert "codes.md" in said
    assert "codes.js" not in said
    assert "Next: python -m kpverify.tokens codes" in said
