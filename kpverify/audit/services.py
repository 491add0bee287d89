"""One function writes the log; one function checks it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from kpverify.audit.models import AuditEntry, AuditHead

FIRST = "0" * 64
# One statement counts, locks and tells: entries get their numbers one after the other.
NEXT = "UPDATE audit_audithead SET seq = seq + 1 WHERE id = 1 RETURNING seq, hash"


def record(
    verb: str,
    subject: str,
    *,
    by: str,
    at: datetime,
    authority: str = "",
    detail: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append one act, inside the caller's transaction: no act without its entry, no entry without its act.

    Raises: TransactionManagementError outside a transaction.  Writes: AuditEntry, AuditHead.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an act and its entry belong in one transaction")
    seq, previous = _next()
    entry = AuditEntry(
        seq=seq,
        at=at,
        actor=by,
        authority=authority,
        verb=verb,
        subject=subject,
        detail=dict(detail or {}),
        previous_hash=previous,
    )
    entry.hash = digest(entry)
    entry.save(force_insert=True)
    AuditHead.objects.filter(pk=1).update(hash=entry.hash)
    return entry


def _next() -> tuple[int, str]:
    """Lock the head, and take the next number and the hash of the entry before it."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT)
        row = cursor.fetchone()
    if row is None:
        AuditHead.objects.get_or_create(pk=1, defaults={"seq": 0, "hash": FIRST})
        return _next()
    return int(row[0]), str(row[1])


def digest(entry: AuditEntry) -> str:
    """Hash an entry and the hash before it: changing any one breaks all that follow."""
    fields = [
        entry.previous_hash,
        entry.seq,
        entry.at.timestamp(),
        entry.actor,
        entry.authority,
        entry.verb,
        entry.subject,
        entry.detail,
    ]
    text = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def check_chain() -> list[str]:
    """Read the whole log; list what is wrong with it, empty when nothing is."""
    wrong: list[str] = []
    previous, seq = FIRST, 0
    for entry in AuditEntry.objects.order_by("seq").iterator(chunk_size=1000):
        seq += 1
        if entry.seq != seq:
            wrong.append(f"entry {seq} is missing: the next one found is {entry.seq}")
            seq = entry.seq
        if entry.previous_hash != previous or entry.hash != digest(entry):
            wrong.append(f"entry {entry.seq} was changed, or the one before it was")
        previous = entry.hash
    head = AuditHead.objects.filter(pk=1).first()
    if head is not None and (head.seq, head.hash) != (seq, previous):
        wrong.append(f"the log ends at entry {seq}, but {head.seq} were written")
    return wrong
