"""How alike two names are, and why.  Pure.

Two names are alike when their telling words pair up: in any order, joined or apart, as they sound, with the fewer
letters wrong the shorter a word is. A telling word that only one side has makes them different; a word many firms have
does not. The idea of pairing words is that of OFAC's own search; its threshold on letters alone is not: short names of
different firms are one letter apart.
Source: OFAC FAQ 249 (how Sanctions List Search scores).
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from kpverify.screening.keys import address_words
from kpverify.screening.names import Folded, consonants, is_abjad, is_generic, skeleton, sound, take_apart
from kpverify.screening.readings import readings

VOWELS = frozenset("aeiou")
# From here on somebody has to look.
LIKE = 85


class Reason(NamedTuple):
    """Why two names are alike: a code of `reasons.WORDS`, and what fills its words."""

    code: str
    values: dict[str, str] = {}


class Likeness(NamedTuple):
    """How alike, 0 to 100, and why; below LIKE there is no reason."""

    score: int
    reasons: tuple[Reason, ...] = ()


NOT_ALIKE = Likeness(0)


def compare_names(asked: str, listed: str, *, is_person: bool = False) -> Likeness:
    """Compare a party's name, and what it may stand for, with one of an entry."""
    best = NOT_ALIKE
    for place, one in enumerate(readings(asked)):
        found = _compare(one, listed, is_person=is_person)
        if place and found.score >= LIKE:
            found = Likeness(min(found.score, 94), (*found.reasons, Reason("signs-for-letters", {"read": one})))
        best = max(best, found, key=lambda like: like.score)
    return best


def _compare(asked: str, listed: str, *, is_person: bool) -> Likeness:
    a, b = take_apart(asked), take_apart(listed)
    if not a.core or not b.core:
        return NOT_ALIKE
    # Between scripts with and without vowels only consonants can be compared.
    is_bare = is_abjad(asked) != is_abjad(listed)
    found = _same_words(a, b) or _same_letters(a, b) or _paired(a, b, is_person=is_person, is_bare=is_bare)
    if found.score < LIKE:
        return found
    scripts = _scripts(asked), _scripts(listed)
    if scripts[0] != scripts[1]:
        return Likeness(found.score, (*found.reasons, Reason("other-script")))
    return found


def _scripts(text: str) -> bool:
    """Is it written in latin letters?"""
    return not any(ord(sign) > 0x24F and sign.isalpha() for sign in text)


def _same_words(a: Folded, b: Folded) -> Likeness | None:
    if a.text == b.text:
        return Likeness(100, (Reason("same-name"),))
    if a.core == b.core:
        return Likeness(99, (Reason("same-but-legal-form"),))
    if sorted(a.core) == sorted(b.core):
        return Likeness(98, (Reason("word-order"),))
    return None


def _same_letters(a: Folded, b: Folded) -> Likeness | None:
    """Compare without spaces: exactly, then as it sounds."""
    if (
        a.text.replace(" ", "") == b.text.replace(" ", "")
        or a.squeezed == b.squeezed
        or (a.joined and a.joined == b.joined)
    ):
        return Likeness(97, (Reason("spacing"),))
    if len(a.squeezed) > 4 and sound(a.squeezed) == sound(b.squeezed):
        return Likeness(95, (Reason("sounds-alike"),))
    return None


class _Pair(NamedTuple):
    likeness: float
    asked: str
    listed: str


def _paired(a: Folded, b: Folded, *, is_person: bool, is_bare: bool) -> Likeness:
    asked, listed = _leveled(a, b)
    pairs, left_a, left_b = _pair_up(asked, listed, is_person=is_person, is_bare=is_bare)
    telling = [pair for pair in pairs if not (is_generic(pair.asked) and is_generic(pair.listed))]
    all_generic = all(is_generic(word) for word in a.core) or all(is_generic(word) for word in b.core)
    if not pairs or (not telling and not (all_generic and not left_a and not left_b)):
        return _spelled(a, b)
    # "Trading" is not written as it sounds in the other script, but translated.
    is_translated = is_bare and bool(telling) and all(is_generic(word) for word in (*left_a, *left_b))
    if not is_translated and not _may_be_left(left_a, left_b, telling, is_person=is_person, all_generic=all_generic):
        if not is_person and left_a and not left_b and not all_generic and _is_whole(telling):
            return Likeness(86, (*_why(pairs, (), ()), Reason("name-within", {"words": " ".join(left_a)})))
        return _spelled(a, b)
    worst = min(pair.likeness for pair in pairs)
    mean = sum(pair.likeness for pair in pairs) / len(pairs)
    score = round(100 * (0.5 * worst + 0.5 * mean)) - 2 * min(3, len(left_a) + len(left_b))
    if score < LIKE:
        return _spelled(a, b)
    return Likeness(min(score, 96), tuple(_why(pairs, left_a, left_b)))


