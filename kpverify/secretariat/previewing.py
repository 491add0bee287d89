"""An advisory or a notice as the border sees it: in each language, the sentence of the check and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _

from kpverify.registry.advisories import wording
from kpverify.registry.models import Advisory
from kpverify.secretariat.advisory_forms import NAMES, service_values
from kpverify.tokens.codes import CODES


class Shown(NamedTuple):
    """One language of it, in that language."""

    language: str
    name: str
    direction: str
    sentence: str
    label: str
    do: str
    is_missing: bool


def preview(said: Mapping[str, Any], code: str) -> list[Shown]:
    """Show what is said (`kind`, `text`, `do`, `words`) about goods of `code` in every language."""
    return [_shown(said, code, language, *NAMES[language]) for language in NAMES]


def _shown(said: Mapping[str, Any], code: str, language: str, name: str, direction: str) -> Shown:
    found = wording(said, language)
    template = CODES.get(f"origin.{said['kind']}", CODES["origin.advisory"])[1]
    with translation.override(language):
        sentence = _(template).format_map({"code": code, "text": found.text})
        return Shown(language, name, direction, sentence, _("What to do"), found.do, found.is_missing)


def preview_of(found: Advisory) -> list[Shown]:
    """Show one that is kept."""
    return preview({"kind": found.kind, "text": found.text, "do": found.do, "words": found.words}, found.participant_id)


def preview_of_typed(typed: Mapping[str, Any], code: str) -> list[Shown]:
    """Show what was typed into its form."""
    return preview(service_values(typed), code)
