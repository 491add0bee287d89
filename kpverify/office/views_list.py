"""The front page of the office, its lists of work, and the search: the whole question stands in the address."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.certificates.search_row import SearchRow, SearchRowQuerySet
from kpverify.certificates.worklists import WORK_LISTS, WorkList
from kpverify.office.choices import country_names
from kpverify.office.listing import COUNTED, Line, counted, cut, lines_of
from kpverify.office.notice_lines import has_untold
from kpverify.office.pages import office_page
from kpverify.office.question import Asked
from kpverify.proposals.models import Proposal
from kpverify.provenance.models import Explanation
from kpverify.screening.models import OpenHit

WAITING = 5
# The first of these that hold something are shown on the front page: what this officer alone moves on.
FIRST = ("sent-back", "to-approve", "to-sign", "to-print", "drafts")


class Way(NamedTuple):
    """A way into a list, and how much it holds; `many` is None where nobody counts."""

    label: Any
    address: str
    many: int | None
    is_current: bool = False

    @property
    def counted(self) -> str:
        """Say how many, as far as was counted."""
        return "" if self.many is None else f"{COUNTED:,}+" if self.many > COUNTED else str(self.many)

    @property
    def is_more(self) -> bool:
        """Are there more than were counted?"""
        return self.many is not None and self.many > COUNTED


@office_page(Action.CERTIFICATE_VIEW)
def certificate_list(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """List and search; without a question, what waits for this officer stands before all."""
    mine, now = SearchRow.objects.visible_to(officer), timezone.now()
    asked = Asked(request, mine)
    page = cut(asked.rows, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    names = country_names()
    is_front = not asked.names and not request.GET.get("after") and not request.GET.get("before")
    context = {
        "asked": asked,
        "is_front": is_front,
        "ways": _ways(mine, officer=officer, rights=rights, now=now),
        "waiting": _waiting(mine, officer=officer, rights=rights, now=now, names=names) if is_front else None,
        "is_untold": is_front and has_untold(officer),
        "lines": lines_of(page.certificates, now=now, names=names),
        "page": page,
    }
    return render(request, "office/certificate_list.html", context, status=200 if asked.is_valid else 400)


@office_page(Action.CERTIFICATE_VIEW)
def conditions(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """Offer everything a certificate can be asked for; the answer is the list, with the question in its address."""
    asked = Asked(request, SearchRow.objects.visible_to(officer))
    asked.offer(officer)
    return render(request, "office/conditions.html", {"asked": asked}, status=200 if asked.is_valid else 400)


@office_page(Action.CERTIFICATE_VIEW)
def work_list(request: HttpRequest, *, officer: Officer, rights: Collection[Action], name: str) -> HttpResponse:
    """Show one list of work, the most urgent first.  Raises: Http404 for one that is not this officer's."""
    work = next((one for one in WORK_LISTS if one.name == name and one.right in rights), None)
    if work is None:
        raise Http404
    mine, now = SearchRow.objects.visible_to(officer), timezone.now()
    rows = work.rows(mine, officer=officer, now=now)
    page = cut(rows, order=work.order, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = {
        "work": work,
        "ways": _ways(mine, officer=officer, rights=rights, now=now, current=name),
        "lines": lines_of(page.certificates, now=now, names=country_names()),
        "page": page,
        "only_this": f"list={name}",
    }
    return render(request, "office/work_list.html", context)


def _ways(
    mine: SearchRowQuerySet, *, officer: Officer, rights: Collection[Action], now: datetime, current: str = ""
) -> list[Way]:
    """Lay out the ways in: each list of work this officer has a hand in, with how much waits there."""
    found = [Way(_("All"), reverse("office-list"), None, not current)]
    for work in _works(rights):
        many = counted(work.rows(mine, officer=officer, now=now))
        found.append(Way(work.label, reverse("office-work", args=[work.name]), many, work.name == current))
    if Action.PROPOSAL_VIEW in rights:
        found.append(_second_person(officer, now=now))
    return found + _compliance(officer, rights)


def _works(rights: Collection[Action]) -> list[WorkList]:
    return [work for work in WORK_LISTS if work.right in rights]


def _second_person(officer: Officer, *, now: datetime) -> Way:
    """Lead to what waits for a second person."""
    waiting = Proposal.objects.visible_to(officer).waiting(now).exclude(proposed_by=officer)
    return Way(_("Waits for a second person"), reverse("office-waiting"), waiting[: COUNTED + 1].count())


def _compliance(officer: Officer, rights: Collection[Action]) -> list[Way]:
    """Lead to what compliance asks of this officer, where it asks anything."""
    found = []
    if Action.SCREENING_DECIDE in rights:
        hits = OpenHit.objects.visible_to(officer).to_decide()[: COUNTED + 1].count()
        found.append(Way(_("Screening hits"), reverse("office-screening"), hits))
    if Action.STOCK_KEEP in rights:
        told = Explanation.objects.filter(authority_id=officer.authority_id, decided_at=None).exclude(told_by=officer)
        found.append(Way(_("Explanations of the stock"), reverse("office-stock"), told[: COUNTED + 1].count()))
    return [one for one in found if one.many]


class Waiting(NamedTuple):
    """The first list that holds something, and its first lines."""

    work: WorkList
    lines: list[Line]


def _waiting(
    mine: SearchRowQuerySet, *, officer: Officer, rights: Collection[Action], now: datetime, names: dict[str, str]
) -> list[Waiting]:
    """Give the beginning of the first two lists that hold something."""
    works = {work.name: work for work in _works(rights)}
    found: list[Waiting] = []
    for work in (works[name] for name in FIRST if name in works):
        rows = work.rows(mine, officer=officer, now=now)
        if page := cut(rows, order=work.order, many=WAITING).certificates:
            found.append(Waiting(work, lines_of(page, now=now, names=names)))
        if len(found) == 2:
            break
    return found
