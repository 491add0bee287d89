"""One function writes the log; the others check it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from kpverify.audit.listening import Heard, tell
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

    Whoever listens (`listening.py`) is told within the same transaction.
    Raises: TransactionManagementError outside a transaction.  Writes: AuditEntry, AuditHead.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an act and its entry belong in one transaction")
    # Before the head is locked: it is the last that anybody locks.
    tell(Heard(verb, subject, by, at, authority, dict(detail or {})))
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


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that does not fit, and the entry where it shows; None when what is missing is the end."""

    words: str
    entry: AuditEntry | None = None


def check_chain(*, noted: Mapping[int, str] | None = None) -> list[Wrong]:
    """Read the whole log; list what is wrong with it, in order, empty when nothing is.

    `noted` are hashes by number, written down elsewhere: only they show a log that was written anew as a whole.
    """
    wrong: list[Wrong] = []
    previous, seq = FIRST, 0
    left = dict(noted or {})
    for entry in AuditEntry.objects.order_by("seq").iterator(chunk_size=1000):
        seq += 1
        if entry.seq != seq:
            wrong.append(Wrong(f"entry {seq} is missing: the next one found is {entry.seq}", entry))
            seq = entry.seq
        elif entry.hash != digest(entry):
            wrong.append(Wrong(f"entry {seq} was changed: its hash is not that of what it says", entry))
        elif entry.previous_hash != previous:
            wrong.append(Wrong(f"entry {seq} does not follow the one before it: put in, moved or written anew", entry))
        if left.pop(seq, entry.hash) != entry.hash:
            wrong.append(Wrong(f"entry {seq} is not the one whose hash was noted", entry))
        previous = entry.hash
    head = AuditHead.objects.filter(pk=1).first()
    if head is None:
        wrong += [Wrong("the head of the log is missing: nobody can tell where it ended")] if seq else []
    elif (head.seq, head.hash) != (seq, previous):
        wrong.append(Wrong(f"the log ends at entry {seq}, but {head.seq} were written"))
    wrong += [Wrong(f"entry {one} is missing: its hash was noted") for one in sorted(left)]
    return wrong


def head_of_log() -> tuple[int, str]:
    """Give number and hash of the last entry: write them down where this database's keepers cannot reach."""
    head = AuditHead.objects.filter(pk=1).first()
    return (head.seq, head.hash) if head else (0, FIRST)


def is_linked(entries: Iterable[AuditEntry]) -> bool:
    """Do these entries say what was written, each between its neighbours? Quick; the whole log is `check_chain`'s."""
    found = list(entries)
    seqs = {near for one in found for near in (one.seq - 1, one.seq + 1)}
    hashes, before = {}, {}
    for seq, hashed, previous in AuditEntry.objects.filter(seq__in=seqs).values_list("seq", "hash", "previous_hash"):
        hashes[seq], before[seq] = hashed, previous
    last = head_of_log()
    return all(
        one.hash == digest(one)
        and one.previous_hash == (FIRST if one.seq == 1 else hashes.get(one.seq - 1))
        and one.hash == before.get(one.seq + 1, last[1] if one.seq == last[0] else None)
        for one in found
    )
