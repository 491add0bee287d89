"""Slips and draws of a certificate stand behind its replacement, too: the same stones travel, and are counted once.

What a replacement has of the same is not "used twice" (`twins`), and draws nothing more from an import certificate
(`drawing`); when the replaced one is revoked at the instant of issue, its rows stay where they are, and count no more.
"""

from __future__ import annotations

from datetime import datetime

from kpverify.accounts.models import Officer
from kpverify.certificates.carrying import copied, register
from kpverify.certificates.models import Certificate
from kpverify.provenance.drawing import uses_of
from kpverify.provenance.models import ImportUse, PurchaseSlip
from kpverify.provenance.slips import slips_of


def carry_slips(old: Certificate, new: Certificate, *, by: Officer, now: datetime) -> list[str]:
    """Copy the purchase slips.  Writes: PurchaseSlip."""
    rows = [copied(one, new, added_at=now, added_by_id=by.pk, version=1) for one in slips_of(old.pk)]
    return [one.number for one in PurchaseSlip.objects.bulk_create(rows)]


def carry_uses(old: Certificate, new: Certificate, *, by: Officer, now: datetime) -> list[str]:
    """Copy what is taken from import certificates.  Writes: ImportUse."""
    held = uses_of(old.pk)
    ImportUse.objects.bulk_create([copied(one, new, added_at=now, added_by_id=by.pk) for one in held])
    return [f"{one.imported.number} {one.hs}" for one in held]


def register_carriers() -> None:
    """Let them go along."""
    register("slips", carry_slips)
    register("imports", carry_uses)
