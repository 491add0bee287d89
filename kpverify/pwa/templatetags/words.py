"""`{% word "page.title" %}`: a word of the checking page. An element that names it too (data-word) is translated."""

from __future__ import annotations

from django import template
from django.utils import translation

from kpverify.pwa.words import keys

register = template.Library()


@register.simple_tag
def word(key: str) -> str:
    """Give a word by its key, in the language of the page."""
    return translation.gettext(keys()[key])
