"""Keeping the register of specimens: the Secretariat enters them, or an authority proposes its own."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.audit.services import record
from kpverify.errors import Refused
from kpverify.registry.models import Authority
from kpverify.specimens.models import Picture, Specimen
from kpverify.specimens.pictures import draw_anew

State = Specimen.State
MOST_PICTURES = 6
TEXTS = ("title", "language", "size", "colour", "serial", "by_eye", "by_touch", "by_uv", "source")
# A picture and what stands below it.
Sent = tuple[bytes, str]


@transaction.atomic
def enter_specimen(
    *,
    participant_id: str,
    authority_id: str | None,
    values: Mapping[str, Any],
    pictures: Sequence[Sent] = (),
    by: Officer,
    now: datetime,
) -> Specimen:
    """Enter a specimen as the Secretariat: verifiers see it at once.

    Raises: PermissionDenied, Refused specimen-wrong, picture-wrong.  Writes: Specimen, Picture, AuditEntry.
    """
    require(by, Action.SCHEME_EDIT)
    if authority_id and not Authority.objects.filter(pk=authority_id, participant=participant_id).exists():
        raise Refused("specimen-wrong", "The authority is none of that participant.", status=422)
    row = Specimen(participant_id=participant_id, authority_id=authority_id or None, state=State.PUBLISHED)
    row.decided_at = now
    return _keep(row, "specimen.enter", values=values, pictures=pictures, by=by, now=now)


@transaction.atomic
def propose_specimen(
    *, values: Mapping[str, Any], pictures: Sequence[Sent] = (), by: Officer, now: datetime
) -> Specimen:
    """Propose a specimen of one's own authority; the Secretariat publishes it.

    Raises: PermissionDenied, Refused specimen-wrong, picture-wrong.  Writes: Specimen, Picture, AuditEntry.
    """
    require(by, Action.SPECIMEN_PROPOSE)
    authority = Authority.objects.get(pk=by.authority_id)
    row = Specimen(participant_id=authority.participant_id, authority=authority, state=State.PROPOSED)
    return _keep(row, "specimen.propose", values=values, pictures=pictures, by=by, now=now)


@transaction.atomic
def decide_specimen(*, specimen_id: int, is_yes: bool, reason: str = "", by: Officer, now: datetime) -> Specimen:
    """Publish or decline what an authority proposed.

    Raises: PermissionDenied, Refused no-specimen, not-proposed, reason-missing.  Writes: Specimen, AuditEntry.
    """
    require(by, Action.SCHEME_EDIT)
    found = _locked(specimen_id)
    if found.state != State.PROPOSED:
        raise Refused("not-proposed", f"This specimen is {found.state}: there is nothing to decide.")
    if not is_yes and not reason.strip():
        raise Refused("reason-missing", "Say what has to be different.", status=422)
    state, verb = (State.PUBLISHED, "specimen.publish") if is_yes else (State.DECLINED, "specimen.decline")
    return _move(found, state, verb, reason=reason, by=by, now=now)


@transaction.atomic
def withdraw_specimen(*, specimen_id: int, reason: str, by: Officer, now: datetime) -> Specimen:
    """Show a specimen to verifiers no longer, because it was wrong.

    Raises: PermissionDenied, Refused no-specimen, not-published, reason-missing.  Writes: Specimen, AuditEntry.
    """
    require(by, Action.SCHEME_EDIT)
    found = _locked(specimen_id)
    if found.state != State.PUBLISHED:
        raise Refused("not-published", f"This specimen is {found.state}: nobody is shown it.")
    if not reason.strip():
        raise Refused("reason-missing", "Say what was wrong with it.", status=422)
    return _move(found, State.WITHDRAWN, "specimen.withdraw", reason=reason, by=by, now=now)


@transaction.atomic
def end_specimen(*, specimen_id: int, ends_on: date, by: Officer, now: datetime) -> Specimen:
    """Say from which day on this paper is not given out any more; older certificates still look like it.

    Raises: PermissionDenied, Refused no-specimen, not-published, specimen-wrong.  Writes: Specimen, AuditEntry.
    """
    require(by, Action.SCHEME_EDIT)
    found = _locked(specimen_id)
    if found.state != State.PUBLISHED:
        raise Refused("not-published", f"This specimen is {found.state}: nobody is shown it.")
    if ends_on <= found.starts_on:
        raise Refused("specimen-wrong", f"It began on {found.starts_on}: it ends later.", status=422)
    found.ends_on = ends_on
    found.save(update_fields=["ends_on"])
    _record("specimen.end", found, by=by, now=now, ends_on=str(ends_on))
    return found


def _keep(
    row: Specimen, verb: str, *, values: Mapping[str, Any], pictures: Sequence[Sent], by: Officer, now: datetime
) -> Specimen:
    for name in TEXTS:
        setattr(row, name, _tidy(str(values.get(name, ""))))
    row.starts_on, row.ends_on = values["starts_on"], values.get("ends_on")
    row.entered_by, row.entered_at = by.actor, now
    if len(pictures) > MOST_PICTURES:
        raise Refused("picture-wrong", f"A specimen has at most {MOST_PICTURES} pictures.", status=422)
    if row.ends_on is not None and row.ends_on <= row.starts_on:
        raise Refused("specimen-wrong", "The last day comes after the first.", status=422)
    try:
        row.full_clean(validate_constraints=False)
    except ValidationError as wrong:
        words = " ".join(f"{name.replace('_', ' ')}: {' '.join(said)}" for name, said in wrong.message_dict.items())
        raise Refused("specimen-wrong", words, status=422) from wrong
    drawn = [(draw_anew(body), _tidy(caption)[:120]) for body, caption in pictures]
    row.save(force_insert=True)
    for (large, small), caption in drawn:
        Picture.objects.create(
            specimen=row,
            caption=caption,
            large=large.body,
            large_digest=large.digest,
            width=large.width,
            height=large.height,
            small=small.body,
            small_digest=small.digest,
            small_width=small.width,
        )
    _record(verb, row, by=by, now=now, pictures=[large.digest for (large, _small), _caption in drawn])
    return row


def _move(found: Specimen, state: State, verb: str, *, reason: str, by: Officer, now: datetime) -> Specimen:
    found.state, found.reason, found.decided_at = state, _tidy(reason)[:300], now
    found.save(update_fields=["state", "reason", "decided_at"])
    _record(verb, found, by=by, now=now, reason=found.reason)
    return found


def _tidy(text: str) -> str:
    """Keep lines, drop what cannot be printed."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()
    return "".join(sign for sign in lines if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cs"})


def _locked(specimen_id: int) -> Specimen:
    found = Specimen.objects.select_for_update(no_key=True).filter(pk=specimen_id).first()
    if found is None:
        raise Refused("no-specimen", "There is no such specimen.", status=404)
    return found


def _record(verb: str, row: Specimen, *, by: Officer, now: datetime, **detail: Any) -> None:
    detail = {"title": row.title, **detail}
    authority = row.authority_id or ""
    record(verb, f"specimen:{row.participant_id}-{row.pk}", by=by.actor, at=now, authority=authority, detail=detail)
