"""Every rule a certificate is judged by, for everybody: generated from the rules themselves."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kpverify.compliance.definitions import CONFLICT_DIAMONDS
from kpverify.compliance.rules import RULES
from kpverify.compliance.rules.rule import Rule
from kpverify.tokens.codes import Result
from kpverify.verification.faults import for_programs
from kpverify.verification.pages import page

PAGE_SECONDS = 300
DOCUMENTS: dict[str, Any] = {
    "kpcs": _("Kimberley Process Certification Scheme"),
    "car": _("Central African Republic"),
    "eu": _("European Union"),
    "screening": _("Sanctions"),
    "diligence": _("Due diligence"),
    "plausibility": _("Plausibility"),
}
RESULTS: dict[Result, tuple[str, Any]] = {
    Result.FAIL: ("bad", _("Stops it")),
    Result.UNKNOWN: ("warn", _("Stops it until it is known")),
    Result.ATTENTION: ("warn", _("A person looks at it")),
    Result.PASS: ("good", _("In order")),
}
_SLOT = re.compile(r"\{(\w+)\}")


class Answer(NamedTuple):
    """One answer of a rule: its code, how bad it is (class and words), and its sentence."""

    code: str
    tag: str
    result: Any
    words: str


class Shown(NamedTuple):
    """One rule as the page shows it."""

    rule: Rule
    title: str
    answers: list[Answer]


class Document(NamedTuple):
    """The rules of one document."""

    name: str
    title: Any
    rules: list[Shown]


def documents() -> list[Document]:
    """List all rules by the document they come from, in their own order, in the language of the moment."""
    found = groupby(sorted(RULES, key=_place), key=lambda rule: rule.id.partition(".")[0])
    return [Document(name, DOCUMENTS[name], [_shown(one) for one in rules]) for name, rules in found]


def _place(rule: Rule) -> int:
    return list(DOCUMENTS).index(rule.id.partition(".")[0])


def _shown(rule: Rule) -> Shown:
    answers = [
        # What stands in a sentence's gaps is only known of one shipment.
        Answer(code, *RESULTS[result], _SLOT.sub("…", gettext(words)))
        for code, (result, words) in rule.words.items()
        if result is not Result.PASS
    ]
    return Shown(rule, gettext(rule.title), answers)


@for_programs
def rules_page(request: HttpRequest) -> HttpResponse:
    """Show every rule, where it stands, and what it may answer."""
    context = {"documents": documents(), "definitions": CONFLICT_DIAMONDS}
    return page("verification/rules.html", context, seconds=PAGE_SECONDS)
