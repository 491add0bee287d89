"""What officers do with a file of many shipments: receive, judge row by row, accept what is right, forget.

The rows are stored before anything is judged, and every step is one transaction: whatever dies in the middle, what is
done is done once, and the rest is gone on with, by the page or by `manage.py work`.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any, Literal
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_noop as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.audit.services import record
from kpverify.certificates.assessment import ground_of
from kpverify.certificates.models import State
from kpverify.certificates.moves import told
from kpverify.certificates.services import create_draft
from kpverify.certificates.shipments import BadFile, Shipment, kind_of, read_file
from kpverify.errors import Refused
from kpverify.tokens.codes import Result
from kpverify.uploads.judging import findings_of, fit_content, judge
from kpverify.uploads.models import Stage, Upload, UploadRow

RowState = UploadRow.State
MAX_FILE_BYTES = 10_000_000
MOST_ROWS = 5_000
MOST_UPLOADS = 200
JUDGED_AT_ONCE = 50
ACCEPTED_AT_ONCE = 20
ACCEPTABLE = (RowState.FIT, RowState.LOOK, RowState.DUPLICATE)
# A duplicate is accepted only when somebody chooses its row.
GOOD = (RowState.FIT, RowState.LOOK)


def receive_upload(*, raw: bytes, name: str, by: Officer, now: datetime, kind: str | None = None) -> Upload:
    """Take a file in: read it whole, and store its rows.

    `kind` (csv, xlsx, json) is told by the name when it is not given.
    Raises: PermissionDenied; Refused no-authority, too-many-uploads, and the codes of `shipments.read_file`.
    Writes: Upload, UploadRow, AuditEntry.
    """
    require(by, Action.CERTIFICATE_DRAFT)
    if by.authority_id is None:
        raise Refused("no-authority", "You belong to no issuing authority.", status=403)
    if len(raw) > MAX_FILE_BYTES:
        words = f"The file is larger than {MAX_FILE_BYTES // 1_000_000} MB: part it into several files."
        raise Refused("too-large", words, status=413)
    if not raw:
        raise Refused("no-rows", "The file is empty: there is no shipment in it.", status=422)
    try:
        kind = kind or kind_of(name)
        found = read_file(raw, kind=kind, most_rows=MOST_ROWS)
    except BadFile as bad:
        raise Refused(bad.code, str(bad), status=413 if bad.code in TOO_LARGE else 422) from bad
    return _store(found.columns, found.shipments, raw=raw, name=name, kind=kind, by=by, now=now)


TOO_LARGE = frozenset({"too-large", "unpacks-too-large", "too-many-rows"})


@transaction.atomic
def _store(
    columns: list[str], shipments: Sequence[Shipment], *, raw: bytes, name: str, kind: str, by: Officer, now: datetime
) -> Upload:
    if Upload.objects.visible_to(by).count() >= MOST_UPLOADS:
        words = f"Your authority holds {MOST_UPLOADS} uploads already: forget some of them first."
        raise Refused("too-many-uploads", words)
    upload = Upload.objects.create(
        authority_id=by.authority_id or "",
        uploaded_by=by,
        uploaded_at=now,
        changed_at=now,
        name=told(PurePath(name).name)[:200] or f"shipments.{kind}",
        kind=kind,
        sha256=hashlib.sha256(raw).hexdigest(),
        columns=columns,
        total=len(shipments),
    )
    UploadRow.objects.bulk_create([_row_of(one, upload) for one in shipments], batch_size=500)
    _note(upload, "received", by=by.actor, now=now, name=upload.name, sha256=upload.sha256, rows=upload.total)
    return upload


def _row_of(one: Shipment, upload: Upload) -> UploadRow:
    row = UploadRow(upload=upload, place=one.place, key=one.key)
    if _can_be_stored(one.content) and _can_be_stored(list(one.cells)):
        row.cells, row.notes = list(one.cells), list(one.notes)
        # A null of JSON would be a null of the database.
        row.content = "" if one.content is None else one.content
    else:
        finding = {"field": "", "code": "cannot-be-stored", "message": CANNOT_BE_STORED, "result": Result.FAIL.value}
        row.content, row.notes = "", [finding]
    return row


CANNOT_BE_STORED = _("There is a number or half a character in it that cannot be stored.")


def _can_be_stored(content: Any) -> bool:
    """Is there nothing in it that a database would refuse: NUL, half a character, infinity?"""
    left = [content]
    while left:
        one = left.pop()
        if isinstance(one, str):
            if "\0" in one or any("\ud800" <= sign <= "\udfff" for sign in one):
                return False
        elif isinstance(one, float) and not math.isfinite(one):
            return False
        elif isinstance(one, list):
            left += one
        elif isinstance(one, dict):
            left += [*one, *one.values()]
    return True


def find_upload(*, upload_id: UUID | str, by: Officer) -> Upload:
    """Find an upload of the officer's own authority.  Raises: PermissionDenied, Refused not-found."""
    require(by, Action.CERTIFICATE_VIEW)
    found = Upload.objects.visible_to(by).select_related("uploaded_by", "accepted_by").filter(pk=upload_id).first()
    if found is None:
        raise Refused("not-found", "There is nothing here, or it is not yours to see.", status=404)
    return found


