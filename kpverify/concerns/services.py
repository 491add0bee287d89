"""Sending a concern in confidence, going on talking about it, and the Secretariat's acts.

Entries of the audit log name the reference and how many files came along, nothing else: neither the sender, who is
`concern-sender` there, nor the subject nor a word. Monitors read that log (docs/adr/0031-concerns.md).
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import IO
from uuid import UUID

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.audit.services import record
from kpverify.concerns import evidence
from kpverify.concerns.models import Concern, ConcernWord, Evidence
from kpverify.dossier.services import copy_of
from kpverify.errors import Refused

State = Concern.State
SENDER = "concern-sender"
# Nothing that can be taken for another sign when it is read out over the telephone.
SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
MOST_TEXT = 6_000
MOST_ABOUT = 200
A_DAY = timedelta(days=1)
CONCERNS_A_DAY = 10
WORDS_A_DAY = 50


def send_concern(
    *,
    about_kind: str,
    about: str,
    text: str,
    uploads: Sequence[TemporaryUploadedFile] = (),
    by: Officer,
    now: datetime,
) -> Concern:
    """Send the Secretariat a concern; the reference of what is given back is what the sender quotes.

    Raises: PermissionDenied, Refused concern-wrong, too-many-concerns, and as `evidence.fit` and `evidence.kept`.
    Writes: the store, Concern, ConcernWord, Evidence, AuditEntry.
    """
    require(by, Action.CONCERN_SEND)
    if about_kind not in Concern.About.values:
        raise Refused("concern-wrong", "Say what it is about: choose one of the list.", status=422)
    about, text = _readable(about, most=MOST_ABOUT), _readable(text, most=MOST_TEXT)
    _refuse_often(by, now=now)
    files = evidence.fit(uploads)
    with evidence.kept(files) as rows, transaction.atomic():
        # Of one sender's at once, one is counted after the other.
        Officer.objects.select_for_update(no_key=True).get(pk=by.pk)
        _refuse_often(by, now=now)
        made = Concern.objects.create(
            reference=_new_reference(),
            sender=by,
            about_kind=about_kind,
            about=about,
            sent_at=now,
            changed_at=now,
        )
        _say(made, text, rows, by=by, is_answer=False, now=now)
        _record(made, "send", by=SENDER, now=now, files=len(rows))
    return made


def add_word(
    *, reference: str, text: str, uploads: Sequence[TemporaryUploadedFile] = (), by: Officer, now: datetime
) -> Concern:
    """Let the sender say more, or send more evidence; one that was answered is looked at again.

    Raises: PermissionDenied, Refused not-found, concern-wrong, concern-closed, too-many-concerns, concern-full, and as
    `evidence.fit` and `evidence.kept`.  Writes: as send_concern.
    """
    require(by, Action.CONCERN_SEND)
    text = _readable(text, most=MOST_TEXT)
    if not Concern.objects.filter(pk=reference, sender=by).exists():
        raise _not_found()
    _refuse_often(by, now=now)
    files = evidence.fit(uploads)
    with evidence.kept(files) as rows, transaction.atomic():
        Officer.objects.select_for_update(no_key=True).get(pk=by.pk)
        _refuse_often(by, now=now)
        found = _locked(reference, by=by)
        _refuse_closed(found)
        evidence.refuse_full(found, files)
        _say(found, text, rows, by=by, is_answer=False, now=now)
        _move(found, State.LOOKING if found.state == State.ANSWERED else State(found.state), now=now)
        _record(found, "add", by=SENDER, now=now, files=len(rows))
    return found


@transaction.atomic
def take_up(*, reference: str, by: Officer, now: datetime) -> Concern:
    """Tell the sender that somebody looks at it.

    Raises: PermissionDenied, Refused not-found, concern-moved.  Writes: Concern, AuditEntry.
    """
    require(by, Action.CONCERN_ANSWER)
    found = _locked(reference, by=by)
    if found.state != State.NEW:
        raise Refused("concern-moved", "Somebody looks at this concern already.")
    _move(found, State.LOOKING, now=now)
    _record(found, "take-up", by=by.actor, now=now)
    return found


@transaction.atomic
def answer(*, reference: str, text: str, by: Officer, now: datetime) -> Concern:
    """Answer the sender.

    Raises: PermissionDenied, Refused not-found, concern-wrong, concern-closed.
    Writes: Concern, ConcernWord, AuditEntry.
    """
    require(by, Action.CONCERN_ANSWER)
    text = _readable(text, most=MOST_TEXT)
    found = _locked(reference, by=by)
    _refuse_closed(found)
    _say(found, text, (), by=by, is_answer=True, now=now)
    _move(found, State.ANSWERED, now=now)
    _record(found, "answer", by=by.actor, now=now)
    return found


@transaction.atomic
def close(*, reference: str, text: str, by: Officer, now: datetime) -> Concern:
    """Close a concern with a last word, which the sender reads: nobody's concern ends without one.

    Raises: as answer.  Writes: Concern, ConcernWord, AuditEntry.
    """
    require(by, Action.CONCERN_ANSWER)
    text = _readable(text, most=MOST_TEXT)
    found = _locked(reference, by=by)
    _refuse_closed(found)
    _say(found, text, (), by=by, is_answer=True, now=now)
    _move(found, State.CLOSED, now=now)
    _record(found, "close", by=by.actor, now=now)
    return found


def open_evidence(*, reference: str, evidence_id: UUID, by: Officer) -> tuple[Evidence, IO[bytes]]:
    """Give a file out, its bytes compared with their hash.

    Raises: Refused not-found, file-missing, file-changed, no-room, store-down.
    """
    seen = Concern.objects.visible_to(by).filter(pk=reference)
    found = Evidence.objects.filter(pk=evidence_id, concern__in=seen).first()
    if found is None:
        raise _not_found()
    return found, copy_of(found)


def _locked(reference: str, *, by: Officer) -> Concern:
    found = Concern.objects.visible_to(by).select_for_update(no_key=True).filter(pk=reference).first()
    if found is None:
        raise _not_found()
    return found


def _say(concern: Concern, text: str, rows: Sequence[Evidence], *, by: Officer, is_answer: bool, now: datetime) -> None:
    word = ConcernWord.objects.create(concern=concern, by=by, is_answer=is_answer, text=text, at=now)
    for row in rows:
        row.concern, row.word = concern, word
        row.save(force_insert=True)


def _move(concern: Concern, state: Concern.State, *, now: datetime) -> None:
    concern.state, concern.changed_at = state, now
    concern.save(update_fields=["state", "changed_at"])


def _record(concern: Concern, what: str, *, by: str, now: datetime, files: int = 0) -> None:
    detail = {"files": files} if files else {}
    record(f"concern.{what}", f"concern:{concern.reference}", by=by, at=now, detail=detail)


def _refuse_often(by: Officer, *, now: datetime) -> None:
    since = now - A_DAY
    sent = Concern.objects.filter(sender=by, sent_at__gt=since).count()
    said = ConcernWord.objects.filter(by=by, at__gt=since).count()
    if sent >= CONCERNS_A_DAY or said >= WORDS_A_DAY:
        words = f"{sent} concerns and {said} messages went off within a day, which is the most. Send this tomorrow."
        raise Refused("too-many-concerns", words, status=429)


def _refuse_closed(concern: Concern) -> None:
    if concern.state == State.CLOSED:
        raise Refused("concern-closed", "This concern is closed. Send a new one, and name this one's reference in it.")


def _readable(text: str, *, most: int) -> str:
    found = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    if not found:
        raise Refused("concern-wrong", "Write something: this cannot be empty.", status=422)
    if len(found) > most:
        words = f"This has {len(found)} characters, and may have {most}. Put the rest into a file."
        raise Refused("concern-wrong", words, status=422)
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in found):
        raise Refused("concern-wrong", "A character that cannot be printed stands in it.", status=422)
    return found


def _new_reference() -> str:
    """Make a reference nobody can guess from another: CN-7K3MQ9XF."""
    return "CN-" + "".join(secrets.choice(SIGNS) for _ in range(8))


def _not_found() -> Refused:
    return Refused("not-found", "There is nothing here, or it is not yours to see.", status=404)
