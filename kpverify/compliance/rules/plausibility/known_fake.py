"""No certificate that the shipment names is void: known from a fake, lost, stolen, withdrawn or spoiled.

The register is the trust list's: the authority's void numbers, leading zeros or not. That a presented certificate has
such a number itself is asked by every verifier (`number.void`).

Source: the published warning of 1 December 2015 on fake certificates of Sierra Leone; that others are asked too: House.
"""

from __future__ import annotations

from collections.abc import Iterator

from kpverify.compliance.facts import Shipment
from kpverify.compliance.rules.plausibility._numbers import key_of, numbers_named
from kpverify.compliance.rules.rule import Found, Rule
from kpverify.tokens.codes import Result, gettext_noop

_ = gettext_noop


def _ask(shipment: Shipment) -> Iterator[Found]:
    named = list(numbers_named(shipment))
    if not named:
        return
    void = {key_of(number): (number, reason) for number, reason in _void(shipment)}
    for field, number in named:
        if key_of(number) in void:
            listed, reason = void[key_of(number)]
            answer = "fake" if reason == "fake" else "void"
            yield Found(answer, field, {"number": number, "listed": listed, "reason": reason})


def _void(shipment: Shipment) -> Iterator[tuple[str, str]]:
    for authority in shipment.case.trust.data["authorities"]:
        for one in authority["void"]:
            yield one["number"], one["reason"]


RULE = Rule(
    id="plausibility.known-fake",
    title=_("Certificates that are named are not known as fake or void"),
    source="Warning of the Belgian authorities on fake certificates of Sierra Leone, 1 December 2015",
    url="https://www.thediamondloupe.com/articles/2015-12-01/belgian-authorities-warn-fake-kp-certificate-sierra-leone",
    words={
        "fake": (
            Result.ATTENTION,
            _(
                "{number} is named here, and {listed} is known from a fake. Look at the paper itself, and ask the "
                "authority that is said to have issued it."
            ),
        ),
        "void": (
            Result.ATTENTION,
            _(
                "{number} is named here, and {listed} is void: {reason}. Ask the authority that is said to have "
                "issued it."
            ),
        ),
    },
    ask=_ask,
)
