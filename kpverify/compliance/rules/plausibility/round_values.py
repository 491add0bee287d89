"""Weighed and valued goods come to odd figures: all of them in round thousands were estimated, or made up.

Source: House.
"""

from __future__ import annotations

from collections.abc import Iterator

from kpverify.compliance.facts import Shipment
from kpverify.compliance.rules.plausibility._figures import lines_of
from kpverify.compliance.rules.rule import Found, Rule
from kpverify.tokens.codes import Result, gettext_noop

_ = gettext_noop
ROUND = 1000


def _ask(shipment: Shipment) -> Iterator[Found]:
    figures = [figure for line in lines_of(shipment) for figure in (line.carats, line.usd)]
    if figures and all(figure % ROUND == 0 for figure in figures):
        yield Found("round", "goods", {"round": str(ROUND)})


RULE = Rule(
    id="plausibility.round-values",
    title=_("Figures are not all round"),
    source="House: goods that were weighed and valued come to odd figures",
    url="",
    words={
        "round": (
            Result.ATTENTION,
            _("Every weight and value is a multiple of {round}. Make sure the goods were weighed and valued."),
        ),
    },
    ask=_ask,
)
