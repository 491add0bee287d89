"""The weight of a line is like that of earlier parcels of the same issuer, origin and HS code.

Only a heavy line is worth a look: a single stone is lawful, and often the best of a year.

Source: House. Robust bounds after Iglewicz and Hoaglin (1993).
"""

from __future__ import annotations

from collections.abc import Iterator

from kpverify.compliance.facts import Shipment
from kpverify.compliance.rules.plausibility._figures import is_ordinary, lines_of, picture_of, values_of
from kpverify.compliance.rules.rule import Found, Rule
from kpverify.tokens.codes import Result, gettext_noop

_ = gettext_noop


def _ask(shipment: Shipment) -> Iterator[Found]:
    history = shipment.facts.history
    if history is None or not is_ordinary(shipment):
        return
    for line in lines_of(shipment):
        spread = history.carats.get(line.hs)
        if spread is not None and line.carats > spread.high:
            values = {"hs": line.hs, **values_of(spread, line.carats)}
            yield Found("high", f"{line.path}.carats", values, picture_of(spread, line.carats, unit="carats"))


RULE = Rule(
    id="plausibility.carats",
    title=_("Weight, against earlier parcels"),
    source="House: robust statistics of the issuer's own certificates",
    url="",
    words={
        "high": (
            Result.ATTENTION,
            _(
                "{value} carats is more than usual for {hs} of this origin: {many} earlier parcels lay between {low} "
                "and {high}, half of them under {median}. Weigh again, or ask where so much was mined."
            ),
        ),
    },
    ask=_ask,
)
