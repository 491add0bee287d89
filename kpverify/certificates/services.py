"""What officers do with certificates: draft, submit, approve here; issuing and withdrawal in their own modules.

Every act writes its audit entry in its own transaction. Two different officers stand behind every certificate: the
one who prepared it last, and the one who approved exactly that version.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kpverify.accounts.apikeys import maker_of
from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.certificates.amending import confirm_amendment, decline_amendment, finish_amending, propose_amendment
from kpverify.certificates.assessment import assess, refuse_if_unfit
from kpverify.certificates.clearing import AWAITED
from kpverify.certificates.content import difference, for_search, tidy
from kpverify.certificates.details import with_details
from kpverify.certificates.issuing import finish_issuing, issue_certificate, issue_many
from kpverify.certificates.lifecycle import Act, next_state
from kpverify.certificates.models import Certificate, State
from kpverify.certificates.moves import lock_certificate, move, note, told
from kpverify.certificates.revoking import cancel_revocation, revoke_certificate
from kpverify.certificates.screening import note_certificate
from kpverify.certificates.submissions import mark_sent_back, store_submission
from kpverify.certificates.validating import validate_certificate
from kpverify.certificates.withdrawal import (
    confirm_receipt,
    reinstate_certificate,
    replace_certificate,
    suspend_certificate,
)
from kpverify.errors import Refused
from kpverify.tokens.codes import Result


def draft_certificate(*, content: Any, by: Officer, now: datetime) -> Certificate:
    """Write down a draft; it may be incomplete, but nothing in it may be wrong.

    Raises: Refused content-wrong.  Writes: Certificate, AuditEntry.
    """
    require(by, Action.CERTIFICATE_DRAFT)
    found = tidy(content)
    refuse_replacement(found)
    return create_draft(content=found, by=by, now=now)


def refuse_replacement(content: dict[str, Any]) -> None:
    """Refuse a replacement that replaces nothing.  Raises: Refused content-wrong."""
    if content["kind"] == "replacement":
        words = "Open the certificate to be replaced and choose Replace: a replacement is never drafted from nothing."
        finding = {"field": "kind", "code": "wrong", "message": words}
        raise Refused("content-wrong", words, status=422, findings=[finding])


@transaction.atomic
def create_draft(*, content: dict[str, Any], by: Officer, now: datetime, state: State = State.DRAFT) -> Certificate:
    """Store tidy content as a draft of the officer's authority, or submitted at once.

    Raises: Refused no-authority.  Writes: Certificate, AuditEntry.
    """
    if by.authority_id is None:
        raise Refused("no-authority", "You belong to no issuing authority.", status=403)
    content = with_details(content, None)
    certificate = Certificate.objects.create(
        authority_id=by.authority_id,
        state=state,
        content=content,
        prepared_by=by,
        created_at=now,
        changed_at=now,
        **for_search(content),
    )
    note(certificate, "draft" if state == State.DRAFT else Act.SUBMIT, by=by.actor, now=now)
    if state == State.SUBMITTED:
        store_submission(certificate, by=by, now=now)
    note_certificate(certificate, now=now)
    return certificate


@transaction.atomic
def change_draft(
    *, certificate_id: UUID | str, content: Any, version: int | None = None, by: Officer, now: datetime
) -> Certificate:
    """Replace a draft's content; who changes it last is the one who prepared it.

    Raises: Refused content-wrong, too-many-standards, version-conflict, wrong-state, not-found.
    Writes: Certificate, AuditEntry.
    """
    require(by, Action.CERTIFICATE_DRAFT)
    certificate = lock_certificate(by=by, certificate_id=certificate_id, version=version)
    found = tidy(content)
    if certificate.replaces_id is None:
        refuse_replacement(found)
    else:
        found |= {"kind": "replacement", "replaces": certificate.content["replaces"]}
    found = with_details(found, certificate.pk)
    changes = {"content": found, "prepared_by": by, **for_search(found)}
    detail = difference(certificate.content, found)
    moved = move(certificate, Act.CHANGE, by=by.actor, now=now, changes=changes, detail=detail)
    note_certificate(moved, now=now)
    return moved


@transaction.atomic
def submit_certificate(
    *, certificate_id: UUID | str, by: Officer, now: datetime, version: int | None = None
) -> Certificate:
    """Hand a complete draft to the approvers.

    Raises: Refused not-certifiable (with findings), not-your-draft, wrong-state, not-found.
    Writes: Certificate, Submission, AuditEntry.
    """
    require(by, Action.CERTIFICATE_SUBMIT)
    certificate = lock_certificate(by=by, certificate_id=certificate_id, version=version)
    if certificate.prepared_by_id != by.pk:
        words = f"{certificate.prepared_by.name} prepared this draft. To submit it yourself, change and save it first."
        raise Refused("not-your-draft", words)
    moved = move(certificate, Act.SUBMIT, by=by.actor, now=now, changes={"reason": ""})
    refuse_if_unfit(assess(certificate=certificate, now=now), awaited=AWAITED)
    store_submission(moved, by=by, now=now)
    return moved


@transaction.atomic
def send_back(
    *, certificate_id: UUID | str, reason: str, by: Officer, now: datetime, version: int | None = None
) -> Certificate:
    """Give a submitted or approved certificate back to its preparer.

    Raises: Refused reason-missing, wrong-state, not-found.  Writes: Certificate, Submission, AuditEntry.
    """
    require(by, Action.CERTIFICATE_APPROVE)
    certificate = lock_certificate(by=by, certificate_id=certificate_id, version=version)
    why = told(reason)
    if not why:
        raise Refused("reason-missing", "Say why: the preparer reads it on top of the draft.", status=422)
    mark_sent_back(certificate, reason=why, by=by, now=now)
    changes = {"approved_by": None, "reason": why}
    return move(certificate, Act.SEND_BACK, by=by.actor, now=now, changes=changes, detail={"reason": why})


@transaction.atomic
def approve_certificate(
    *, certificate_id: UUID | str, by: Officer, now: datetime, version: int | None = None
) -> Certificate:
    """Approve what another officer prepared.

    Raises: Refused same-officer, not-certifiable, wrong-state, not-found.  Writes: Certificate, AuditEntry.
    """
    require(by, Action.CERTIFICATE_APPROVE)
    certificate = lock_certificate(by=by, certificate_id=certificate_id, version=version)
    if certificate.prepared_by_id == by.pk:
        raise Refused("same-officer", "You prepared this certificate: another officer has to approve it.")
    if maker_of(certificate.prepared_by) == by.pk:
        raise Refused("same-officer", "A key you made prepared this certificate: another officer has to approve it.")
    next_state(Act.APPROVE, certificate.state)
    found = assess(certificate=certificate, now=now)
    refuse_if_unfit(found, awaited=AWAITED)
    # What deserved a look stood on the approver's page: that they approved with it is on record.
    seen = sorted({one["code"] for one in found if one["result"] == Result.ATTENTION})
    detail = {"attentions": seen} if seen else None
    return move(certificate, Act.APPROVE, by=by.actor, now=now, changes={"approved_by": by}, detail=detail)


__all__ = [
    "approve_certificate",
    "assess",
    "cancel_revocation",
    "change_draft",
    "confirm_amendment",
    "confirm_receipt",
    "create_draft",
    "decline_amendment",
    "draft_certificate",
    "finish_amending",
    "finish_issuing",
    "issue_certificate",
    "issue_many",
    "propose_amendment",
    "refuse_replacement",
    "reinstate_certificate",
    "replace_certificate",
    "revoke_certificate",
    "send_back",
    "submit_certificate",
    "suspend_certificate",
    "validate_certificate",
]
