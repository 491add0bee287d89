"""What is stated about due diligence is in date, in a wording that is accepted, and says what was not done.

Source: OECD Due Diligence Guidance, 3rd edition, five-step framework; WDC System of Warranties Guidelines, 2021.
"""

from __future__ import annotations

from collections.abc import Iterator

from kpverify.compliance.facts import Shipment
from kpverify.compliance.rules.rule import Found, Rule
from kpverify.tokens.codes import Result, gettext_noop

_ = gettext_noop
DETAILS = "DETAILS-"


def ask(shipment: Shipment) -> Iterator[Found]:
    """Ask each statement; a draft that is only typed has none yet."""
    statements = shipment.facts.statements
    if statements is None:
        return
    for one in statements:
        named = {"standard": one.standard}
        if one.valid_to is not None and one.valid_to < shipment.case.day:
            yield Found("expired", "due_diligence", {**named, "day": one.valid_to})
        if not one.is_accepted:
            yield Found("version", "due_diligence", {**named, "version": one.version})
        if one.missing:
            yield Found("steps", "due_diligence", {**named, "steps": ", ".join(one.missing)})
    # Where nobody states anything the ids are all there is, as they always were.
    if statements:
        stated = {one.standard for one in statements}
        for name in shipment.kpc["due_diligence"]:
            if name not in stated and not name.startswith(DETAILS):
                yield Found("no-details", "due_diligence", {"standard": name})


RULE = Rule(
    id="diligence.statements",
    title=_("Statements about due diligence"),
    source="OECD Due Diligence Guidance, 3rd edition, five-step framework; WDC System of Warranties, 2021",
    url="https://www.rough-polished.com/en/news/122897.html",
    words={
        "expired": (Result.ATTENTION, _("The statement about {standard} was valid until {day} only.")),
        "version": (
            Result.ATTENTION,
            _("{standard}: this version or wording is not accepted on the day of issue: {version}."),
        ),
        "steps": (Result.ATTENTION, _("{standard}: these steps are stated as not done: {steps}.")),
        "no-details": (Result.ATTENTION, _("{standard} is named, but nobody states anything about it.")),
    },
    ask=ask,
)
