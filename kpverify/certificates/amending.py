"""Correcting an issued certificate by signed endorsement: one officer proposes, another confirms, the node signs.

As in issuing, the intent is stored before the signature is made: no crash can leave an amendment nobody knows of, and
what it leaves unfinished is finished by `work`. The certificate itself is never changed.

Source: docs/adr/0022-amendments.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.certificates.amend_judging import refuse_if_unfit
from kpverify.certificates.amendments import (
    KIND,
    changes_of,
    content_now,
    payload_for,
    signed_amendments,
)
from kpverify.certificates.content import for_search
from kpverify.certificates.issuing import ABANDONED_AFTER, GIVEN_UP_AFTER, HOPELESS
from kpverify.certificates.lifecycle import Act, next_state
from kpverify.certificates.models import Amendment, Certificate
from kpverify.certificates.models import State as CertificateState
from kpverify.certificates.moves import lock_certificate, move, note, subject_of, told
from kpverify.certificates.payload import intent_text, signing_input, token_of
from kpverify.certificates.published import make_checkable
from kpverify.certificates.screening import forget_amendment, note_amendment, note_certificate
from kpverify.certificates.telling import tell_event
from kpverify.certificates.trusted import bundle_for
from kpverify.certificates.withdrawal import publish_status
from kpverify.errors import Refused
from kpverify.proposals import kinds
from kpverify.proposals import services as proposals
from kpverify.proposals.models import Proposal
from kpverify.registry.signers import signer_for
from kpverify.status import services as status
from kpverify.tokens import endorsement, verify
from kpverify.tokens.codes import Result
from kpverify.tokens.sign import Signer

State = Amendment.State
# Says that the certificate is suspended, which keeps nobody from correcting it.
HARMLESS = frozenset({"status.suspended"})


@dataclass(frozen=True, slots=True)
class Finished:
    """What came of several intents: the amendments signed, and by id what stood in the way of the others."""

    amendments: list[Amendment] = field(default_factory=list)
    refusals: dict[int, Refused] = field(default_factory=dict)


@transaction.atomic
def propose_amendment(
    *, number: str, changes: Any, reason: str, by: Officer, now: datetime, version: int | None = None
) -> Proposal:
    """Propose to correct an issued certificate.

    `changes` is a list of `{"field", "new"}`, each with the `old` that was seen where it matters. Whom it brings in and
    screening finds enters the queue: it is signed only after an approver decided that it is somebody else.

    Raises: Refused content-wrong, not-certifiable, details-bound (all with findings), qr-too-large, reason-missing,
    reason-too-long, old-differs, wrong-state, receipt-confirmed, expired, amendments-full, amendment-unfinished,
    already-replaced, proposed-already, no-trust-list, version-conflict, not-found.
    Writes: Proposal, OpenHit, HitPlace, AuditEntry.
    """
    require(by, Action.CERTIFICATE_AMEND)
    certificate = lock_certificate(by=by, number=number, version=version)
    refuse_if_not_now(certificate, now=now)
    found, why = changes_of(certificate, changes), _reason(reason)
    refuse_if_unfit(certificate, changes=found, reason=why, now=now, is_last=False)
    proposal = proposals.propose(
        kind=KIND,
        subject=subject_of(certificate),
        detail={"changes": found},
        reason=why,
        by=by,
        now=now,
        authority_id=certificate.authority_id,
    )
    note_amendment(proposal, now=now)
    return proposal


def refuse_if_not_now(certificate: Certificate, *, now: datetime) -> None:
    """Can it be amended at all?  Raises: Refused, as propose_amendment.

    Not after the receipt: what was compared and confirmed at the other end must not change behind it.
    """
    next_state(Act.AMEND, certificate.state)
    if certificate.receipt_confirmed_at is not None:
        raise Refused("receipt-confirmed", "The receipt of the shipment is confirmed: only revoking is left.")
    if certificate.expires_at is None or certificate.expires_at <= now:
        raise Refused("expired", "The certificate has expired: there is nothing left to amend.")
    if certificate.replaced_by.exclude(state=CertificateState.VOID).exists():
        raise Refused("already-replaced", "A replacement is being prepared: correct it there.")
    rows = certificate.amendments.exclude(state=State.VOID)
    if rows.filter(state=State.SIGNING).exists():
        words = "An amendment is being signed. It is finished by itself; load the page again in a moment."
        raise Refused("amendment-unfinished", words, status=503)
    if rows.count() >= endorsement.MAX_SEQ:
        words = f"It is amended {endorsement.MAX_SEQ} times already. Issue a replacement instead."
        raise Refused("amendments-full", words)
    status.refuse_if_full(certificate.status_uri, now=now)


def _reason(reason: str) -> str:
    why = told(reason)
    if not why:
        raise Refused("reason-missing", "Say why: the reason stands in the endorsement.", status=422)
    if len(told(reason)) > endorsement.MAX_REASON:
        words = f"The reason stands in the endorsement and has at most {endorsement.MAX_REASON} characters."
        raise Refused("reason-too-long", words, status=422)
    return why


def confirm_amendment(*, number: str, proposal_id: UUID, by: Officer, now: datetime) -> Amendment:
    """Confirm another officer's amendment, sign it, and publish it with the status list.

    Raises: Refused second-person-needed, proposal-over, amendment-unfinished (it will be finished by `work`),
    own-check-failed, issuer-not-ready, no-active-key, and what propose_amendment refuses.
    Writes: Proposal, Amendment, Certificate, StatusList, ListedAmendment, Notice, AuditEntry, Publication.
    """
    require(by, Action.CERTIFICATE_ENDORSE)
    now = now.replace(microsecond=0)
    signer = signer_for(by.authority_id or "", "certificate")
    with transaction.atomic():
        certificate = lock_certificate(by=by, number=number)
        _refuse_other(certificate, proposal_id)
        proposals.confirm(proposal_id=proposal_id, by=by, now=now)
        row = certificate.amendments.get(state=State.SIGNING)
    done = finish([row], signer=signer, by=by.actor, now=now)
    for refusal in done.refusals.values():
        raise refusal
    return done.amendments[0]


@transaction.atomic
def decline_amendment(*, number: str, proposal_id: UUID, reason: str, by: Officer, now: datetime) -> Proposal:
    """Say no to another officer's amendment, or take one's own back.

    Raises: Refused proposal-over, not-found.  Writes: Proposal, AuditEntry.
    """
    require(by, Action.CERTIFICATE_AMEND)
    certificate = lock_certificate(by=by, number=number)
    proposal = _refuse_other(certificate, proposal_id)
    decide = proposals.withdraw if proposal.proposed_by_id == by.pk else proposals.decline
    return decide(proposal_id=proposal_id, by=by, now=now, reason=told(reason))


def _refuse_other(certificate: Certificate, proposal_id: UUID) -> Proposal:
    """Find this certificate's proposal, and no other's."""
    found = Proposal.objects.filter(pk=proposal_id, kind=KIND, subject=subject_of(certificate)).first()
    if found is None:
        raise Refused("not-found", "There is nothing here, or it is not yours to see.", status=404)
    return found


def store_intent(proposal: Proposal, *, by: Officer, now: datetime) -> Amendment:
    """Step one, in the transaction that confirms: everything is asked once more, and the exact text is stored.

    Raises: as confirm_amendment.  Writes: Amendment.
    """
    require(by, Action.CERTIFICATE_ENDORSE)
    now = now.replace(microsecond=0)
    kid = signer_for(by.authority_id or "", "certificate").kid
    certificate = lock_certificate(by=by, certificate_id=proposal.subject.partition(":")[2])
    refuse_if_not_now(certificate, now=now)
    changes = changes_of(certificate, proposal.detail["changes"])
    refuse_if_unfit(certificate, changes=changes, reason=proposal.reason, now=now, is_last=True)
    seq = len(signed_amendments(certificate)) + 1
    officers = (proposal.proposed_by.code, by.code)
    payload = payload_for(certificate, changes=changes, reason=proposal.reason, officers=officers, seq=seq, now=now)
    return Amendment.objects.create(
        certificate=certificate,
        seq=seq,
        changes=changes,
        reason=proposal.reason,
        proposed_by=proposal.proposed_by,
        confirmed_by=by,
        amended_at=now,
        intent=intent_text(payload, kid=kid, typ=endorsement.TYP),
    )


def finish(rows: Iterable[Amendment], *, signer: Signer, by: str, now: datetime) -> Finished:
    """Steps two and three for stored intents of one authority."""
    done = Finished()
    for row in rows:
        certificate = row.certificate
        try:
            make_checkable(authority_id=certificate.authority_id, uri=certificate.status_uri, now=now, by=by)
            token = sign_intent(row, signer=signer, now=now)
            stored = store_token(row, token, by=by, now=now)
        except Refused as refused:
            done.refusals[row.pk] = refused
            if refused.code in HOPELESS:
                give_up(row, reason=refused.message, by=by, now=now)
            continue
        done.amendments.append(stored)
        publish_status(certificate, now=now, by=by)
    return done


def sign_intent(row: Amendment, *, signer: Signer, now: datetime) -> str:
    """Step two: the verifier has to agree.  Raises: Refused own-check-failed, amendment-unfinished, key-changed."""
    certificate = row.certificate
    if f'"kid":"{signer.kid}"' not in row.intent.partition("\n")[0]:
        raise Refused("key-changed", "The key this amendment was to be signed with is gone: propose it again.")
    token = token_of(row.intent, signer.sign(signing_input(row.intent)))
    tokens = [*(one.token for one in signed_amendments(certificate)), token]
    supposed = bundle_for(certificate.status_uri).supposing(
        authority_id=certificate.authority_id,
        uri=certificate.status_uri,
        iat=int(row.amended_at.timestamp()),
        amendments={certificate.number or "": tokens},
    )
    verdict = verify(certificate.token, supposed, now)
    against = [
        one for one in verdict.findings if one.result in (Result.FAIL, Result.UNKNOWN) and one.code not in HARMLESS
    ]
    if any(one.result is Result.FAIL or one.code == "status.amendment-broken" for one in against):
        raise Refused("own-check-failed", f"Verifiers would refuse it, so it was not kept. {against[0].detail}")
    if against or all(one.code != "status.amended" for one in verdict.findings):
        words = "It is confirmed but not signed yet. `work` will finish it."
        raise Refused("amendment-unfinished", f"{words} {against[0].detail}" if against else words, status=503)
    return token


@transaction.atomic
def store_token(row: Amendment, token: str, *, by: str, now: datetime) -> Amendment:
    """Step three; one that another process has finished or given up since stays as it is.

    Raises: Refused own-check-failed when the certificate can no longer be amended.
    Writes: Amendment, Certificate, StatusList, ListedAmendment, Notice, AuditEntry.
    """
    certificate = Certificate.objects.select_for_update(no_key=True).get(pk=row.certificate_id)
    held = Amendment.objects.select_for_update(no_key=True, of=("self",)).get(pk=row.pk)
    if held.state == State.SIGNED:
        return held
    is_open = certificate.state in (CertificateState.ISSUED, CertificateState.SUSPENDED)
    if held.state != State.SIGNING or not is_open or certificate.receipt_confirmed_at is not None:
        raise Refused("own-check-failed", "The certificate was withdrawn or received meanwhile: it is not amended.")
    if certificate.number is None or certificate.expires_at is None:
        raise Refused("wrong-state", "The certificate has no number.")
    status.add_amendment(
        uri=certificate.status_uri,
        number=certificate.number,
        seq=held.seq,
        token=token,
        expires_at=certificate.expires_at,
        now=now,
    )
    held.state, held.token = State.SIGNED, token
    held.save(update_fields=["state", "token"])
    # Lists are searched by what holds now, and the authority of the destination that holds now is told.
    found = for_search(content_now(certificate))
    certificate.destination = found["destination"]
    tell_event(certificate, "certificate.amended", state=certificate.state, now=now)
    detail = {"amendment": held.seq, "changes": held.changes, "reason": held.reason}
    move(certificate, Act.AMEND, by=by, now=now, changes=found, detail=detail)
    note_certificate(certificate, now=now)
    return held


@transaction.atomic
def give_up(row: Amendment, *, reason: str, by: str, now: datetime) -> None:
    """Let an intent go: it is on no list, so no verifier takes a signature that may exist after all.

    Writes: Amendment, AuditEntry.
    """
    certificate = Certificate.objects.select_for_update(no_key=True).get(pk=row.certificate_id)
    changed = Amendment.objects.filter(pk=row.pk, state=State.SIGNING)
    if changed.update(state=State.VOID, void_reason=reason[:300]):
        note(certificate, "amend-give-up", by=by, now=now, detail={"amendment": row.seq, "reason": reason[:300]})


def finish_amending(*, now: datetime, by: str = "system:work", older_than: timedelta = ABANDONED_AFTER) -> Finished:
    """Finish what crashes left behind: the same intent is signed.  Safe beside officers and other workers."""
    done = Finished()
    due = Amendment.objects.filter(state=State.SIGNING, amended_at__lte=now - older_than).select_related("certificate")
    for row in due.order_by("amended_at"):
        try:
            one = finish([row], signer=signer_for(row.certificate.authority_id, "certificate"), by=by, now=now)
        except Refused as refused:
            one = Finished(refusals={row.pk: refused})
        if row.pk in one.refusals and now - row.amended_at > GIVEN_UP_AFTER:
            give_up(row, reason=one.refusals[row.pk].message, by=by, now=now)
        done.amendments.extend(one.amendments)
        done.refusals.update(one.refusals)
    return done


def register() -> None:
    """Let amendments be proposed."""
    kinds.register(
        KIND,
        action=Action.CERTIFICATE_AMEND,
        execute=store_intent,
        over=forget_amendment,
        words=gettext_lazy("Amend a certificate"),
        # Decided on its own page: there is the old beside the new, and signing takes more than one transaction.
        address=lambda proposal: reverse(
            "office-act", kwargs={"pk": proposal.subject.partition(":")[2], "name": Act.AMEND.value}
        ),
    )
