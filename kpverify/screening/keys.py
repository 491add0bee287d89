"""The keys by which a name is found among hundreds of thousands, however it is spelled.  Pure.

A name is found when it shares a key with what is asked: the bones of a word, the bones of the whole name in any order
and spacing, or those bones but for one letter. What is found is then compared (`matching.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from kpverify.screening.names import fold, is_generic, skeleton, take_apart, words_of
from kpverify.screening.readings import readings

MOST_WORDS = 8
# Bones of this length are also found when one of them is wrong, missing or too many.
LOOSE = range(3, 13)
LOOSE_WORDS = 2


@lru_cache(maxsize=50_000)
def number_of(key: str) -> int:
    """Give the signed 64 bits a key is stored as."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)


def keys_of_name(text: str) -> set[str]:
    """Give every key of a name."""
    taken = take_apart(text)
    core = taken.core
    if not core:
        return set()
    telling = [word for word in core if not is_generic(word)] or list(core)
    bones = sorted(skeleton(word) for word in telling)
    keys = {f"w:{skeleton(word)}" for word in core[:MOST_WORDS]}
    whole = "".join(bones)
    for squeezed in {whole, skeleton("".join(core)), skeleton("".join(telling)), skeleton(taken.joined)}:
        keys.add(f"n:{squeezed[:24]}")
    if len(telling) <= LOOSE_WORDS and len(whole) in LOOSE:
        keys |= {f"n:{whole}"} | {f"n:{whole[:at]}{whole[at + 1 :]}" for at in range(len(whole))}
    return keys


def keys_of_words(words: Iterable[str]) -> set[str]:
    """Give the keys of those words that tell a name."""
    return {f"w:{skeleton(word)}" for word in words if not is_generic(word)}


def keys_asked(text: str) -> set[str]:
    """Give the keys to look a name up by: those of each of its readings."""
    return {key for one in readings(text) for key in keys_of_name(one)}


# Words of addresses that are in most of them.
PLACES = words_of(
    """
    street st road rd avenue ave av boulevard blvd rue route square lane way place plaza building bldg floor office
    suite room apartment apt house no number nr box po bp district city town unit block near of the and des de du la le
    industrial zone area ul ulitsa ulica prospekt pr str
    """
)


def address_words(text: str) -> tuple[str, ...]:
    """Give the words of an address that tell it from others, in order; none for one that only names a town."""
    words = [word for word in dict.fromkeys(fold(text).split()) if word not in PLACES]
    return tuple(words) if len(words) >= 3 and any(word[0].isdigit() for word in words) else ()


def keys_of_address(text: str) -> set[str]:
    """Give the keys of an address: each pair of neighbouring words that tell something."""
    words = address_words(text)
    return {f"a:{'/'.join(sorted(pair))}" for pair in pairwise(words)}
