"""What an issuer certified in the last thirty days, with this shipment, is no jump against its usual thirty days.

Goods of another country that are passed off as one's own show as more than the mines give.

Source: House.
"""

from __future__ import annotations

from collections.abc import Iterator

from kpverify.compliance.facts import Shipment
from kpverify.compliance.rules.plausibility._figures import carats_of, is_ordinary, picture_of, values_of
from kpverify.compliance.rules.rule import Found, Rule
from kpverify.tokens.codes import Result, gettext_noop

_ = gettext_noop
TIMES = 3


def _ask(shipment: Shipment) -> Iterator[Found]:
    history = shipment.facts.history
    if history is None or history.months is None or not is_ordinary(shipment):
        return
    months = history.months
    together = history.recent_carats + carats_of(shipment)
    if together > months.median * TIMES:
        values = {"times": str(TIMES), **values_of(months, together)}
        yield Found("jump", "goods", values, picture_of(months, together, unit="carats"))


RULE = Rule(
    id="plausibility.volume",
    title=_("Carats of the last thirty days, against what is usual"),
    source="House: what the issuer certified in the last two years",
    url="",
    words={
        "jump": (
            Result.ATTENTION,
            _(
                "With this shipment, {value} carats were certified within thirty days: more than {times} times the "
                "usual {median}. Ask whether so much was mined or imported."
            ),
        ),
    },
    ask=_ask,
)
