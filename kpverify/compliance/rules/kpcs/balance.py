"""What leaves cannot be more than what came in, was mined, or lay there when the stock was counted.

It is asked from the authority's first stocktake on: before that nobody can say what lay there.

Source: House. KPCS core document, Section IV asks for a system of internal controls that keeps conflict diamonds out of
shipments, without saying which; no paragraph that asks for this balance was found.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kpverify.compliance.facts import Shipment
from kpverify.compliance.rules.rule import Found, Rule
from kpverify.tokens.codes import Result, gettext_noop

_ = gettext_noop
SHARE, LEAST = Decimal("0.005"), Decimal("0.01")


def is_short(came_in: Decimal, went_out: Decimal) -> bool:
    """Is more gone than came in, by more than weighing explains?"""
    return went_out > came_in + max(LEAST, came_in * SHARE)


def ask(shipment: Shipment) -> Iterator[Found]:
    """Compare each line of goods with what its pool still holds."""
    held = {one.hs: one for one in shipment.facts.balances or ()}
    for place, line in enumerate(shipment.kpc["goods"]):
        balance = held.get(line["hs"])
        if balance is None or balance.is_explained:
            continue
        if is_short(balance.came_in, balance.went_out + Decimal(line["carats"])):
            values = {
                "hs": balance.hs,
                "origin": balance.origin or "***",
                "left": f"{max(Decimal(), balance.came_in - balance.went_out):f}",
                "carats": line["carats"],
            }
            yield Found("more-than-came-in", f"goods[{place}].carats", values)


RULE = Rule(
    id="kpcs.balance",
    title=_("What leaves came in, was mined, or lay in stock"),
    source="House; KPCS core document, Section IV asks for internal controls, without naming this one",
    url="https://www.legislation.gov.uk/eur/2002/2368/annexes",
    words={
        "more-than-came-in": (
            Result.ATTENTION,
            _(
                "{carats} carats of {hs} with the origin {origin} leave, but only {left} are left of what came in: "
                "explain it under Stock."
            ),
        )
    },
    ask=ask,
)
