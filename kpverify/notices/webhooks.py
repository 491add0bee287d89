"""Webhooks of an authority: add, test, renew the secret, end.

The secret is shown once, when it is made; at rest it is sealed for its row.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.audit.services import record
from kpverify.errors import Refused
from kpverify.notices.events import EVENTS, PING
from kpverify.notices.models import Notice, Webhook
from kpverify.notices.places import checked_url
from kpverify.registry.sealing import seal, unseal

MOST = 10
SECRET_BYTES = 32
# How long the secret before a rotation signs beside the new one.
OVERLAP = timedelta(hours=24)


@transaction.atomic
def add_webhook(*, url: str, events: Collection[str], by: Officer, now: datetime) -> tuple[Webhook, str]:
    """Add a webhook of the officer's authority; gives it and its secret, which is never shown again.

    Where its name leads is judged whenever it is posted to: names change.

    Raises: Refused webhook-url-wrong, webhook-events-wrong, webhook-known, webhooks-too-many, no-authority,
    seal-key-missing.  Writes: Webhook, AuditEntry.
    """
    require(by, Action.WEBHOOK_MANAGE)
    if by.authority_id is None:
        raise Refused("no-authority", "You belong to no issuing authority.", status=403)
    checked_url(url)
    wanted = [one for one in EVENTS if one in events]
    if not wanted or len(wanted) != len(set(events)):
        raise Refused("webhook-events-wrong", "Choose at least one event of the list.", status=422)
    held = Webhook.objects.filter(authority_id=by.authority_id, ended_at=None)
    if held.filter(url=url).exists():
        raise Refused("webhook-known", "This address is told already: end that webhook first.")
    if held.count() >= MOST:
        raise Refused("webhooks-too-many", f"There are {MOST} webhooks: end one that is no longer needed.")
    made = Webhook(authority_id=by.authority_id, url=url, events=wanted, created_at=now)
    plain, made.sealed_secret = _new_secret(made)
    made.save(force_insert=True)
    _note("webhook.added", made, by=by, now=now, url=url, events=wanted)
    return made, plain


@transaction.atomic
def rotate_secret(*, webhook_id: UUID, by: Officer, now: datetime) -> tuple[Webhook, str]:
    """Make a new secret; the one before signs beside it for a day.

    Raises: Refused not-found, seal-key-missing.  Writes: Webhook, AuditEntry.
    """
    found = _locked(webhook_id, by)
    found.sealed_previous, found.previous_until = found.sealed_secret, now + OVERLAP
    plain, found.sealed_secret = _new_secret(found)
    found.save(update_fields=["sealed_secret", "sealed_previous", "previous_until"])
    _note("webhook.secret-renewed", found, by=by, now=now)
    return found, plain


@transaction.atomic
def end_webhook(*, webhook_id: UUID, by: Officer, now: datetime) -> Webhook:
    """End a webhook, and what still waits for it; its secrets are destroyed.

    Raises: Refused not-found.  Writes: Webhook, Notice, AuditEntry.
    """
    found = _locked(webhook_id, by)
    found.ended_at, found.sealed_secret, found.sealed_previous = now, b"", None
    found.save(update_fields=["ended_at", "sealed_secret", "sealed_previous"])
    waiting = Notice.objects.filter(webhook=found, state=Notice.State.WAITING)
    waiting.update(state=Notice.State.GIVEN_UP, settled_at=now)
    _note("webhook.ended", found, by=by, now=now)
    return found


@transaction.atomic
def ping(*, webhook_id: UUID, by: Officer, now: datetime) -> Notice:
    """Put a test event into the outbox.  Raises: Refused not-found.  Writes: Notice, AuditEntry."""
    found = _locked(webhook_id, by)
    notice = Notice.objects.create(
        authority_id=found.authority_id,
        kind=PING,
        subject=f"webhook:{found.pk}",
        channel=Notice.Channel.WEBHOOK,
        webhook=found,
        recipient=found.url,
        created_at=now,
        next_at=now,
    )
    _note("webhook.tested", found, by=by, now=now)
    return notice


def secrets_of(webhook: Webhook, *, now: datetime) -> list[bytes]:
    """Open the secrets that sign now, the newest first.  Raises: Refused seal-key-missing, seal-key-wrong."""
    sealed = [webhook.sealed_secret]
    if webhook.sealed_previous is not None and webhook.previous_until is not None and now < webhook.previous_until:
        sealed.append(webhook.sealed_previous)
    return [unseal(bytes(one), place=_place(webhook)) for one in sealed]


def _new_secret(webhook: Webhook) -> tuple[str, bytes]:
    secret = os.urandom(SECRET_BYTES)
    return "whsec_" + base64.b64encode(secret).decode(), seal(secret, place=_place(webhook))


def _place(webhook: Webhook) -> str:
    return f"webhook:{webhook.pk}:secret"


def _locked(webhook_id: UUID, by: Officer) -> Webhook:
    require(by, Action.WEBHOOK_MANAGE)
    rows = Webhook.objects.select_for_update(no_key=True)
    found = rows.filter(pk=webhook_id, authority_id=by.authority_id, ended_at=None).first()
    if found is None or by.authority_id is None:
        raise Refused("not-found", "There is nothing here, or it is not yours to see.", status=404)
    return found


def _note(verb: str, webhook: Webhook, *, by: Officer, now: datetime, **detail: object) -> None:
    record(verb, f"webhook:{webhook.pk}", by=by.actor, at=now, authority=webhook.authority_id, detail=detail)
