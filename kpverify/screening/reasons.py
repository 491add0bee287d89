"""Why a party is like an entry, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

WORDS = {
    "same-name": _("The name is the same."),
    "same-but-legal-form": _("The name is the same but for legal form, punctuation or accents."),
    "word-order": _("The same words in another order."),
    "spacing": _("The same letters, with spaces elsewhere."),
    "sounds-alike": _("Spelled differently, it sounds the same."),
    "other-script": _("Written in another script: compared as it is romanised."),
    "alias": _("It is an alias on the list, of {name}."),
    "weak-alias": _("It is an alias the list calls weak, of {name}."),
    "word-like": _("“{asked}” is like “{listed}”."),
    "more-words": _("The list does not have “{words}”, a word of many firms or a second name."),
    "fewer-words": _("The list has “{words}” too, a word of many firms or a second name."),
    "name-within": _("The listed name is within a longer one; only here: “{words}”."),
    "signs-for-letters": _("With digits and signs read as letters: “{read}”."),
    "in-address": _("The listed name is in the address: “{words}”."),
    "over-fields": _("The listed name is written across name and address: “{words}”."),
    "letters-differ": _("Letters that differ: {many}."),
    "same-address": _("The address is one on the list: {address}."),
    "other-country": _("The list names other countries: {countries}."),
    "same-country": _("The country is the same: {countries}."),
    # Why what was decided is open again (`evidence.py`).
    "new-entry": _("New since it was decided: the list changed the entry."),
    "new-grade": _("New since it was decided: the names are more alike."),
    "new-alias": _("New since it was decided: it is like an alias on the list, {text}."),
    "new-address": _("New since it was decided: the address is one on the list, {text}."),
    "new-country": _("New since it was decided: the country is on the list, {text}."),
}


def say(reasons: Iterable[Mapping[str, Any]]) -> list[str]:
    """Put stored reasons in words, in the reader's language."""
    return [gettext(WORDS[one["code"]]).format_map(one["values"]) for one in reasons if one["code"] in WORDS]
