"""Zones as they stood on a day: in words for a table, and as a drawing a template can make of numbers.

The drawing needs no map service: a border, a few towns and the zones are data of ours (`data/outlines.json`). Every
mark has a shape besides its colour, and the table beside the map says the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from kpverify.registry.models import Participant, Regime, Zone, ZonePeriod
from kpverify.registry.periods import holding
from kpverify.registry.reference import DATA

# How a zone stands on a day: compliant, not (yet, or any more), the whole country barred, or no zones asked for.
COMPLIANT, NOT_COMPLIANT, BARRED, OPEN = "compliant", "not-compliant", "barred", "open"
WIDTH, MARGIN = 640, 14
Place = tuple[float, float]


class ZoneOn(NamedTuple):
    """One zone on a day: the period that holds, the first that begins later, the last that had ended."""

    zone: Zone
    standing: str
    period: ZonePeriod | None
    next: ZonePeriod | None
    past: ZonePeriod | None


class Country(NamedTuple):
    """A country of origin on a day: its rule, its zones, every rule it ever had."""

    country: Participant
    rule: Regime | None
    zones: list[ZoneOn]
    rules: list[Regime]

    @property
    def rule_code(self) -> str:
        """The rule as the trust list names it."""
        return self.rule.rule if self.rule else "none"


class Mark(NamedTuple):
    """A point of the drawing: where, what is written beside it and on which side; texts, as SVG takes them."""

    x: str
    y: str
    label: str
    label_x: str
    anchor: str
    shape: str = ""
    zone: str = ""


class View(NamedTuple):
    """One drawing: its size, the border as a path, towns, zones, and the part another view shows larger."""

    width: str
    height: str
    border: str
    towns: list[Mark]
    zones: list[Mark]
    window: tuple[str, str, str, str] | None


def countries_on(day: date) -> list[Country]:
    """List every country that has rules or zones of its own, as it stood on a day.  Reads the database."""
    found = Participant.objects.prefetch_related("regimes", "zones__periods").order_by("name")
    return [country_on(one, day) for one in found if one.regimes.all() or one.zones.all()]


def country_on(country: Participant, day: date) -> Country:
    """Tell how a country and its zones stood on a day."""
    rules = sorted(country.regimes.all(), key=lambda one: one.starts_on)
    rule = holding(rules, day)
    zones = sorted(country.zones.all(), key=lambda one: one.name)
    return Country(country, rule, [_zone_on(one, rule.rule if rule else "none", day) for one in zones], rules)


def _zone_on(zone: Zone, rule: str, day: date) -> ZoneOn:
    periods = sorted(zone.periods.all(), key=lambda one: one.starts_on)
    period = holding(periods, day)
    later = next((one for one in periods if one.starts_on > day), None)
    past = next((one for one in reversed(periods) if one.ends_on is not None and one.ends_on <= day), None)
    standing = {"suspended": BARRED, "none": OPEN, "vigilance": OPEN}.get(rule)
    return ZoneOn(zone, standing or (COMPLIANT if period else NOT_COMPLIANT), period, later, past)


def views_of(country: Country, *, only: Iterable[str] = ()) -> list[View]:
    """Draw a country: the part where its zones lie, large, then the whole of it; nothing when we have no border.

    `only` names zones to draw larger than the others: those of a shipment.
    """
    data = _outlines().get(country.country.pk)
    if data is None:
        return []
    outline: Sequence[Place] = [(lon, lat) for lon, lat in data["outline"]]
    west, south = min(lon for lon, _ in outline), min(lat for _, lat in outline)
    east, north = max(lon for lon, _ in outline), max(lat for _, lat in outline)
    near: tuple[float, float, float, float] = tuple(data["window"])
    large = _view(data, country, near, names=frozenset(only), window=None)
    whole = _view(data, country, (west, south, east, north), names=None, window=near)
    return [large, whole]


def _view(
    data: Mapping[str, Any],
    country: Country,
    box: tuple[float, float, float, float],
    *,
    names: frozenset[str] | None,
    window: tuple[float, float, float, float] | None,
) -> View:
    """Draw one box; degrees are taken as equal in both directions, which near the equator they almost are."""
    west, south, east, north = box
    scale = (WIDTH - 2 * MARGIN) / (east - west)

    def place(at: Sequence[float]) -> tuple[float, float]:
        return MARGIN + (at[0] - west) * scale, MARGIN + (north - at[1]) * scale

    def mark(at: Sequence[float], label: str, beside: str, shape: str = "", zone: str = "") -> Mark:
        x, y = place(at)
        return Mark(
            _text(x), _text(y), label, _text(x + (13 if beside == "end" else -13)), _ANCHOR[beside], shape, zone
        )

    path = "M" + "L".join(f"{_text(x)} {_text(y)}" for x, y in map(place, data["outline"])) + "Z"
    inside = [one for one in data["towns"] if west <= one["at"][0] <= east and south <= one["at"][1] <= north]
    towns = [mark(one["at"], one["name"], one["beside"]) for one in inside]
    places = data["zones"]
    zones = [
        mark(
            places[one.zone.pk]["at"],
            one.zone.name if names is not None else "",
            places[one.zone.pk]["beside"],
            one.standing,
            one.zone.pk if names and one.zone.pk in names else "",
        )
        for one in country.zones
        if one.zone.pk in places
    ]
    frame = None
    if window is not None:
        (left, top), (right, bottom) = place((window[0], window[3])), place((window[2], window[1]))
        frame = (_text(left), _text(top), _text(right - left), _text(bottom - top))
    return View(str(WIDTH), _text(2 * MARGIN + (north - south) * scale), path, towns, zones, frame)


_ANCHOR = {"end": "start", "start": "end"}


def _text(number: float) -> str:
    # Text, so that no language puts a comma into a drawing.
    return f"{number:.1f}"


@lru_cache(maxsize=1)
def _outlines() -> dict[str, Any]:
    content = json.loads((DATA / "outlines.json").read_text("utf-8"))
    return {row["origin"]: row for row in content["rows"]}
