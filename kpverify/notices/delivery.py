"""Sending what is due: one worker at a time holds a message, and a dead worker's message is taken up again.

At least once: a worker may die after the other side took the message and before that is written down. The id of the
message stays the same, so that a receiver can drop what comes twice.
"""

from __future__ import annotations

import random
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from kpverify.notices.email import send_mail
from kpverify.notices.models import Attempt, Notice
from kpverify.notices.outcomes import Came
from kpverify.notices.posting import post_event

Channel, State, Outcome = Notice.Channel, Notice.State, Attempt.Outcome

# Longer than everything a mail server can make one message wait for (docs/adr/0023-outbox.md).
LEASE = timedelta(minutes=10)
GIVE_UP_AFTER = timedelta(days=3)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=4)
# A message whose sending kills the worker has to stop doing so.
MOST_INTERRUPTIONS = 5
MOST, SECONDS = 200, 20.0
# The server a message goes to: a webhook by its id, or the mail server.
Target = uuid.UUID | None
MAIL_SERVER = None
_chance = random.SystemRandom()


@dataclass(slots=True)
class Delivered:
    """What became of the messages of one batch, by state."""

    states: Counter[str] = field(default_factory=Counter)


def deliver_due(*, now: datetime, most: int = MOST, seconds: float = SECONDS) -> Delivered:
    """Send what is due, until `most` are tried or `seconds` have passed; safe beside other workers.

    A server that does not answer is left alone for the rest of the batch, and its other messages wait with it.
    Writes: Notice, Attempt.
    """
    begun, done = time.monotonic(), Delivered()
    down: set[Target] = set() if settings.EMAIL_IS_CONFIGURED else {MAIL_SERVER}
    answered: set[Target] = set()
    take_back(now=now)
    for _ in range(most):
        at = now + timedelta(seconds=time.monotonic() - begun)
        if at - now >= timedelta(seconds=seconds):
            break
        held = claim(at=at, down=down)
        if held is None:
            break
        came = send_mail(held, now=at) if held.channel == Channel.EMAIL else post_event(held, now=at)
        at = now + timedelta(seconds=time.monotonic() - begun)
        state, next_at = settle(held, came, at=at)
        done.states[state] += 1
        target = held.webhook_id
        if came.is_target:
            down.add(target)
            _of_target(held).filter(tries=0, next_at__lt=next_at).update(next_at=next_at)
        elif target not in answered:
            # It answers: what waited for it without having been tried goes at once.
            answered.add(target)
            _of_target(held).filter(tries=0, next_at__gt=at).update(next_at=at)
    return done


def claim(*, at: datetime, down: set[Target]) -> Notice | None:
    """Take the next message that is due, and note that an attempt begins; None when there is none."""
    due = Notice.objects.filter(state=State.WAITING, next_at__lte=at).order_by("next_at", "created_at", "pk")
    if MAIL_SERVER in down:
        due = due.exclude(channel=Channel.EMAIL)
    if hooks := [one for one in down if one is not MAIL_SERVER]:
        due = due.exclude(webhook__in=hooks)
    while keys := list(due.values_list("pk", flat=True)[:20]):
        for key in keys:
            if found := _take(key, at=at):
                return found
    return None


@transaction.atomic
def _take(key: uuid.UUID, *, at: datetime) -> Notice | None:
    # One conditional update: of several workers that saw it waiting, one gets it.
    lease = uuid.uuid4()
    rows = Notice.objects.filter(pk=key, state=State.WAITING, next_at__lte=at)
    taken = rows.update(
        state=State.SENDING,
        lease=lease,
        leased_until=at + LEASE,
        tries=F("tries") + 1,
        first_tried_at=Coalesce("first_tried_at", at),
    )
    if not taken:
        return None
    Attempt.objects.create(notice_id=key, lease=lease, began_at=at)
    return Notice.objects.select_related("webhook", "authority").get(pk=key)


@transaction.atomic
def settle(notice: Notice, came: Came, *, at: datetime) -> tuple[Notice.State, datetime]:
    """Write down what came of an attempt; gives the state, and when it is tried again.

    A lease that ran out in the meantime belongs to somebody else, who will settle it.  Writes: Notice, Attempt.
    """
    notice.attempts.filter(lease=_lease(notice)).update(outcome=came.outcome, answer=came.answer, ended_at=at)
    next_at = at + wait_after(notice.tries)
    state = _state_after(notice, came, next_at=next_at)
    let_go = {"state": state, "lease": None, "leased_until": None, "next_at": next_at}
    if state != State.WAITING:
        let_go["settled_at"] = at
    mine = Q(state=State.SENDING, lease=notice.lease)
    # It was sent, whoever holds it now does not need to send it again unless they have begun.
    lapsed = Q(state=State.WAITING) if state == State.SENT else Q(pk__in=())
    Notice.objects.filter(mine | lapsed, pk=notice.pk).update(**let_go)
    return state, next_at


def _state_after(notice: Notice, came: Came, *, next_at: datetime) -> Notice.State:
    if came.outcome == Outcome.SENT:
        return State.SENT
    if came.outcome == Outcome.REFUSED:
        return State.FAILED
    is_over = notice.first_tried_at is not None and next_at > notice.first_tried_at + GIVE_UP_AFTER
    return State.GIVEN_UP if is_over else State.WAITING


def take_back(*, now: datetime) -> int:
    """Take back what workers held that died; tells how many.  Writes: Notice, Attempt."""
    count = 0
    for held in Notice.objects.filter(state=State.SENDING, leased_until__lte=now):
        with transaction.atomic():
            rows = Notice.objects.filter(pk=held.pk, state=State.SENDING, lease=held.lease)
            interrupted = held.attempts.filter(outcome=Outcome.INTERRUPTED).count() + 1
            state = State.FAILED if interrupted >= MOST_INTERRUPTIONS else State.WAITING
            settled_at = now if state == State.FAILED else None
            if rows.update(state=state, lease=None, leased_until=None, next_at=now, settled_at=settled_at):
                held.attempts.filter(lease=_lease(held)).update(outcome=Outcome.INTERRUPTED, ended_at=now)
                count += 1
    return count


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries: doubling, and never all at the same instant."""
    doublings = min(max(tries - 1, 0), 16)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT) * _chance.uniform(0.8, 1.2)


def _lease(notice: Notice) -> uuid.UUID:
    if notice.lease is None:
        raise ValueError("this notice is held by nobody")
    return notice.lease


def _of_target(notice: Notice) -> QuerySet[Notice]:
    return Notice.objects.filter(state=State.WAITING, channel=notice.channel, webhook=notice.webhook_id)
