"""The first page: what is in force, what is not published yet."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, actions_of
from kpverify.clearance.models import Clearance
from kpverify.clearance.services import OPEN, held
from kpverify.concerns.models import Concern
from kpverify.proposals.kinds import waiting_lines
from kpverify.registry import services
from kpverify.registry.advisories import is_due
from kpverify.registry.models import Advisory, Authority, Participant, RootKey, SigningKey, Statement, VoidNumber, Zone
from kpverify.registry.periods import holding
from kpverify.screening.models import ListLoad
from kpverify.secretariat.forms import NothingForm
from kpverify.secretariat.pages import WRITE, Doing, Words, act_page, not_published_yet, scheme_page
from kpverify.secretariat.unpublished import unpublished

SHOWN = 12
# From October on there is time to give out the next year's numbers before anybody needs them.
OPEN_FROM_MONTH = 10
# Of what waits, so many are looked at to be counted.
COUNTED = 100


class Waits(NamedTuple):
    """One kind of thing that waits for this person, how many, and where."""

    words: Any
    many: int
    address: str


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
        "waits": _waits(officer, actions_of(officer), now=now),
        "new_concerns": Concern.objects.filter(state=Concern.State.NEW).count(),
        "due": [one for one in Advisory.objects.order_by("pk") if is_due(one, now.date())],
        "roots": RootKey.objects.order_by("pk"),
        "next_year": now.year + 1,
        "without_next_year": without,
        "now": now,
    }
    return render(request, "secretariat/overview.html", context)


def _waits(officer: Officer, rights: Collection[Action], *, now: datetime) -> list[Waits]:
    """Count what this person alone moves on; nothing is left out that holds somebody up."""
    found = []
    if Action.CLEARANCE_DECIDE in rights and officer.authority_id is None:
        rows = Clearance.objects.filter(state=Clearance.State.ASKED, certificate__state__in=OPEN)
        rows = rows.exclude(first_by=officer).select_related("certificate")[:COUNTED]
        many = sum(held(one).state == Clearance.State.ASKED for one in rows)
        found.append(Waits(_("Shipments to clear"), many, reverse("secretariat-clearances")))
    if Action.SCHEME_EDIT in rights:
        others = [one for one in waiting_lines(officer, rights, now=now) if not one.is_own]
        found.append(Waits(_("Proposals to confirm or decline"), len(others), reverse("secretariat-waiting")))
    if Action.SCREENING_LOAD in rights:
        loads = ListLoad.objects.filter(state=ListLoad.State.STAGED).exclude(waits_for={}).count()
        found.append(Waits(_("Sanctions lists that wait"), loads, reverse("secretariat-sanctions")))
    return [one for one in found if one.many]


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
