"""Names put in one form, to tell whether an exporter was seen before.  Pure."""

from __future__ import annotations

import re
import unicodedata

_BETWEEN = re.compile(r"[\W_]+")


def key_of(name: str) -> str:
    """Take case, marks, blanks and punctuation away, so that `DE BEERS (Pty.) Ltd` is `De Beers Pty Ltd`."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    return _BETWEEN.sub("", "".join(one for one in parts if not unicodedata.combining(one)))[:120]
