"""Every rule says where it stands, keeps to its own answers, and is on the page of all rules."""

import ast
import string
from pathlib import Path

import pytest

import kpverify.compliance.rules as package
from kpverify.compliance.evidence import Asked, register
from kpverify.compliance.facts import Facts, Shipment
from kpverify.compliance.rules import RULES
from kpverify.compliance.rules.rule import Found, Rule, ask_all
from kpverify.tokens.codes import Result
from kpverify.verification.rules import DOCUMENTS

FOLDER = Path(package.__file__).parent
FRAME = {"__init__.py", "rule.py", "scheme.py"}


def test_every_file_is_a_rule_and_every_rule_is_asked():
    files = {str(path.relative_to(FOLDER).with_suffix("")) for path in FOLDER.glob("*/*.py") if path.name[0] != "_"}
    listed = {rule.id.replace(".", "/").replace("-", "_") for rule in RULES}
    assert listed == files
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert {path.name for path in FOLDER.glob("*.py")} == FRAME


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_names_its_source_and_explains_every_answer(rule):
    assert rule.source
    assert rule.url.startswith("https://") or rule.source.startswith("House")
    text = (FOLDER / (rule.id.replace(".", "/").replace("-", "_") + ".py")).read_text(encoding="utf-8")
    assert "\nSource: " in ast.get_docstring(ast.parse(text), clean=True) + "\n"
    assert rule.id.partition(".")[0] in DOCUMENTS
    for result, words in rule.words.values():
        assert isinstance(result, Result)
        assert all(name != "" for _, name, _, _ in string.Formatter().parse(words) if name is not None)


def test_a_rule_that_answers_what_it_did_not_declare_is_a_fault():
    odd = Rule("kpcs.odd", "Odd", "House", "", {"known": (Result.FAIL, "Known")}, lambda shipment: [Found("other")])
    with pytest.raises(KeyError):
        ask_all([odd], Shipment(None, Facts()))


def test_a_fact_has_one_provider_and_must_be_one_of_the_facts():
    with pytest.raises(ValueError, match="weather"):
        register("weather", lambda asked: None)
    assert Asked._fields == ("certificate_id", "authority_id", "content", "now")


@pytest.mark.django_db
def test_the_page_of_all_rules_has_every_answer(client):
    page = client.get("/rules/")
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    text = page.content.decode()
    for rule in RULES:
        assert f'id="{rule.id}"' in text
    assert text.count('class="tag') == sum(
        result is not Result.PASS for rule in RULES for result, _ in rule.words.values()
    )
    assert "Traceback" not in text
    assert "{code}" not in text
