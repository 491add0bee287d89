"""One page of a list: cut out by a place in its order, so that it stays right while certificates are added."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.utils.dateparse import parse_datetime

from kpverify.certificates.filters import is_place
from kpverify.certificates.models import Certificate
from kpverify.certificates.search_row import SearchRowQuerySet
from kpverify.office.summary import Tag, carats_of, last_day, tag_of

ON_A_PAGE = 50
NEWEST = ("-id",)
# Counting stops here: "more than 1,000" tells enough, and a long list costs no more than a short one.
COUNTED = 1_000


class Line(NamedTuple):
    """One certificate of a list."""

    certificate: Certificate
    tag: Tag
    carats: str
    destination: str
    last_day: datetime | None


@dataclass(frozen=True, slots=True)
class Cut:
    """One page: the certificates, and the places before and after it; empty where nothing more is."""

    certificates: list[Certificate]
    before: str
    after: str


def cut(
    rows: SearchRowQuerySet, *, order: Sequence[str] = NEWEST, after: str = "", before: str = "", many: int = ON_A_PAGE
) -> Cut:
    """Take the page after a place, or the one before it.  Raises: Http404 for a place that no page gave."""
    if before:
        found = _keys(_beyond(rows, _turned(order), before), _turned(order), many + 1)
        if len(found) <= many:
            # It reaches the beginning: the first page, whole.
            return cut(rows, order=order, many=many)
        page = found[many - 1 :: -1]
        return Cut(_certificates(page), _place(page[0], order), _place(page[-1], order))
    found = _keys(_beyond(rows, order, after) if after else rows, order, many + 1)
    page = found[:many]
    earlier = _place(page[0], order) if after and page else ""
    return Cut(_certificates(page), earlier, _place(page[-1], order) if len(found) > many else "")


def _keys(rows: SearchRowQuerySet, order: Sequence[str], many: int) -> list[dict[str, Any]]:
    names = [one.removeprefix("-") for one in order]
    return list(rows.order_by(*order).values("certificate_id", *names)[:many])


def _certificates(page: Iterable[dict[str, Any]]) -> list[Certificate]:
    """Fetch the wide rows of those that are shown, not of those that are passed over."""
    keys: list[UUID] = [one["certificate_id"] for one in page]
    related = Certificate.objects.select_related("prepared_by").defer("token", "intent")
    found = related.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def _turned(order: Sequence[str]) -> tuple[str, ...]:
    return tuple(one.removeprefix("-") if one.startswith("-") else f"-{one}" for one in order)


def _place(row: dict[str, Any], order: Sequence[str]) -> str:
    values = [row[one.removeprefix("-")] for one in order]
    return "~".join(one.isoformat() if isinstance(one, datetime) else str(one) for one in values)


def _beyond(rows: SearchRowQuerySet, order: Sequence[str], place: str) -> SearchRowQuerySet:
    """Narrow to what comes after a place, in an order of a row's number, or of an instant and that number."""
    *instants, number = place.split("~")
    if not is_place(number) or len(instants) != len(order) - 1:
        raise Http404
    way = "lt" if order[-1].startswith("-") else "gt"
    if not instants:
        return rows.filter(**{f"id__{way}": int(number)})
    name, at = order[0].removeprefix("-"), read_instant(instants[0])
    if at is None:
        raise Http404
    further = Q(**{f"{name}__{way}": at}) | Q(**{name: at, f"id__{way}": int(number)})
    # Said once more in a form that an index answers.
    return rows.filter(further, **{f"{name}__{way}e": at})


def read_instant(text: str) -> datetime | None:
    """Read an instant with its zone; None for anything else, and for one that no calendar in UTC has."""
    try:
        found = parse_datetime(text)
        return None if found is None or found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def counted(rows: SearchRowQuerySet) -> int:
    """Count, no further than to one more than `COUNTED`."""
    return rows.order_by()[: COUNTED + 1].count()


def lines_of(certificates: Iterable[Certificate], *, now: datetime, names: dict[str, str]) -> list[Line]:
    """Put certificates as the table shows them."""
    return [
        Line(
            certificate=one,
            tag=tag_of(one, now=now),
            carats=carats_of(one.content),
            destination=names.get(one.destination, one.destination),
            last_day=last_day(one),
        )
        for one in certificates
    ]
