"""Words with figures in them for forms, which are made once for readers of every language."""

from __future__ import annotations

from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext


def _fill(words: str, values: dict[str, Any]) -> str:
    return gettext(words) % values


# `gettext_lazy(...) % values` would translate at once, into the language of whoever starts the server.  The words are
# given as `gettext_noop`, the values by name.
filled = lazy(_fill, str)
