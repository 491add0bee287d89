"""Reading a list's files whole, under caps, and putting them down for the comparison; nothing of it is in force yet."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.audit.services import record
from kpverify.errors import Refused
from kpverify.screening.models import ListLoad, SanctionsList, StagedEntry
from kpverify.screening.reading import READERS
from kpverify.screening.reading.entry import Listed, hash_of
from kpverify.screening.reading.guard import MOST_BYTES, cut_short, refused

State = ListLoad.State
COMMAND = "command:load_sanctions"


def subject(load_id: UUID) -> str:
    """Name a load as the audit log does."""
    return f"sanctions-load:{load_id}"


def stage(
    *,
    files: Mapping[str, bytes | Path],
    kind: str,
    by: Officer | None,
    now: datetime,
    list_date: date | None = None,
) -> ListLoad:
    """Read the files of a list and keep their entries until `advance_load` has taken all in; nothing is in force yet.

    `files` are by the name the publisher gives them; `by` is None for a command; `list_date` counts where the file
    says none.
    Raises: PermissionDenied; Refused list-unknown, list-too-large, list-same, list-older, load-waiting, list-empty, and
    those of the readers (`reading/guard.py`): list-wrong-format, list-wrong-encoding, list-cut-short, list-hostile,
    list-files-missing.
    Writes: SanctionsList, ListLoad, StagedEntry, AuditEntry.
    """
    if by is not None:
        require(by, Action.SCREENING_LOAD)
    if kind not in READERS:
        words = _("There is no list called {kind}. There are: {kinds}.")
        raise refused("list-unknown", words.format(kind=kind[:20], kinds=", ".join(READERS)))
    held = _opened(files)
    digest = hashlib.sha256()
    for name in sorted(held):
        digest.update(hashlib.sha256(held[name]).digest())
    _refuse_what_waits_or_is_same(kind, digest.hexdigest())
    found = READERS[kind](held)
    # Entries without a single name are those of another form: the list would be in force and find nobody.
    if not any(one.names for one in found.entries):
        raise refused("list-empty", _("There is no entry in this file. Nothing was changed."))
    day = found.day or list_date
    # A day that has not come would keep out every later file. West of the line the publisher's day ends later.
    if day and day > now.date() + timedelta(days=1):
        raise cut_short(min(held))
    _refuse_older(kind, day)
    return _stored(
        ListLoad(
            sanctions_list_id=kind,
            list_date=day,
            sha256=digest.hexdigest(),
            files=sorted(held),
            loaded_by=by,
            loaded_at=now,
            total=len(found.entries),
        ),
        found.entries,
    )


def _opened(files: Mapping[str, bytes | Path]) -> dict[str, bytes]:
    """Read the files, once their sizes are known to be bearable."""
    size = sum(len(held) if isinstance(held, bytes) else held.stat().st_size for held in files.values())
    if size > MOST_BYTES:
        words = _("These files are larger than {most} MB, which no list is.")
        raise refused("list-too-large", words.format(most=MOST_BYTES // 10**6))
    return {
        name.replace("\\", "/").rpartition("/")[2].lower()[:80]: held if isinstance(held, bytes) else held.read_bytes()
        for name, held in files.items()
    }


def _refuse_what_waits_or_is_same(kind: str, sha256: str) -> None:
    if ListLoad.objects.filter(sanctions_list_id=kind, state=State.STAGED).exists():
        words = _("A load of this list is not finished yet. Go on with it, or drop it, before the next.")
        raise Refused("load-waiting", words)
    if ListLoad.objects.filter(sanctions_list_id=kind, state=State.IN_FORCE, sha256=sha256).exists():
        raise Refused("list-same", _("These files are in force already. There is nothing to do."))


def _refuse_older(kind: str, day: date | None) -> None:
    held = ListLoad.objects.filter(sanctions_list_id=kind, state=State.IN_FORCE).first()
    if held and day and held.list_date and day < held.list_date:
        words = _("This file is of {day}, the list in force of {held}: it is not put back.")
        raise Refused("list-older", words.format(day=day.isoformat(), held=held.list_date.isoformat()))


@transaction.atomic
def _stored(load: ListLoad, entries: list[Listed]) -> ListLoad:
    SanctionsList.objects.get_or_create(kind=load.sanctions_list_id)
    # Of two at once, one waits here and then sees the other.
    SanctionsList.objects.select_for_update().get(kind=load.sanctions_list_id)
    _refuse_what_waits_or_is_same(load.sanctions_list_id, load.sha256)
    _refuse_older(load.sanctions_list_id, load.list_date)
    load.save(force_insert=True)
    StagedEntry.objects.bulk_create(_staged(load, entries), batch_size=500)
    by = load.loaded_by.actor if load.loaded_by else COMMAND
    detail = {"list": load.sanctions_list_id, "sha256": load.sha256, "files": load.files, "entries": load.total}
    record("sanctions.stage", subject(load.pk), by=by, at=load.loaded_at, detail=detail)
    return load


def _staged(load: ListLoad, entries: list[Listed]) -> Iterator[StagedEntry]:
    seen, many = set[str](), dict[str, int]()
    for place, one in enumerate(entries):
        uid = first = one.uid[:110] or f"nameless-{place}"
        # A file may itself use the numbers we give to what it numbers twice.
        while uid in seen:
            many[first] = many.get(first, 1) + 1
            uid = f"{first}#{many[first]}"
        seen.add(uid)
        facts = one.facts
        yield StagedEntry(load=load, place=place, uid=uid, hash=hash_of(facts), facts=facts)
