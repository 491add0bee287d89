"""What was submitted, word for word, so that an approver can see what changed since they last looked."""

from __future__ import annotations

from datetime import datetime

from kpverify.accounts.models import Officer
from kpverify.certificates.models import Certificate, State, Submission


def store_submission(certificate: Certificate, *, by: Officer, now: datetime) -> None:
    """Keep the content of a certificate that was just submitted, inside the caller's transaction.

    Writes: Submission.
    """
    Submission.objects.create(
        certificate=certificate, version=certificate.version, content=certificate.content, by=by, at=now
    )


def mark_sent_back(certificate: Certificate, *, reason: str, by: Officer, now: datetime) -> None:
    """Write beside the last submission who sent it back and why, inside the caller's transaction.

    Writes: Submission.
    """
    last = certificate.submissions.order_by("-version").first()
    if last is not None:
        last.sent_back_by, last.sent_back_at, last.reason = by, now, reason
        last.save(update_fields=["sent_back_by", "sent_back_at", "reason"])


def earlier_submission(certificate: Certificate) -> Submission | None:
    """Give what to compare a certificate with: what was handed in before what it says now; None the first time."""
    found = list(certificate.submissions.select_related("by", "sent_back_by").order_by("-version")[:2])
    if certificate.state == State.DRAFT:
        return found[0] if found else None
    return found[1] if len(found) > 1 else None
