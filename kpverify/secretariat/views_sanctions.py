"""Sanctions lists: loading them for the whole node, and deciding by two about those that take entries away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpverify.accounts.models import Officer
from kpverify.accounts.progress import Progress, step_answer
from kpverify.accounts.rights import Action, require
from kpverify.accounts.second_factor import is_fresh
from kpverify.errors import Refused
from kpverify.screening import reports
from kpverify.screening import services as screening
from kpverify.screening.models import ListLoad, SanctionsList
from kpverify.screening.reading.days import day_of
from kpverify.screening.reading.guard import MOST_BYTES
from kpverify.secretariat import sanctions
from kpverify.secretariat.pages import WRITE, scheme_page, see

ON_A_PAGE = 100
MOST_FILES = 5
MOST_HITS = 200
State = ListLoad.State
# What each button does, whether it binds to what the page showed, and what is said once it is done.
DECISIONS: Mapping[str, tuple[Callable[..., object], bool, Any]] = {
    "propose": (
        sanctions.propose_load,
        True,
        gettext_lazy("Proposed. Nothing is changed yet: another person of the Secretariat has to confirm it."),
    ),
    "confirm": (
        sanctions.confirm_load,
        True,
        gettext_lazy("The list is in force. Everybody is screened again."),
    ),
    "decline": (sanctions.decline_load, False, gettext_lazy("Declined: nothing was changed.")),
    "withdraw": (sanctions.withdraw_load, False, gettext_lazy("Taken back: nothing was changed.")),
    "give-up": (sanctions.give_up_load, False, gettext_lazy("Given up: the list before stays in force.")),
}


@scheme_page(Action.SCREENING_LOAD)
def lists(request: HttpRequest, *, officer: Officer) -> HttpResponse:
    """Show which lists are in force, and what was loaded."""
    context = {**reports.overview(timezone.now()), "load_page": "secretariat-sanctions-load"}
    return render(request, "secretariat/sanctions.html", context)


@scheme_page(Action.SCREENING_LOAD, WRITE)
def send(request: HttpRequest, *, officer: Officer) -> HttpResponse:
    """Receive the files of a list; who has not just proved a second factor does so before choosing them."""
    if request.method != "POST" or "files-follow" in request.POST:
        return _form(request)
    sent = request.FILES.getlist("files")
    typed = request.POST.get("day", "").strip()
    day = day_of(typed)
    if typed and day is None:
        return _form(request, "id_day", _("A day is written like 2026-11-25."), 422)
    if not sent or len(sent) > MOST_FILES:
        return _form(request, "id_files", _("Choose the files of one list."), 422)
    try:
        if sum(one.size or 0 for one in sent) > MOST_BYTES:
            raise Refused("list-too-large", _("These files are larger than any list is."), status=413)
        files = {one.name or "": one.read() for one in sent}
        kind = request.POST.get("kind", "")
        made = screening.stage(files=files, kind=kind, by=officer, now=timezone.now(), list_date=day)
    except Refused as refusal:
        return _form(request, "id_files", _(refusal.message), refusal.status)
    return see(_address(made))


def _form(request: HttpRequest, field: str = "", error: str = "", status: int = 200) -> HttpResponse:
    labels = {"id_day": _("The publisher's day"), "id_files": _("Files")}
    context = {
        "kinds": SanctionsList.Kind.choices,
        "kind": request.POST.get("kind", ""),
        "day": request.POST.get("day", ""),
        "errors": [(field, labels[field], error)] if error else [],
        "wrong": field,
        "is_fresh": is_fresh(request, timezone.now()),
    }
    return render(request, "secretariat/sanctions_send.html", context, status=status)


@scheme_page(Action.SCREENING_LOAD, WRITE)
def load(request: HttpRequest, *, officer: Officer, pk: UUID) -> HttpResponse:
    """Show one load: how far it is, what it changes and whom that frees; take what is decided about it."""
    found = _find(pk)
    decision = DECISIONS.get(request.POST.get("do", "")) if request.method == "POST" else None
    if decision is None:
        return _shown(request, found, officer=officer)
    service, is_bound, done = decision
    seen = {"seen": request.POST.get("seen", "")} if is_bound else {}
    try:
        service(load_id=pk, by=officer, now=timezone.now(), **seen)
    except Refused as refusal:
        return _shown(request, _find(pk), officer=officer, refusal=refusal)
    messages.success(request, done)
    return see(_address(found))


def _shown(request: HttpRequest, found: ListLoad, *, officer: Officer, refusal: Refused | None = None) -> HttpResponse:
    shown = request.GET.get("shown", "removed" if found.waits_for else "added")
    if shown not in reports.REPORT:
        raise Http404
    now = timezone.now()
    is_staged = found.state == State.STAGED
    waits = is_staged and bool(found.waits_for)
    proposal = sanctions.proposal_of(found, now=now) if waits else None
    losing = screening.losing(found) if waits else []
    context: dict[str, Any] = {
        **reports.page_of(found, shown, page=request.GET.get("page"), many=ON_A_PAGE),
        "load": found,
        "tag": reports.tag_of(found),
        "progress": _progress(found) if is_staged and not waits else None,
        "is_staged": is_staged,
        "waits": waits,
        "proposal": proposal,
        "is_own": proposal is not None and proposal.proposed_by_id == officer.pk,
        "losing": losing[:MOST_HITS],
        "more_losing": max(len(losing) - MOST_HITS, 0),
        "seen": sanctions.seen_of(found) if waits else "",
        "unlisted": [] if is_staged else reports.unlisted_hits(found)[:MOST_HITS],
        "refusal": refusal,
    }
    return render(request, "secretariat/sanctions_load.html", context, status=refusal.status if refusal else 200)


# Going on takes the right, but no fresh factor: `manage.py work` would do the same.
@scheme_page(Action.SCREENING_VIEW, ("POST",))
def advance(request: HttpRequest, *, officer: Officer, pk: UUID) -> HttpResponse:
    """Do the next step."""
    require(officer, Action.SCREENING_LOAD)
    found = _find(pk)

    def step() -> Progress:
        try:
            return _progress(screening.advance_load(load_id=found.pk, now=timezone.now()))
        except Refused as refusal:
            # It waits for two people, whom the page asks.
            if refusal.code != "list-waits":
                raise
            return _progress(_find(pk))

    return step_answer(request, step, page=_address(found))


def _progress(found: ListLoad) -> Progress:
    return Progress(
        _("The list is being read"),
        reverse("secretariat-sanctions-advance", kwargs={"pk": found.pk}),
        found.cursor,
        found.total,
        # Also when it waits: the page says so.
        found.state != State.STAGED or bool(found.waits_for),
        _address(found),
    )


def _find(pk: UUID) -> ListLoad:
    people = ("loaded_by", "proposed_by", "confirmed_by")
    found = ListLoad.objects.select_related("sanctions_list", *people).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _address(found: ListLoad) -> str:
    return reverse("secretariat-sanctions-load", kwargs={"pk": found.pk})
