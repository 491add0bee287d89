"""After issuing: suspend, reinstate, replace, confirm the receipt; revoking takes two and is in `revoking.py`.

The act is recorded first; then the status list is published, so that verifiers see it at once. When publishing fails,
the act stays recorded and `manage.py work` publishes it.
"""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db import transaction

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.certificates.amendments import content_now, waiting
from kpverify.certificates.carrying import carry_over
from kpverify.certificates.content import for_search
from kpverify.certificates.details import with_details
from kpverify.certificates.lifecycle import Act, next_state
from kpverify.certificates.models import Amendment, Certificate, State
from kpverify.certificates.moves import REVOKING, lock_certificate, move, note, subject_of, told
from kpverify.certificates.screening import note_certificate
from kpverify.certificates.telling import tell, tell_event
from kpverify.errors import Refused
from kpverify.proposals import services as proposals
from kpverify.status import services as status
from kpverify.status.models import StatusEntry

log = structlog.get_logger(__name__)
Value = StatusEntry.Value


def suspend_certificate(
    *, number: str, reason: str, by: Officer, now: datetime, version: int | None = None
) -> Certificate:
    """Stop a certificate for the time being.

    Raises: Refused reason-missing, receipt-confirmed, wrong-state, not-found.
    Writes: Certificate, StatusEntry, AuditEntry, Publication.
    """
    require(by, Action.CERTIFICATE_SUSPEND)
    with transaction.atomic():
        certificate = lock_certificate(by=by, number=number, version=version)
        _refuse_after_receipt(certificate)
        change_standing(certificate, Act.SUSPEND, Value.SUSPENDED, reason=reason, by=by, now=now)
    publish_status(certificate, now=now, by=by.actor)
    return certificate


def reinstate_certificate(
    *, number: str, reason: str, by: Officer, now: datetime, version: int | None = None
) -> Certificate:
    """Let a suspended certificate hold again.

    Raises: Refused reason-missing, revocation-open, wrong-state, not-found.  Writes: as suspend_certificate.
    """
    require(by, Action.CERTIFICATE_REINSTATE)
    with transaction.atomic():
        certificate = lock_certificate(by=by, number=number, version=version)
        if proposals.waiting_for(REVOKING, subject_of(certificate), now=now) is not None:
            words = "It is proposed to revoke this certificate. Cancel that first: then it can be reinstated."
            raise Refused("revocation-open", words)
        change_standing(certificate, Act.REINSTATE, Value.VALID, reason=reason, by=by, now=now)
    publish_status(certificate, now=now, by=by.actor)
    return certificate


def confirm_receipt(*, number: str, by: Officer, now: datetime, version: int | None = None) -> Certificate:
    """Record that the importing authority confirmed the receipt: the certificate has done its work.

    Raises: Refused already-confirmed, wrong-state, not-found.  Writes: as suspend_certificate.
    """
    require(by, Action.RECEIPT_CONFIRM)
    with transaction.atomic():
        certificate = lock_certificate(by=by, number=number, version=version)
        if certificate.receipt_confirmed_at is not None:
            raise Refused("already-confirmed", "The receipt of this shipment is confirmed already.")
        next_state(Act.CONFIRM_RECEIPT, certificate.state)
        _set_value(certificate, Value.RECEIPT_CONFIRMED, now=now, by=by.actor)
        tell(certificate, Act.CONFIRM_RECEIPT, now=now)
        move(certificate, Act.CONFIRM_RECEIPT, by=by.actor, now=now, changes={"receipt_confirmed_at": now})
    publish_status(certificate, now=now, by=by.actor)
    return certificate


