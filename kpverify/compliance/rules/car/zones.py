"""Every stone of a country with zones was bought with a slip, and found in a zone that was compliant on that day.

The day that counts for a zone is the day of production: goods dug before a zone was found compliant do not become good
when it is. What was dug while the whole country was suspended needs an audit of the stock, and the scheme's release.

Source: Administrative Decision on the Central African Republic of 2015-07-17 (Operational Framework: exports from
compliant zones only, traced from the purchase on, stocks of the suspension after a forensic audit), as reported in the
documents at `url`; its annex was not published. The tolerance is the house's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from kpverify.compliance.facts import Shipment, Slip
from kpverify.compliance.rules.rule import Found, Rule
from kpverify.tokens.codes import Result, gettext_noop
from kpverify.tokens.shape import period_on

_ = gettext_noop
# Scales differ, and stones are weighed one by one when bought and together when exported.
SHARE, LEAST = Decimal("0.005"), Decimal("0.01")
BOUND = ("zones", "zones_with_clearance")


def ask(shipment: Shipment) -> Iterator[Found]:
    """Ask of every origin what its regime on the day of issue asks of the purchase slips."""
    slips, is_bound = shipment.facts.slips, False
    for origin in shipment.kpc["mining_origin"]:
        regime = _rule_on(shipment, origin, shipment.case.day)
        if regime not in (*BOUND, "vigilance"):
            continue
        if slips is None:
            if regime in BOUND:
                yield Found("slips-unknown", "slips", {"code": origin})
            continue
        own = [one for one in slips if one.zone.startswith(f"{origin}-")]
        if regime in BOUND and not own and _came_in(shipment, origin):
            continue  # its slips lie where it was first exported; `kpcs.imports` asks what shows that it came in
        if regime in BOUND:
            is_bound = True
            yield from _bound(shipment, origin, own)
        else:
            yield from _vigilant(shipment, own)
    if is_bound:
        yield from _covered(shipment, slips or ())
    yield from _undeclared(shipment)
    for one in slips or ():
        if _is_foreign(shipment, one.zone[:2]):
            yield Found("slip-foreign", "slips", {"slip": one.number, "zone": one.zone})
        yield from _elsewhere(one)


def _elsewhere(slip: Slip) -> Iterator[Found]:
    """Does the slip, or one that says the same of the stones, stand behind another certificate?"""
    if slip.used_by:
        yield Found("slip-used", "slips", {"slip": slip.number, "certificate": slip.used_by})
    elif slip.is_used_unseen:
        yield Found("slip-used-unseen", "slips", {"slip": slip.number})
    if slip.alike is None:
        return
    if slip.alike.certificate:
        values = {"slip": slip.number, "other": slip.alike.slip, "certificate": slip.alike.certificate}
        yield Found("slip-alike", "slips", values)
    else:
        yield Found("slip-alike-unseen", "slips", {"slip": slip.number})


def _undeclared(shipment: Shipment) -> Iterator[Found]:
    """Ask an issuer whose own goods are bound, and who names another origin or none, which import it sends out again.

    Otherwise its own would leave as a mixture or as another country's, with no slip and no clearance.
    """
    own = str(shipment.case.authority["participant"])
    if own in shipment.kpc["mining_origin"] or _rule_on(shipment, own, shipment.case.day) not in BOUND:
        return
    if not shipment.facts.imports:
        yield Found("slips-missing", "slips", {"code": own})


def _came_in(shipment: Shipment, origin: str) -> bool:
    """Do these goods come from an import into another country than their own, as far as the shipment says?"""
    if origin == shipment.case.authority["participant"]:
        return False
    return any(origin in one.origins for one in shipment.facts.imports or ())


def stand_for_slips(shipment: Shipment) -> bool:
    """Do this shipment's import certificates take the place of slips that a regime would ask for?"""
    own, origins, day = str(shipment.case.authority["participant"]), shipment.kpc["mining_origin"], shipment.case.day
    if own not in origins and _rule_on(shipment, own, day) in BOUND:
        return True
    return any(_rule_on(shipment, one, day) in BOUND and _came_in(shipment, one) for one in origins)


