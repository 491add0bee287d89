"""Sub-national zones, when they were compliant, and what the scheme asked of a country's goods."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.db import transaction

from kpverify.errors import Refused
from kpverify.registry.keeping import add, change, require, require_source
from kpverify.registry.models import Regime, Zone, ZonePeriod
from kpverify.registry.participants import locked_participant
from kpverify.registry.periods import open_one, period_to_end

ZONE_ID = re.compile(r"[A-Z]{2}-[A-Z0-9-]{1,24}")


@transaction.atomic
def add_zone(
    *, zone_id: str, origin: str, name: str, prefecture: str = "", source: str, now: datetime, by: str
) -> Zone:
    """Name a zone; it is compliant from its first period on.

    Raises: Refused no-participant, registry-wrong.  Writes: Zone, AuditEntry.
    """
    locked_participant(origin)
    words = f"The id of a zone is {origin}- and capital letters, digits and dashes: {origin}-NAME."
    require(ZONE_ID.fullmatch(zone_id) is not None and zone_id.startswith(f"{origin}-"), words)
    require_source(source)
    zone = Zone(id=zone_id, origin_id=origin, name=name, prefecture=prefecture, source=source)
    add(zone, "zone.add", f"zone:{zone_id}", by=by, now=now)
    return zone


@transaction.atomic
def open_zone(
    *, zone_id: str, starts_on: date, ends_on: date | None = None, note: str = "", now: datetime, by: str
) -> ZonePeriod:
    """Declare a zone compliant from a day on.

    Raises: Refused no-zone, no-change, period-wrong, period-overlap, registry-wrong.  Writes: ZonePeriod, AuditEntry.
    """
    zone = _locked(zone_id)
    former = period_to_end(zone.periods.order_by("starts_on"), starts_on=starts_on, ends_on=ends_on)
    if former is not None:
        raise Refused("no-change", f"{zone.name} is compliant since {former.starts_on} already.")
    period = ZonePeriod(zone=zone, starts_on=starts_on, ends_on=ends_on, note=note)
    add(period, "zone.open", f"zone:{zone_id}:{starts_on}", by=by, now=now)
    return period


@transaction.atomic
def close_zone(*, zone_id: str, ends_on: date, note: str, now: datetime, by: str) -> ZonePeriod:
    """Declare that a zone is compliant no longer, from `ends_on` on.

    Raises: Refused no-zone, no-open-period, period-wrong, registry-wrong.  Writes: ZonePeriod, AuditEntry.
    """
    zone = _locked(zone_id)
    period = open_one(zone.periods.all())
    if period is None:
        raise Refused("no-open-period", f"{zone.name} is not compliant as it is.")
    require(ends_on > period.starts_on, f"It began on {period.starts_on}: it ends later.", code="period-wrong")
    require(bool(note.strip()), "Say why, and where it was decided.")
    values = {"ends_on": ends_on, "note": f"{period.note} {note}".strip()}
    change(period, values, "zone.close", f"zone:{zone_id}:{period.starts_on}", by=by, now=now)
    return period


@transaction.atomic
def start_regime(
    *, origin: str, rule: str, starts_on: date, description: str = "", source: str, now: datetime, by: str
) -> Regime:
    """Ask something else of a country's goods from a day on; the rule before it ends on that day.

    Raises: Refused no-participant, no-change, period-overlap, registry-wrong.  Writes: Regime, AuditEntry.
    """
    country = locked_participant(origin)
    require_source(source)
    former = period_to_end(country.regimes.order_by("starts_on"), starts_on=starts_on, ends_on=None)
    if former is not None:
        if former.rule == rule:
            raise Refused("no-change", f"That rule holds for {country.name} since {former.starts_on} already.")
        subject = f"regime:{origin}:{former.starts_on}"
        change(former, {"ends_on": starts_on}, "regime.end", subject, by=by, now=now)
    regime = Regime(origin=country, rule=rule, starts_on=starts_on, description=description, source=source)
    add(regime, "regime.start", f"regime:{origin}:{starts_on}", by=by, now=now)
    return regime


def _locked(zone_id: str) -> Zone:
    zone = Zone.objects.select_for_update(no_key=True).filter(pk=zone_id).first()
    if zone is None:
        raise Refused("no-zone", f"There is no zone {zone_id}.", status=404)
    return zone
