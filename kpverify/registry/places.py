"""The counters, desks and stores of an authority."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction

from kpverify.errors import Refused
from kpverify.registry.keeping import add, change, require
from kpverify.registry.models import Authority, Place

CODE = re.compile(r"[A-Z]{1,3}")


@transaction.atomic
def add_place(*, authority_id: str, code: str, name: str, now: datetime, by: str) -> Place:
    """Name a counter, desk or store.

    Raises: Refused no-authority, registry-wrong.  Writes: Place, AuditEntry.
    """
    if not Authority.objects.filter(pk=authority_id).exists():
        raise Refused("no-authority", f"There is no authority {authority_id}.", status=404)
    words = "The code of a place is one to three capital letters: it stands in the numbers of its own ranges."
    require(CODE.fullmatch(code) is not None, words)
    require(bool(name.strip()), "Give the place a name people know it by.")
    place = Place(authority_id=authority_id, code=code, name=name.strip())
    add(place, "place.add", f"place:{authority_id}-{code}", by=by, now=now)
    return place


@transaction.atomic
def close_place(*, authority_id: str, place_id: int, now: datetime, by: str) -> Place:
    """Let nobody sit at a place any more; what lies there or is numbered there has to end before.

    Raises: Refused no-place, no-change, place-in-use.  Writes: Place, AuditEntry.
    """
    place = Place.objects.select_for_update(no_key=True).filter(pk=place_id, authority_id=authority_id).first()
    if place is None:
        raise Refused("no-place", "There is no such place.", status=404)
    if place.closed_at is not None:
        raise Refused("no-change", f"{place.name} is closed already.")
    if place.ranges.filter(closed_at=None, year__gte=now.year).exists():
        raise Refused("place-in-use", f"{place.name} has certificate numbers: the Secretariat closes that range first.")
    change(place, {"closed_at": now}, "place.close", f"place:{authority_id}-{place.code}", by=by, now=now)
    return place
