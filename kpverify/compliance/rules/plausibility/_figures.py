"""How the rules of this folder read figures and picture them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from kpverify.compliance.facts import Shipment, Spread

CENT = Decimal("0.01")


class Line(NamedTuple):
    """One line of goods, and where it stands."""

    path: str
    hs: str
    carats: Decimal
    usd: Decimal


def lines_of(shipment: Shipment) -> Iterator[Line]:
    """Give the lines of goods; one without weight has no price, and is none."""
    for place, line in enumerate(shipment.kpc["goods"]):
        carats = Decimal(line["carats"])
        if carats > 0:
            yield Line(f"goods[{place}]", line["hs"], carats, Decimal(line["usd"]))


def carats_of(shipment: Shipment) -> Decimal:
    """Add up the carats of the whole shipment."""
    return sum((line.carats for line in lines_of(shipment)), Decimal(0))


def is_ordinary(shipment: Shipment) -> bool:
    """A technical certificate is for goods that were detained, seized or go back: nothing is usual about them."""
    return bool(shipment.kpc.get("kind") != "technical")


def text_of(figure: Decimal) -> str:
    """Write a figure with what digits it needs, two after the point at most."""
    rounded = figure.quantize(CENT)
    return f"{rounded.to_integral_value():f}" if rounded == rounded.to_integral_value() else f"{rounded:f}"


def values_of(spread: Spread, value: Decimal) -> dict[str, str]:
    """Give the figures a sentence about a spread may name."""
    figures = {"value": value, "low": spread.low, "median": spread.median, "high": spread.high}
    return {"many": str(spread.many), **{name: text_of(figure) for name, figure in figures.items()}}


def picture_of(spread: Spread, value: Decimal, *, unit: str) -> Mapping[str, Any]:
    """Describe where a value lies, for whoever draws it; `unit` is `usd_per_carat` or `carats`, figures are texts."""
    figures = {name: text_of(getattr(spread, name)) for name in Spread._fields[1:]}
    return {"kind": "spread", **figures, "value": text_of(value), "unit": unit, "many": spread.many}
