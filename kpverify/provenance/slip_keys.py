"""When are two purchase slips one?  Spelling does not matter: a slip is told by its number and by what it says.

Pure.  Source: House. The framework for the Central African Republic numbers slips; how is not published, and offices
may number alike, so a number alone does not make two slips one.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from kpverify.screening.names import fold, skeleton

# Of day, zone, carats and seller so many have to agree beside the number: whoever changes two of them is still found.
AGREE = 2
_ALIKE = str.maketrans("oil", "011")
_PARTS = re.compile(r"[\W_]+")
_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")


class Said(NamedTuple):
    """What a slip says that tells it from others; `number` and `seller` are keys."""

    number: str
    seller: frozenset[str]
    produced_on: date
    zone: str
    carats: Decimal


def number_key(number: str) -> str:
    """Write a slip's number without what spelling makes of it: case, punctuation, leading zeros, `O` for `0`.

    Letters of other alphabets are read as they look. A number of signs alone keeps them.
    """
    # A latin letter in front makes `fold` read the others as they look.
    parts = (fold(f"x{part}")[1:].replace(" ", "").translate(_ALIKE) for part in _PARTS.split(number) if part)
    found = "".join(_ZEROS.sub("", part) for part in parts)
    return (found or number.strip())[:80]


def seller_key(seller: str) -> frozenset[str]:
    """Write a seller's name as its words sound, in no order."""
    return frozenset(skeleton(word) for word in fold(seller).split())


def is_same(one: Said, other: Said) -> bool:
    """Are these the same slip, written twice?"""
    agree = (
        one.produced_on == other.produced_on,
        one.zone == other.zone,
        one.carats == other.carats,
        one.seller == other.seller,
    )
    return one.number == other.number and sum(agree) >= AGREE


def is_alike(one: Said, other: Said) -> bool:
    """Do two slips with different numbers say the same of the stones: day, zone and weight?"""
    same = (one.produced_on, one.zone, one.carats) == (other.produced_on, other.zone, other.carats)
    return same and one.number != other.number
