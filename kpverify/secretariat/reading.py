"""What a monitor reads about one shipment, put in order: slips, sums, files, changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from kpverify.certificates.models import Certificate
from kpverify.clearance.changes import Change, changes_between, earlier_than
from kpverify.clearance.models import Clearance
from kpverify.compliance.rules.kpcs.balance import is_short
from kpverify.dossier.models import DossierFile
from kpverify.provenance.elsewhere import Twin, twins_of
from kpverify.provenance.models import PurchaseSlip
from kpverify.registry.models import Regime, Zone, ZonePeriod
from kpverify.registry.periods import holding
from kpverify.secretariat.states import CERTIFICATE, CHANGE, SLIP, Tag

Kind = DossierFile.Kind
HELD_BACK = (DossierFile.Scan.QUARANTINED, DossierFile.Scan.INFECTED)
# What the framework lets monitors read, in the order in which they do; slips are in the table besides.
ASKED_FOR = (Kind.PURCHASE, Kind.PHOTOGRAPH, Kind.PRODUCTION_BOOK, Kind.EXPORT_DATA)
MOST_DAYS = 12
_SIGNS = re.compile(r"[\W_]+")
WHY = {
    "same": _("The same slip"),
    "spelled": _("The same slip, its number spelled otherwise"),
    "sale": _("The same stones under another number"),
}
CONTENT = {
    "mining_origin": _("Countries of mining origin"),
    "zones": _("Zones"),
    "exporter": _("Exporter"),
    "importer": _("Importer"),
    "goods": _("Goods"),
    "parcels": _("Parcels"),
    "seals": _("Seals"),
    "remarks": _("Remarks"),
    "due_diligence": _("Due diligence"),
    "number": _("Number"),
    "seller": _("Seller"),
    "permit": _("Permit of the seller"),
    "zone": _("Zone"),
    "produced_on": _("Produced"),
    "hs": _("HS code"),
    "carats": _("Carats"),
    "usd": _("US dollars"),
}
WHAT = {"slip": _("Purchase slip"), "import": _("Import certificate")}


class TwinLine(NamedTuple):
    """Another slip like this one: why, where it stands, in which state, since when."""

    twin: Twin
    why: Any
    where: str
    authority: str
    state: Any
    since: date
    is_here: bool


class SlipLine(NamedTuple):
    """A slip, its zone, how that stood on the day of production, its files, and slips like it elsewhere."""

    slip: PurchaseSlip
    zone: Zone | None
    tag: Tag
    periods: list[ZonePeriod]
    files: list[DossierFile]
    twins: list[TwinLine]


class Sum(NamedTuple):
    """Carats and dollars of one HS code (empty for all together) by the slips, and by the certificate."""

    hs: str
    bought: Decimal
    leaving: Decimal
    bought_usd: Decimal
    leaving_usd: Decimal
    tag: Tag

    @property
    def difference(self) -> Decimal:
        """Give how much more leaves than was bought; below zero when less does."""
        return self.leaving - self.bought


class ChangeLine(NamedTuple):
    """One difference since the last question."""

    tag: Tag
    what: Any
    field: Any
    change: Change


def slip_lines(slips: Sequence[PurchaseSlip], files: Iterable[DossierFile]) -> list[SlipLine]:
    """Put each slip beside its zone on the day of production.  Reads the database."""
    held = Zone.objects.filter(pk__in={one.zone for one in slips}).prefetch_related("periods")
    zones = {one.pk: one for one in held}
    rules = list(Regime.objects.filter(origin_id__in={one.zone[:2] for one in slips}).order_by("starts_on"))
    twins = twins_of(slips)
    shown = list(files)
    return [_slip_line(one, zones.get(one.zone), rules, shown, twins[str(one.pk)]) for one in slips]


def _slip_line(
    slip: PurchaseSlip, zone: Zone | None, rules: list[Regime], files: list[DossierFile], twins: list[Twin]
) -> SlipLine:
    periods = sorted(zone.periods.all(), key=lambda one: one.starts_on) if zone else []
    rule = holding([one for one in rules if one.origin_id == slip.zone[:2]], slip.produced_on)
    if rule is not None and rule.rule == "suspended":
        standing = "suspended"
    elif holding(periods, slip.produced_on) is not None:
        standing = "compliant"
    else:
        standing = "not-compliant" if zone else "unlisted"
    own = [one for one in files if one.kind == Kind.PURCHASE and _names(one.name, slip.number)]
    return SlipLine(slip, zone, SLIP[standing], periods, own, [_twin_line(one, slip) for one in twins])


def _names(file: str, number: str) -> bool:
    """Is a file called after a slip?  `B-17.jpg` and `slip b17 front.jpg` are of B-17, `B-170.jpg` is not."""
    parts = [one for one in _SIGNS.split(number.casefold()) if one]
    pattern = r"[\W_]*".join(re.escape(one) for one in parts)
    return bool(parts) and re.search(rf"(?<![^\W_]){pattern}(?![^\W_])", file.casefold()) is not None


def _twin_line(twin: Twin, slip: PurchaseSlip) -> TwinLine:
    other: Certificate = twin.slip.certificate
    since = (other.issued_at or other.changed_at).date()
    is_here = other.pk == slip.certificate_id
    return TwinLine(
        twin, WHY[twin.why], other.number or "", other.authority_id, CERTIFICATE[other.state], since, is_here
    )


def sums_of(slips: Sequence[PurchaseSlip], content: Mapping[str, Any], *, is_mixed: bool) -> list[Sum]:
    """Compare what was bought with what leaves, by HS code and together; sorting changes codes, so that is a look.

    `is_mixed`: goods of import certificates leave along, which have no slips.
    """
    goods: Sequence[Mapping[str, str]] = content.get("goods", ())
    codes = sorted({*(one.hs for one in slips), *(one["hs"] for one in goods)})
    found = [_sum(code, slips, goods, is_mixed) for code in codes] if len(codes) > 1 else []
    return [*found, _sum("", slips, goods, is_mixed)]


def _sum(hs: str, slips: Sequence[PurchaseSlip], goods: Sequence[Mapping[str, str]], is_mixed: bool) -> Sum:
    held = [one for one in slips if hs in ("", one.hs)]
    lines = [one for one in goods if hs in ("", one["hs"])]
    bought = sum((one.carats for one in held), Decimal("0.00"))
    leaving = sum((Decimal(one["carats"]) for one in lines), Decimal("0.00"))
    if is_short(bought, leaving):
        tag = Tag(_("More leaves than was bought"), "warn" if hs or is_mixed else "bad")
    elif is_short(leaving, bought):
        tag = Tag(_("Less leaves than was bought"), "warn")
    else:
        tag = Tag(_("Agrees"), "good")
    usd = sum((Decimal(one["usd"]) for one in lines), Decimal("0.00"))
    return Sum(hs, bought, leaving, sum((one.usd for one in held), Decimal("0.00")), usd, tag)


def by_kind(files: Sequence[DossierFile]) -> list[tuple[Any, list[DossierFile], bool]]:
    """Group files by what they are: what monitors are to read first, missing ones named; then the rest."""
    kinds = [*ASKED_FOR, *sorted({Kind(one.kind) for one in files} - {*ASKED_FOR})]
    return [(kind.label, [one for one in files if one.kind == kind], kind in ASKED_FOR) for kind in kinds]


def changes_of(asked: Clearance) -> tuple[Clearance | None, list[ChangeLine] | None]:
    """Give the question before this one, and what is different since; None when that was not written down then."""
    earlier = earlier_than(asked)
    if earlier is None or not earlier.asked_about or not asked.asked_about:
        return earlier, None
    found = changes_between(earlier.asked_about, asked.asked_about)
    return earlier, [ChangeLine(CHANGE[one.how], *_words(one), one) for one in found]


def _words(change: Change) -> tuple[Any, Any]:
    """Say what changed, and which entry of it."""
    if change.what == "content":
        return CONTENT.get(change.name, change.name), ""
    if change.what == "file":
        return Kind(change.field).label, ""
    return WHAT[change.what], CONTENT.get(change.field, change.field)


def days_of(slips: Sequence[PurchaseSlip]) -> list[date]:
    """List the days of production, the latest first; no more than fit beside a map."""
    return sorted({one.produced_on for one in slips}, reverse=True)[:MOST_DAYS]
