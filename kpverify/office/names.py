"""What countries and goods are called in the reader's language.

Countries come from the Unicode CLDR by their two letters; the registry's own name is the English, and stands wherever
the CLDR knows none.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language, gettext, gettext_noop, to_locale

# The registry's descriptions of HS codes, for the catalogues.
GOODS = (
    gettext_noop("Diamonds; whether or not worked, but not mounted or set, unsorted"),
    gettext_noop("Diamonds; industrial, unworked or simply sawn, cleaved or bruted, but not mounted or set"),
    gettext_noop("Diamonds; non-industrial, unworked or simply sawn, cleaved or bruted, but not mounted or set"),
)


def in_own_language(names: Mapping[str, str]) -> dict[str, str]:
    """Name countries, given as code and English name, in the language of this request."""
    known = _territories(get_language() or "en")
    return {code: known.get(code, name) for code, name in names.items()}


def goods(description: str) -> str:
    """Say what an HS code stands for."""
    return gettext(description) if description else ""


@lru_cache(maxsize=16)
def _territories(language: str) -> Mapping[str, str]:
    # The English names are the registry's: the scheme calls some countries otherwise than the CLDR does.
    return {} if language.startswith("en") else dict(Locale.parse(to_locale(language)).territories)
