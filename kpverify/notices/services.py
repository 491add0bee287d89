"""Putting messages into the outbox, and sending one again: what people and other packages do with notices.

Sending itself is in `delivery.py`. An act and the notices of it are one transaction: no act goes untold, and nothing is
told that did not happen.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from kpverify.notices.composers import composer_of
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


def _listening(authority_id: str, kind: str) -> list[Webhook]:
    return [one for one in Webhook.objects.filter(authority_id=authority_id, ended_at=None) if kind in one.events]


def _to_webhook(webhook: Webhook, common: Mapping[str, Any]) -> Notice:
    return Notice(**common, channel=Channel.WEBHOOK, webhook=webhook, recipient=webhook.url)


def _mails(common: Mapping[str, Any], *, destination: str) -> list[Notice]:
    found = recipients_for(authority_id=common["authority_id"], destination=destination)
    if not found:
        # Kept all the same: somebody has to see that nobody was told.
        return [Notice(**common, channel=Channel.EMAIL, state=State.UNADDRESSED)]
    return [_to_reader(one, common) for one in found]


def _to_reader(reader: Recipient, common: Mapping[str, Any]) -> Notice:
    return Notice(**common, channel=Channel.EMAIL, recipient=reader.email, language=reader.language)
