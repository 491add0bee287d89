"""Whom the packages above keep: each registers a source of live subjects, and all are looked at when a list changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from kpverify.screening.deciding import note
from kpverify.screening.models import Rescreening
from kpverify.screening.searching import Party

STEP = 100


class Subject(NamedTuple):
    """Something that names parties: `id` is `certificate:<id>` or `party:<id>`, `cursor` where the next step goes on.

    `prepared_by` is the officer who wrote it, and may not decide about it.
    """

    id: str
    cursor: str
    authority_id: str
    parties: tuple[Party, ...]
    prepared_by: int | None = None


# Gives at most so many subjects whose cursor is greater than the one given ("" at first), in its order.
Source = Callable[[str, int], Sequence[Subject]]
# Gives the parties behind a shipment that its content does not name: the owners the address book has of them.
Owners = Callable[[str, Mapping[str, Any]], Sequence[Party]]

_SOURCES: dict[str, Source] = {}
_OWNERS: list[Owners] = []


def register(name: str, source: Source) -> None:
    """Let a package's subjects be looked at when a list changes.  Raises: ValueError when the name is taken."""
    if name in _SOURCES:
        raise ValueError(name)
    _SOURCES[name] = source


def register_owners(owners: Owners) -> None:
    """Let owners be screened with the shipment that names their firm (OFAC's 50 % rule)."""
    _OWNERS.append(owners)


def parties_of(authority_id: str, content: Mapping[str, Any]) -> list[Party]:
    """Give everybody behind a shipment: exporter, importer, and the owners known of them."""
    found = []
    for field in ("exporter", "importer"):
        one = content.get(field) or {}
        if name := one.get("name"):
            found.append(Party(field, name, one.get("country", ""), one.get("address", "")))
    return [*found, *(party for owners in _OWNERS for party in owners(authority_id, content))]


def begin_rescreening(*, reason: str, now: datetime) -> Rescreening:
    """Ask that everybody is looked at once more; `advance_rescreening` does it.  Writes: Rescreening."""
    return Rescreening.objects.create(begun_at=now, reason=reason[:200])


@transaction.atomic
def advance_rescreening(*, rescreening_id: UUID, now: datetime) -> Rescreening:
    """Look at the next hundred subjects, and put what they are like in the queue.

    Writes: Rescreening, OpenHit, HitPlace.
    """
    row = Rescreening.objects.select_for_update().get(pk=rescreening_id)
    if row.finished_at is not None:
        return row
    names = sorted(_SOURCES)
    row.source = row.source or (names[0] if names else "")
    subjects = _SOURCES[row.source](row.cursor, STEP) if row.source in _SOURCES else ()
    for one in subjects:
        waiting = note(
            subject=one.id,
            parties=one.parties,
            authority_id=one.authority_id,
            prepared_by=one.prepared_by,
            now=now,
        )
        row.found += len(waiting)
        row.cursor = one.cursor
    row.looked_at += len(subjects)
    if len(subjects) < STEP:
        later = [name for name in names if name > row.source]
        row.source, row.cursor = (later[0], "") if later else (row.source, row.cursor)
        row.finished_at = None if later else now
    row.save()
    return row


def finish_rescreening(*, now: datetime) -> list[Rescreening]:
    """Go on with what is due, one step each; of many that wait, the newest looks at all.  Writes: as above."""
    due = list(Rescreening.objects.filter(finished_at=None).order_by("-begun_at", "-pk"))
    for older in due[1:]:
        Rescreening.objects.filter(pk=older.pk).update(finished_at=now)
    return [advance_rescreening(rescreening_id=row.pk, now=now) for row in due[:1]]
