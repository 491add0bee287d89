"""What goods are called in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

# The registry's descriptions of HS codes, for the catalogues.
GOODS = (
    gettext_noop("Diamonds; whether or not worked, but not mounted or set, unsorted"),
    gettext_noop("Diamonds; industrial, unworked or simply sawn, cleaved or bruted, but not mounted or set"),
    gettext_noop("Diamonds; non-industrial, unworked or simply sawn, cleaved or bruted, but not mounted or set"),
)


def goods(description: str) -> str:
    """Say what an HS code stands for."""
    return gettext(description) if description else ""
