"""Which of hundreds of names sharing a key are worth comparing?  Pure.

`compare_names` takes a tenth of a millisecond, and a word many have shares a key with hundreds. What a name is compared
by is kept beside it (`outline`), so that most are put aside by the sound of their words alone. Nobody is put aside whom
the comparison would call alike: each rule here is wider than the one of `matching.py` it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from kpverify.screening.matching import WITHIN, article_off, compare_words, respect_off
from kpverify.screening.names import Folded, consonants, is_abjad, is_generic, sound, take_apart
from kpverify.screening.readings import readings

# Its types are too many for those of `process`.
_APART: Any = DamerauLevenshtein.distance
_TWICE = re.compile(r"(.)\1+")
# Letters no way of writing a sound with two letters has part in: they stay where words are joined.
_UNMIXED = str.maketrans("", "", "cdefghijkopqstuvwxyz0123456789")


def outline(text: str) -> str:
    """Write what a listed name is sifted by, on one line: fields apart by tabs, words by spaces."""
    name = take_apart(text)
    return "\t".join(
        (
            name.text.replace(" ", ""),
            name.joined,
            sound(name.squeezed),
            " ".join(name.core),
            " ".join(map(sound, name.core)),
        )
    )


class Outline(NamedTuple):
    """What `outline` wrote: the text without spaces, with articles and without, as it sounds, and its words."""

    squeezed: str
    joined: str
    said: str
    words: list[str]
    sounds: list[str]


def read_outline(line: str) -> Outline:
    """Read what `outline` wrote."""
    squeezed, joined, said, core, sounds = line.split("\t")
    return Outline(squeezed, joined, said, core.split(" "), sounds.split(" "))


class Listed(NamedTuple):
    """A listed name, its outline, and whether it is a person's; `key` is whatever it is to be known by."""

    key: int
    text: str
    outline: Outline
    is_person: bool


def sift(asked: str, listed: Sequence[Listed], *, is_rare: Callable[[Sequence[str]], bool]) -> set[int]:
    """Give the keys of the names that may be alike.

    `is_rare` is asked with a name's words where it could only be alike as a name within a longer one.
    """
    kept: set[int] = set()
    for one in readings(asked):
        name, is_bare = take_apart(one), is_abjad(one)
        if not name.core:
            continue
        groups: dict[tuple[bool, bool], list[Listed]] = {}
        for other in listed:
            if other.key not in kept:
                is_other = not other.text.isascii() and is_abjad(other.text)
                groups.setdefault((other.is_person, is_other != is_bare), []).append(other)
        for (is_person, bare), lines in groups.items():
            kept |= _Sieve(name, lines, is_person=is_person, is_bare=bare).kept(lines, is_rare)
    return kept


