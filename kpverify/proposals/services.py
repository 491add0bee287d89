"""Proposing an act, and a second person's yes or no.

Locks: the thing an act is about comes before its proposal, so whoever confirms a certificate's proposal has locked the
certificate first (`certificates.withdrawal`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import require
from kpverify.audit.services import record
from kpverify.errors import Refused
from kpverify.proposals.kinds import kind_of
from kpverify.proposals.models import Proposal

State = Proposal.State
LIFE = timedelta(days=7)


@transaction.atomic
def propose(
    *,
    kind: str,
    subject: str,
    detail: Mapping[str, Any] | None = None,
    reason: str = "",
    by: Officer,
    now: datetime,
    authority_id: str | None,
) -> Proposal:
    """Store an act that a second person of the same authority has to confirm within seven days.

    Raises: PermissionDenied, Refused proposed-already.  Writes: Proposal, AuditEntry.
    """
    require(by, kind_of(kind).action)
    same = Proposal.objects.filter(kind=kind, subject=subject, state=State.OPEN)
    same.filter(expires_at__lte=now).update(state=State.LAPSED, decided_at=now)
    proposal = Proposal(
        kind=kind,
        subject=subject,
        detail=dict(detail or {}),
        reason=reason,
        proposed_by=by,
        proposed_at=now,
        expires_at=now + LIFE,
        authority_id=authority_id,
    )
    try:
        with transaction.atomic():
            proposal.save(force_insert=True)
    except IntegrityError as taken:
        words = "This is proposed already, and waits for a second person to confirm or to decline it."
        raise Refused("proposed-already", words) from taken
    _record(proposal, "propose", by=by.actor, now=now, reason=reason)
    return proposal


@transaction.atomic
def confirm(*, proposal_id: UUID, by: Officer, now: datetime, reason: str = "") -> Proposal:
    """Say yes as a second person, and do it: the yes and the act are one transaction.

    Of several at once one wins.  Raises: PermissionDenied, Refused not-found, second-person-needed, proposal-over, and
    whatever the act itself refuses.  Writes: Proposal, AuditEntry, and what the act writes.
    """
    proposal = _decided(proposal_id, State.CONFIRMED, by=by, now=now)
    # The act before its entry: it may lock a status list, and the audit log is the last that anybody locks.
    kind_of(proposal.kind).execute(proposal, by=by, now=now)
    _tidy(proposal, now)
    _record(proposal, "confirm", by=by.actor, now=now, reason=reason)
    return proposal


@transaction.atomic
def decline(*, proposal_id: UUID, by: Officer, now: datetime, reason: str = "") -> Proposal:
    """Say no as a second person.  Raises: as confirm.  Writes: Proposal, AuditEntry."""
    proposal = _decided(proposal_id, State.DECLINED, by=by, now=now)
    _tidy(proposal, now)
    _record(proposal, "decline", by=by.actor, now=now, reason=reason)
    return proposal


@transaction.atomic
def withdraw(*, proposal_id: UUID, by: Officer, now: datetime, reason: str = "") -> Proposal:
    """Take back what one proposed.

    Raises: PermissionDenied, Refused not-found, not-yours, proposal-over.  Writes: Proposal, AuditEntry.
    """
    proposal = _decided(proposal_id, State.WITHDRAWN, by=by, now=now)
    _tidy(proposal, now)
    _record(proposal, "withdraw", by=by.actor, now=now, reason=reason)
    return proposal


def waiting_for(kind: str, subject: str, *, now: datetime) -> Proposal | None:
    """Find the open proposal of this act on this thing."""
    found = Proposal.objects.waiting(now).filter(kind=kind, subject=subject)
    return found.select_related("proposed_by").first()


@transaction.atomic
def lapse(*, kind: str, subject: str, now: datetime, by: str) -> None:
    """Close an open proposal that has become pointless.  Writes: Proposal, AuditEntry."""
    for found in Proposal.objects.filter(kind=kind, subject=subject, state=State.OPEN):
        if Proposal.objects.filter(pk=found.pk, state=State.OPEN).update(state=State.LAPSED, decided_at=now):
            _tidy(found, now)
            _record(found, "lapse", by=by, now=now)


def lapse_due(*, now: datetime, by: str) -> int:
    """Close what nobody decided in time; tells how many.  Writes: Proposal, AuditEntry."""
    due = Proposal.objects.filter(state=State.OPEN, expires_at__lte=now).values_list("kind", "subject")
    for kind, subject in list(due):
        lapse(kind=kind, subject=subject, now=now, by=by)
    return len(due)


def _decided(proposal_id: UUID, state: State, *, by: Officer, now: datetime) -> Proposal:
    rows = Proposal.objects.visible_to(by)
    proposal = rows.select_related("proposed_by").filter(pk=proposal_id).first()
    if proposal is None:
        raise Refused("not-found", "There is nothing here, or it is not yours to see.", status=404)
    require(by, kind_of(proposal.kind).action)
    is_own = proposal.proposed_by_id == by.pk
    if is_own and state is not State.WITHDRAWN:
        words = "You proposed this yourself: another officer has to confirm or to decline it."
        raise Refused("second-person-needed", words)
    if state is State.WITHDRAWN and not is_own:
        raise Refused("not-yours", f"{proposal.proposed_by.name} proposed this: decline it, if it should not be done.")
    # One conditional update: of several that decide at once, one finds it open.
    changed = rows.waiting(now).filter(pk=proposal_id).update(state=state, decided_by=by, decided_at=now)
    if not changed:
        proposal.refresh_from_db()
        now_is = "not decided in time" if proposal.state == State.OPEN else proposal.state
        raise Refused("proposal-over", f"This is {now_is}: there is nothing left to decide.")
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, now
    return proposal


def _tidy(proposal: Proposal, now: datetime) -> None:
    if (over := kind_of(proposal.kind).over) is not None:
        over(proposal, now)


def _record(proposal: Proposal, what: str, *, by: str, now: datetime, reason: str = "") -> None:
    detail = {"proposal": str(proposal.pk), **({"reason": reason} if reason else {})}
    authority = proposal.authority_id or ""
    record(f"{proposal.kind}-{what}", proposal.subject, by=by, at=now, authority=authority, detail=detail)
