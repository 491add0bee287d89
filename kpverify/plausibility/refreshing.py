"""Keeping the past: new certificates are taken in, old and revoked ones leave, and spreads are counted anew.

One bounded step per call, each safe to run again and beside another worker. No request waits for any of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from kpverify.certificates.issuing import GIVEN_UP_AFTER
from kpverify.certificates.models import Certificate, State
from kpverify.plausibility.models import Figure, PastLine, PastParcel, PastSpread
from kpverify.plausibility.robust import CENT, spread_of
from kpverify.plausibility.texts import key_of

# Older parcels say nothing about today's prices.
LOOKS_BACK = timedelta(days=5 * 365)
# An intent is finished or given up after so long: behind that, nothing new appears among the certificates issued.
OVERLAP = GIVEN_UP_AFTER + timedelta(days=1)
MONTH = timedelta(days=30)
# Months that an authority's usual volume is taken from, and how many make it speak.
MONTHS, ENOUGH_MONTHS = 24, 6
# One step reads so many certificates, and counts so many spreads.
STEP, SPREADS = 500, 40
# A large spread moves little in a day, and is not counted with each certificate.
SMALL, LARGE_AFTER, ANY_AFTER = 1000, timedelta(days=1), timedelta(days=30)


class Refreshed(NamedTuple):
    """What one step did."""

    taken: int
    left: int
    counted: int


def refresh(*, now: datetime) -> Refreshed:
    """Do one bounded step of everything.  Writes: PastParcel, PastLine, PastSpread."""
    taken, left = take_in(now=now), let_go(now=now)
    # While a long past is taken in, its oldest years alone would say what is usual.
    return Refreshed(taken, left, 0 if taken == STEP else count(now=now))


def take_in(*, now: datetime) -> int:
    """Take in the next certificates that were issued.  Writes: PastParcel, PastLine, PastSpread."""
    oldest = now - LOOKS_BACK
    newest = PastParcel.objects.order_by("-issued_at").values_list("issued_at", flat=True).first()
    since = oldest if newest is None else max(oldest, newest - OVERLAP)
    is_taken = Exists(PastParcel.objects.filter(certificate=OuterRef("pk")))
    # In the order of an index, however long the past is. One that is suspended when its turn comes is left out.
    rows = Certificate.objects.filter(~is_taken, state=State.ISSUED, issued_at__gte=since).order_by("issued_at")
    return _keep(list(rows.only("authority_id", "content", "issued_at")[:STEP]))


def _keep(rows: Iterable[Certificate]) -> int:
    made = [(row, parcel) for row in rows if (parcel := _parcel_of(row)) is not None]
    try:
        with transaction.atomic():
            PastParcel.objects.bulk_create([parcel for _, parcel in made])
            lines = [line for row, parcel in made for line in _lines_of(row, parcel)]
            PastLine.objects.bulk_create(lines)
            _mark({(line.authority_id, line.origin, line.hs) for line in lines}, {row.authority_id for row, _ in made})
    except IntegrityError:
        # Another worker took the same ones in.
        return 0
    return len(made)


def _parcel_of(row: Certificate) -> PastParcel | None:
    """Lay out one shipment.  A technical certificate is no ordinary export: kept without carats, it counts nowhere."""
    if row.issued_at is None:
        return None
    is_ordinary = row.content.get("kind") != "technical"
    carats = sum((Decimal(line["carats"]) for line in row.content["goods"]), Decimal(0)) if is_ordinary else Decimal(0)
    exporter = key_of(row.content["exporter"]["name"]) if is_ordinary else ""
    return PastParcel(
        certificate=row, authority_id=row.authority_id, issued_at=row.issued_at, exporter=exporter, carats=carats
    )


def _lines_of(row: Certificate, parcel: PastParcel) -> list[PastLine]:
    origins = row.content.get("mining_origin", [])
    if len(origins) != 1 or row.content.get("kind") == "technical":
        return []
    return [
        PastLine(
            parcel=parcel,
            authority_id=row.authority_id,
            origin=origins[0],
            hs=line["hs"],
            carats=Decimal(line["carats"]),
            usd_per_carat=(Decimal(line["usd"]) / Decimal(line["carats"])).quantize(CENT),
        )
        for line in row.content["goods"]
    ]


def let_go(*, now: datetime) -> int:
    """Forget what is too old, and what was revoked: its data were wrong.  Writes: PastParcel, PastLine, PastSpread."""
    revoked = Certificate.objects.filter(state=State.REVOKED, issued_at__gte=now - LOOKS_BACK).values("pk")
    gone = PastParcel.objects.filter(Q(issued_at__lt=now - LOOKS_BACK) | Q(certificate__in=revoked))
    ids = list(gone.order_by("pk").values_list("pk", flat=True)[:STEP])
    if not ids:
        return 0
    with transaction.atomic():
        groups = set(PastLine.objects.filter(parcel__in=ids).values_list("authority_id", "origin", "hs"))
        authorities = set(PastParcel.objects.filter(pk__in=ids).values_list("authority_id", flat=True))
        _mark(groups, authorities)
        PastParcel.objects.filter(pk__in=ids).delete()
    return len(ids)


def _mark(groups: set[tuple[str, str, str]], authorities: set[str]) -> None:
    """Say which spreads have to be counted again; make those that were not there."""
    wanted = [
        *((authority, origin, hs, figure) for authority, origin, hs in groups for figure in _OF_LINES),
        *((authority, "", "", figure) for authority in authorities for figure in (Figure.SHIPMENT, Figure.MONTH)),
    ]
    PastSpread.objects.bulk_create(
        [
            PastSpread(authority_id=one, origin=origin, hs=hs, figure=figure)
            for one, origin, hs, figure in sorted(wanted)
        ],
        update_conflicts=True,
        unique_fields=["authority", "origin", "hs", "figure"],
        update_fields=["is_stale"],
    )


_OF_LINES = (Figure.USD_PER_CARAT, Figure.CARATS)


def count(*, now: datetime) -> int:
    """Count spreads that are due again.  Writes: PastSpread."""
    is_small = Q(many__lt=SMALL) & ~Q(figure=Figure.MONTH)
    moved = Q(is_stale=True) & (is_small | Q(counted_at=None) | Q(counted_at__lt=now - LARGE_AFTER))
    due = PastSpread.objects.filter(moved | Q(counted_at__lt=now - ANY_AFTER)).order_by("counted_at", "pk")[:SPREADS]
    rows = list(due)
    for row in rows:
        # Unmarked first: what comes while it is counted marks it again.
        PastSpread.objects.filter(pk=row.pk).update(is_stale=False, counted_at=now)
        enough = {"enough": ENOUGH_MONTHS} if row.figure == Figure.MONTH else {}
        found = spread_of(_values(row, now=now), **enough)
        fields = {"many": 0} if found is None else found._asdict()
        PastSpread.objects.filter(pk=row.pk).update(**fields)
    return len(rows)


def _values(row: PastSpread, *, now: datetime) -> Iterable[Decimal]:
    if row.figure in _OF_LINES:
        lines = PastLine.objects.filter(authority=row.authority_id, origin=row.origin, hs=row.hs)
        return lines.values_list(row.figure, flat=True)
    parcels = PastParcel.objects.filter(authority=row.authority_id)
    if row.figure == Figure.SHIPMENT:
        return parcels.values_list("carats", flat=True)
    return _months(
        parcels.filter(issued_at__gte=now - MONTH * (MONTHS + 1)).values_list("issued_at", "carats"), now=now
    )


def _months(parcels: Iterable[tuple[datetime, Decimal]], *, now: datetime) -> list[Decimal]:
    """Add up spans of thirty days, back from thirty days ago; empty ones are no part of what is usual."""
    found: dict[int, Decimal] = {}
    for at, carats in parcels:
        ago = (now - at) // MONTH
        if ago >= 1:
            found[ago] = found.get(ago, Decimal(0)) + carats
    return list(found.values())