def _leveled(a: Folded, b: Folded) -> tuple[Sequence[str], Sequence[str]]:
    """Write both with the same words where only spaces or an article make the difference."""
    one, other = _joined_like(a.core, b.core), _joined_like(b.core, a.core)
    return _without_article(one, b.articled), _without_article(other, a.articled)


def _joined_like(words: Sequence[str], others: Sequence[str]) -> Sequence[str]:
    """Join neighbouring words that make one of the others."""
    whole = {word for word in others if len(word) >= 4 and word not in words}
    # Romanised otherwise, a word is a few letters longer at most: most runs are too long to be looked at.
    longest = max(map(len, whole), default=0) + 3
    held = list(words)
    for many in (4, 3, 2) if whole else ():
        for at in range(len(held) - many + 1):
            joined = "".join(held[at : at + many])
            if len(joined) <= longest and _is_one_of(joined, whole):
                held[at : at + many] = [joined]
    return held


def _is_one_of(joined: str, whole: Set[str]) -> bool:
    return joined in whole or (len(joined) >= 6 and sound(joined) in {sound(one) for one in whole if len(one) >= 6})


_ARTICLE = re.compile(r"[ae](?:l|([drsntz])(?=\1))(?=\w{3})")


def _without_article(words: Sequence[str], articled: frozenset[str]) -> Sequence[str]:
    """Take the article off a word the other name has it in front of."""
    if not articled:
        return words
    said = {sound(word) for word in articled}
    bare = [article_off(word) for word in words]
    return [short if sound(short) in said else word for word, short in zip(words, bare, strict=True)]


def article_off(word: str) -> str:
    """Take away what may be an article in front of a word."""
    return _ARTICLE.sub("", word, count=1) if _ARTICLE.match(word) else word


# A listed name inside a longer one counts from so many telling letters on, each word the same but for its sound.
WITHIN = 6


def _is_whole(telling: Sequence[_Pair]) -> bool:
    words = [pair for pair in telling if not is_generic(pair.listed)]
    return sum(len(pair.listed) for pair in words) >= WITHIN and all(pair.likeness >= 0.95 for pair in telling)


def _may_be_left(
    left_a: Sequence[str], left_b: Sequence[str], telling: Sequence[_Pair], *, is_person: bool, all_generic: bool
) -> bool:
    """May these words stand on one side only?"""
    if not left_a and not left_b:
        return True
    if left_a and left_b:
        return False
    left = [*left_a, *left_b]
    if is_person:
        return len(telling) >= 2 and len(left) <= 2
    return not all_generic and all(is_generic(word) for word in left)


def _why(pairs: Sequence[_Pair], left_a: Sequence[str], left_b: Sequence[str]) -> list[Reason]:
    reasons = [Reason("word-like", {"asked": pair.asked, "listed": pair.listed}) for pair in pairs if pair.likeness < 1]
    if left_a:
        reasons.append(Reason("more-words", {"words": " ".join(left_a)}))
    if left_b:
        reasons.append(Reason("fewer-words", {"words": " ".join(left_b)}))
    return reasons or [Reason("word-order")]


def _pair_up(
    asked: Sequence[str], listed: Sequence[str], *, is_person: bool, is_bare: bool
) -> tuple[list[_Pair], list[str], list[str]]:
    """Pair the words that are most alike first."""
    possible = sorted(
        (
            (-compare_words(one, other, is_person=is_person, is_bare=is_bare), place, at)
            for place, one in enumerate(asked)
            for at, other in enumerate(listed)
        ),
    )
    free_a, free_b = set(range(len(asked))), set(range(len(listed)))
    pairs = []
    for minus, place, at in possible:
        if minus == 0:
            break
        if place in free_a and at in free_b:
            free_a.discard(place)
            free_b.discard(at)
            pairs.append(_Pair(-minus, asked[place], listed[at]))
    return pairs, [asked[at] for at in sorted(free_a)], [listed[at] for at in sorted(free_b)]