class _Sieve:
    """What of a group of listed names is like one reading of what is asked."""

    def __init__(self, asked: Folded, lines: Sequence[Listed], *, is_person: bool, is_bare: bool) -> None:
        self.asked, self.is_person = asked, is_person
        known: dict[str, str] = {}
        for line in lines:
            known.update(zip(line.outline.words, line.outline.sounds, strict=True))
        self.known = known
        self.text = asked.text.replace(" ", "")
        self.said = sound(asked.squeezed)
        self.near = self._near({line.outline.said for line in lines})
        # Which words asked, as bits, a listed word may be paired with.
        self.masks: dict[str, int] = {}
        pairing = _Pairing(known, is_person=is_person, is_bare=is_bare)
        for word, mask in _written(asked.core).items():
            for other in pairing.with_(word):
                self.masks[other] = self.masks.get(other, 0) | mask
        self.every = (1 << len(asked.core)) - 1
        self.telling = sum(1 << at for at, word in enumerate(asked.core) if not is_generic(word))
        if asked.articled:
            said = {sound(word) for word in asked.articled}
            self.masks |= {word: self.every for word in known if sound(article_off(word)) in said}
        self.wholes = {word for word in asked.core if len(word) >= 4}
        self.said_wholes = {sound(word) for word in self.wholes if len(word) >= 6}
        self.whole_marks = set(_unmixed([sound(word) for word in self.wholes]))
        self.marks = dict(zip(known, _unmixed(known.values()), strict=True)) if self.wholes else {}
        self.parts = {word for word, mark in self.marks.items() if any(mark in one for one in self.whole_marks)}
        self.possible = {*self.masks, *self.parts, *filter(is_generic, known)}

    def _near(self, saids: Collection[str]) -> set[str]:
        """Find the whole names that are a letter or two from what is asked."""
        size = len(self.asked.squeezed)
        if size < 7:
            return {self.said} & set(saids)
        return _within(self.said, list(saids), 1 if size < 12 else 2)

    def kept(self, lines: Sequence[Listed], is_rare: Callable[[Sequence[str]], bool]) -> set[int]:
        return {
            key
            for key, _text, line, _is_person in lines
            if self._is_near(line) or (self._is_possible(line.words) and self._is_paired(line.words, is_rare))
        }

    def _is_possible(self, words: Sequence[str]) -> bool:
        """Look only at which words there are: most names end here."""
        if self.possible.issuperset(words):
            return True
        if not self.is_person:
            return False
        known = sum(map(self.possible.__contains__, words))
        return known >= 2 and len(words) - known <= 2

    def _is_near(self, line: Outline) -> bool:
        return line.said in self.near or line.squeezed == self.text or line.joined == self.asked.joined

    def _is_paired(self, words: Sequence[str], is_rare: Callable[[Sequence[str]], bool]) -> bool:
        covered = 0
        single: list[str] = []
        for word in words:
            if mask := self.masks.get(word):
                covered |= mask
            else:
                single.append(word)
        if single and len(words) > 1 and self.marks:
            left = self._not_joined(words, single)
            if len(left) < len(single):
                single, covered = left, self.every
        if not covered:
            return False
        strange = sum(not is_generic(word) for word in single)
        missing = (self.telling & ~covered).bit_count()
        if not strange and not missing:
            return True
        if self.is_person:
            return not (strange and missing) and strange + missing <= 2 and len(words) - len(single) >= 2
        return not single and sum(map(len, words)) >= WITHIN and is_rare(words)

    def _not_joined(self, words: Sequence[str], single: list[str]) -> list[str]:
        """Give the words that are no part of a word asked for, written apart."""
        if self.parts.isdisjoint(single):
            return single
        joined: set[str] = set()
        for at in range(len(words) - 1):
            mark = self.marks[words[at]]
            for end in range(at + 2, len(words) + 1):
                more = self.marks[words[end - 1]]
                mark += more[1:] if mark[-1:] == more[:1] else more
                if mark in self.whole_marks and self._is_whole("".join(words[at:end])):
                    joined.update(words[at:end])
        return [word for word in single if word not in joined] if joined else single

    def _is_whole(self, run: str) -> bool:
        return run in self.wholes or (len(run) >= 6 and sound(run) in self.said_wholes)


def _unmixed(saids: Iterable[str]) -> list[str]:
    """Leave of what is said the letters that stay where words are joined; all at once, for they are many."""
    return _TWICE.sub(r"\1", "\n".join(saids).translate(_UNMIXED)).split("\n")


def _written(core: Sequence[str]) -> dict[str, int]:
    """Give the words asked for and what they may be written as (joined, without an article), and which they are."""
    found: dict[str, int] = {}
    for at in range(len(core)):
        for end in range(at + 1, len(core) + 1):
            word, mask = "".join(core[at:end]), (1 << end) - (1 << at)
            for one in {word, article_off(word)}:
                found[one] = found.get(one, 0) | mask
    return found


class _Pairing:
    """The different words of many names, to find those that `compare_words` pairs with a word."""

    def __init__(self, known: Mapping[str, str], *, is_person: bool, is_bare: bool) -> None:
        self.is_person, self.is_bare = is_person, is_bare
        self.by_sound: dict[str, list[str]] = {}
        for word, said in known.items():
            short = respect_off(word) if is_person else word
            self.by_sound.setdefault(said if short == word else sound(short), []).append(word)
        self.sounds = list(self.by_sound)
        self.bones: dict[str, list[str]] = {}
        for one in known if is_bare else ():
            self.bones.setdefault(consonants(respect_off(one) if is_person else one), []).append(one)
        self.known = known

    def with_(self, word: str) -> list[str]:
        """Give the words that pair with one asked for."""
        short = respect_off(word) if self.is_person else word
        said = sound(short)
        maybe: set[str] = {word} & self.known.keys()
        if self.is_person:
            maybe |= self._initials(short)
        if self.is_bare:
            maybe.update(self.bones.get(consonants(short), ()))
        # A word of four letters pairs with those that sound the same; the longer, the more letters may be wrong.
        near = _within(said, self.sounds, 2 if len(short) < 9 else 3) if len(short) > 4 else {said}
        for one in near:
            maybe.update(self.by_sound.get(one, ()))
        return [one for one in maybe if compare_words(word, one, is_person=self.is_person, is_bare=self.is_bare) > 0]

    def _initials(self, short: str) -> set[str]:
        """Give the initials of a word, and for an initial the words that begin so."""
        if len(short) == 1:
            return {word for word in self.known if word.startswith(short)}
        return {short[:1]} & self.known.keys()


def _within(said: str, others: Iterable[str], most: int) -> set[str]:
    """Find the texts at most so many letters apart."""
    found = process.extract(said, others, scorer=_APART, score_cutoff=most, limit=None)
    return {text for text, _apart, _at in found}
