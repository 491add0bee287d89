"""The value per carat is like that of earlier parcels of the same issuer, origin and HS code.

Where there are too few of them, it is compared with what the country's production was worth on average in the newest
published year, which says little about one parcel: only ten times as much or a tenth is worth a look. Industrial goods
(7102.21) are worth less than the average of all, and are not asked about the tenth.

Source: House. Robust bounds after Iglewicz and Hoaglin (1993); KPCS core document, Annex III has the statistics kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kpverify.compliance.facts import History, Shipment
from kpverify.compliance.rules.plausibility._figures import (
    Line,
    is_ordinary,
    lines_of,
    picture_of,
    text_of,
    values_of,
)
from kpverify.compliance.rules.rule import Found, Rule
from kpverify.tokens.codes import Result, gettext_noop

_ = gettext_noop
TIMES = 10
INDUSTRIAL = "7102.21"


def _ask(shipment: Shipment) -> Iterator[Found]:
    history = shipment.facts.history
    if history is not None and is_ordinary(shipment):
        for line in lines_of(shipment):
            yield from _ask_line(line, history)


def _ask_line(line: Line, history: History) -> Iterator[Found]:
    price = line.usd / line.carats
    spread = history.usd_per_carat.get(line.hs)
    if spread is not None:
        answer = "high" if price > spread.high else "low" if price < spread.low else None
        if answer:
            values = {"hs": line.hs, **values_of(spread, price)}
            yield Found(answer, f"{line.path}.usd", values, picture_of(spread, price, unit="usd_per_carat"))
    elif history.published is not None:
        average = history.published.usd_per_carat
        answer = _against(line.hs, price, average)
        if answer:
            values = {
                "value": text_of(price),
                "year": str(history.published.year),
                "average": text_of(average),
                "times": str(TIMES),
            }
            yield Found(answer, f"{line.path}.usd", values)


def _against(hs: str, price: Decimal, average: Decimal) -> str | None:
    if price > average * TIMES:
        return "high-published"
    return "low-published" if hs != INDUSTRIAL and price * TIMES < average else None


RULE = Rule(
    id="plausibility.usd-per-carat",
    title=_("Value per carat, against earlier parcels"),
    source="House: robust statistics of the issuer's own certificates; before those, published KP statistics",
    url="",
    words={
        "high": (
            Result.ATTENTION,
            _(
                "{value} US dollars per carat is more than usual for {hs} of this origin: {many} earlier parcels lay "
                "between {low} and {high}, half of them under {median}. Compare the valuation with the goods."
            ),
        ),
        "low": (
            Result.ATTENTION,
            _(
                "{value} US dollars per carat is less than usual for {hs} of this origin: {many} earlier parcels lay "
                "between {low} and {high}, half of them over {median}. Compare the valuation with the goods."
            ),
        ),
        "high-published": (
            Result.ATTENTION,
            _(
                "{value} US dollars per carat is more than {times} times the published average of {year}, {average}. "
                "Compare the valuation with the goods: few large stones can explain it."
            ),
        ),
        "low-published": (
            Result.ATTENTION,
            _(
                "{value} US dollars per carat is less than the published average of {year}, {average}, divided by "
                "{times}. Compare the valuation with the goods."
            ),
        ),
    },
    ask=_ask,
)
