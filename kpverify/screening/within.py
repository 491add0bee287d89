"""Listed names inside an address, or written half as name and half as address.  Pure.

Somebody who wants to be reached under a listed name, and not found by it, writes "c/o Diamville" in the address, or
"Diam" as the name and "Ville SARL, Bangui" as the address. Runs of words are looked up as whole names: a listed name is
there from its first word to its last, or not at all. Streets are called after people and firms, so a name with a word
for street beside it is none, unless "care of" stands before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from kpverify.screening.keys import PLACES
from kpverify.screening.matching import NOT_ALIKE, Likeness, Reason
from kpverify.screening.names import Folded, fold, is_generic, skeleton, sound, take_apart, words_of
from kpverify.screening.readings import readings

MOST_WORDS = 5
# Words of an address, and of a name's end, that are looked at.
MOST_OF_ADDRESS, MOST_OF_NAME = 24, 4
# So many letters tell a name from a word that is in an address anyway.
LEAST = 6
LEAST_BONES = 2

_BEFORE = words_of(
    """
    rue avenue av ave boulevard bd blvd place pl calle rua via ul ulitsa ulica prospekt prospect pr shari sharia sharie
    chemin impasse allee quai quartier pk near opp opposite behind nr off plaza praca rond point route rte sheikh dr
    avenida derech rehov sderot comandante marechal marshal general colonel president docteur
    """
)
_AFTER = words_of(
    """
    road rd street st str lane ln avenue ave boulevard blvd square marg nagar chowk bazar bazaar market pet gali
    straat laan lei plein kaai strasse platz gata way drive highway bridge cross circle colony district town city
    village park gardens island beach hills estate society station airport school hospital hotel mall
    """
)
_CARE_OF = (("c", "o"), ("co",), ("care", "of"), ("attn",), ("att",), ("chez",), ("aux", "bons", "soins", "de"))


class Span(NamedTuple):
    """Neighbouring words that may be a name: as written, where, and whether a street may be called so."""

    words: str
    code: str
    is_street: bool = False
    is_care_of: bool = False


@lru_cache(maxsize=5_000)
def spans(name: str, address: str) -> tuple[Span, ...]:
    """Give every run of words in an address, and across a name's end and the address's beginning."""
    found: dict[str, Span] = {}
    ends = fold(name).split()[-MOST_OF_NAME:]
    for one in readings(address)[:3]:
        words = fold(one).split()[:MOST_OF_ADDRESS]
        runs = [*_runs(words, 0, "in-address"), *_runs([*ends, *words[:MOST_OF_NAME]], len(ends), "over-fields")]
        for span in runs:
            held = found.setdefault(span.words, span)
            if span.is_care_of and not held.is_care_of:
                found[span.words] = span
    return tuple(found.values())


def _runs(words: Sequence[str], border: int, code: str) -> list[Span]:
    """Give the runs that tell something; those over two fields lie on both sides of the border."""
    found = []
    for at in range(len(words)):
        for end in range(at + 1, min(at + MOST_WORDS, len(words)) + 1):
            if code == "over-fields" and not at < border < end:
                continue
            run = words[at:end]
            if run[0].isdigit() or run[-1].isdigit() or sum(map(len, run)) < LEAST:
                continue
            if all(word in PLACES or is_generic(word) for word in run):
                continue
            is_care_of = any(tuple(words[max(0, at - len(one)) : at]) == one for one in _CARE_OF)
            before = _without_articles(words[max(0, at - 3) : at])
            is_street = bool(before and before[-1] in _BEFORE) or bool(words[end : end + 1] and words[end] in _AFTER)
            found.append(Span(" ".join(run), code, is_street, is_care_of))
    return found


def _without_articles(words: Sequence[str]) -> list[str]:
    return [word for word in words if word not in ("de", "du", "des", "la", "le", "les", "l", "d", "da", "do", "the")]


@lru_cache(maxsize=50_000)
def keys_of_span(words: str) -> frozenset[str]:
    """Give the keys by which a run of words is looked up: those of the whole of a name, in this order and in any."""
    taken = take_apart(words)
    in_any = "".join(sorted(skeleton(word) for word in taken.core if not is_generic(word)))
    return frozenset(
        f"n:{one[:24]}" for one in (skeleton(taken.squeezed), skeleton(taken.joined), in_any) if len(one) >= LEAST_BONES
    )


class Heard(NamedTuple):
    """Every way a listed name may be one of some runs of words, so that few are compared with each."""

    written: frozenset[str]
    in_any_order: frozenset[tuple[str, ...]]
    said: frozenset[str]

    def may_be(self, words: Sequence[str], said: str) -> bool:
        """May these words, which sound like this together, be one of the runs?"""
        return said in self.said or "".join(words) in self.written or tuple(sorted(words)) in self.in_any_order


def heard(found: Sequence[Span]) -> Heard:
    """Take runs of words apart once for all names that are compared with them."""
    taken = [take_apart(span.words) for span in found]
    return Heard(
        frozenset(one for name in taken for one in (name.squeezed, name.joined)),
        frozenset(tuple(sorted(name.core)) for name in taken if len(name.core) > 1),
        frozenset(sound(name.squeezed) for name in taken),
    )


def compare_within(found: Sequence[Span], listed: str, *, is_person: bool = False) -> Likeness:
    """Is one of the spans the listed name, all of it?"""
    name = take_apart(listed)
    if len(name.squeezed) < LEAST or all(is_generic(word) or word in PLACES for word in name.core):
        return NOT_ALIKE
    if is_person and len(name.core) < 2:
        return NOT_ALIKE
    for span in found:
        if (span.is_care_of or not span.is_street) and _is_all(take_apart(span.words), name):
            return Likeness(90, (Reason(span.code, {"words": span.words}),))
    return NOT_ALIKE


def _is_all(run: Folded, name: Folded) -> bool:
    if name.squeezed in (run.squeezed, run.joined) or (len(run.core) > 1 and sorted(run.core) == sorted(name.core)):
        return True
    return len(name.squeezed) > LEAST and sound(run.squeezed) == sound(name.squeezed)