# "Brother", "sister" and "prince" after an Indian first name are said or left out.
_RESPECT = re.compile(r"(?<=\w{4})(?:bhai|bhen|ben|behn|kumar)$")


def respect_off(word: str) -> str:
    """Take away what is said after a first name."""
    return _RESPECT.sub("", word)


@lru_cache(maxsize=50_000)
def compare_words(a: str, b: str, *, is_person: bool = False, is_bare: bool = False) -> float:
    """Compare two words, 0 to 1; 0 for what only looks alike. `is_bare`: one of them is written without vowels."""
    if a == b:
        return 1.0
    if not (a + b).isalpha():
        return 0.0
    if is_person:
        a, b = respect_off(a), respect_off(b)
        if a == b:
            return 0.95
    shorter, longer = sorted((a, b), key=len)
    if is_person and len(shorter) == 1:
        return 0.88 if longer.startswith(shorter) else 0.0
    said = sound(a), sound(b)
    if said[0] == said[1] or (len(shorter) > 4 and a.rstrip("s") == b.rstrip("s")):
        return 0.96
    if is_bare:
        return 0.9 if len(shorter) > 1 and consonants(a) == consonants(b) else 0.0
    if len(shorter) < 5:
        return 0.0
    return _letters_apart(*said, length=len(shorter), is_same_bones=skeleton(a) == skeleton(b), is_person=is_person)


# Vowels that are written for one another in one language or the next; a firm's other vowels are another firm's.
_LIKE_VOWELS = frozenset(map(frozenset, ("ei", "ou", "ae")))


def _other_vowels(one: str, other: str) -> bool:
    """Do words of the same length differ by vowels nobody takes for one another?"""
    apart = [frozenset(pair) for pair in zip(one, other, strict=False) if pair[0] != pair[1]]
    if len(one) != len(other) or sorted(one) == sorted(other) or not all(pair <= VOWELS for pair in apart):
        return False
    return not _LIKE_VOWELS.issuperset(apart)


def _letters_apart(one: str, other: str, *, length: int, is_same_bones: bool, is_person: bool) -> float:
    """Judge by the letters that differ: vowels are often written otherwise, consonants of a short word are not."""
    apart = DamerauLevenshtein.distance(one, other, score_cutoff=3)
    begins_alike = one[0] == other[0] or (length > 5 and one[0] in VOWELS and other[0] in VOWELS)
    if is_same_bones and not is_person and _other_vowels(one, other):
        return 0.0
    if is_same_bones and begins_alike:
        return 0.92 if apart <= (1 if length < 6 else 2 if length < 9 else 3) else 0.0
    if apart == 1 and length >= 8:
        return 0.88
    return 0.86 if apart == 2 and length >= (9 if is_person else 11) else 0.0


def _spelled(a: Folded, b: Folded) -> Likeness:
    """Compare whole names without spaces, long enough that a wrong letter does not make another firm of one."""
    one, other = a.squeezed, b.squeezed
    shorter = min(len(one), len(other))
    if shorter < 7 or len(a.core) == len(b.core):
        return NOT_ALIKE
    apart = DamerauLevenshtein.distance(sound(one), sound(other), score_cutoff=3)
    if apart <= (1 if shorter < 12 else 2) and JaroWinkler.similarity(one, other) >= 0.9:
        return Likeness(88, (Reason("spacing"), Reason("letters-differ", {"many": str(apart)})))
    return NOT_ALIKE


def compare_addresses(asked: str, listed: str) -> Likeness:
    """Is a listed address the party's? All that tells it from others has to be there, its numbers too."""
    a, b = set(address_words(asked)), set(address_words(listed))
    if not a or not b:
        return NOT_ALIKE
    small, large = sorted((a, b), key=len)
    if small <= large and any(len(word) > 3 and not word.isdigit() for word in small):
        return Likeness(86, (Reason("same-address", {"address": listed}),))
    return NOT_ALIKE
