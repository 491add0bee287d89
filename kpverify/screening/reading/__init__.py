"""Readers: one file for each list's format; pure but for the words of their refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kpverify.screening.reading import eu, ofac, opensanctions, seed, un
from kpverify.screening.reading.entry import Read

READERS: dict[str, Callable[[Mapping[str, bytes]], Read]] = {
    "ofac": ofac.read,
    "eu": eu.read,
    "un": un.read,
    "opensanctions": opensanctions.read,
    "seed": seed.read,
}
