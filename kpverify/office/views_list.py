"""The list of an authority's certificates: the newest first, and what waits for this officer before all."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.certificates.filters import read_instant
from kpverify.certificates.models import Certificate, State
from kpverify.office.choices import country_names
from kpverify.office.forms import SearchForm
from kpverify.office.pages import office_page
from kpverify.office.summary import Tag, carats_of, last_day, tag_of

ON_A_PAGE = 50
# Counting stops here: "99+" tells enough, and a long list costs no more than a short one.
COUNTED = 99
WAITING = 5


class Work(NamedTuple):
    """A state in which certificates wait for somebody."""

    state: State
    right: Action
    label: Any


WORK = (
    Work(State.DRAFT, Action.CERTIFICATE_SUBMIT, gettext_lazy("To submit")),
    Work(State.SUBMITTED, Action.CERTIFICATE_APPROVE, gettext_lazy("To approve")),
    Work(State.APPROVED, Action.CERTIFICATE_ISSUE, gettext_lazy("To issue")),
)


class Line(NamedTuple):
    """One certificate of the list."""

    certificate: Certificate
    tag: Tag
    carats: str
    destination: str
    last_day: datetime | None


class Tab(NamedTuple):
    """A way into the list."""

    label: Any
    query: str
    many: str
    is_current: bool
    is_mine: bool = False


@office_page(Action.CERTIFICATE_VIEW)
def certificate_list(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """List and search; the whole question stands in the address."""
    form = SearchForm(request.GET)
    mine = Certificate.objects.visible_to(officer)
    now = timezone.now()
    rows = _page(_search(mine, form.cleaned_data), request.GET.get("after")) if form.is_valid() else []
    is_narrowed = any(request.GET.get(name) for name in ("q", "state", "destination", "after"))
    names = country_names()
    waiting = [] if is_narrowed else _waiting(mine, officer=officer, rights=rights)
    context = {
        "form": form,
        "tabs": _tabs(mine, chosen=request.GET.get("state", ""), rights=rights),
        "waiting": _lines(waiting, now=now, names=names),
        "lines": _lines(rows[:ON_A_PAGE], now=now, names=names),
        "older": _older(request, rows),
        "is_narrowed": is_narrowed,
    }
    return render(request, "office/certificate_list.html", context, status=200 if form.is_valid() else 400)


def _search(rows: QuerySet[Certificate], asked: dict[str, Any]) -> QuerySet[Certificate]:
    if asked["state"]:
        rows = rows.filter(state=asked["state"])
    if asked["destination"]:
        rows = rows.filter(destination=asked["destination"])
    if text := asked["q"].strip():
        rows = rows.filter(
            Q(number__icontains=text) | Q(exporter_name__icontains=text) | Q(importer_name__icontains=text)
        )
    return rows


def _page(rows: QuerySet[Certificate], after: str | None) -> list[Certificate]:
    """Take one page and one row more, from where the last page ended.  Raises: Http404 for a place nobody gave."""
    if after:
        at, pk = _place(after)
        rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk), created_at__lte=at)
    # The wide columns are fetched for the rows that are shown, not for those that are passed over.
    keys = list(rows.order_by("-created_at", "-pk").values_list("pk", flat=True)[: ON_A_PAGE + 1])
    found = Certificate.objects.select_related("prepared_by").defer("token", "intent").in_bulk(keys)
    return [found[key] for key in keys if key in found]


def _place(after: str) -> tuple[datetime, UUID]:
    at, _, pk = after.partition("~")
    found = read_instant(at)
    if found is None:
        raise Http404
    try:
        return found, UUID(pk)
    except ValueError:
        raise Http404 from None


def _older(request: HttpRequest, rows: list[Certificate]) -> str:
    if len(rows) <= ON_A_PAGE:
        return ""
    last = rows[ON_A_PAGE - 1]
    asked = {name: request.GET[name] for name in ("q", "state", "destination") if request.GET.get(name)}
    return urlencode({**asked, "after": f"{last.created_at.isoformat()}~{last.pk}"})


def _tabs(mine: QuerySet[Certificate], *, chosen: str, rights: Collection[Action]) -> list[Tab]:
    """Lay out the ways in: the officer's own work first, then all, then what others have to do."""
    work = [
        Tab(
            label=one.label,
            query=f"state={one.state}",
            many=_counted(mine.filter(state=one.state)),
            is_current=chosen == one.state,
            is_mine=one.right in rights,
        )
        for one in WORK
    ]
    everything = Tab(gettext_lazy("All"), "", "", chosen == "")
    return [*(tab for tab in work if tab.is_mine), everything, *(tab for tab in work if not tab.is_mine)]


def _counted(rows: QuerySet[Certificate]) -> str:
    count = rows[: COUNTED + 1].count()
    return str(count) if count <= COUNTED else f"{COUNTED}+"


def _waiting(mine: QuerySet[Certificate], *, officer: Officer, rights: Collection[Action]) -> list[Certificate]:
    """Give what this officer can move on, the oldest first: it waits longest."""
    whose = {State.DRAFT: Q(prepared_by=officer), State.SUBMITTED: ~Q(prepared_by=officer), State.APPROVED: Q()}
    found: list[Certificate] = []
    for work in reversed(WORK):
        if work.right in rights:
            rows = mine.filter(whose[work.state], state=work.state).select_related("prepared_by")
            found += rows.defer("token", "intent").order_by("created_at")[:WAITING]
    return found[:WAITING]


def _lines(rows: Iterable[Certificate], *, now: datetime, names: dict[str, str]) -> list[Line]:
    return [
        Line(
            certificate=row,
            tag=tag_of(row, now=now),
            carats=carats_of(row.content),
            destination=names.get(row.destination, row.destination),
            last_day=last_day(row),
        )
        for row in rows
    ]
