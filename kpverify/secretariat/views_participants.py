"""Participants and their periods."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.registry import services
from kpverify.registry.country_names import name_of
from kpverify.registry.models import Participant
from kpverify.registry.periods import holding
from kpverify.secretariat.forms import LeavingForm, ParticipantForm, PeriodForm
from kpverify.secretariat.pages import WRITE, Doing, Words, act_page, not_published_yet, scheme_page
from kpverify.secretariat.seconded import Second
from kpverify.secretariat.states import STANDING
from kpverify.secretariat.timeline import timeline


@scheme_page(Action.SCHEME_VIEW)
def participants(request: HttpRequest, *, officer: Officer) -> HttpResponse:
    """List everybody, with their standing today."""
    today = timezone.now().date()
    lines = []
    for one in Participant.objects.prefetch_related("periods", "authorities").order_by("name"):
        period = holding(one.periods.all(), today)
        since = period.starts_on if period else None
        lines.append((one, STANDING[period.state if period else "none"], since, len(one.authorities.all())))
    return render(request, "secretariat/participants.html", {"lines": lines})


@scheme_page(Action.SCHEME_VIEW)
def participant(request: HttpRequest, *, officer: Officer, code: str) -> HttpResponse:
    """Show one participant: its periods, its wordings, its warnings."""
    found, today = find(code), timezone.now().date()
    period = holding(found.periods.all(), today)
    context = {
        "participant": found,
        "tag": STANDING[period.state if period else "none"],
        "timeline": timeline(found.periods.all(), today=today),
        "advisories": [(one, bool(holding([one], today))) for one in found.advisories.order_by("-starts_on")],
        "authorities": found.authorities.all(),
    }
    return render(request, "secretariat/participant.html", context)


def find(code: str) -> Participant:
    """Find a participant.  Raises: Http404."""
    related = ("statement", "local_statement")
    found = Participant.objects.select_related(*related).filter(pk=code).first()
    if found is None:
        raise Http404
    return found


def doing_for(found: Participant, do: Any, **initial: Any) -> Doing:
    """Lead an act back to its participant's page."""
    back = reverse("secretariat-participant", kwargs={"code": found.pk})
    crumbs = [(reverse("secretariat-participants"), _("Participants")), (back, name_of(found))]
    return Doing(do, back, crumbs, initial)


@scheme_page(Action.SCHEME_EDIT, WRITE)
def add_participant(request: HttpRequest, *, officer: Officer) -> HttpResponse:
    """List a new participant."""
    words = Words(
        title=_("Add a participant"),
        button=_("Add the participant"),
        means=[
            _("It takes part once you have started its first period, and issues once it has an authority with keys.")
        ],
        done=_("Added. Now start its first period."),
    )

    def do(typed: Any, now: Any, by: str) -> None:
        services.add_participant(**{**typed, "statement_id": typed["statement_id"].pk}, now=now, by=by)

    back = reverse("secretariat-participants")
    doing = Doing(do, back, [(back, _("Participants"))])
    return act_page(request, officer=officer, words=words, form_class=ParticipantForm, doing=doing)


@scheme_page(Action.SCHEME_EDIT, WRITE)
def start_period(request: HttpRequest, *, officer: Officer, code: str) -> HttpResponse:
    """Admit, suspend, restrict or readmit."""
    found = find(code)
    words = Words(
        title=_("Change the standing of %(name)s") % {"name": name_of(found)},
        button=_("Start the period"),
        means=[
            _("“Suspended”: certificates issued on such a day are invalid, and so are those for goods sent there."),
            _("“Restricted”: verifiers tell the officer to look at the notice of the Secretariat."),
            _("A certificate is judged by its day of issue: older ones keep their standing, with a note."),
        ],
        done=not_published_yet(_("The period is recorded.")),
        is_danger=True,
    )
    doing = doing_for(
        found,
        Second("participant.start-period", f"participant:{code}", {"code": code}),
        starts_on=timezone.now().date(),
        state="suspended",
    )
    return act_page(request, officer=officer, words=words, form_class=PeriodForm, doing=doing)


@scheme_page(Action.SCHEME_EDIT, WRITE)
def end_period(request: HttpRequest, *, officer: Officer, code: str) -> HttpResponse:
    """Let a participant leave."""
    found = find(code)
    words = Words(
        title=_("%(name)s takes part no more") % {"name": name_of(found)},
        button=_("End its participation"),
        means=[
            _("Certificates issued from that day on are invalid, as are goods sent there."),
            _("To suspend it for a while, change its standing instead."),
        ],
        done=not_published_yet(_("The end is recorded.")),
        is_danger=True,
    )
    doing = doing_for(found, Second("participant.end-period", f"participant:{code}", {"code": code}))
    return act_page(request, officer=officer, words=words, form_class=LeavingForm, doing=doing)
