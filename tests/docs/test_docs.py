"""What the documents say is there, is there."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
NAMED = re.compile(r"`((?:kpverify|docs|tests|templates)/[\w/.-]+?)/?`")
COMMAND = re.compile(r"manage\.py ([a-z_]+)(?![\w.])")


def ids(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("document", PAGES, ids=ids)
def test_links_lead_somewhere(document):
    targets = [target for target in LINK.findall(document.read_text(encoding="utf-8")) if "://" not in target]
    assert [target for target in targets if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", PAGES, ids=ids)
def test_files_that_are_named_exist(document):
    named = NAMED.findall(document.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("document", PAGES, ids=ids)
def test_commands_that_are_named_exist(document):
    named = set(COMMAND.findall(document.read_text(encoding="utf-8")))
    assert named - set(get_commands()) == set()


def test_every_setting_of_the_environment_is_explained():
    asked = set(re.findall(r'"(KPVERIFY_[A-Z_]+)"', (ROOT / "kpverify/settings.py").read_text(encoding="utf-8")))
    explained = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    assert {name for name in asked if name not in explained} == set()


def test_every_decision_is_in_the_list():
    listed = set(re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (ROOT / "docs/adr/README.md").read_text(encoding="utf-8")))
    assert listed == {path.name for path in (ROOT / "docs/adr").glob("0*.md")}


@pytest.mark.parametrize("document", [path for path in PAGES if path.parent.name != "adr"], ids=ids)
def test_codes_that_are_named_exist(document):
    from kpverify.tokens.codes import CODES

    questions = {code.partition(".")[0] for code in CODES}
    named = re.findall(r"`([a-z]+\.[a-z]+(?:-[a-z]+)*)`", document.read_text(encoding="utf-8"))
    # File names look alike; a code begins with a question, and a file ends as files do.
    files = (".py", ".js", ".md", ".json", ".txt", ".html")
    said = {name for name in named if name.partition(".")[0] in questions and not name.endswith(files)}
    assert said - set(CODES) == set()
