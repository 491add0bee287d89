"""Numbers of certificates, as people write them: with blanks and strokes, and with or without leading zeros."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kpverify.compliance.facts import Shipment

# Two letters and digits; a letter or two may stand before the digits, as in EU-ANR numbers.
_NUMBER = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}[A-Z0-9]{0,3}[ /.-]?[0-9]{3,18}(?![A-Za-z0-9])")
_SIGNS = re.compile(r"[ /.-]")
_PARTS = re.compile(r"([A-Z]{2}[A-Z0-9]*?)0*([0-9]*)")


class Named(NamedTuple):
    """A certificate that a shipment names, and where."""

    field: str
    number: str


def key_of(number: str) -> str:
    """Put a number in one form: fakes are printed with and without leading zeros."""
    found = _PARTS.fullmatch(_SIGNS.sub("", number.upper()))
    return f"{found[1]}{found[2]}" if found else number


def numbers_named(shipment: Shipment) -> Iterator[Named]:
    """List the certificates a shipment names: it replaces one, was imported with some, and remarks name others."""
    replaced = shipment.kpc.get("replaces")
    if replaced:
        yield Named("replaces", replaced)
    for number in dict.fromkeys(one.number for one in shipment.facts.imports or ()):
        yield Named("imports", number)
    for found in _NUMBER.finditer(shipment.kpc.get("remarks", "")):
        yield Named("remarks", found[0])
