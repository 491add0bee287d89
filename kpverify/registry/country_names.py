"""What countries are called in the reader's language.

The names come from the Unicode CLDR by the two letters; the registry's own name is the English, and stands wherever the
CLDR knows none.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language, to_locale

from kpverify.registry.models import Participant


def in_own_language(names: Mapping[str, str]) -> dict[str, str]:
    """Name countries, given as code and English name, in the language of this request."""
    known = _territories(get_language() or "en")
    return {code: known.get(code, name) for code, name in names.items()}


def name_of(participant: Participant) -> str:
    """Name one participant in the language of this request."""
    return in_own_language({participant.pk: participant.name})[participant.pk]


@lru_cache(maxsize=16)
def _territories(language: str) -> Mapping[str, str]:
    # The English names are the registry's: the scheme calls some countries otherwise than the CLDR does.
    return {} if language.startswith("en") else dict(Locale.parse(to_locale(language)).territories)
