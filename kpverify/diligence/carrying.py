"""What was stated about a shipment is stated about it on the certificate that replaces its first one, too."""

from __future__ import annotations

from datetime import datetime

from kpverify.accounts.models import Officer
from kpverify.certificates.carrying import copied
from kpverify.certificates.models import Certificate
from kpverify.diligence.models import Statement


def carry_statements(old: Certificate, new: Certificate, *, by: Officer, now: datetime) -> list[str]:
    """Copy the statements as rows of the draft's own: whoever replaces can change or withdraw them there.

    The caller binds the draft's ids to them.  Writes: Statement.
    """
    held = Statement.objects.filter(certificate=old)
    rows = [copied(one, new, changed_at=now, changed_by_id=by.pk) for one in held]
    return [one.standard for one in Statement.objects.bulk_create(rows)]