def _is_foreign(shipment: Shipment, origin: str) -> bool:
    """Is a country not named?  A mixture names none on purpose, but may not hide goods that are under a regime."""
    origins = shipment.kpc["mining_origin"]
    return origin not in origins and (bool(origins) or _rule_on(shipment, origin, shipment.case.day) != "none")


def _rule_on(shipment: Shipment, origin: str, day: str) -> str:
    found = period_on(shipment.case.trust.regimes.get(origin, ()), day)
    return str(found["rule"]) if found else "none"


def _bound(shipment: Shipment, origin: str, slips: Sequence[Slip]) -> Iterator[Found]:
    if not slips:
        yield Found("slips-missing", "slips", {"code": origin})
        return
    listed = shipment.kpc.get("zones", ())
    for one in slips:
        values = {"slip": one.number, "zone": one.zone, "day": one.produced_on}
        if one.produced_on > shipment.case.day:
            yield Found("slip-later", "slips", values)
        elif _rule_on(shipment, origin, one.produced_on) == "suspended":
            yield Found("slip-of-suspension", "slips", values)
        else:
            yield from _zone(shipment, one, values)
        if one.zone not in listed:
            yield Found("slip-zone-not-listed", "zones", values)
    yield from _weights(shipment, origin, slips)


def _zone(shipment: Shipment, slip: Slip, values: dict[str, str]) -> Iterator[Found]:
    """Was the zone compliant on the day of production?"""
    zone = shipment.case.trust.zones.get(slip.zone)
    periods = zone["periods"] if zone else ()
    if period_on(periods, slip.produced_on) is not None:
        return
    later = sorted(one["from"] for one in periods if one["from"] > slip.produced_on)
    if later:
        yield Found("slip-zone-early", "slips", {**values, "since": later[0]})
    elif periods:
        ended = max(one["to"] for one in periods if one["to"] is not None)
        yield Found("slip-zone-ended", "slips", {**values, "ended": ended})
    else:
        yield Found("slip-zone-unknown", "slips", values)


def _weights(shipment: Shipment, origin: str, slips: Sequence[Slip]) -> Iterator[Found]:
    """Do all these stones leave?  That more leaves than was bought is asked of all origins together (`_covered`)."""
    bought = sum((one.carats for one in slips), Decimal())
    leaving = _leaving(shipment)
    if leaving < bought - _tolerance(bought):
        yield Found("less-than-bought", "goods", {"code": origin, "bought": f"{bought:f}", "leaving": f"{leaving:f}"})


def _covered(shipment: Shipment, slips: Sequence[Slip]) -> Iterator[Found]:
    """Does more leave than slips and import certificates account for?

    It can be told when each origin has a slip or an import certificate that names it; goods of one that has neither
    (of a country without zones) may make up the rest, however much that is.
    """
    origins = shipment.kpc["mining_origin"]
    imports = [one for one in shipment.facts.imports or () if set(one.origins) & set(origins)]
    own = [one for one in slips if one.zone[:2] in origins]
    known = {one.zone[:2] for one in own} | {code for one in imports for code in one.origins}
    if not own or not set(origins) <= known:
        return
    bought = sum((one.carats for one in own), Decimal())
    came = sum((one.drawn for one in imports), Decimal())
    leaving = _leaving(shipment)
    if leaving > bought + came + _tolerance(bought + came):
        values = {"code": ", ".join(origins), "bought": f"{bought + came:f}", "leaving": f"{leaving:f}"}
        yield Found("more-than-bought", "goods", values)


def _leaving(shipment: Shipment) -> Decimal:
    return sum((Decimal(line["carats"]) for line in shipment.kpc["goods"]), Decimal())