@transaction.atomic
def replace_certificate(
    *, number: str, reason: str, by: Officer, now: datetime, version: int | None = None
) -> Certificate:
    """Draft a certificate to take this one's place; this one is revoked at the instant the new one is issued.

    It starts from what the certificate says with its amendments, and takes along what stands behind it (`carrying`).
    Raises: Refused reason-missing, already-replaced, amendment-waits, receipt-confirmed, wrong-state, not-found.
    Writes: Certificate, AuditEntry, and what the packages above keep behind it.
    """
    require(by, Action.CERTIFICATE_REPLACE)
    old = lock_certificate(by=by, number=number, version=version)
    _refuse_after_receipt(old)
    other = Certificate.objects.filter(replaces=old).exclude(state=State.VOID).first()
    if other is not None:
        raise Refused("already-replaced", f"A replacement exists already: {other}.")
    next_state(Act.REPLACE, old.state)
    _refuse_while_amending(old, now=now)
    why = needed(reason)
    said = {**content_now(old), "kind": "replacement", "replaces": old.number}
    content = with_details(said, None)
    move(old, Act.REPLACE, by=by.actor, now=now, changes={"reason": why}, detail={"reason": why})
    new = Certificate.objects.create(
        authority_id=old.authority_id,
        content=content,
        prepared_by=by,
        created_at=now,
        changed_at=now,
        replaces=old,
        **for_search(content),
    )
    note(new, "draft", by=by.actor, now=now, detail={"replaces": old.number})
    carry_over(old, new, by=by, now=now)
    # Its ids are bound to the statements that came along.
    new.content = with_details(said, new.pk)
    new.save(update_fields=["content"])
    note_certificate(new, now=now)
    return new


def _refuse_while_amending(certificate: Certificate, *, now: datetime) -> None:
    """An amendment that came after the copy would be missing from it."""
    is_signing = certificate.amendments.filter(state=Amendment.State.SIGNING).exists()
    if is_signing or waiting(certificate, now=now) is not None:
        raise Refused("amendment-waits", "An amendment waits for a second officer: decide that first.")


def deny_replaced(old: Certificate, *, now: datetime, by: str) -> bool:
    """Mark a locked certificate that is being replaced as invalid, if it still holds.  Writes: StatusEntry."""
    if old.state not in (State.ISSUED, State.SUSPENDED):
        return False
    _set_value(old, Value.INVALID, now=now, by=by)
    return True


def revoke_replaced(old: Certificate, *, successor: str, now: datetime, by: str) -> Certificate:
    """Revoke what `deny_replaced` has marked, in the same transaction.  Writes: Certificate, AuditEntry."""
    reason = f"Replaced by {successor}"
    proposals.lapse(kind=REVOKING, subject=subject_of(old), now=now, by=by)
    tell_event(old, "certificate.replaced", state=State.REVOKED, now=now, successor=successor)
    return move(old, Act.REVOKE, by=by, now=now, changes={"reason": reason}, detail={"reason": reason})


def publish_status(certificate: Certificate, *, now: datetime, by: str) -> bool:
    """Publish the certificate's status list now; a refusal is logged, for the act itself is done.

    Writes: Publication.
    """
    try:
        status.publish(uri=certificate.status_uri, now=now, by=by)
    except Refused as refused:
        log.warning("status_not_published", uri=certificate.status_uri, code=refused.code)
        return False
    return True


def change_standing(
    certificate: Certificate, act: Act, value: Value, *, reason: str, by: Officer, now: datetime
) -> None:
    """Move a locked certificate and its status entry.

    Raises: Refused reason-missing, wrong-state, status-move.  Writes: Certificate, StatusEntry, Notice, AuditEntry.
    """
    why = needed(reason)
    next_state(act, certificate.state)
    # The status list before the audit log, as in issuing: two acts never wait for one another in a circle.
    _set_value(certificate, value, now=now, by=by.actor)
    tell(certificate, act, now=now)
    move(certificate, act, by=by.actor, now=now, changes={"reason": why}, detail={"reason": why})


def _set_value(certificate: Certificate, value: Value, *, now: datetime, by: str) -> None:
    status.set_value(uri=certificate.status_uri, idx=certificate.status_idx or 0, value=value, now=now, by=by)


def needed(reason: str) -> str:
    """Tidy a reason that has to be given.  Raises: Refused reason-missing."""
    why = told(reason)
    if not why:
        raise Refused("reason-missing", "Say why: the reason is kept with the certificate.", status=422)
    return why


def _refuse_after_receipt(certificate: Certificate) -> None:
    if certificate.receipt_confirmed_at is not None:
        raise Refused("receipt-confirmed", "The receipt of the shipment is confirmed: only revoking is left.")
