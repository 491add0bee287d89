"""Sanctions lists as an authority sees them: which are in force, how old, and what each load changed. Read only.

The Secretariat loads them, for every authority at once (`kpverify.secretariat.views_sanctions`).
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.office.pages import office_page
from kpverify.screening import reports
from kpverify.screening.models import ListLoad, OpenHit

ON_A_PAGE = 100


@office_page(Action.SCREENING_VIEW)
def lists(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """Show which lists are in force, and what was loaded."""
    context = {**reports.overview(timezone.now()), "load_page": "office-screening-load"}
    return render(request, "office/screening/lists.html", context)


@office_page(Action.SCREENING_VIEW)
def load(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Show what one load changed, and the authority's own hits that lost their entry by it."""
    found = ListLoad.objects.select_related("sanctions_list", "loaded_by", "proposed_by", "confirmed_by")
    one = found.filter(pk=pk).first()
    shown = request.GET.get("shown", "added")
    if one is None or shown not in reports.REPORT:
        raise Http404
    own = OpenHit.objects.visible_to(officer)
    context = {
        **reports.page_of(one, shown, page=request.GET.get("page"), many=ON_A_PAGE),
        "load": one,
        "tag": reports.tag_of(one),
        "unlisted": reports.unlisted_hits(one).filter(pk__in=own.values("pk"))[:ON_A_PAGE],
    }
    return render(request, "office/screening/load.html", context)