def _tolerance(bought: Decimal) -> Decimal:
    return max(LEAST, bought * SHARE)


def _vigilant(shipment: Shipment, slips: Sequence[Slip]) -> Iterator[Found]:
    """Name goods that could not have left when they were found."""
    for one in slips:
        values = {"slip": one.number, "zone": one.zone, "day": one.produced_on}
        if one.produced_on > shipment.case.day:
            yield Found("slip-later", "slips", values)
            continue
        zone = shipment.case.trust.zones.get(one.zone)
        was_good = zone is not None and period_on(zone["periods"], one.produced_on) is not None
        rule = _rule_on(shipment, one.zone[:2], one.produced_on)
        if rule == "suspended" or (rule in BOUND and not was_good):
            yield Found("slip-was-restricted", "slips", values)


RULE = Rule(
    id="car.zones",
    title=_("Purchase slips, and their zones on the day of production"),
    source="KP Administrative Decision on the Central African Republic of 2015-07-17, Operational Framework; "
    "tolerance: House",
    url="https://www.thediamondloupe.com/articles/2015-07-29/kp-gives-green-light-central-african-republic-resume-diamond-exports",
    words={
        "slips-unknown": (Result.UNKNOWN, _("Nobody could say which purchase slips stand behind the goods of {code}.")),
        "slips-missing": (
            Result.FAIL,
            _("The regime of {code} asks for the purchase slip of every stone: none is recorded yet."),
        ),
        "slip-later": (
            Result.FAIL,
            _("Slip {slip} says that stones of {zone} were found on {day}: that is after the day of issue."),
        ),
        "slip-of-suspension": (
            Result.FAIL,
            _(
                "Slip {slip}: the stones of {zone} were found on {day}, while the country was suspended. Stocks of the "
                "suspension need an audit, and the scheme's release."
            ),
        ),
        "slip-zone-early": (
            Result.FAIL,
            _("Slip {slip}: {zone} was not compliant on {day}, the day of production. It is so only from {since} on."),
        ),
        "slip-zone-ended": (
            Result.FAIL,
            _("Slip {slip}: {zone} was compliant only before {ended}, and {day} is the day of production."),
        ),
        "slip-zone-unknown": (
            Result.FAIL,
            _("Slip {slip}: {zone} was never found compliant, so not on {day} either, the day of production."),
        ),
        "slip-zone-not-listed": (
            Result.FAIL,
            _("Slip {slip} is of {zone}, which is not among the zones of this certificate: add it there."),
        ),
        "more-than-bought": (
            Result.FAIL,
            _(
                "{leaving} carats leave, but the purchase slips and import certificates of {code} add up to {bought}: "
                "one is missing."
            ),
        ),
        "less-than-bought": (
            Result.ATTENTION,
            _("The purchase slips of {code} add up to {bought} carats, but only {leaving} leave: say why."),
        ),
        "slip-foreign": (
            Result.FAIL,
            _("Slip {slip} is of {zone}, and the certificate does not name that country of mining origin."),
        ),
        "slip-used": (
            Result.ATTENTION,
            _("Slip {slip} stands behind {certificate}, too: the same stones cannot leave twice."),
        ),
        "slip-used-unseen": (
            Result.ATTENTION,
            _("Slip {slip} stands behind another certificate, too: the same stones cannot leave twice."),
        ),
        "slip-alike": (
            Result.ATTENTION,
            _(
                "Slip {slip} has the day, zone and weight of slip {other}, which stands behind {certificate}: are "
                "these the same stones?"
            ),
        ),
        "slip-alike-unseen": (
            Result.ATTENTION,
            _(
                "Slip {slip} has the day, zone and weight of a slip that stands behind another certificate: are these "
                "the same stones?"
            ),
        ),
        "slip-was-restricted": (
            Result.ATTENTION,
            _("Slip {slip}: when the stones of {zone} were found, on {day}, they could not leave the country."),
        ),
    },
    ask=ask,
)
