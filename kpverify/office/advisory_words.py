"""An advisory or a notice beside a field: in the reader's language, with what to do.

A finding carries its id; its words stand in the trust list, as every verifier has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kpverify.certificates.trusted import trust_in_force
from kpverify.errors import Refused
from kpverify.registry.advisories import wording

CODES = frozenset({"origin.advisory", "origin.notice"})


def advisory_words(finding: Mapping[str, Any]) -> str:
    """Say one in the language of the page; where the Secretariat has not translated it, say that it is English."""
    values = dict(finding["values"])
    said = wording(_entry(values) or values, get_language() or "en")
    parts = [_(finding["template"]).format_map({**values, "text": said.text})]
    if said.do:
        parts.append(_("What to do: %(do)s") % {"do": said.do})
    if said.is_missing:
        parts.append(_("(The Secretariat has not translated this: it is in English.)"))
    return " ".join(parts)


def _entry(values: Mapping[str, str]) -> Mapping[str, Any] | None:
    try:
        participant = trust_in_force().participant_of(values["code"])
    except Refused:
        return None
    found = participant["advisories"] if participant else ()
    return next((one for one in found if one["id"] == values.get("id")), None)
