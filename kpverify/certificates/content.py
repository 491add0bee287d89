"""What the officers typed: put in one form at entry, and checked by the rules verifiers use.

The rules are those of `kpverify.tokens.claims`, so nothing can be drafted here that a verifier would refuse.
Source: docs/token.md section 1; KPCS Annex I A.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop

from kpverify.errors import Refused
from kpverify.tokens.claims import content_problems

# What issuing adds; any value that keeps the rules stands for it until then.
ADDED = {"statement": "KPCS", "officers": ["A", "B"]}
NOT_TYPED = (*ADDED, "clearance")
MAX_DEPTH = 4

# What each field asks, in the words of the form.
_ = gettext_noop
WORDS: tuple[tuple[str, str], ...] = (
    (r"mining_origin", _("List up to 20 different countries of mining origin by their two letters; none means mixed.")),
    (r"zones", _("List up to 20 different zones as COUNTRY-ZONE, for example CF-BERBERATI.")),
    (r"(exporter|importer)", _("Give a name, an address and a country.")),
    (r"(exporter|importer)\.name", _("Give a name of 1 to 120 characters on one line.")),
    (r"(exporter|importer)\.address", _("Give an address of 1 to 200 characters on one line.")),
    (r"(exporter|importer)\.country", _("Give the country by its two capital letters.")),
    (r"goods", _("List one to three lines of goods, each HS code once.")),
    (r"goods\[\d+\]", _("A line of goods has hs, carats and usd, and nothing else.")),
    (r"goods\[\d+\]\.hs", _("Choose 7102.10, 7102.21 or 7102.31.")),
    (r"goods\[\d+\]\.carats", _('Write the carats as text with at most two decimals, above zero, like "1234.56".')),
    (r"goods\[\d+\]\.usd", _('Write the value in US dollars as text with at most two decimals, like "1234.56".')),
    (r"parcels", _("Give the number of parcels, 1 to 9999, as a whole number.")),
    (r"seals", _("List 1 to 12 different seals of at most 24 letters, digits, blanks, and / . -")),
    (r"due_diligence", _("List at most 8 different ids of capital letters, digits and -")),
    (r"kind", _("Choose standard, technical or replacement.")),
    (r"replaces", _("Only a replacement names the certificate it replaces.")),
    (r"remarks", _("Remarks have at most 200 characters on one line.")),
    (r"", _("There is a field here that a certificate does not have.")),
)
_WORDS = tuple((re.compile(pattern), words) for pattern, words in WORDS)
_STEP = re.compile(r"[a-z_]+|\[\d+\]")


def tidy(content: Any) -> dict[str, Any]:
    """Put typed content into the one form that is stored: NFC, stripped, nothing empty but a list of origins.

    Raises: Refused content-wrong, with a finding for each value that could never stand in a certificate.
    """
    if type(content) is not dict:
        raise Refused("content-wrong", "The content of a certificate is one JSON object.", status=422)
    if given := [name for name in NOT_TYPED if name in content]:
        raise Refused("content-wrong", f"Issuing adds {', '.join(given)}: leave it out.", status=422)
    found = _tidied(content, 0)
    found = {name: value for name, value in found.items() if not _is_empty(value) or _is_mixed(name, value)}
    found = {"due_diligence": [], "kind": "standard", **found}
    if wrong := [one for one in find_problems(found) if one["code"] != "missing"]:
        raise Refused("content-wrong", "Some values cannot stand in a certificate.", status=422, findings=wrong)
    return found


def tidy_value(value: Any) -> Any:
    """Put one typed value into the form that is stored; None when it is empty.  Raises: Refused content-wrong."""
    found = _tidied(value, 0)
    return None if found == "" else found


def words_for(field: str) -> str:
    """Say what a field asks, in the words of the form."""
    return next(words for pattern, words in _WORDS if pattern.fullmatch(field))


def _is_mixed(name: str, value: Any) -> bool:
    """An empty list of origins says something: mixed, not disclosed."""
    return name == "mining_origin" and type(value) is list


def _tidied(value: Any, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise Refused("content-wrong", "The content is nested deeper than any certificate.", status=422)
    if isinstance(value, str):
        if any("\ud800" <= sign <= "\udfff" for sign in value):
            raise Refused("content-wrong", "A text has half a character in it, which cannot be stored.", status=422)
        if any(unicodedata.category(sign) == "Cn" for sign in value):
            words = "A text has a character that is too new: readers would not agree how it is written."
            raise Refused("content-wrong", words, status=422)
        return unicodedata.normalize("NFC", value.strip())
    if isinstance(value, list):
        items = [_tidied(item, depth + 1) for item in value]
        return [item for item in items if not _is_empty(item)]
    if isinstance(value, Mapping):
        items_by_name = {_tidied(name, depth): _tidied(item, depth + 1) for name, item in value.items()}
        # The top level is emptied by the caller, who keeps the list of origins.
        return {name: item for name, item in items_by_name.items() if depth == 0 or not _is_empty(item)}
    return value


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str | list | dict) and not value)


def find_problems(content: Mapping[str, Any]) -> list[dict[str, str]]:
    """List what keeps content from being a certificate: `field`, `code` (`missing`, `wrong`), `message`."""
    problems = content_problems({**content, **ADDED})
    return [_finding(path.removeprefix("kpc").removeprefix("."), content) for path in problems]


def _finding(field: str, content: Mapping[str, Any]) -> dict[str, str]:
    is_missing = field != "" and _is_empty(_at(content, field))
    return {"field": field, "code": "missing" if is_missing else "wrong", "message": words_for(field)}


def _at(content: Any, field: str) -> Any:
    """Find the value at a path like `goods[1].carats`; None when there is none."""
    value = content
    for step in _STEP.findall(field):
        if step.startswith("["):
            value = value[int(step[1:-1])]
        else:
            value = value.get(step) if isinstance(value, Mapping) else None
    return value


def for_search(content: Mapping[str, Any]) -> dict[str, str]:
    """Copy what lists are searched by."""
    importer, exporter = content.get("importer", {}), content.get("exporter", {})
    return {
        "destination": importer.get("country", ""),
        "exporter_name": exporter.get("name", ""),
        "importer_name": importer.get("name", ""),
    }


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Give the members that differ as `before` and `after`, null for one that is not there; empty when none does."""
    names = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
    if not names:
        return {}
    return {"before": {name: old.get(name) for name in names}, "after": {name: new.get(name) for name in names}}
