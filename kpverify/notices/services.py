"""Putting messages into the outbox, and sending one again: what people and other packages do with notices.

Sending itself is in `delivery.py`. An act and the notices of it are one transaction: no act goes untold, and nothing is
told that did not happen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.audit.services import record
from kpverify.errors import Refused
from kpverify.notices.composers import composer_of, readers_of
from kpverify.notices.models import Notice, Webhook
from kpverify.notices.recipients import Recipient, recipients_for

Channel, State = Notice.Channel, Notice.State


def enqueue(*, kind: str, subject: str, authority_id: str, detail: Mapping[str, Any], now: datetime) -> list[Notice]:
    """Put one event into the outbox, a row for each recipient, inside the caller's transaction.

    `subject` is what it is about (`certificate:<id>`). `detail` has `destination` (two letters; whom mails go to),
    `number` and `state`: these two are all that webhooks tell.
    Only adds rows, so it may stand anywhere before the audit entry.
    Raises: TransactionManagementError outside a transaction.  Writes: Notice.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an act and its notices belong in one transaction")
    common: dict[str, Any] = {
        "kind": kind,
        "subject": subject,
        "authority_id": authority_id,
        "detail": dict(detail),
        "created_at": now,
        "next_at": now,
    }
    rows = [_to_webhook(one, common) for one in _listening(authority_id, kind)]
    if composer_of(kind) is not None:
        rows += _mails(common, destination=str(detail.get("destination", "")))
    return Notice.objects.bulk_create(rows)


def enqueue_mails(
    *,
    kind: str,
    subject: str,
    authority_id: str | None,
    detail: Mapping[str, Any],
    readers: Sequence[Recipient],
    now: datetime,
    once: str = "",
) -> int:
    """Put mails to named readers into the outbox, inside the caller's transaction; tells how many.

    `authority_id` is whose outbox shows them, None the Secretariat's. What has the same `once` (at most 120 characters)
    goes to each reader once, however often and from however many processes it is asked for.
    Raises: TransactionManagementError outside a transaction.  Writes: Notice.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an act and its notices belong in one transaction")
    held = Notice.objects.filter(once=once) if once else Notice.objects.none()
    told = {one.lower() for one in held.values_list("recipient", flat=True)}
    fresh = [one for one in readers if one.email.lower() not in told]
    if once and told and not fresh:
        return 0
    common: dict[str, Any] = {
        "kind": kind,
        "subject": subject,
        "authority_id": authority_id,
        "detail": dict(detail),
        "once": once,
        "created_at": now,
        "next_at": now,
    }
    rows = _to_each(fresh, common)
    # Of two processes that saw nothing told, one finds its rows there.
    Notice.objects.bulk_create(rows, ignore_conflicts=bool(once))
    return len(rows)


def _listening(authority_id: str, kind: str) -> list[Webhook]:
    return [one for one in Webhook.objects.filter(authority_id=authority_id, ended_at=None) if kind in one.events]


def _to_webhook(webhook: Webhook, common: Mapping[str, Any]) -> Notice:
    return Notice(**common, channel=Channel.WEBHOOK, webhook=webhook, recipient=webhook.url)


def _mails(common: Mapping[str, Any], *, destination: str) -> list[Notice]:
    found = recipients_for(authority_id=common["authority_id"], destination=destination)
    return _to_each(found, common)


def _to_each(readers: Sequence[Recipient], common: Mapping[str, Any]) -> list[Notice]:
    if not readers:
        # Kept all the same: somebody has to see that nobody was told.
        return [Notice(**common, channel=Channel.EMAIL, state=State.UNADDRESSED)]
    return [_to_reader(one, common) for one in readers]


def _to_reader(reader: Recipient, common: Mapping[str, Any]) -> Notice:
    return Notice(**common, channel=Channel.EMAIL, recipient=reader.email, language=reader.language)


@transaction.atomic
def send_again(*, notice_id: UUID, by: Officer, now: datetime) -> Notice:
    """Send a notice again, or now instead of later; one that had nobody to go to looks for its readers again.

    Raises: Refused not-found, notice-being-sent, webhook-ended, nobody-known.  Writes: Notice, AuditEntry.
    """
    # Those of no authority may show who sent a concern.
    require(by, Action.CONCERN_ANSWER if by.authority_id is None else Action.NOTICE_SEND)
    rows = Notice.objects.select_for_update(of=("self",), no_key=True).select_related("webhook")
    found = rows.filter(pk=notice_id, authority_id=by.authority_id).first()
    if found is None:
        raise Refused("not-found", "There is nothing here, or it is not yours to see.", status=404)
    if found.state == State.SENDING:
        raise Refused("notice-being-sent", "It is being sent at this moment: look again in a minute.")
    if found.webhook is not None and found.webhook.ended_at is not None:
        raise Refused("webhook-ended", "Its webhook was ended: nothing is sent there any more.")
    if found.state == State.UNADDRESSED:
        _address(found)
    found.state, found.next_at = State.WAITING, now
    found.tries, found.first_tried_at, found.settled_at = 0, None, None
    found.save(update_fields=["state", "next_at", "tries", "first_tried_at", "settled_at", "recipient", "language"])
    # The Secretariat's own go to people who sent concerns, too: monitors read the log, and must not learn who.
    detail = {"kind": found.kind}
    if found.authority_id is not None:
        detail |= {"recipient": found.recipient, "about": found.subject}
    authority = found.authority_id or ""
    record("notice.sent-again", f"notice:{found.pk}", by=by.actor, at=now, authority=authority, detail=detail)
    return found


def _address(notice: Notice) -> None:
    """Give a notice its reader, and each other reader a notice of their own."""
    readers = _readers_now(notice)
    if not readers:
        place = str(notice.detail.get("destination", ""))
        nobody = "Nobody may act on this, and the authority has no address: give somebody the role first."
        raise Refused("nobody-known", f"Nobody is known for {place}: add a contact first." if place else nobody)
    told = {*Notice.objects.filter(once=notice.once).values_list("recipient", flat=True)} if notice.once else set()
    readers = [one for one in readers if one.email not in told]
    if not readers:
        raise Refused("told-already", "Everybody whom this is for has been told meanwhile.")
    notice.recipient, notice.language = readers[0]
    names = ("kind", "subject", "authority_id", "detail", "once", "created_at", "next_at")
    common = {name: getattr(notice, name) for name in names}
    Notice.objects.bulk_create([_to_reader(one, common) for one in readers[1:]])


def _readers_now(notice: Notice) -> Sequence[Recipient]:
    if (find := readers_of(notice.kind)) is not None:
        return find(notice)
    if notice.authority_id is None:
        return []
    return recipients_for(authority_id=notice.authority_id, destination=str(notice.detail.get("destination", "")))
