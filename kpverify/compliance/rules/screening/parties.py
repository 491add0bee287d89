"""Nobody behind the shipment is on a sanctions list: exporter, importer, their owners and addresses.

A party counts as listed when listed owners hold 50 percent or more of it together; below that somebody has to look.

Source: 31 CFR 591 (OFAC) with the 50 % rule of 13 August 2014; Council Regulation (EU) No 269/2014, Article 2; United
Nations Security Council resolution 2745 (2024) on the Central African Republic.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from kpverify.compliance.facts import Hit, Shipment
from kpverify.compliance.rules.rule import Found, Rule
from kpverify.tokens.codes import Result, gettext_noop

_ = gettext_noop
HALF = Decimal(50)
ANSWERS = {"open": "undecided", "same": "listed"}


def ask(shipment: Shipment) -> Iterator[Found]:
    """Answer for each entry a party is like; nothing while no list is loaded, and for what was decided as different."""
    screened = shipment.facts.screened
    hits = screened.hits if screened else ()
    for hit in hits:
        if hit.decision in ANSWERS:
            yield Found(_answer(hit, hits), hit.field, _values(hit))


def _values(hit: Hit) -> dict[str, str]:
    values = {"name": hit.name, "entry": hit.entry, "list": hit.listed_by}
    return values if hit.share is None else {**values, "share": f"{hit.share.normalize():f}"}


def _answer(hit: Hit, hits: Iterable[Hit]) -> str:
    if hit.share is None:
        return ANSWERS[hit.decision]
    side = hit.field.partition(".")[0]
    owners = [one for one in hits if one.share is not None and one.field.partition(".")[0] == side]
    if _held(owners, ("same",)) >= HALF:
        return "owned"
    return "owner-undecided" if _held(owners, ("same", "open")) >= HALF else "owner-below-half"


def _held(owners: Iterable[Hit], decisions: tuple[str, ...]) -> Decimal:
    """Add what owners hold, each once, however many entries they are like."""
    shares = {one.field: one.share or Decimal(0) for one in owners if one.decision in decisions}
    return sum(shares.values(), Decimal(0))


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
        "owned": (
            Result.FAIL,
            _(
                "Listed owners hold half of this party or more, so it counts as listed: {name} ({share} %) is or may "
                "be {entry} ({list})."
            ),
        ),
        "owner-undecided": (
            Result.UNKNOWN,
            _(
                "{name}, who owns {share} %, is like {entry} on a sanctions list ({list}). Such owners hold half or "
                "more together: an approver has to decide first whether it is."
            ),
        ),
        "owner-below-half": (
            Result.ATTENTION,
            _("{name}, who owns {share} %, is or may be {entry} on a sanctions list ({list}); together below half."),
        ),
    },
    ask=ask,
)
