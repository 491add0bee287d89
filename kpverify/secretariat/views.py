"""The first page: what is in force, what is not published yet."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.concerns.models import Concern
from kpverify.registry import services
from kpverify.registry.advisories import is_due
from kpverify.registry.models import Advisory, Authority, Participant, RootKey, SigningKey, Statement, VoidNumber, Zone
from kpverify.registry.periods import holding
from kpverify.secretariat.forms import NothingForm
from kpverify.secretariat.pages import WRITE, Doing, Words, act_page, not_published_yet, scheme_page
from kpverify.secretariat.unpublished import unpublished

SHOWN = 12
# From October on there is time to give out the next year's numbers before anybody needs them.
OPEN_FROM_MONTH = 10


@scheme_page(Action.SCHEME_VIEW)
def overview(request: HttpRequest, *, officer: Officer) -> HttpResponse:
    """Show what verifiers hold, what is new since then, and the way to everything else."""
    now = timezone.now()
    found = unpublished(now)
    without = Authority.objects.exclude(ranges__year=now.year + 1).count() if now.month >= OPEN_FROM_MONTH else 0
    context = {
        "unpublished": found,
        "tag": found.tag(now),
        "shown": found.differences[:SHOWN],
        "more": max(len(found.differences) - SHOWN, 0),
        "counts": _counts(),
        "new_concerns": Concern.objects.filter(state=Concern.State.NEW).count(),
        "due": [one for one in Advisory.objects.order_by("pk") if is_due(one, now.date())],
        "roots": RootKey.objects.order_by("pk"),
        "next_year": now.year + 1,
        "without_next_year": without,
        "now": now,
    }
    return render(request, "secretariat/overview.html", context)


def _counts() -> dict[str, Any]:
    today = timezone.now().date()
    participants = Participant.objects.prefetch_related("periods")
    standing = [holding(one.periods.all(), today) for one in participants]
    keys = SigningKey.objects.aggregate(
        active=Count("pk", filter=Q(state="active")), distrusted=Count("pk", filter=Q(state="distrusted"))
    )
    return {
        "participants": sum(1 for one in participants if one.is_counted),
        "not_active": sum(1 for one in standing if one is not None and one.state != "active"),
        "authorities": Authority.objects.count(),
        "void": VoidNumber.objects.count(),
        "zones": Zone.objects.count(),
        "wordings": Statement.objects.count(),
        "advisories": sum(1 for one in Advisory.objects.all() if holding([one], today)),
        **keys,
    }


@scheme_page(Action.SCHEME_EDIT, WRITE)
def open_year(request: HttpRequest, *, officer: Officer) -> HttpResponse:
    """Give every authority its numbers of the next year."""
    year = timezone.now().year + 1
    words = Words(
        title=_("Open the numbers of %(year)s?") % {"year": year},
        button=_("Open %(year)s") % {"year": year},
        means=[
            _("Every authority without numbers of that year gets the usual range: its code, the year and six digits."),
            _("Ranges that are there already stay as they are."),
        ],
        done=not_published_yet(str(_("The year is open."))),
    )
    doing = Doing(lambda _typed, now, by: services.open_year(year=year, now=now, by=by), reverse("secretariat"))
    return act_page(request, officer=officer, words=words, form_class=NothingForm, doing=doing)
