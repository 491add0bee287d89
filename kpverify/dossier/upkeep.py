"""What is done to files again and again: scan what could not be scanned, throw away what nobody names."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from kpverify.dossier import storage
from kpverify.dossier.models import DossierFile
from kpverify.dossier.scanning import scan
from kpverify.dossier.services import Scan, copy_of, note
from kpverify.errors import Refused

BY = "system:work"
SCANNED_AT_ONCE = 10
SCANNED_AGAIN_AFTER = timedelta(hours=1)


def scan_again(*, now: datetime) -> int:
    """Scan what is in quarantine or was never scanned, once there is a scanner; tells how many changed.

    Writes: DossierFile, AuditEntry.
    """
    if not settings.SCAN_COMMAND:
        return 0
    waiting = DossierFile.objects.filter(scan__in=(Scan.QUARANTINED, Scan.NOT_SCANNED)).filter(
        Q(scanned_at=None) | Q(scanned_at__lte=now - SCANNED_AGAIN_AFTER)
    )
    changed = 0
    for found in waiting.defer("thumbnail").order_by("scanned_at", "added_at")[:SCANNED_AT_ONCE]:
        try:
            with copy_of(found) as copy:
                result = scan(Path(copy.name))
        except Refused:
            # Whoever opens it is told; the others are scanned all the same.
            result = Scan(found.scan)
        changed += _scanned(found, result, now=now)
    return changed


@transaction.atomic
def _scanned(found: DossierFile, result: DossierFile.Scan, *, now: datetime) -> bool:
    before, found.scan, found.scanned_at = found.scan, result, now
    found.save(update_fields=["scan", "scanned_at"])
    if before == result:
        return False
    note("dossier.scanned", found, by=BY, now=now, scan=str(result))
    return True


def throw_orphans_away(*, now: datetime, folder: str | None = None) -> int:
    """Delete bytes of a day ago that no row names: what a crash left between the bytes and their row; tells how many.

    Looks at one of 256 folders each time, any one unless told which: a large store is never walked as a whole. An
    S3-compatible store is left alone.
    """
    found = storage.store()
    if not isinstance(found, storage.WholeFiles):
        return 0
    folder = folder or f"{secrets.randbelow(256):02x}"
    old = dict(found.older_than(now - storage.ORPHANED_AFTER, folder=folder))
    if not old:
        return 0
    named = set(DossierFile.objects.filter(stored_as__startswith=f"{folder}/").values_list("stored_as", flat=True))
    orphans = [path for name, path in old.items() if name not in named]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)
