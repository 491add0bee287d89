"""Revoking, by two officers: the first proposes and stops the certificate, the second confirms.

Revoking cannot be undone, so nobody does it alone; but the border is warned at once, for what is proposed is suspended
until somebody decides. Who decides against it leaves the certificate suspended: letting it hold again is an act of its
own, with its own reason.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.certificates.lifecycle import Act, next_state
from kpverify.certificates.models import Certificate, State
from kpverify.certificates.moves import REVOKING, lock_certificate, subject_of, told, touch
from kpverify.certificates.withdrawal import change_standing, needed, publish_status
from kpverify.errors import Refused
from kpverify.proposals import kinds, services
from kpverify.proposals.models import Proposal
from kpverify.status.models import StatusEntry

Value = StatusEntry.Value


def revocation_of(certificate: Certificate, *, now: datetime) -> Proposal | None:
    """Give the proposal to revoke a certificate that waits for a second officer."""
    if certificate.state not in (State.ISSUED, State.SUSPENDED):
        return None
    return services.waiting_for(REVOKING, subject_of(certificate), now=now)


def revoke_certificate(
    *, number: str, reason: str, by: Officer, now: datetime, version: int | None = None
) -> Certificate:
    """Propose to withdraw a certificate for good, or confirm it as the second officer.

    The first officer's suspends it at once (unless its shipment has arrived); the second's revokes it, for the first's
    reason.
    Raises: Refused reason-missing, second-person-needed, wrong-state, not-found, version-conflict.
    Writes: Proposal, Certificate, StatusEntry, AuditEntry, Publication.
    """
    require(by, Action.CERTIFICATE_REVOKE)
    with transaction.atomic():
        certificate = lock_certificate(by=by, number=number, version=version)
        next_state(Act.REVOKE, certificate.state)
        held = revocation_of(certificate, now=now)
        if held is None:
            _propose(certificate, reason=needed(reason), by=by, now=now)
        else:
            services.confirm(proposal_id=held.pk, by=by, now=now, reason=told(reason))
        certificate = lock_certificate(by=by, number=number)
    publish_status(certificate, now=now, by=by.actor)
    return certificate


def _propose(certificate: Certificate, *, reason: str, by: Officer, now: datetime) -> None:
    if certificate.state == State.ISSUED and certificate.receipt_confirmed_at is None:
        change_standing(certificate, Act.SUSPEND, Value.SUSPENDED, reason=reason, by=by, now=now)
    else:
        touch(certificate, now=now)
    services.propose(
        kind=REVOKING,
        subject=subject_of(certificate),
        detail={"certificate": str(certificate.pk), "number": certificate.number},
        reason=reason,
        by=by,
        now=now,
        authority_id=certificate.authority_id,
    )


def _execute(proposal: Proposal, *, by: Officer, now: datetime) -> None:
    certificate = lock_certificate(by=by, certificate_id=proposal.detail["certificate"])
    change_standing(certificate, Act.REVOKE, Value.INVALID, reason=proposal.reason, by=by, now=now)


@transaction.atomic
def cancel_revocation(
    *, number: str, reason: str, by: Officer, now: datetime, version: int | None = None
) -> Certificate:
    """Decide against a proposed revocation: who proposed it takes it back, another officer declines it.

    The certificate stays as it is; a suspended one is reinstated by an act of its own.
    Raises: Refused no-revocation, reason-missing, wrong-state, not-found, version-conflict.
    Writes: Proposal, Certificate, AuditEntry.
    """
    require(by, Action.CERTIFICATE_REVOKE)
    certificate = lock_certificate(by=by, number=number, version=version)
    next_state(Act.CANCEL_REVOCATION, certificate.state)
    held = revocation_of(certificate, now=now)
    if held is None:
        raise Refused("no-revocation", "Nobody has proposed to revoke this certificate: there is nothing to cancel.")
    decide = services.withdraw if held.proposed_by_id == by.pk else services.decline
    touch(certificate, now=now)
    decide(proposal_id=held.pk, by=by, now=now, reason=needed(reason))
    return certificate


def register() -> None:
    """Let revocations be proposed."""
    kinds.register(
        REVOKING,
        action=Action.CERTIFICATE_REVOKE,
        execute=_execute,
        words=_("Revoke a certificate"),
        address=lambda proposal: f"/office/{proposal.detail['certificate']}/",
    )
