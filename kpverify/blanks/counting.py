"""Does it add up? Received = used + spoiled + lost + stolen + destroyed + in stock, by batch and by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, Sum
from django.db.models.functions import TruncMonth

from kpverify.blanks.models import Batch, Fate, Stack
from kpverify.registry.models import Place

SHEETS = Sum(F("last") - F("first") + 1)
KINDS = tuple(Fate.Kind.values)


def in_stock_at(place: Place) -> int:
    """Count what should lie at a place."""
    return int(Stack.objects.filter(place=place).aggregate(n=SHEETS)["n"] or 0)


@dataclass(slots=True)
class Account:
    """One batch, or all of them: what came, what became of it, what is left."""

    what: Any
    received: int = 0
    left: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    in_stock: int = 0

    @property
    def adds_up(self) -> bool:
        """Is every sheet accounted for, once?"""
        return self.received == sum(self.left.values()) + self.in_stock


def by_batch(authority_id: str) -> list[Account]:
    """Account for every batch of an authority, the newest first."""
    batches = Batch.objects.filter(authority_id=authority_id).select_related("place", "received_by")
    found = {one.pk: Account(one, received=one.sheets) for one in batches.order_by("-received_on", "-pk")}
    fates = Fate.objects.filter(batch__in=found, undone_at=None).order_by()
    for row in fates.values("batch", "kind").annotate(n=SHEETS):
        found[row["batch"]].left[row["kind"]] = row["n"]
    for left in Stack.objects.filter(batch__in=found).order_by().values("batch").annotate(n=SHEETS):
        found[left["batch"]].in_stock = left["n"]
    return list(found.values())


def together(accounts: Iterable[Account]) -> Account:
    """Add several accounts up."""
    all_of_them = Account(None)
    for one in accounts:
        all_of_them.received += one.received
        all_of_them.in_stock += one.in_stock
        for kind in KINDS:
            all_of_them.left[kind] += one.left[kind]
    return all_of_them


@dataclass(slots=True)
class Month:
    """One month: what was there at its beginning, came, was found again, left, and was there at its end."""

    month: date
    opening: int = 0
    received: int = 0
    found: int = 0
    left: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))

    @property
    def closing(self) -> int:
        """What was in stock when the month ended."""
        return self.opening + self.received + self.found - sum(self.left.values())


def by_month(authority_id: str) -> list[Month]:
    """Account for every month in which anything happened, the newest first; each begins with what the last left."""
    months: dict[date, Month] = defaultdict(lambda: Month(date.min))
    for batch in Batch.objects.filter(authority_id=authority_id):
        months[batch.received_on.replace(day=1)].received += batch.sheets
    fates = Fate.objects.filter(batch__authority_id=authority_id).order_by()
    for row in fates.annotate(month=TruncMonth("at")).values("month", "kind").annotate(n=SHEETS):
        months[row["month"].date()].left[row["kind"]] = row["n"]
    undone = fates.exclude(undone_at=None).annotate(month=TruncMonth("undone_at"))
    for back in undone.values("month").annotate(n=SHEETS):
        months[back["month"].date()].found = back["n"]
    return _in_order(months)


def _in_order(months: Mapping[date, Month]) -> list[Month]:
    opening, found = 0, []
    for month in sorted(months):
        one = months[month]
        one.month, one.opening = month, opening
        opening = one.closing
        found.append(one)
    return found[::-1]


def places_of(authority_id: str) -> list[tuple[Place, list[Stack], int]]:
    """List the places of an authority with the stacks that lie there, and how many sheets that is."""
    stacks: dict[int, list[Stack]] = defaultdict(list)
    for one in Stack.objects.filter(batch__authority_id=authority_id).select_related("batch"):
        stacks[one.place_id].append(one)
    places = Place.objects.filter(authority_id=authority_id)
    rows = [(place, stacks[place.pk], sum(one.sheets for one in stacks[place.pk])) for place in places]
    return [row for row in rows if row[0].closed_at is None or row[2]]
