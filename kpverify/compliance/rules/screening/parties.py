"""Nobody behind the shipment is on a sanctions list: exporter, importer, their owners and addresses.

Source: 31 CFR 591 (OFAC) with the 50 % rule of 13 August 2014; Council Regulation (EU) No 269/2014, Article 2; United
Nations Security Council resolution 2745 (2024) on the Central African Republic.
"""

from __future__ import annotations

from collections.abc import Iterator

from kpverify.compliance.facts import Shipment
from kpverify.compliance.rules.rule import Found, Rule
from kpverify.tokens.codes import Result, gettext_noop

_ = gettext_noop
ANSWERS = {"open": "undecided", "same": "listed"}


def ask(shipment: Shipment) -> Iterator[Found]:
    """Answer for each entry a party is like; nothing while no list is loaded, and for what was decided as different."""
    screened = shipment.facts.screened
    for hit in screened.hits if screened else ():
        if answer := ANSWERS.get(hit.decision):
            yield Found(answer, hit.field, {"name": hit.name, "entry": hit.entry, "list": hit.listed_by})


RULE = Rule(
    id="screening.parties",
    title=_("Exporter, importer and their owners are on no sanctions list"),
    source="UN Security Council resolution 2745 (2024); Regulation (EU) No 269/2014, Article 2; OFAC, 50 % rule",
    url="https://eur-lex.europa.eu/eli/reg/2014/269/oj",
    words={
        "listed": (Result.FAIL, _("{name} is {entry} on a sanctions list ({list}): an officer decided so.")),
        "undecided": (
            Result.UNKNOWN,
            _("{name} is like {entry} on a sanctions list ({list}). An approver has to decide first whether it is."),
        ),
    },
    ask=ask,
)
