"""Two people of the Secretariat for a sanctions list that takes away more than is ordinary.

Whoever loaded it, a person or the command: one person proposes it, another confirms. A load is locked before its
proposal. Source: House (docs/compliance.md, "Who puts a list in force").
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.errors import Refused
from kpverify.proposals import kinds
from kpverify.proposals import services as proposals
from kpverify.proposals.models import Proposal
from kpverify.screening import services as screening
from kpverify.screening.models import ListLoad
from kpverify.screening.staging import subject

KIND = "sanctions.put-in-force"


def seen_of(load: ListLoad) -> str:
    """Name what a page shows of the hits a load takes the entry from: another name is another page."""
    shown = sorted(f"{one.hit.pk} {one.decision}" for one in screening.losing(load))
    return hashlib.sha256("\n".join(shown).encode()).hexdigest()[:32]


@transaction.atomic
def propose_load(*, load_id: UUID, seen: str, by: Officer, now: datetime) -> Proposal:
    """Say, as the first person, that a load that waits is right.

    Raises: PermissionDenied; Refused not-found, load-over, load-not-read, page-old, proposed-already.
    Writes: Proposal, AuditEntry.
    """
    load = screening.open_load(load_id, by=by)
    screening.require_waiting(load)
    _require_seen(load, seen)
    detail = {"load": str(load.pk), **load.waits_for}
    return proposals.propose(kind=KIND, subject=subject(load.pk), detail=detail, by=by, now=now, authority_id=None)


@transaction.atomic
def confirm_load(*, load_id: UUID, seen: str, by: Officer, now: datetime) -> Proposal:
    """Say yes as the second person: the list is in force at once.

    Raises: PermissionDenied; Refused not-found, load-over, page-old, not-proposed, second-person-needed, proposal-over.
    Writes: Proposal, AuditEntry, and as `screening.release_load`.
    """
    load = screening.open_load(load_id, by=by)
    _require_seen(load, seen)
    return proposals.confirm(proposal_id=_proposal(load, now=now).pk, by=by, now=now)


@transaction.atomic
def decline_load(*, load_id: UUID, by: Officer, now: datetime) -> Proposal:
    """Say no as the second person; the load waits on.  Raises: as confirm_load.  Writes: Proposal, AuditEntry."""
    load = screening.open_load(load_id, by=by)
    return proposals.decline(proposal_id=_proposal(load, now=now).pk, by=by, now=now)


@transaction.atomic
def withdraw_load(*, load_id: UUID, by: Officer, now: datetime) -> Proposal:
    """Take one's own proposal back.  Raises: as confirm_load, not-yours.  Writes: Proposal, AuditEntry."""
    load = screening.open_load(load_id, by=by)
    return proposals.withdraw(proposal_id=_proposal(load, now=now).pk, by=by, now=now)


@transaction.atomic
def give_up_load(*, load_id: UUID, by: Officer, now: datetime) -> ListLoad:
    """Give a load up that is not in force, and what was proposed about it: the list before stays.

    Raises: PermissionDenied; Refused not-found, load-over.  Writes: as `screening.drop_load`, Proposal.
    """
    load = screening.drop_load(load_id=load_id, by=by, now=now)
    proposals.lapse(kind=KIND, subject=subject(load.pk), now=now, by=by.actor)
    return load


def proposal_of(load: ListLoad, *, now: datetime) -> Proposal | None:
    """Find what waits for the second person."""
    return proposals.waiting_for(KIND, subject(load.pk), now=now)


def _proposal(load: ListLoad, *, now: datetime) -> Proposal:
    found = proposal_of(load, now=now)
    if found is None:
        raise Refused("not-proposed", _("Nobody has proposed this load, or not within the last seven days."))
    return found


def _require_seen(load: ListLoad, seen: str) -> None:
    if seen != seen_of(load):
        words = _(
            "The hits that would lose their entry changed since this page was opened. Look at them, and repeat it."
        )
        raise Refused("page-old", words)


def _execute(proposal: Proposal, *, by: Officer, now: datetime) -> None:
    load_id = UUID(proposal.detail["load"])
    screening.release_load(load_id=load_id, proposed_by=proposal.proposed_by, by=by, now=now)


def register() -> None:
    """Let a load be proposed."""
    kinds.register(
        KIND,
        action=Action.SCREENING_LOAD,
        execute=_execute,
        words=gettext_lazy("Put a sanctions list in force that takes entries away"),
        address=lambda proposal: f"/secretariat/sanctions/{proposal.detail['load']}/",
    )
