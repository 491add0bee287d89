"""A re-export names the certificates its goods came in with, and takes no more from each than came in with it.

What the register of this node contradicts is a fail. The rest is an officer's word: a paper of it is asked for, and the
number is looked up in the trust list. Where import certificates take the place of purchase slips that a regime asks for
(`car.zones`), that is not left to a look: without a paper it fails, and a number nobody can place is unknown.

Source: House, after the application data of Canada, SOR/2003-15 (serial numbers of the import certificates for
re-exports); KPCS core document, Section IV asks for internal controls without saying which.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from kpverify.compliance.facts import Import, Shipment
from kpverify.compliance.rules.car.zones import stand_for_slips
from kpverify.compliance.rules.kpcs.balance import is_short
from kpverify.compliance.rules.rule import Found, Rule
from kpverify.tokens.codes import Result, gettext_noop

_ = gettext_noop


def ask(shipment: Shipment) -> Iterator[Found]:
    """Ask each import certificate what is left of it, and the shipment whether it names enough of them."""
    imports = shipment.facts.imports
    if imports is None:
        return
    # Of what takes the place of slips, more is asked: these answers have a stricter twin.
    strict = "-for-slips" if stand_for_slips(shipment) else ""
    for one in imports:
        yield from _ask_one(shipment, one, strict)
    if shipment.kpc["kind"] == "technical" and not strict:
        return
    origins = shipment.kpc["mining_origin"]
    if not strict and shipment.case.authority["participant"] in origins:
        return
    if not imports:
        yield Found("missing", "imports")
        return
    yield from _whole(shipment, imports, strict)


def _ask_one(shipment: Shipment, one: Import, strict: str) -> Iterator[Found]:
    values = {"number": one.number, "hs": one.hs, "day": one.imported_on}
    if one.imported_on > shipment.case.day:
        yield Found("later", "imports", values)
    if is_short(one.stated, one.drawn_before + one.drawn):
        left = max(Decimal(), one.stated - one.drawn_before)
        yield Found(f"overdrawn{strict}", "imports", {**values, "left": f"{left:f}", "drawn": f"{one.drawn:f}"})
    if one.register not in ("", "same"):
        answer = "missing-in-register" if one.register == "missing" else one.register
        yield Found(answer, "imports", values)
    elif not one.register:
        yield from _unchecked(shipment, one, values, strict)


def _unchecked(shipment: Shipment, one: Import, values: dict[str, str], strict: str) -> Iterator[Found]:
    """Ask of a number that this node did not give: is there a paper, and may its issuer have given it?"""
    if one.paper not in (shipment.facts.import_papers or ()):
        yield Found(f"paper-missing{strict}", "imports", values)
    issuers = [one for one in shipment.case.trust.data["authorities"] if one["participant"] == values["number"][:2]]
    if any(held["number"] == one.number for issuer in issuers for held in issuer["void"]):
        yield Found("void", "imports", values)
        return
    spans = [span for issuer in issuers for span in issuer["numbers"]]
    if not spans or int(one.imported_on[:4]) < min(span["year"] for span in spans):
        yield Found(f"no-range{strict}", "imports", values)
    elif not any(_is_in(one.number, span["first"], span["last"]) for span in spans):
        yield Found(f"outside-ranges{strict}", "imports", values)
    elif strict:
        yield Found("stated", "imports", values)


def _is_in(number: str, first: str, last: str) -> bool:
    return len(number) == len(first) and first <= number <= last


def _whole(shipment: Shipment, imports: Sequence[Import], strict: str) -> Iterator[Found]:
    """Do the imports cover weight and origins?  Codes are not compared: sorting changes them."""
    own = shipment.case.authority["participant"]
    origins = shipment.kpc["mining_origin"]
    drawn = sum((one.drawn for one in imports), Decimal())
    leaving = sum((Decimal(line["carats"]) for line in shipment.kpc["goods"]), Decimal())
    # Where goods of the country itself, or goods with slips, leave along, these make up the rest.
    bought = sum((one.carats for one in shipment.facts.slips or ()), Decimal())
    if own not in origins and is_short(drawn + bought, leaving):
        yield Found(f"too-few{strict}", "imports", {"drawn": f"{drawn:f}", "leaving": f"{leaving:f}"})
    if all(one.origins for one in imports):
        known = {origin for one in imports for origin in one.origins}
        known |= {one.zone[:2] for one in shipment.facts.slips or ()} | {own}
        for origin in origins:
            if origin not in known:
                yield Found(f"origin-not-imported{strict}", "mining_origin", {"code": origin})


_OVERDRAWN = _("{drawn} carats of {hs} are taken from {number}, but only {left} are left of it.")
_TOO_FEW = _("{leaving} carats leave, but only {drawn} are taken from import certificates.")
_NOT_IMPORTED = _("No import certificate of this shipment names {code} as a country of mining origin.")
_PAPER = _(
    "{number} is stated without its paper: add it to the files as certificate of the import, and choose it here."
)
_NO_RANGE = _(
    "Nobody can say here whether {number} was ever issued: no numbers of its issuer are published for that time. Ask "
    "its issuer."
)
_OUTSIDE = _("{number} is in none of the ranges its issuer has published. Look at the paper, and ask its issuer.")

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
        "missing-in-register": (
            Result.FAIL,
            _("The register of its issuer, which is kept here, has no certificate {number} to your country."),
        ),
        "withdrawn": (Result.FAIL, _("{number} is not in force: its issuer has withdrawn or suspended it.")),
        "differs": (Result.FAIL, _("{number} says less of {hs} than was entered here: compare it.")),
        "origins-differ": (
            Result.FAIL,
            _("{number} names other countries of mining origin than were entered here: compare it."),
        ),
        "void": (Result.FAIL, _("{number} is void: lost, stolen, withdrawn, spoiled, or known from a fake.")),
        "overdrawn": (Result.ATTENTION, _OVERDRAWN),
        "overdrawn-for-slips": (Result.FAIL, _OVERDRAWN),
        "too-few": (Result.ATTENTION, _TOO_FEW),
        "too-few-for-slips": (Result.FAIL, _TOO_FEW),
        "origin-not-imported": (Result.ATTENTION, _NOT_IMPORTED),
        "origin-not-imported-for-slips": (Result.FAIL, _NOT_IMPORTED),
        "paper-missing": (Result.ATTENTION, _PAPER),
        "paper-missing-for-slips": (Result.FAIL, _PAPER),
        "no-range": (Result.ATTENTION, _NO_RANGE),
        "no-range-for-slips": (Result.UNKNOWN, _NO_RANGE),
        "outside-ranges": (Result.ATTENTION, _OUTSIDE),
        "outside-ranges-for-slips": (Result.UNKNOWN, _OUTSIDE),
        "stated": (
            Result.ATTENTION,
            _(
                "That {number} brought these goods in is stated by the officer, with its paper, in place of purchase "
                "slips. This node cannot check it: compare the paper, and ask its issuer."
            ),
        ),
    },
    ask=ask,
)
