"""A re-export names the certificates its goods came in with, and takes no more from each than came in with it.

Source: House, after the application data of Canada, SOR/2003-15 (serial numbers of the import certificates for
re-exports); KPCS core document, Section IV asks for internal controls without saying which.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from kpverify.compliance.facts import Import, Shipment
from kpverify.compliance.rules.kpcs.balance import is_short
from kpverify.compliance.rules.rule import Found, Rule
from kpverify.tokens.codes import Result, gettext_noop

_ = gettext_noop


def ask(shipment: Shipment) -> Iterator[Found]:
    """Ask each import certificate what is left of it, and the shipment whether it names enough of them."""
    imports = shipment.facts.imports
    if imports is None or shipment.kpc["kind"] == "technical":
        return
    for one in imports:
        yield from _ask_one(shipment, one)
    origins = shipment.kpc["mining_origin"]
    if shipment.case.authority["participant"] in origins:
        return
    if not imports:
        yield Found("missing", "imports")
        return
    yield from _whole(shipment, imports)


def _ask_one(shipment: Shipment, one: Import) -> Iterator[Found]:
    values = {"number": one.number, "hs": one.hs, "day": one.imported_on}
    if one.imported_on > shipment.case.day:
        yield Found("later", "imports", values)
    if one.register in ("withdrawn", "differs"):
        yield Found(one.register, "imports", values)
    if is_short(one.stated, one.drawn_before + one.drawn):
        left = max(Decimal(), one.stated - one.drawn_before)
        yield Found("overdrawn", "imports", {**values, "left": f"{left:f}", "drawn": f"{one.drawn:f}"})


def _whole(shipment: Shipment, imports: Sequence[Import]) -> Iterator[Found]:
    """Do the imports cover weight and origins?  Codes are not compared: sorting changes them."""
    drawn = sum((one.drawn for one in imports), Decimal())
    leaving = sum((Decimal(line["carats"]) for line in shipment.kpc["goods"]), Decimal())
    if is_short(drawn, leaving):
        yield Found("too-few", "imports", {"drawn": f"{drawn:f}", "leaving": f"{leaving:f}"})
    if all(one.origins for one in imports):
        known = {origin for one in imports for origin in one.origins}
        for origin in shipment.kpc["mining_origin"]:
            if origin not in known:
                yield Found("origin-not-imported", "mining_origin", {"code": origin})


RULE = Rule(
    id="kpcs.imports",
    title=_("Import certificates of a re-export"),
    source="House, after the application data of Canada, SOR/2003-15",
    url="https://laws-lois.justice.gc.ca/eng/regulations/SOR-2003-15/",
    words={
        "missing": (
            Result.ATTENTION,
            _("These goods were mined elsewhere: name the certificates they came in with."),
        ),
        "later": (Result.ATTENTION, _("{number} came in on {day}: that is after the day of issue.")),
        "withdrawn": (Result.ATTENTION, _("{number} is not in force: its issuer has withdrawn it.")),
        "differs": (Result.ATTENTION, _("{number} says less of {hs} than was entered here: compare it.")),
        "overdrawn": (
            Result.ATTENTION,
            _("{drawn} carats of {hs} are taken from {number}, but only {left} are left of it."),
        ),
        "too-few": (
            Result.ATTENTION,
            _("{leaving} carats leave, but only {drawn} are taken from import certificates."),
        ),
        "origin-not-imported": (
            Result.ATTENTION,
            _("No import certificate of this shipment names {code} as a country of mining origin."),
        ),
    },
    ask=ask,
)
