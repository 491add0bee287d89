"""How an authority's certificates come onto paper: kept for each authority, and for each place with a printer."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.audit.services import record
from kpverify.blanks.models import Batch, PrintProfile, Stationery
from kpverify.certificates.layout import Layout
from kpverify.errors import Refused
from kpverify.registry.models import Place


def stationery_of(authority_id: str) -> Stationery:
    """Give an authority's choice; one that chose nothing keeps no stock here."""
    return Stationery.objects.filter(pk=authority_id).first() or Stationery(authority_id=authority_id)


def profile_of(authority_id: str, place_id: int | None) -> PrintProfile:
    """Give the profile of a place, or that of the authority, or one that changes nothing."""
    profiles = PrintProfile.objects.filter(authority_id=authority_id)
    found = profiles.filter(place_id=place_id).first() if place_id else None
    found = found or profiles.filter(place=None).first()
    return found or PrintProfile(authority_id=authority_id)


def layout_of(profile: PrintProfile, *, sheet: str = "") -> Layout:
    """Say how a profile lays out a page.  Raises: Refused layout-wrong."""
    return Layout.measured(
        paper=profile.paper,
        right_mm=profile.right_mm,
        down_mm=profile.down_mm,
        scale_percent=profile.scale_percent,
        has_title=profile.has_title,
        has_lines=profile.has_lines,
        sheet=sheet,
    )


@transaction.atomic
def save_stationery(*, takes_stock: bool, serial_is_number: bool, by: Officer, now: datetime) -> Stationery:
    """Choose whether sheets are accounted for, and what their serials are.

    Raises: Refused paper-in-use.  Writes: Stationery, AuditEntry.
    """
    require(by, Action.PAPER_MANAGE)
    authority_id = by.authority_id or ""
    before = stationery_of(authority_id)
    if before.serial_is_number != serial_is_number and Batch.objects.filter(authority_id=authority_id).exists():
        words = "Sheets were received already: what their serials mean cannot change any more."
        raise Refused("paper-in-use", words)
    values = {"takes_stock": takes_stock, "serial_is_number": serial_is_number}
    found, _ = Stationery.objects.update_or_create(authority_id=authority_id, defaults=values)
    record("paper.settings", f"authority:{authority_id}", by=by.actor, at=now, authority=authority_id, detail=values)
    return found


@transaction.atomic
def save_profile(
    *,
    place_id: int | None,
    paper: str,
    right_mm: Decimal,
    down_mm: Decimal,
    scale_percent: Decimal,
    has_title: bool,
    has_lines: bool,
    by: Officer,
    now: datetime,
) -> PrintProfile:
    """Remember where a printer puts things; everything printed from now on at that place uses it.

    Raises: Refused no-place, layout-wrong.  Writes: PrintProfile, AuditEntry.
    """
    require(by, Action.PAPER_MANAGE)
    authority_id = by.authority_id or ""
    if place_id is not None and not Place.objects.filter(pk=place_id, authority_id=authority_id).exists():
        raise Refused("no-place", "There is no such place.", status=404)
    values = {
        "paper": paper,
        "right_mm": right_mm,
        "down_mm": down_mm,
        "scale_percent": scale_percent,
        "has_title": has_title,
        "has_lines": has_lines,
        "changed_at": now,
    }
    # Refuses what would leave the paper.
    layout_of(PrintProfile(authority_id=authority_id, **values))
    profiles = PrintProfile.objects.filter(authority_id=authority_id)
    found = profiles.filter(place__isnull=True) if place_id is None else profiles.filter(place_id=place_id)
    if not found.update(**values):
        PrintProfile.objects.create(authority_id=authority_id, place_id=place_id, **values)
    detail = {name: str(value) for name, value in values.items() if name != "changed_at"}
    subject = f"print-profile:{authority_id}-{place_id or 'all'}"
    record("paper.profile", subject, by=by.actor, at=now, authority=authority_id, detail=detail)
    return profile_of(authority_id, place_id)
