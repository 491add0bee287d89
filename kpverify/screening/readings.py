"""What a name may stand for when digits and signs are put for letters, or letters are strewn with spaces.  Pure.

Only names asked about are read so, never those of lists: a firm may be called G4S.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

from kpverify.screening.names import seen

_SIGNS = str.maketrans("034578$@€", "oeastbsae")
# One and its likes stand for an I or an L.
_ONES = re.compile(r"[1!|]")
_TOKEN = re.compile(r"[^\s.,;/()_-]+")
# Four and more single letters and digits, a space or point between each.
_STREWN = re.compile(r"(?<![^\W_])(?:[^\W_][ ._-]+){3,}[^\W_](?![^\W_])")
# A token so short is a number with a letter: 24K, 5A.
SHORTEST = 4
MOST_ONES = 3


@lru_cache(maxsize=20_000)
def readings(text: str) -> tuple[str, ...]:
    """Give the text itself, then what it may stand for: at most eight more, and none for most names."""
    plain = seen(text)
    joined = (
        _STREWN.sub(lambda found: re.sub(r"[ ._-]", "", found[0]), plain) if any(map(str.isdigit, plain)) else plain
    )
    many = sum(len(_ONES.findall(found[0])) for found in _TOKEN.finditer(joined) if _is_disguised(found[0]))
    choices = product("il", repeat=many) if many <= MOST_ONES else [("i",) * many, ("l",) * many]
    held = [_read(joined, list(chosen)) for chosen in choices]
    # Two in a row are two of the same.
    held += [_read(joined.replace("11", "ll"), ["i"] * many)] if "11" in joined else []
    return (text, *dict.fromkeys(one for one in held if one != plain))


def _is_disguised(token: str) -> bool:
    letters = sum(map(str.isalpha, token))
    return len(token) >= SHORTEST and letters < len(token) <= 2 * letters and _plain(token) != token


def _plain(token: str) -> str:
    return _ONES.sub("i", token.translate(_SIGNS))


def _read(text: str, ones: list[str]) -> str:
    left = iter(ones)

    def letters(found: re.Match[str]) -> str:
        token = found[0]
        if not _is_disguised(token):
            return token
        return _ONES.sub(lambda _one: next(left, "i"), token).translate(_SIGNS)

    return _TOKEN.sub(letters, text)
