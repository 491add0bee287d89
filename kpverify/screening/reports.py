"""Which lists are in force, how old they are, and what a load changes: what the office and the Secretariat show."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kpverify.screening.models import Entry, ListLoad, OpenHit, Rescreening, SanctionsList
from kpverify.screening.removals import gone

MOST_CHANGES = 12
MOST_LOADS = 50
REPORT = ("added", "changed", "weaker", "removed")
State = ListLoad.State
# What a report names when an entry changed.
PARTS = {
    "names": _("Names"),
    "addresses": _("Addresses"),
    "countries": _("Countries"),
    "programmes": _("Programmes"),
    "remarks": _("Remarks"),
    "listed_on": _("Listed on"),
    "kind": _("Kind"),
}


class Tag(NamedTuple):
    """A state as a word, with the style that gives it its icon."""

    word: Any
    style: str


TAGS = {
    State.STAGED: Tag(_("Being read"), "wait"),
    State.IN_FORCE: Tag(_("In force"), "good"),
    State.SUPERSEDED: Tag(_("Replaced by a newer one"), ""),
    State.REFUSED: Tag(_("Given up"), "bad"),
}
WAITS = Tag(_("Waits for two people"), "warn")
TABS = {"added": _("Added"), "changed": _("Changed"), "weaker": _("Hard to find now"), "removed": _("Removed")}


def tag_of(load: ListLoad) -> Tag:
    """Say what became of a load."""
    return WAITS if load.state == State.STAGED and load.waits_for else TAGS[State(load.state)]


def overview(now: datetime) -> dict[str, Any]:
    """Give what a page of all lists shows: those in force, the screening under way, the last loads."""
    newest = ListLoad.objects.select_related("sanctions_list")
    return {
        "lines": list_lines(now),
        "none_loaded": nothing_is_loaded(),
        "rescreening": Rescreening.objects.filter(finished_at=None).first(),
        "loads": [(one, tag_of(one)) for one in newest[:MOST_LOADS]],
    }


class ListLine(NamedTuple):
    """One list: what is in force of it, how old that is in days, and what is not in force yet."""

    words: str
    load: ListLoad | None
    waiting: ListLoad | None
    age: int
    is_old: bool


def list_lines(now: datetime) -> list[ListLine]:
    """Say of every list what is in force."""
    rows = ListLoad.objects.filter(state__in=[State.IN_FORCE, State.STAGED])
    rows = rows.select_related("loaded_by", "confirmed_by", "sanctions_list")
    held = {(one.sanctions_list_id, one.state): one for one in rows}
    lines = []
    for kind, words in SanctionsList.Kind.choices:
        load = held.get((kind, State.IN_FORCE))
        age = max((now.date() - (load.list_date or load.loaded_at.date())).days, 0) if load else 0
        # The built-in names stand as they are: nobody publishes them anew.
        is_old = age > settings.SANCTIONS_OLD_DAYS and kind != SanctionsList.Kind.SEED
        lines.append(ListLine(words, load, held.get((kind, State.STAGED)), age, is_old))
    return lines


def old_lists(now: datetime) -> list[ListLine]:
    """List those in force that are too old to go by."""
    return [one for one in list_lines(now) if one.is_old]


def nothing_is_loaded() -> bool:
    """Is there no list in force, so that nobody is screened?"""
    return not ListLoad.objects.filter(state=State.IN_FORCE).exists()


def report(load: ListLoad, shown: str) -> QuerySet[Entry]:
    """Give the entries that a load brings, changes or takes away, or, not in force yet, would; `shown` of `REPORT`.

    Changed entries come with what they replace; `weaker` are those of them that can hardly be found any more.
    """
    brought = Entry.objects.filter(first_load=load).select_related("replaces").order_by("name", "pk")
    if shown == "added":
        return brought.filter(replaces=None)
    if shown == "changed":
        return brought.exclude(replaces=None)
    if shown == "weaker":
        return brought.filter(is_weaker=True)
    if load.state == State.STAGED:
        removed = gone(load) if load.cursor == load.total else Entry.objects.none()
    else:
        # An entry that changed is not one that went.
        removed = Entry.objects.filter(removed_by=load).exclude(replaced_by__first_load=load)
    return removed.order_by("name", "pk")


def page_of(load: ListLoad, shown: str, *, page: str | None, many: int) -> dict[str, Any]:
    """Lay out one page of a report for `office/screening/_report.html`; `shown` is of `REPORT`."""
    found = Paginator(report(load, shown), many).get_page(page)
    return {
        "tabs": [(name, words, getattr(load, name)) for name, words in TABS.items()],
        "shown": shown,
        "lines": [{"entry": one, "changes": changes_of(one)} for one in found],
        "is_changed": shown in ("changed", "weaker"),
        "page": found,
        "query": f"shown={shown}",
        "is_read": load.cursor == load.total,
    }


def unlisted_hits(load: ListLoad) -> QuerySet[OpenHit]:
    """Give the hits whose entry a load that is in force took off its list."""
    went = OpenHit.objects.filter(entry__removed_by=load).exclude(entry__replaced_by__first_load=load)
    return went.select_related("entry", "authority").order_by("authority", "party_name", "pk")


class Differences(NamedTuple):
    """What a load changes, or changed: entries by name; `changed` as (before, after)."""

    added: list[Entry]
    changed: list[tuple[Entry, Entry]]
    removed: list[Entry]


def differences(load: ListLoad, *, most: int = 200) -> Differences:
    """Tell what a load changed, or, not in force yet, would change; of each at most `most`."""
    return Differences(
        list(report(load, "added")[:most]),
        [(one.replaces, one) for one in report(load, "changed")[:most] if one.replaces],
        list(report(load, "removed")[:most]),
    )


def changes_of(entry: Entry) -> list[str]:
    """Say what an entry says that the one before it did not, and what it no longer says."""
    if entry.replaces is None:
        return []
    found = []
    for name, label in PARTS.items():
        was, now = _texts(entry.replaces.facts.get(name)), _texts(entry.facts.get(name))
        found += [f"{label}: + {one}" for one in now if one not in was]
        found += [f"{label}: − {one}" for one in was if one not in now]
    return [one[:300] for one in found[:MOST_CHANGES]]


def _texts(value: Any) -> list[str]:
    held = value if isinstance(value, list) else [value] if value else []
    return [str(one[0]) if isinstance(one, list) and one else str(one) for one in held]
