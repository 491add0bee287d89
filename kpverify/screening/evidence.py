"""What speaks for a party being the one on a list: a decision holds for what its officer saw, and no more.  Pure.

A piece is a kind and a text, `kind:text`: `grade:3` (how alike the names are), `alias:<text>`, `address:<text>` and
`country:<code>`, each as the list has it. A decision keeps the pieces that were there; a piece it lacks opens the pair
again, and is told as a reason of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from kpverify.screening.matching import LIKE, Reason

# From which score on names are the same, nearly the same, and like.
GRADES = ((97, 3), (90, 2), (LIKE, 1))
# Decisions from before pieces were kept: which aliases were alike is not known, so none is news.
ANY_ALIAS = "alias:*"
_CODES = {"alias": "new-alias", "address": "new-address", "country": "new-country"}


def grade(score: int) -> str:
    """Give the piece for a score of names, 0 to 100."""
    return f"grade:{next((one for least, one in GRADES if score >= least), 0)}"


def news(now: Collection[str], before: Collection[str]) -> tuple[Reason, ...]:
    """Give what is there now and was not when somebody decided, as reasons."""
    found = []
    if _best(now) > _best(before):
        found.append(Reason("new-grade"))
    for piece in sorted(set(now) - set(before)):
        kind, _colon, text = piece.partition(":")
        if kind in _CODES and not (kind == "alias" and ANY_ALIAS in before):
            found.append(Reason(_CODES[kind], {"text": text}))
    return tuple(found)


def _best(pieces: Iterable[str]) -> int:
    return max((int(one.removeprefix("grade:")) for one in pieces if one.startswith("grade:")), default=0)
