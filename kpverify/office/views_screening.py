"""Screening: what waits for a decision, and one hit with the party beside the list's entry.

Hits are seen by those who see the authority's certificates; the lists also by the Secretariat, which loads them.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.accounts.second_factor import demand
from kpverify.accounts.views import forget_kept, kept_fields
from kpverify.errors import Refused
from kpverify.office import screening_lines
from kpverify.office.pages import WRITE, do_once, new_key, not_allowed, office_page
from kpverify.screening import services
from kpverify.screening.models import Decision, OpenHit
from kpverify.screening.reports import nothing_is_loaded, old_lists

ON_A_PAGE = 50
MOST_PLACES = 50
ANSWERS = {one.value for one in Decision.Answer}


@office_page(Action.CERTIFICATE_VIEW)
def hits(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """List what waits for a decision, the oldest first; what was decided; or what lost its entry."""
    asked = request.GET.get("shown", "")
    shown = asked if asked in ("decided", "unlisted") else "open"
    own = OpenHit.objects.visible_to(officer).select_related("entry__sanctions_list").prefetch_related("places")
    waiting = own.filter(decided_at=None, gone_at=None).order_by("found_at", "pk")
    unlisted = own.unlisted().order_by("-entry__removed_by__in_force_at", "party_name", "pk")
    decided = own.exclude(decided_at=None).order_by("-decided_at", "pk")
    rows = {"open": waiting, "decided": decided, "unlisted": unlisted}[shown]
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "shown": shown,
        "open_count": page.paginator.count if shown == "open" else waiting.count(),
        "lines": screening_lines.lines_of(page, officer=officer, now=timezone.now()),
        "page": page,
        "query": "" if shown == "open" else f"shown={shown}",
        "unlisted_count": page.paginator.count if shown == "unlisted" else unlisted.count(),
        "none_loaded": nothing_is_loaded(),
        "old_lists": old_lists(timezone.now()),
    }
    return render(request, "office/screening/hits.html", context)


@office_page(Action.CERTIFICATE_VIEW, WRITE)
def hit(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Show one hit; take an officer's decision."""
    found = _find(pk, officer)
    answer = request.POST.get("do", "")
    if request.method == "POST" and Action.SCREENING_DECIDE not in rights:
        return not_allowed(request, officer=officer, rights=rights)
    # Any other word only shows the page again: nobody decides by looking.
    if request.method != "POST" or answer not in ANSWERS:
        return _shown(request, found, officer=officer, rights=rights)
    demand(request, Action.SCREENING_DECIDE)

    def decide() -> str:
        services.decide(
            hit_id=pk,
            answer=answer,
            reason=request.POST.get("reason", ""),
            seen=request.POST.get("seen", ""),
            by=officer,
            now=timezone.now(),
        )
        return screening_lines.address_of(found)

    try:
        response = do_once(request, officer=officer, is_one=True, do=decide)
    except Refused as refusal:
        return _shown(request, _find(pk, officer), officer=officer, rights=rights, refusal=refusal)
    forget_kept(request)
    messages.success(request, _("Decided. It is asked again when the entry changes or more speaks for it."))
    return response


def _shown(
    request: HttpRequest,
    found: OpenHit,
    *,
    officer: Officer,
    rights: Collection[Action],
    refusal: Refused | None = None,
) -> HttpResponse:
    places = screening_lines.places_of(found, officer=officer, now=timezone.now())
    decisions = screening_lines.decisions_of(found)
    wrote = found.places.filter(prepared_by=officer).exists()
    is_open = found.gone_at is None and found.entry.is_current
    sent: Any = request.POST if request.method == "POST" else kept_fields(request)
    context = {
        "hit": found,
        "tag": screening_lines.tags_of([found])[found.pk],
        "why": services.say(found.reasons),
        "rows": screening_lines.compared(found),
        "places": places[:MOST_PLACES],
        "more_places": max(len(places) - MOST_PLACES, 0),
        "decisions": decisions,
        "is_reopened": found.decided_at is None and found.gone_at is None and bool(decisions),
        "unlisted_by": services.unlisted_by([found]).get(found.pk),
        "can_decide": Action.SCREENING_DECIDE in rights and not wrote and is_open,
        "is_own": Action.SCREENING_DECIDE in rights and wrote,
        "reason": sent.get("reason", "") if sent else "",
        "refusal": refusal,
        "key": new_key(),
        "seen": services.seen_of(found),
    }
    return render(request, "office/screening/hit.html", context, status=refusal.status if refusal else 200)


def _find(pk: UUID, officer: Officer) -> OpenHit:
    rows = OpenHit.objects.visible_to(officer).select_related("entry__sanctions_list", "entry__first_load")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
