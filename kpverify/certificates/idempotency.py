"""A request sent twice is done once: the second gets the answer of the first.

Source: draft-ietf-httpapi-idempotency-key-header. Only answers of acts that were done are kept: a refusal changed
nothing, so the same request may simply be tried again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from kpverify.accounts.models import Officer
from kpverify.certificates.models import IdempotencyKey
from kpverify.errors import Refused

MAX_KEY = 80
KEPT_FOR = timedelta(hours=24)
# A process that has not answered for so long has died: its key may be used again.
IN_FLIGHT_FOR = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered; `is_replay` when it was answered before."""

    status: int
    body: str
    is_replay: bool = False


def fingerprint(*parts: bytes) -> str:
    """Hash a request, each part with its length, so that no two requests look alike."""
    found = hashlib.sha256()
    for part in parts:
        found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()


def answer_once(
    *, officer: Officer, key: str, request_hash: str, do: Callable[[], Answer], is_one: bool, now: datetime
) -> Answer:
    """Do a request, or give the answer that was given before.

    `is_one`: the act is one transaction, and its answer is stored in the same one; otherwise the key is marked first
    and the act guards itself by its state.
    Raises: Refused idempotency-key-wrong, idempotency-mismatch, idempotency-in-flight.  Writes: IdempotencyKey.
    """
    if not (1 <= len(key) <= MAX_KEY and key.isascii() and key.isprintable()):
        words = f"An Idempotency-Key has 1 to {MAX_KEY} printable ASCII characters."
        raise Refused("idempotency-key-wrong", words, status=400)
    with transaction.atomic() if is_one else nullcontext():
        held = _take(officer, key, request_hash, now)
        if held is not None:
            return _replay(held, request_hash)
        return _do(officer, key, do, is_one=is_one)


def _take(officer: Officer, key: str, request_hash: str, now: datetime) -> IdempotencyKey | None:
    """Mark the key as ours, or give the row that is there already."""
    try:
        with transaction.atomic():
            IdempotencyKey.objects.create(officer=officer, key=key, request_hash=request_hash, created_at=now)
    except IntegrityError:
        pass
    else:
        return None
    rows = IdempotencyKey.objects.filter(officer=officer, key=key)
    is_lapsed = Q(created_at__lte=now - KEPT_FOR) | Q(status=None, created_at__lte=now - IN_FLIGHT_FOR)
    # One conditional update: of several that find it lapsed, one gets it.
    if rows.filter(is_lapsed).update(request_hash=request_hash, status=None, body="", created_at=now):
        return None
    held = rows.first()
    if held is None:
        raise Refused("idempotency-in-flight", "The first request has just been refused: send it again.")
    return held


def _replay(held: IdempotencyKey, request_hash: str) -> Answer:
    if held.request_hash != request_hash:
        words = "This Idempotency-Key was used for another request. Use a new key for a new request."
        raise Refused("idempotency-mismatch", words, status=422)
    if held.status is None:
        words = "The first request with this Idempotency-Key is not answered yet: wait a moment, then send it again."
        raise Refused("idempotency-in-flight", words)
    return Answer(held.status, held.body, is_replay=True)


def _do(officer: Officer, key: str, do: Callable[[], Answer], *, is_one: bool) -> Answer:
    rows = IdempotencyKey.objects.filter(officer=officer, key=key)
    is_done = False
    try:
        answer = do()
        is_done = True
    finally:
        # In a transaction of one the roll-back takes the row along.
        if not is_done and not is_one:
            rows.delete()
    rows.update(status=answer.status, body=answer.body)
    return answer


def forget_old_answers(*, now: datetime) -> int:
    """Delete the answers nobody will ask for again; tells how many.  Writes: IdempotencyKey."""
    return IdempotencyKey.objects.filter(created_at__lte=now - KEPT_FOR).delete()[0]
