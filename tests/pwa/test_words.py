"""The page's words: every key that is named has words, and the words are there in the languages we ship."""

import re
import string
from pathlib import Path

import pytest
from babel.messages import pofile
from django.conf import settings
from django.template.loader import get_template

from kpverify.pwa import assets, words
from kpverify.tokens.codes import CODES

ROOT = Path(settings.ROOT)
SCRIPTS = sorted((assets.STATIC / "pwa/page").glob("*.js"))
TEMPLATES = [ROOT / "templates" / name for name in ("base.html", "pwa/verify.html", "pwa/pictures.html")]
# Keys whose second half is a value: word(`outcome.${outcome}`).
FAMILIES = re.compile(r"`([a-z-]+)\.\$\{")
NAMED = re.compile(
    r"""\b(?:word|say|section)\(\s*"([a-z][a-z.-]+)["']|data-(?:label-)?word="([a-z.-]+)"|\{% word ["']([a-z.-]+)["']"""
)
NEEDED = {
    **{language: list(words.keys().values()) for language in ("fr", "pt", "ru", "zh_Hans")},
    "ar": [*words.VERDICT.values(), *(found for _result, found in CODES.values())],
}


def named_in(path: Path) -> set[str]:
    return {next(filter(None, found)) for found in NAMED.findall(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("path", [*SCRIPTS, *TEMPLATES], ids=lambda path: path.name)
def test_every_key_that_is_named_has_words(path):
    assert named_in(path) - set(words.keys()) == set()


def test_every_word_is_used_somewhere():
    text = "".join(path.read_text(encoding="utf-8") for path in [*SCRIPTS, *TEMPLATES, ROOT / "kpverify/pwa/views.py"])
    families = set(FAMILIES.findall(text)) | {"data", "reason", "question", "result", "next", "specimen"}
    unused = [
        key
        for key in words.PAGE | words.VERDICT | words.WORDS
        if key not in text and key.split(".")[0] not in families and key not in CODES
    ]
    assert unused == []


@pytest.mark.parametrize("language", NEEDED)
def test_no_translation_is_missing(language):
    with (ROOT / f"kpverify/locale/{language}/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = pofile.read_po(file, locale=language)
    missing = [text for text in NEEDED[language] if not (found := catalogue.get(text)) or not found.string]
    assert missing == []


@pytest.mark.parametrize("language", NEEDED)
def test_what_is_served_is_what_is_translated(language):
    """The compiled catalogue must not be older than the one translators write."""
    with (ROOT / f"kpverify/locale/{language}/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = pofile.read_po(file, locale=language)
    served = words.catalogue(language)
    stale = [
        key
        for key, text in words.keys().items()
        if (found := catalogue.get(text)) and found.string not in ("", served[key])
    ]
    assert stale == []


@pytest.mark.parametrize("language", ["en", "fr", "pt", "ru", "ar", "zh_Hans"])
def test_translations_keep_every_value(language):
    def fields(text):
        return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)

    translated = words.catalogue(language)
    wrong = [key for key, text in words.keys().items() if fields(text) != fields(translated[key])]
    assert wrong == []


@pytest.mark.django_db
def test_the_page_can_be_rendered_in_every_language(client):
    for language in ("en", "fr", "ar"):
        page = client.get("/v", HTTP_ACCEPT_LANGUAGE=language)
        assert f'lang="{language}"' in page.text
        assert words.catalogue(language)["page.title"] in page.text
    assert get_template("pwa/verify.html")
