"""The files behind a certificate lie behind its replacement, too; their bytes are stored once."""

from __future__ import annotations

from datetime import datetime

from kpverify.accounts.models import Officer
from kpverify.certificates.carrying import copied
from kpverify.certificates.models import Certificate
from kpverify.dossier.models import DossierFile


def carry_files(old: Certificate, new: Certificate, *, by: Officer, now: datetime) -> list[str]:
    """Copy the rows of all files but those taken away or infected.  Writes: DossierFile."""
    held = DossierFile.objects.filter(certificate=old, withdrawn_at=None).exclude(scan=DossierFile.Scan.INFECTED)
    rows = [copied(one, new, added_at=now, added_by_id=by.pk, copy_of_id=one.copy_of_id or one.pk) for one in held]
    return [one.name for one in DossierFile.objects.bulk_create(rows)]
