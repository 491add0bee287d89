"""What a load takes away, and when that takes a second person of the Secretariat.

Publishers add every few days and take little away: a few entries at a time, a handful in a thousand on the lists that
merge others. A file that takes away more is one that was cut, an old one put back, or somebody's work; so is one that
takes away an entry somebody here is like. A changed entry counts as well when it can hardly be found any more.
Source: House (docs/compliance.md, "Who puts a list in force").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet, Sum

from kpverify.screening.models import Decision, Entry, ListLoad, OpenHit

# So many entries in a week may go by one person's word, or one in a thousand where that is more.
ORDINARY = 5
ORDINARY_SHARE = 0.001
WEEK = timedelta(days=7)
# Nobody exports as a ship: their names are those of many firms, and are not searched.
NOT_SEARCHED = ("vessel", "aircraft")
OPEN = "open"
State = ListLoad.State


def gone(load: ListLoad) -> QuerySet[Entry]:
    """Give the entries in force that the file no longer has; a changed one is not among them."""
    kept = load.staged.values("uid")
    return Entry.objects.filter(sanctions_list_id=load.sanctions_list_id, is_current=True).exclude(uid__in=kept)


def is_weaker(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Can an entry hardly be found any more, by what it says now?

    It lost the name it went by, or more than half of its names, or became something whose names are not searched.
    """
    if after["kind"] in NOT_SEARCHED and before["kind"] not in NOT_SEARCHED:
        return True
    was, now = _names(before), _names(after)
    lost = [name for name in was if name not in now]
    return bool(was) and (was[0] in lost or 2 * len(lost) > len(was))


def _names(facts: Mapping[str, Any]) -> list[str]:
    return [str(text).casefold() for text, _quality in facts["names"]]


class Losing(NamedTuple):
    """A hit that a load takes the entry from: `after` is what is left of the entry, None when it is gone.

    `decision` is `open` or `same`: what was decided to be somebody else loses nothing.
    """

    hit: OpenHit
    after: Entry | None
    decision: str


def losing(load: ListLoad) -> list[Losing]:
    """List the open and confirmed hits, of every authority, whose entry a load that is not in force would take away.

    Also those that a load before took and nobody has looked for again yet.
    """
    kind = load.sanctions_list_id
    still = Q(gone_at=None) | Q(gone_at=F("entry__removed_by__in_force_at"))
    rows = OpenHit.objects.filter(still, entry__sanctions_list=kind).select_related("entry", "authority")
    newest: dict[tuple[str, str, str], OpenHit] = {}
    for hit in rows.order_by("entry_id"):
        newest[hit.authority_id, hit.party_key, hit.entry.uid] = hit
    uids = {uid for _authority, _party, uid in newest}
    current = {one.uid: one for one in Entry.objects.filter(sanctions_list=kind, uid__in=uids, is_current=True)}
    kept = set(load.staged.filter(uid__in=uids).values_list("uid", flat=True))
    changed = {one.uid: one for one in Entry.objects.filter(first_load=load, uid__in=uids)}
    decided = _decided(kind, uids)
    found = []
    for (authority, party, uid), hit in newest.items():
        if uid not in current or (uid in kept and not _loses_name(hit, changed.get(uid))):
            continue
        digest, answer = decided.get((authority, party, uid), ("", OPEN))
        is_settled = hit.decided_at is not None and digest == current[uid].hash
        if not (is_settled and answer == Decision.Answer.DIFFERENT):
            found.append(Losing(hit, changed.get(uid), answer if is_settled else OPEN))
    return sorted(found, key=lambda one: (one.decision == OPEN, one.hit.authority_id, one.hit.party_name))


def _loses_name(hit: OpenHit, after: Entry | None) -> bool:
    if after is None:
        return False
    said = [text for text, _quality in after.facts["names"]] + [text[:500] for text in after.facts["addresses"]]
    return after.kind in NOT_SEARCHED or hit.matched_name not in said


def _decided(kind: str, uids: set[str]) -> dict[tuple[str, str, str], tuple[str, str]]:
    rows = Decision.objects.filter(sanctions_list=kind, uid__in=uids).order_by("at", "pk")
    return {
        (authority, party, uid): (digest, answer)
        for authority, party, uid, digest, answer in rows.values_list(
            "authority", "party_key", "uid", "entry_hash", "answer"
        )
    }


def why_second(load: ListLoad, *, now: datetime) -> dict[str, int]:
    """Say why a load takes two people, in numbers; empty when one is enough.

    `gone` and `weaker` of `before` entries, `lately` as many that one person's word took away within a week, and the
    `hits` that would lose their entry.
    """
    before = Entry.objects.filter(sanctions_list_id=load.sanctions_list_id, is_current=True).count()
    many = gone(load).count()
    week = ListLoad.objects.filter(
        sanctions_list_id=load.sanctions_list_id, in_force_at__gt=now - WEEK, confirmed_by=None
    ).aggregate(removed=Sum("removed", default=0), weaker=Sum("weaker", default=0))
    lately = week["removed"] + week["weaker"]
    hits = len(losing(load))
    taken = many + load.weaker
    if not hits and (not taken or taken + lately <= max(ORDINARY, before * ORDINARY_SHARE)):
        return {}
    return {"gone": many, "weaker": load.weaker, "before": before, "lately": lately, "hits": hits}


def unlisted_by(hits: Iterable[OpenHit]) -> dict[Any, ListLoad]:
    """Give, for hits whose entry is on its list no more, the load that took it off."""
    held = list(hits)
    uids = {hit.entry.uid for hit in held}
    rows = Entry.objects.filter(uid__in=uids).filter(Q(removed_by__isnull=False) | Q(is_current=True))
    last: dict[tuple[str, str], Entry] = {}
    for one in rows.select_related("removed_by__sanctions_list").order_by("pk") if uids else ():
        last[one.sanctions_list_id, one.uid] = one
    found = {}
    for hit in held:
        entry = last.get((hit.entry.sanctions_list_id, hit.entry.uid))
        if entry is not None and not entry.is_current and entry.removed_by is not None:
            found[hit.pk] = entry.removed_by
    return found