def advance(*, upload_id: UUID, now: datetime) -> Upload:
    """Do one step of an upload, of a fraction of a second; nothing when there is none left.

    Raises: Refused no-trust-list (503), not-found.  Writes: Upload, UploadRow, and what drafting writes.
    """
    upload = Upload.objects.select_related("uploaded_by", "accepted_by").filter(pk=upload_id).first()
    if upload is None:
        raise Refused("not-found", "This upload is no longer there.", status=404)
    if upload.stage == Stage.CHECKING:
        _judge_some(upload, now=now)
    elif upload.stage == Stage.ACCEPTING:
        _accept_some(upload, now=now)
    upload.refresh_from_db(fields=["stage", "trouble", "changed_at"])
    return upload


def _judge_some(upload: Upload, *, now: datetime) -> None:
    """Judge the next rows. They are judged before anything is locked: that takes longest, and only reads."""
    waiting = upload.rows.filter(state=RowState.WAITING)
    rows = list(waiting[:JUDGED_AT_ONCE])
    for row in rows:
        row.upload = upload
    if rows:
        judge(rows, upload=upload, ground=ground_of(upload.authority_id), now=now)
    with transaction.atomic():
        held = _lock(upload.pk)
        if held.stage != Stage.CHECKING:
            return
        # Another process may have judged some of them meanwhile.
        still = set(waiting.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
        UploadRow.objects.bulk_update([row for row in rows if row.pk in still], ["state", "findings"])
        if not waiting.exists():
            _set_stage(held, Stage.CHECKED, now=now)


@transaction.atomic
def accept_rows(
    *, upload_id: UUID | str, rows: Literal["good"] | Sequence[int], submits: bool, by: Officer, now: datetime
) -> Upload:
    """Have rows become drafts, or be submitted at once: all good ones, or those named by their place.

    The steps of `advance` do it; a row becomes one certificate, whatever is repeated.
    Raises: PermissionDenied; Refused still-checking, still-accepting, nothing-to-accept, rows-not-fit, not-found.
    Writes: Upload, UploadRow, AuditEntry.
    """
    require(by, Action.CERTIFICATE_DRAFT)
    if submits:
        require(by, Action.CERTIFICATE_SUBMIT)
    find_upload(upload_id=upload_id, by=by)
    upload = _lock(upload_id)
    if upload.stage != Stage.CHECKED:
        words = "This upload is still being worked on: wait until it is checked, then accept its rows."
        raise Refused(f"still-{upload.stage}", words)
    chosen = upload.rows.filter(certificate=None)
    if rows == "good":
        chosen = chosen.filter(state__in=GOOD)
    else:
        _refuse_unfit(upload, rows)
        chosen = chosen.filter(place__in=rows, state__in=ACCEPTABLE)
    upload.rows.filter(is_chosen=True).update(is_chosen=False)
    count = chosen.update(is_chosen=True)
    if not count:
        raise Refused("nothing-to-accept", "No row is left that could be accepted.", status=422)
    upload.accepted_by, upload.submits, upload.trouble = by, submits, ""
    upload.save(update_fields=["accepted_by", "submits", "trouble"])
    _set_stage(upload, Stage.ACCEPTING, now=now)
    _note(upload, "accepted", by=by.actor, now=now, rows=count, submits=submits)
    return upload


def _refuse_unfit(upload: Upload, places: Sequence[int]) -> None:
    """Refuse rows that are not there or may not be accepted; one that was accepted already is no fault."""
    known = dict(upload.rows.filter(place__in=places).values_list("place", "state"))
    wrong = sorted(place for place in set(places) if known.get(place) not in (*ACCEPTABLE, RowState.ACCEPTED))
    if wrong:
        words = f"These rows cannot be accepted: {', '.join(map(str, wrong[:20]))}. Choose others, or mend the file."
        raise Refused("rows-not-fit", words, status=422)


@transaction.atomic
def _accept_some(upload: Upload, *, now: datetime) -> None:
    """Make drafts of the next chosen rows, each in this one transaction with its mark."""
    held = _lock(upload.pk)
    by = held.accepted_by
    if held.stage != Stage.ACCEPTING or by is None:
        return
    chosen = held.rows.filter(is_chosen=True, certificate=None)
    try:
        require(by, Action.CERTIFICATE_SUBMIT if held.submits else Action.CERTIFICATE_DRAFT)
    except PermissionDenied:
        held.rows.filter(is_chosen=True).update(is_chosen=False)
        held.trouble = f"{by.name} no longer holds the role this needs. Accept the rows that are left once more."
        held.save(update_fields=["trouble"])
        _set_stage(held, Stage.CHECKED, now=now)
        return
    rows = list(chosen[:ACCEPTED_AT_ONCE])
    ground = ground_of(held.authority_id) if rows else None
    for row in rows:
        row.upload, row.is_chosen = held, False
        try:
            assert ground is not None  # noqa: S101 - there are rows
            content = fit_content(row, upload=held, ground=ground, now=now)
        except Refused as refusal:
            if refusal.status == 503:
                raise
            # What was right when it was judged is not any more.
            row.state, row.findings = RowState.WRONG, findings_of(refusal, row)
        else:
            state = State.SUBMITTED if held.submits else State.DRAFT
            row.certificate = create_draft(content=content, by=by, now=now, state=state)
            row.state = RowState.ACCEPTED
    UploadRow.objects.bulk_update(rows, ["state", "findings", "is_chosen", "certificate"])
    if not chosen.exists():
        _set_stage(held, Stage.CHECKED, now=now)


@transaction.atomic
def forget_upload(*, upload_id: UUID | str, by: Officer, now: datetime) -> None:
    """Delete an upload and its rows; what was accepted of it stays.

    Raises: PermissionDenied, Refused still-accepting, not-found.  Writes: Upload, UploadRow, AuditEntry.
    """
    require(by, Action.CERTIFICATE_DRAFT)
    find_upload(upload_id=upload_id, by=by)
    upload = _lock(upload_id)
    if upload.stage == Stage.ACCEPTING:
        raise Refused("still-accepting", "Its rows are just being accepted: wait until that is done.")
    _forget(upload, by=by.actor, now=now)


def forget_old_uploads(*, now: datetime, by: str) -> int:
    """Forget the uploads nobody has touched for KPVERIFY_UPLOADS_KEPT_DAYS; tells how many.

    Writes: Upload, UploadRow, AuditEntry.
    """
    old = Upload.objects.filter(changed_at__lte=now - timedelta(days=settings.UPLOADS_KEPT_DAYS))
    count = 0
    for pk in list(old.exclude(stage=Stage.ACCEPTING).values_list("pk", flat=True)[:100]):
        with transaction.atomic():
            _forget(_lock(pk), by=by, now=now)
            count += 1
    return count


def finish_uploads(*, now: datetime, most_steps: int = 200) -> Iterator[Upload]:
    """Do what closed pages left, so many steps at most; gives those that are done."""
    for pk in list(Upload.objects.unfinished().values_list("pk", flat=True)):
        upload = None
        while most_steps and (upload is None or upload.stage in (Stage.CHECKING, Stage.ACCEPTING)):
            upload = advance(upload_id=pk, now=now)
            most_steps -= 1
        if upload is not None and upload.stage == Stage.CHECKED:
            yield upload


def counts_of(upload: Upload) -> dict[str, int]:
    """Count the rows of an upload by their state, all states named."""
    found = dict(upload.rows.order_by().values_list("state").annotate(Count("pk")))
    return {state.value: found.get(state, 0) for state in RowState}


def progress_of(upload: Upload) -> tuple[int, int]:
    """Tell how far the stage of an upload is: done, and of how many."""
    if upload.stage == Stage.ACCEPTING:
        left = upload.rows.filter(is_chosen=True, certificate=None).count()
        done = upload.rows.filter(state=RowState.ACCEPTED).count()
        return done, done + left
    waiting = upload.rows.filter(state=RowState.WAITING).count() if upload.stage == Stage.CHECKING else 0
    return upload.total - waiting, upload.total


def _lock(upload_id: UUID | str) -> Upload:
    rows = Upload.objects.select_for_update(of=("self",), no_key=True).select_related("accepted_by", "uploaded_by")
    found = rows.filter(pk=upload_id).first()
    if found is None:
        raise Refused("not-found", "This upload is no longer there.", status=404)
    return found


def _set_stage(upload: Upload, stage: Stage, *, now: datetime) -> None:
    upload.stage, upload.changed_at = stage, now
    upload.save(update_fields=["stage", "changed_at"])


def _forget(upload: Upload, *, by: str, now: datetime) -> None:
    _note(upload, "forgotten", by=by, now=now, name=upload.name, sha256=upload.sha256)
    upload.delete()


def _note(upload: Upload, act: str, *, by: str, now: datetime, **detail: object) -> None:
    record(f"upload.{act}", f"upload:{upload.pk}", by=by, at=now, authority=upload.authority_id, detail=detail)
