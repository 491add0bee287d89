"""Days within sentences."""

from __future__ import annotations

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@register.filter
def days(words: object) -> SafeString:
    """Keep every day of a sentence whole, on one line and from left to right.

    After an Arabic letter, `2026-11-25` is otherwise drawn as `25-11-2026`: an example that nobody may type so.
    """
    # Escaped first: what is put in is ours alone.
    return mark_safe(DAY.sub(r'<bdi class="number" dir="ltr">\g<0></bdi>', conditional_escape(str(words))))  # noqa: S308
