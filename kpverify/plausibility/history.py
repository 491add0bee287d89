"""What an issuer did before, for one shipment: at most three queries on indexes, however long the past is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, Sum

from kpverify.compliance.evidence import Asked, once
from kpverify.compliance.facts import History, Spread
from kpverify.plausibility.models import Figure, PastParcel, PastSpread
from kpverify.plausibility.published import published
from kpverify.plausibility.refreshing import MONTH
from kpverify.plausibility.texts import key_of

MOST_PARCELS = 100


def provide(asked: Asked) -> History:
    """Answer as the provider of the fact `history`.  Reads the database."""
    return history_of(asked.authority_id, asked.content, asked.now, certificate_id=asked.certificate_id)


def history_of(
    authority_id: str, content: Mapping[str, Any], now: datetime, *, certificate_id: UUID | None = None
) -> History:
    """Tell what the authority certified in the five years before; the certificate itself is no part of its past.

    Each authority sees its own certificates only: others' prices are their traders' secrets.
    """
    origins = content.get("mining_origin", ())
    origin = origins[0] if len(origins) == 1 else ""
    spreads = once(("spreads", authority_id, origin), lambda: _spreads(authority_id, origin))
    others = PastParcel.objects.filter(authority=authority_id)
    if certificate_id is not None:
        others = others.exclude(certificate=certificate_id)
    shipments, months = spreads.get((Figure.SHIPMENT, "")), spreads.get((Figure.MONTH, ""))
    # Technical certificates have no exporter here: see `refreshing.py`. What nothing is measured by is not asked for.
    exporter = key_of(content.get("exporter", {}).get("name", ""))
    own = others.filter(exporter=exporter).exclude(exporter="").order_by("-carats")
    earlier = list(own.values_list("carats", flat=True)[:MOST_PARCELS]) if shipments else []
    days = others.filter(issued_at__gt=now - MONTH)
    recent = days.aggregate(carats=Sum("carats"))["carats"] if months else None
    return History(
        usd_per_carat=_of_lines(spreads, Figure.USD_PER_CARAT),
        carats=_of_lines(spreads, Figure.CARATS),
        shipments=shipments,
        months=months,
        recent_carats=recent or Decimal(0),
        exporter_parcels=len(earlier),
        exporter_largest=earlier[0] if earlier else Decimal(0),
        published=published().get(origin),
    )


def _spreads(authority_id: str, origin: str) -> dict[tuple[str, str], Spread]:
    wanted = Q(origin="") | Q(origin=origin)
    rows = PastSpread.objects.filter(wanted, authority=authority_id, many__gt=0)
    return {(row.figure, row.hs): spread for row in rows if (spread := row.spread) is not None}


def _of_lines(spreads: Mapping[tuple[str, str], Spread], figure: Figure) -> dict[str, Spread]:
    return {hs: spread for (name, hs), spread in spreads.items() if name == figure}
