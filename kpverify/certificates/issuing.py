"""Issuing in three steps, so that no crash can leave a signature nobody knows of, or a number used twice.

1. One transaction: number and status index are taken, and the exact text to be signed is stored (the intent).
2. The intent is signed, and checked as a verifier would check it.
3. One transaction: token, log entry and state.

What a crash leaves between 1 and 3 is finished from the stored intent by `finish_issuing`, or given up with its number
accounted for; it is never numbered again.  Source: docs/adr/0006-intent-before-signature.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import transaction

from kpverify.accounts.models import Officer, RoleGrant
from kpverify.accounts.rights import RIGHTS, Action, require
from kpverify.certificates.assessment import (
    Ground,
    assess,
    check_entitlement,
    ground_of,
    refuse_if_unfit,
    rehearse,
    too_large,
)
from kpverify.certificates.clearing import clearance_for
from kpverify.certificates.lifecycle import Act, next_state
from kpverify.certificates.models import Certificate, State
from kpverify.certificates.moves import lock_certificate, move
from kpverify.certificates.numbering import next_number, take_number, void_number_taken
from kpverify.certificates.payload import Issue, build_payload, expiry, intent_text, signing_input, token_of
from kpverify.certificates.published import make_checkable
from kpverify.certificates.telling import tell
from kpverify.certificates.trusted import bundle_for
from kpverify.certificates.withdrawal import deny_replaced, publish_status, revoke_replaced
from kpverify.errors import Refused
from kpverify.registry.signers import signer_for
from kpverify.status import services as status
from kpverify.status.models import StatusEntry
from kpverify.tokens import Bundle, verify
from kpverify.tokens.claims import check_code
from kpverify.tokens.codes import Result
from kpverify.tokens.sign import Signer
from kpverify.transparency import services as transparency

# An intent this old belongs to nobody who is still working on it.
ABANDONED_AFTER = timedelta(seconds=60)
# An intent that could not be finished for so long will not be: the goods have left or wait for a new certificate.
GIVEN_UP_AFTER = timedelta(days=3)

Clearances = Mapping[UUID, Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Issued:
    """What came of several intents: the certificates, and by id what stood in the way of the others."""

    certificates: list[Certificate] = field(default_factory=list)
    refusals: dict[UUID, Refused] = field(default_factory=dict)


def issue_certificate(
    *, certificate_id: UUID | str, by: Officer, now: datetime, version: int | None = None
) -> Certificate:
    """Number, sign and record one approved certificate.

    Raises: Refused wrong-state, approval-lapsed, not-certifiable, no-numbers-left, issuer-not-ready, no-active-key,
    not-found, issuing-unfinished (it will be finished by `work`), own-check-failed (the number is void).
    Writes: NumberRange, TakenNumber, StatusEntry, Certificate, IssuedToken, AuditEntry.
    """
    done = issue_many(certificate_ids=[certificate_id], by=by, now=now, version=version)
    for refusal in done.refusals.values():
        raise refusal
    return done.certificates[0]


def issue_many(
    *, certificate_ids: Sequence[UUID | str], by: Officer, now: datetime, version: int | None = None
) -> Issued:
    """Issue several certificates of one authority with one pair of transactions; the rules are those of one.

    Raises: as issue_certificate for whatever stops the first step of any; then nothing was done.
    """
    require(by, Action.CERTIFICATE_ISSUE)
    now = now.replace(microsecond=0)
    signer = signer_for(by.authority_id or "", "certificate")
    with transaction.atomic():
        # Locked in one order by everybody, whatever the order asked for.
        ids = sorted(certificate_ids, key=str)
        rows = [lock_certificate(by=by, certificate_id=one, version=version) for one in ids]
        ground = ground_of(by.authority_id or "")
        clearances = {row.pk: clearance_for(row) for row in rows}
        for row in rows:
            next_state(Act.ISSUE, row.state)
            refuse_if_unfit(assess(certificate=row, now=now, ground=ground, clearance=clearances[row.pk]))
        store_intents(rows, ground=ground, kid=signer.kid, by=by, now=now, clearances=clearances)
    return finish(rows, signer=signer, by=by.actor, now=now)


def store_intents(
    rows: Sequence[Certificate],
    *,
    ground: Ground,
    kid: str,
    by: Officer,
    now: datetime,
    clearances: Clearances = MappingProxyType({}),
) -> None:
    """Step one, inside the caller's transaction, for locked rows of one authority that were found fit.

    `clearances` has, by id, the monitors' word each was found fit with; rows of a file have none.

    Locks in one order for everybody: certificate, range, status list, audit head.
    """
    if not rows:
        return
    refuse_lapsed_approval(rows)
    authority = ground.authority
    number = next_number(authority_id=authority.pk, now=now, place_id=rows[0].prepared_by.place_id)
    check_entitlement({**rehearse(rows[0], authority=authority, now=now), "sub": number}, kid=kid, now=now)
    # The place where it was prepared: the goods were shown there, and the paper is handed out there.
    places = [row.prepared_by.place_id for row in rows]
    numbers = [take_number(authority_id=authority.pk, now=now, place_id=place).number for place in places]
    entries = status.allocate(authority_id=authority.pk, count=len(rows), now=now)
    for row, number, entry in zip(rows, numbers, entries, strict=True):
        word = clearances.get(row.pk)
        _store_intent(row, ground=ground, number=number, entry=entry, kid=kid, by=by, now=now, clearance=word)


def refuse_lapsed_approval(rows: Sequence[Certificate]) -> None:
    """Go on only with what is approved by somebody who may approve to this day.  Raises: Refused approval-lapsed."""
    stand = approvers([row.approved_by_id for row in rows])
    for row in rows:
        if row.approved_by is not None and row.approved_by_id not in stand:
            words = f"{row.approved_by.name}, who approved it, may not approve any more. Send it back, and have it "
            raise Refused("approval-lapsed", f"{words}approved by another officer.")


def approvers(officer_ids: Iterable[int | None]) -> set[int]:
    """List which of these officers are active and may approve now."""
    roles = [role for role, actions in RIGHTS.items() if Action.CERTIFICATE_APPROVE in actions]
    held = RoleGrant.objects.filter(officer__in=officer_ids, officer__is_active=True, ended_at=None, role__in=roles)
    return set(held.values_list("officer_id", flat=True))


def _store_intent(
    row: Certificate,
    *,
    ground: Ground,
    number: str,
    entry: StatusEntry,
    kid: str,
    by: Officer,
    now: datetime,
    clearance: Mapping[str, Any] | None,
) -> None:
    participant = ground.authority.participant
    approved_by = row.approved_by
    if approved_by is None:
        raise Refused("wrong-state", "The certificate was approved by nobody.")
    issue = Issue(
        authority_id=row.authority_id,
        statement=participant.statement_id,
        officers=(row.prepared_by.code, approved_by.code),
        number=number,
        status_uri=entry.status_list_id,
        status_idx=entry.idx,
        issued_at=now,
        expires_at=expiry(issued_at=now, validity_days=participant.validity_days),
        clearance=clearance,
    )
    payload = build_payload(content=row.content, issue=issue)
    # Asked before with stand-ins; this is the code that will be printed.
    refuse_if_unfit(too_large(payload, row, kid=kid))
    changes = {
        "number": issue.number,
        "status_uri": issue.status_uri,
        "status_idx": issue.status_idx,
        "issued_at": issue.issued_at,
        "expires_at": issue.expires_at,
        "intent": intent_text(payload, kid=kid),
    }
    move(row, Act.ISSUE, by=by.actor, now=now, changes=changes)


def finish(rows: Iterable[Certificate], *, signer: Signer, by: str, now: datetime) -> Issued:
    """Steps two and three for stored intents of one authority."""
    done, signed = Issued(), []
    bundles: dict[str, Bundle] = {}
    for row in rows:
        try:
            if row.status_uri not in bundles:
                make_checkable(authority_id=row.authority_id, uri=row.status_uri, now=now, by=by)
                bundles[row.status_uri] = bundle_for(row.status_uri)
            signed.append((row, sign_intent(row, signer=signer, bundle=bundles[row.status_uri], now=now)))
        except Refused as refused:
            done.refusals[row.pk] = refused
            if refused.code in HOPELESS:
                give_up(row, reason=refused.message, by=by, now=now)
    stored, replaced = store_tokens(signed, by=by, now=now)
    for row in stored:
        if row.state == State.ISSUED:
            done.certificates.append(row)
        elif row.state == State.ISSUING:
            words = f"Number {row.number} is void: the shipment of the certificate it was to replace has arrived."
            give_up(row, reason=words, by=by, now=now)
            done.refusals[row.pk] = Refused("own-check-failed", words)
        else:
            words = f"Number {row.number} was given up in the meantime."
            done.refusals[row.pk] = Refused("own-check-failed", words)
    for old in replaced:
        publish_status(old, now=now, by=by)
    return done


HOPELESS = frozenset({"own-check-failed", "key-changed"})


def sign_intent(row: Certificate, *, signer: Signer, bundle: Bundle, now: datetime) -> str:
    """Step two.  Raises: Refused own-check-failed, issuing-unfinished, key-changed."""
    text = signing_input(row.intent)
    if f'"kid":"{signer.kid}"' not in row.intent.partition("\n")[0]:
        raise Refused("key-changed", f"Number {row.number} is void: the key it was to be signed with is gone.")
    token = token_of(row.intent, signer.sign(text))
    verdict = verify(token, bundle, now)
    against = [one for one in verdict.findings if one.result in (Result.FAIL, Result.UNKNOWN)]
    if any(one.result is Result.FAIL for one in against):
        reason = next(one.detail for one in against if one.result is Result.FAIL)
        raise Refused("own-check-failed", f"Number {row.number} is void: verifiers would refuse it. {reason}")
    if against:
        words = f"Number {row.number} is taken but not signed yet: {against[0].detail} `work` will finish it."
        raise Refused("issuing-unfinished", words, status=503)
    return token


@transaction.atomic
def store_tokens(
    signed: Sequence[tuple[Certificate, str]], *, by: str, now: datetime
) -> tuple[list[Certificate], list[Certificate]]:
    """Step three; gives the rows as they are now, and those that were replaced by them.

    A row that another process has finished or given up since stays as it is, and so does one whose shipment has arrived
    on the certificate it was to replace.
    Writes: Certificate, IssuedToken, StatusEntry, AuditEntry.
    """
    ids = {row.pk for row, _ in signed} | {row.replaces_id for row, _ in signed if row.replaces_id}
    locked = Certificate.objects.select_for_update(no_key=True).order_by("pk").in_bulk(ids)
    held = [(locked[row.pk], locked[row.replaces_id] if row.replaces_id else None, token) for row, token in signed]
    waiting = [(row, old, token) for row, old, token in held if row.state == State.ISSUING and not _is_received(old)]
    todo, olds = [(row, token) for row, _, token in waiting], [old for _, old, _ in waiting]
    # All status lists before the audit log, which everybody needs: nobody waits in a circle.
    denied = [old is not None and deny_replaced(old, now=now, by=by) for old in olds]
    for (row, token), old, is_denied in zip(todo, olds, denied, strict=True):
        _store_token(row, token, by=by, now=now)
        if old is not None and is_denied:
            revoke_replaced(old, successor=row.number or "", now=now, by=by)
    replaced = [old for old, is_denied in zip(olds, denied, strict=True) if old is not None and is_denied]
    return [locked[row.pk] for row, _ in signed], replaced


def _is_received(old: Certificate | None) -> bool:
    return old is not None and old.receipt_confirmed_at is not None


def _store_token(row: Certificate, token: str, *, by: str, now: datetime) -> None:
    code = check_code(signing_input(row.intent))
    transparency.append(authority=row.authority_id, number=row.number or "", token=token, check_code=code, now=now)
    tell(row, Act.FINISH, now=now)
    move(row, Act.FINISH, by=by, now=now, changes={"token": token, "check_code": code})


@transaction.atomic
def give_up(row: Certificate, *, reason: str, by: str, now: datetime) -> None:
    """Account for a number no certificate came of; should a signature exist after all, the status list denies it.

    Writes: Certificate, TakenNumber, StatusEntry, AuditEntry.
    """
    held = Certificate.objects.select_for_update(no_key=True).get(pk=row.pk)
    if held.state != State.ISSUING:
        return
    void_number_taken(number=held.number or "", reason=reason)
    status.set_value(uri=held.status_uri, idx=held.status_idx or 0, value=StatusEntry.Value.INVALID, now=now, by=by)
    move(held, Act.GIVE_UP, by=by, now=now, changes={"reason": reason[:300]}, detail={"reason": reason[:300]})


def finish_issuing(*, now: datetime, by: str = "system:work", older_than: timedelta = ABANDONED_AFTER) -> Issued:
    """Finish what crashes left behind: the same intent is signed, nothing is numbered again.

    Safe beside officers who issue and beside other workers: the last step takes each row once.
    """
    done = Issued()
    for row in Certificate.objects.unfinished_since(now - older_than):
        try:
            one = finish([row], signer=signer_for(row.authority_id, "certificate"), by=by, now=now)
        except Refused as refused:
            one = Issued(refusals={row.pk: refused})
        if row.pk in one.refusals and now - row.changed_at > GIVEN_UP_AFTER:
            give_up(row, reason=one.refusals[row.pk].message, by=by, now=now)
        done.certificates.extend(one.certificates)
        done.refusals.update(one.refusals)
    return done
