"""Recording that a certificate was printed: what waits for the printer is a list of work."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.certificates.models import Certificate
from kpverify.certificates.moves import lock_certificate, note
from kpverify.errors import Refused


@transaction.atomic
def print_certificate(*, certificate_id: UUID | str, by: Officer, now: datetime, on: str = "paper") -> Certificate:
    """Record a print, the first one in the certificate too; its version stays, for nothing of it changed.

    Raises: Refused not-issued, not-found.  Writes: Certificate, AuditEntry.
    """
    require(by, Action.CERTIFICATE_PRINT)
    certificate = lock_certificate(by=by, certificate_id=certificate_id)
    if not certificate.token:
        raise Refused("not-issued", f"The certificate is {certificate.state}: there is nothing to print yet.")
    is_first = mark_printed(certificate, now=now)
    note(certificate, "print", by=by.actor, now=now, detail={"on": on, "again": not is_first})
    return certificate


def mark_printed(certificate: Certificate, *, now: datetime) -> bool:
    """Keep in a locked certificate when it was printed first; tells whether this is it.  Writes: Certificate."""
    if certificate.printed_at is not None:
        return False
    certificate.printed_at = now
    certificate.save(update_fields=["printed_at"])
    return True


def fetched(certificate: Certificate, *, by: Officer, now: datetime) -> None:
    """Record that a system has fetched the PDF, the first time only: asking again changes nothing.

    Raises and writes as `print_certificate`.
    """
    if certificate.printed_at is None:
        print_certificate(certificate_id=certificate.pk, by=by, now=now, on="api")
