"""Sanctions lists: which are in force, loading a new one, and what it changed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.accounts.second_factor import demand
from kpverify.errors import Refused
from kpverify.office.pages import READ, WRITE, do_once, new_key, not_allowed, office_page, see
from kpverify.office.progress import Progress, step_answer
from kpverify.office.screening_lines import changes_of
from kpverify.office.summary import Tag
from kpverify.office.views_screening import nothing_is_loaded
from kpverify.screening import services
from kpverify.screening.models import Entry, ListLoad, Rescreening, SanctionsList
from kpverify.screening.reading.guard import MOST_BYTES

ON_A_PAGE = 100
MOST_LOADS = 50
MOST_FILES = 5
# Publishers change their lists every few days: one of this age misses something.
OLD_DAYS = 14
State = ListLoad.State
TAGS = {
    State.STAGED: Tag(gettext_lazy("Being read"), "wait"),
    State.IN_FORCE: Tag(gettext_lazy("In force"), "good"),
    State.SUPERSEDED: Tag(gettext_lazy("Replaced by a newer one"), ""),
    State.REFUSED: Tag(gettext_lazy("Refused"), "bad"),
}
DECISIONS = {"accept-shorter": services.accept_shorter, "drop": services.drop_load}
REPORT = ("added", "changed", "removed")


class ListLine(NamedTuple):
    """One list: what is in force of it, how old that is in days, and what is being read."""

    words: str
    load: ListLoad | None
    waiting: ListLoad | None
    age: int
    is_old: bool


@office_page(Action.SCREENING_VIEW, WRITE)
def lists(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """Show which lists are in force, or receive the files of one."""
    if request.method in READ:
        return _lists(request, rights=rights)
    if Action.SCREENING_LOAD not in rights:
        return not_allowed(request, officer=officer, rights=rights)
    demand(request, Action.SCREENING_LOAD)
    sent = request.FILES.getlist("files")
    if not sent or len(sent) > MOST_FILES:
        return _lists(request, rights=rights, error=_("Choose the files of one list."), status=422)
    try:
        if sum(one.size or 0 for one in sent) > MOST_BYTES:
            raise Refused("list-too-large", "These files are larger than any list is.", status=413)
        files = {one.name or "": one.read() for one in sent}
        made = services.stage(files=files, kind=request.POST.get("kind", ""), by=officer, now=timezone.now())
    except Refused as refusal:
        return _lists(request, rights=rights, error=_(refusal.message), status=refusal.status)
    return see(_address(made))


def _lists(request: HttpRequest, *, rights: Collection[Action], error: str = "", status: int = 200) -> HttpResponse:
    newest = ListLoad.objects.select_related("sanctions_list")
    context = {
        "lines": list_lines(timezone.now()),
        "none_loaded": nothing_is_loaded(),
        "rescreening": Rescreening.objects.filter(finished_at=None).first(),
        "can_load": Action.SCREENING_LOAD in rights,
        "kinds": SanctionsList.Kind.choices,
        "kind": request.POST.get("kind", ""),
        "errors": [("id_files", _("Files"), error)] if error else [],
        "loads": [(one, TAGS[State(one.state)]) for one in newest[:MOST_LOADS]],
        "key": new_key(),
    }
    return render(request, "office/screening/lists.html", context, status=status)


def list_lines(now: datetime) -> list[ListLine]:
    """Say of every list what is in force."""
    rows = ListLoad.objects.filter(state__in=[State.IN_FORCE, State.STAGED])
    rows = rows.select_related("loaded_by", "sanctions_list")
    held = {(one.sanctions_list_id, one.state): one for one in rows}
    lines = []
    for kind, words in SanctionsList.Kind.choices:
        load = held.get((kind, State.IN_FORCE))
        age = max((now.date() - (load.list_date or load.loaded_at.date())).days, 0) if load else 0
        # The built-in names stand as they are: nobody publishes them anew.
        is_old = age > OLD_DAYS and kind != SanctionsList.Kind.SEED
        lines.append(ListLine(words, load, held.get((kind, State.STAGED)), age, is_old))
    return lines


@office_page(Action.SCREENING_VIEW, WRITE)
def load(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Show one load: how far it is, or what differs; take the word that a much shorter list is right."""
    found = _find(pk)
    if request.method == "POST" and Action.SCREENING_LOAD not in rights:
        return not_allowed(request, officer=officer, rights=rights)
    service = DECISIONS.get(request.POST.get("do", "")) if request.method == "POST" else None
    if service is not None:
        demand(request, Action.SCREENING_LOAD)

        def decide() -> str:
            service(load_id=pk, by=officer, now=timezone.now())
            return _address(found)

        return do_once(request, officer=officer, is_one=True, do=decide)
    shown = request.GET.get("shown", "added")
    if shown not in REPORT:
        raise Http404
    page = Paginator(_report(found, shown), ON_A_PAGE).get_page(request.GET.get("page"))
    is_staged = found.state == State.STAGED
    context: dict[str, Any] = {
        "load": found,
        "tag": TAGS[State(found.state)],
        "progress": _progress(found) if is_staged and not found.trouble else None,
        "can_load": Action.SCREENING_LOAD in rights,
        "can_drop": Action.SCREENING_LOAD in rights and is_staged,
        "can_accept_shorter": Action.SCREENING_LOAD in rights and is_staged and bool(found.trouble),
        "tabs": [
            ("added", _("Added"), found.added),
            ("changed", _("Changed"), found.changed),
            ("removed", _("Removed"), found.removed),
        ],
        "shown": shown,
        "lines": [{"entry": one, "changes": changes_of(one) if shown == "changed" else []} for one in page],
        "page": page,
        "query": f"shown={shown}",
        "key": new_key(),
    }
    return render(request, "office/screening/load.html", context)


@office_page(Action.SCREENING_LOAD, ("POST",))
def advance(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Do the next step."""
    found = _find(pk)

    def step() -> Progress:
        try:
            return _progress(services.advance_load(load_id=found.pk, now=timezone.now()))
        except Refused as refusal:
            # It waits for a word, which the page asks for.
            if refusal.code != "list-shorter":
                raise
            return _progress(_find(pk))

    return step_answer(request, step, page=_address(found))


def _report(found: ListLoad, shown: str) -> QuerySet[Entry]:
    brought = Entry.objects.filter(first_load=found).select_related("replaces").order_by("name", "pk")
    if shown == "added":
        return brought.filter(replaces=None)
    if shown == "changed":
        return brought.exclude(replaces=None)
    # An entry that changed is not one that went.
    gone = Entry.objects.filter(removed_by=found).exclude(replaced_by__first_load=found)
    return gone.order_by("name", "pk")


def _progress(found: ListLoad) -> Progress:
    address = _address(found)
    return Progress(
        _("The list is being read"),
        reverse("office-screening-load-advance", kwargs={"pk": found.pk}),
        found.cursor,
        found.total,
        # Also when it waits for a word: the page says so.
        found.state != State.STAGED or bool(found.trouble),
        address,
    )


def _find(pk: UUID) -> ListLoad:
    found = ListLoad.objects.select_related("sanctions_list", "loaded_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _address(found: ListLoad) -> str:
    return reverse("office-screening-load", kwargs={"pk": found.pk})
