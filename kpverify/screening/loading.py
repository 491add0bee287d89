"""Taking a staged list in (`staging.py`): compared in bounded steps, in force in one transaction.

A process that dies loses nothing and repeats nothing; until the last step the list before is the one in force. One that
takes away more than is ordinary (`removals.py`) waits until two people of the Secretariat release it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.audit.services import record
from kpverify.errors import Refused
from kpverify.screening.keys import keys_of_address, keys_of_name, number_of
from kpverify.screening.models import (
    CommonKey,
    Entry,
    ListLoad,
    Name,
    NameKey,
    OpenHit,
    Rescreening,
    StagedEntry,
)
from kpverify.screening.removals import NOT_SEARCHED, gone, is_weaker, why_second
from kpverify.screening.sifting import outline
from kpverify.screening.staging import COMMAND, subject

State = ListLoad.State
STEP = 500
# A key with more names finds nobody alone.
COMMON = 300
INSERT_KEY = "INSERT INTO screening_namekey (key, name_id) VALUES (%s, %s)"


def advance_load(*, load_id: UUID, now: datetime) -> ListLoad:
    """Take the next five hundred entries in; after the last, put the list in force.

    Safe beside another page and beside `work`: the load is locked.
    Raises: Refused list-waits: two people of the Secretariat have to release it, or one gives it up (`drop_load`).
    Writes: Entry, Name, NameKey; at the end ListLoad, CommonKey, OpenHit, Rescreening, AuditEntry.
    """
    with transaction.atomic():
        load = (
            ListLoad.objects.select_for_update(of=("self",))
            .select_related("sanctions_list", "loaded_by")
            .get(pk=load_id)
        )
        if load.state != State.STAGED:
            return load
        if load.cursor < load.total:
            _take_in(load)
            return load
        if not load.waits_for:
            load.waits_for = why_second(load, now=now)
            if not load.waits_for:
                _put_in_force(load, now=now)
                return load
            load.removed = load.waits_for["gone"]
            load.save(update_fields=["waits_for", "removed"])
            by = load.loaded_by.actor if load.loaded_by else COMMAND
            record("sanctions.wait", subject(load.pk), by=by, at=now, detail=load.waits_for)
    raise waits(load)


def waits(load: ListLoad) -> Refused:
    """Say that a load waits for two people, and why."""
    words = _(
        "This file takes away {gone} of {before} entries, makes {weaker} hard to find, and {hits} hits would lose "
        "their entry. Nothing is changed until two people of the Secretariat have looked, on the page of the load."
    )
    return Refused("list-waits", words.format(**load.waits_for))


def _take_in(load: ListLoad) -> None:
    rows = list(load.staged.filter(place__gte=load.cursor, place__lt=load.cursor + STEP).order_by("place"))
    current = Entry.objects.filter(sanctions_list_id=load.sanctions_list_id, is_current=True)
    held = {one.uid: one for one in current.filter(uid__in=[row.uid for row in rows])}
    fresh = [
        _new_entry(load, row, held.get(row.uid))
        for row in rows
        if row.uid not in held or held[row.uid].hash != row.hash
    ]
    made = Entry.objects.bulk_create(fresh, batch_size=500)
    _index(made)
    load.cursor += len(rows)
    load.added += sum(entry.replaces_id is None for entry in made)
    load.changed += sum(entry.replaces_id is not None for entry in made)
    load.weaker += sum(entry.is_weaker for entry in made)
    load.save(update_fields=["cursor", "added", "changed", "weaker"])


def _new_entry(load: ListLoad, row: StagedEntry, before: Entry | None) -> Entry:
    names = row.facts["names"]
    return Entry(
        sanctions_list_id=load.sanctions_list_id,
        uid=row.uid,
        kind=row.facts["kind"],
        name=names[0][0] if names else row.uid,
        programmes=row.facts["programmes"],
        facts=row.facts,
        hash=row.hash,
        first_load=load,
        replaces=before,
        is_weaker=before is not None and is_weaker(before.facts, row.facts),
    )


def _index(entries: Iterable[Entry]) -> None:
    """Write the names of entries, and the keys to find them by."""
    names = [name for entry in entries for name in _names_of(entry)]
    made = Name.objects.bulk_create(names, batch_size=1_000)
    keys = [
        (number_of(key), name.pk)
        for name in made
        for key in (keys_of_address(name.text) if name.kind == Name.Kind.ADDRESS else keys_of_name(name.text))
    ]
    # Millions of rows of two numbers: what a model's `bulk_create` does for each takes longer than the database.
    if keys:
        with connection.cursor() as cursor:
            cursor.executemany(INSERT_KEY, keys)


def _names_of(entry: Entry) -> Iterator[Name]:
    if entry.kind in NOT_SEARCHED:
        return
    for place, (text, quality) in enumerate(entry.facts["names"]):
        kind = Name.Kind.ALIAS if place else Name.Kind.NAME
        yield Name(entry=entry, kind=kind, text=text, outline=outline(text), quality=quality)
    for text in entry.facts["addresses"]:
        if keys_of_address(text):
            yield Name(entry=entry, kind=Name.Kind.ADDRESS, text=text[:500])


def _put_in_force(load: ListLoad, *, now: datetime) -> None:
    load.removed = gone(load).count()
    brought = Entry.objects.filter(first_load=load)
    over = Entry.objects.filter(sanctions_list_id=load.sanctions_list_id, is_current=True)
    over = over.filter(Q(uid__in=brought.values("uid")) | ~Q(uid__in=load.staged.values("uid")))
    over.update(is_current=False, removed_by=load)
    brought.update(is_current=True)
    forget_names(Entry.objects.filter(removed_by=load))
    OpenHit.objects.filter(entry__removed_by=load, decided_at=None, gone_at=None).update(gone_at=now)
    ListLoad.objects.filter(sanctions_list_id=load.sanctions_list_id, state=State.IN_FORCE).update(
        state=State.SUPERSEDED
    )
    load.state, load.in_force_at = State.IN_FORCE, now
    load.save()
    load.staged.all()._raw_delete(load.staged.db)
    _count_common()
    Rescreening.objects.create(begun_at=now, reason=f"{load.sanctions_list_id} {load.day}")
    by = load.confirmed_by or load.loaded_by
    detail = {"list": load.sanctions_list_id, "added": load.added, "changed": load.changed, "removed": load.removed}
    if load.proposed_by:
        detail["proposed_by"] = load.proposed_by.actor
    record("sanctions.in-force", subject(load.pk), by=by.actor if by else COMMAND, at=now, detail=detail)


def forget_names(entries: QuerySet[Entry]) -> None:
    """Take entries out of the search; what they said stays with them."""
    names = Name.objects.filter(entry__in=entries.values("pk"))
    keys = NameKey.objects.filter(name__in=names.values("pk"))
    keys._raw_delete(keys.db)
    names._raw_delete(names.db)


def _count_common() -> None:
    counted = NameKey.objects.values("key").annotate(many=Count("pk")).filter(many__gt=COMMON)
    common = [CommonKey(key=row["key"], many=row["many"]) for row in counted]
    CommonKey.objects.all().delete()
    CommonKey.objects.bulk_create(common, batch_size=1_000)


@transaction.atomic
def release_load(*, load_id: UUID, proposed_by: Officer, by: Officer, now: datetime) -> ListLoad:
    """Put a load that waits in force, as two people say: who proposed it, and `by`.

    Raises: PermissionDenied; Refused not-found, load-over, load-not-read, second-person-needed.
    Writes: as the last step of advance_load.
    """
    load = open_load(load_id, by=by)
    require_waiting(load)
    if proposed_by.pk == by.pk:
        words = _("You proposed this yourself: another officer has to confirm or to decline it.")
        raise Refused("second-person-needed", words)
    load.proposed_by, load.confirmed_by = proposed_by, by
    _put_in_force(load, now=now)
    return load


def require_waiting(load: ListLoad) -> None:
    """Go on only with a load that waits for two people.  Raises: Refused load-not-read."""
    if not load.waits_for:
        raise Refused("load-not-read", _("This load does not wait for anybody: it comes into force by itself."))


@transaction.atomic
def drop_load(*, load_id: UUID, by: Officer | None, now: datetime) -> ListLoad:
    """Give up a load that is not in force; the list before stays.

    Raises: PermissionDenied, Refused load-over.  Writes: ListLoad, StagedEntry, Entry, AuditEntry.
    """
    load = open_load(load_id, by=by)
    load.state = State.REFUSED
    load.save(update_fields=["state"])
    load.staged.all()._raw_delete(load.staged.db)
    fresh = Entry.objects.filter(first_load=load)
    forget_names(fresh)
    fresh._raw_delete(fresh.db)
    record("sanctions.drop", subject(load.pk), by=by.actor if by else COMMAND, at=now)
    return load


def open_load(load_id: UUID, *, by: Officer | None) -> ListLoad:
    """Lock a load that is not in force yet, for somebody who may decide about it; `by` is None for a command.

    Raises: PermissionDenied; Refused not-found, load-over.
    """
    if by is not None:
        require(by, Action.SCREENING_LOAD)
    load = ListLoad.objects.select_for_update().filter(pk=load_id).first()
    if load is None:
        raise Refused("not-found", _("There is nothing here, or it is not yours to see."), status=404)
    if load.state != State.STAGED:
        raise Refused("load-over", _("This load is in force, or given up: there is nothing left to decide."))
    return load


def finish_loads(*, now: datetime) -> list[ListLoad]:
    """Go on with what a closed page or a killed process left, one step each.  Writes: as advance_load."""
    due = ListLoad.objects.filter(state=State.STAGED, waits_for={}).values_list("pk", flat=True)
    done = []
    for pk in list(due):
        try:
            done.append(advance_load(load_id=pk, now=now))
        except Refused as refusal:
            if refusal.code != "list-waits":
                raise
    return done
