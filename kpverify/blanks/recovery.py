"""Taking a report back: sheets that were found again, or reported by mistake. Two people stand behind it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kpverify.accounts.models import Officer
from kpverify.audit.services import record
from kpverify.blanks.models import Fate
from kpverify.blanks.settings import stationery_of
from kpverify.blanks.stacks import lock_batch, put_in
from kpverify.certificates.moves import told
from kpverify.errors import Refused
from kpverify.proposals import services as proposals
from kpverify.proposals.models import Proposal
from kpverify.registry import services as registry

KIND = "paper.recover"


@transaction.atomic
def propose_recovery(*, fate_id: int, reason: str, by: Officer, now: datetime) -> Proposal:
    """Propose that sheets go back into the stock; another officer has to confirm.

    Raises: PermissionDenied, Refused no-sheet, reason-missing, number-void, proposed-already.
    Writes: Proposal, AuditEntry.
    """
    fate = _recoverable(fate_id, by.authority_id or "")
    if not (reason := told(reason)):
        raise Refused("reason-missing", "Say where they were found, or what the mistake was.", status=422)
    first, last = fate.batch.serial(fate.first), fate.batch.serial(fate.last)
    return proposals.propose(
        kind=KIND,
        subject=subject_of(fate),
        detail={"fate": fate.pk, "first": first, "last": last, "was": fate.kind},
        reason=reason,
        by=by,
        now=now,
        authority_id=fate.batch.authority_id,
    )


def subject_of(fate: Fate) -> str:
    """How the audit log and a proposal name the sheets of a report."""
    return f"paper:{fate.batch.serial(fate.first)}-{fate.batch.serial(fate.last)}"


@transaction.atomic
def decide_recovery(*, fate_id: int, is_yes: bool, by: Officer, now: datetime) -> Proposal:
    """Say yes or no as a second person, with the batch locked first: nobody waits for the log in a circle.

    Raises: PermissionDenied, Refused no-sheet, nothing-proposed, second-person-needed, proposal-over.
    Writes: Proposal, Stack, Fate, VoidBlank, AuditEntry.
    """
    fate = _recoverable(fate_id, by.authority_id or "")
    lock_batch(fate.batch_id)
    found = proposals.waiting_for(KIND, subject_of(fate), now=now)
    if found is None:
        raise Refused("nothing-proposed", "Nobody proposes to take this report back now.")
    decide = proposals.confirm if is_yes else proposals.decline
    return decide(proposal_id=found.pk, by=by, now=now)


def recover(proposal: Proposal, *, by: Officer, now: datetime) -> Fate:
    """Put the sheets back, inside the transaction that confirms it.

    Raises: Refused no-sheet, number-void.  Writes: Stack, Fate, VoidBlank, AuditEntry.
    """
    fate = _recoverable(int(proposal.detail["fate"]), proposal.authority_id or "")
    batch = lock_batch(fate.batch_id)
    if not Fate.objects.filter(pk=fate.pk, undone_at=None).update(undone_at=now):
        raise Refused("no-sheet", "These sheets are back in stock already.")
    put_in(batch, fate.place_id, fate.first, fate.last)
    first, last = batch.serial(fate.first), batch.serial(fate.last)
    registry.clear_blanks(authority_id=batch.authority_id, first=first, last=last, now=now, by=by.actor)
    detail = {"reason": proposal.reason, "was": fate.kind}
    record("paper.recovered", proposal.subject, by=by.actor, at=now, authority=batch.authority_id, detail=detail)
    return fate


def _recoverable(fate_id: int, authority_id: str) -> Fate:
    fates = Fate.objects.select_related("batch").filter(batch__authority_id=authority_id, undone_at=None)
    fate = fates.filter(pk=fate_id, certificate=None).exclude(kind=Fate.Kind.USED).first()
    if fate is None:
        raise Refused("no-sheet", "There is no such report, or it was taken back already.", status=404)
    if stationery_of(authority_id).serial_is_number:
        words = "The serials are certificate numbers, and void for ever: destroy these sheets, and keep the record."
        raise Refused("number-void", words)
    return fate
