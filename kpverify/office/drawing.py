"""Drawing where a figure lies among earlier ones: the coordinates of a small picture, and the same in words."""

from __future__ import annotations

from collections.abc import Mapping
from math import log
from typing import Any

from django.utils.translation import gettext, gettext_noop

WIDTH, MARGIN = 300.0, 12.0
# Smaller figures are drawn as this one: the scale is one of ratios, and has no zero.
LEAST = 0.01
_CAPTIONS = {
    "usd_per_carat": gettext_noop(
        "Here: {value} US dollars per carat. Usual: {low} to {high}, the middle half {quarter} to {three_quarters}, "
        "median {median}. Earlier figures: {many}."
    ),
    "carats": gettext_noop(
        "Here: {value} carats. Usual: {low} to {high}, the middle half {quarter} to {three_quarters}, "
        "median {median}. Earlier figures: {many}."
    ),
}
PLACES = ("low", "quarter", "median", "three_quarters", "high", "value")


def drawn(picture: Mapping[str, Any] | None) -> dict[str, str] | None:
    """Give the places of a `spread` (compliance/rules/plausibility/_figures.py) as texts, and its `caption`.

    From left to right in every language, as a ruler is. None for what is no spread.
    """
    if not picture or picture.get("kind") != "spread" or picture["unit"] not in _CAPTIONS:
        return None
    logs = {name: log(max(float(picture[name]), LEAST)) for name in PLACES}
    begin, end = min(logs.values()), max(logs.values())
    step = (WIDTH - 2 * MARGIN) / ((end - begin) or 1.0)
    at = {name: MARGIN + (one - begin) * step for name, one in logs.items()}
    found = {name: f"{one:.1f}" for name, one in at.items()}
    return {**found, "half": f"{max(at['three_quarters'] - at['quarter'], 1.0):.1f}", "caption": _caption(picture)}


def _caption(picture: Mapping[str, Any]) -> str:
    words = gettext(_CAPTIONS[picture["unit"]])
    return words.format(**picture)
