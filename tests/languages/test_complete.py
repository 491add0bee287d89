"""Everything the office says, it says in every language we ship."""

import re
import string
from html.parser import HTMLParser

import pytest
from babel.messages.mofile import read_mo
from django.conf import settings
from django.utils.translation import to_locale

from .words import ROOT, Word, asked_for, catalogue, words_of

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
PERCENT = re.compile(r"%(?:\((\w+)\))?[sd]")


def test_six_languages_are_shipped():
    assert [code for code, _name in settings.LANGUAGES] == ["en", "fr", "pt", "ru", "ar", "zh-hans"]


def test_words_are_found_in_code_and_templates(tmp_path):
    """The tests below would all pass if nothing were found."""
    code, page = tmp_path / "a.py", tmp_path / "a.html"
    code.write_text('x = _("One")\ny = ngettext("%d two", "%d twos", n)\nz = pgettext("month", "May")\n')
    page.write_text('{% load i18n %}{% translate "Three" %}{% blocktranslate %}Four {{ x }}{% endblocktranslate %}')
    assert words_of(code) == {Word(None, "One"), Word(None, "%d two"), Word("month", "May")}
    assert words_of(page) == {Word(None, "Three"), Word(None, "Four %(x)s")}
    assert len(asked_for()) > 800


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_missing(language):
    told = catalogue(language)
    missing = []
    for word in sorted(asked_for(), key=lambda word: word.text):
        found = told.get(word.text, word.context)
        strings = () if found is None else (found.string,) if isinstance(found.string, str) else found.string
        if found is None or found.fuzzy or not strings or not all(strings):
            missing.append(word.text)
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_served_is_what_is_translated(language):
    """Compiled catalogues must not be older than those translators write."""
    folder = ROOT / f"kpverify/locale/{to_locale(language)}/LC_MESSAGES"
    with (folder / "django.mo").open("rb") as file:
        served = read_mo(file)
    stale = []
    for one in catalogue(language):
        if one.id and not one.fuzzy and all(_all(one.string)):
            got = served.get(_all(one.id)[0], one.context)
            if got is None or _all(got.string) != _all(one.string):
                stale.append(one.id)
    assert stale == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_values_and_marks(language):
    """A value lost in translation is a number nobody sees; a tag too many breaks the page."""
    wrong = []
    for one in catalogue(language):
        # A form for one may leave the number out, so of several forms the last is looked at.
        english, text = _all(one.id)[-1:], _all(one.string)[-1:]
        if one.id and not one.fuzzy and all(text) and _kept(*english) != _kept(*text):
            wrong.append(one.id)
    assert wrong == []


def _all(text):
    return (text,) if isinstance(text, str) else tuple(text)


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs).get("href")))

    def handle_endtag(self, tag):
        self.found.append(f"/{tag}")


def _kept(text):
    try:
        braces = sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)
    except ValueError:
        braces = []
    return braces, sorted(PERCENT.findall(text)), sorted(map(str, Tags(text).found))
