"""One report of sheets that left the stock, and taking it back by two officers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.blanks import services
from kpverify.blanks.models import Fate
from kpverify.blanks.recovery import KIND, subject_of
from kpverify.office.asking import Asking, Words, ask
from kpverify.office.pages import WRITE, office_page
from kpverify.office.paper_words import FATES
from kpverify.office.views_paper import way
from kpverify.proposals import services as proposals

Rights = Collection[Action]


class FoundForm(forms.Form):
    """Why a report is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Where they were found, or what the mistake was"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _find(officer: Officer, number: int) -> Fate:
    fates = Fate.objects.select_related("batch", "place", "by", "certificate")
    found = fates.filter(pk=number, batch__authority_id=officer.authority_id).first()
    if found is None:
        raise Http404
    return found


def _address(fate: Fate) -> str:
    return reverse("office-paper-fate", kwargs={"number": fate.pk})


@office_page(Action.PAPER_VIEW)
def fate(request: HttpRequest, *, officer: Officer, rights: Rights, number: int) -> HttpResponse:
    """Show what became of some sheets, and whether somebody wants to take that back."""
    found = _find(officer, number)
    is_back = found.undone_at is not None
    can_be_undone = found.certificate_id is None and found.kind != Fate.Kind.USED and not is_back
    numbers = services.stationery_of(officer.authority_id or "").serial_is_number
    waiting = proposals.waiting_for(KIND, subject_of(found), now=timezone.now()) if can_be_undone else None
    may_manage = Action.PAPER_MANAGE in rights
    context = {
        "fate": found,
        "word": FATES[found.kind],
        "waiting": waiting,
        "can_propose": can_be_undone and may_manage and waiting is None and not numbers,
        "can_decide": waiting is not None and may_manage and waiting.proposed_by_id != officer.pk,
        "is_void_for_ever": can_be_undone and numbers,
    }
    return render(request, "office/paper_fate.html", context)


@office_page(Action.PAPER_MANAGE, WRITE)
def propose(request: HttpRequest, *, officer: Officer, rights: Rights, number: int) -> HttpResponse:
    """Propose that sheets go back into stock."""
    found = _find(officer, number)
    words = Words(
        title=_("Propose to take these sheets back into stock?"),
        button=_("Propose it"),
        means=[
            _("Another officer who looks after the paper has to confirm. Until then nothing changes."),
            _("After that the sheets can be printed on, and verifiers accept them with the next trust list."),
        ],
        done=_("Proposed. Another officer has to confirm."),
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        services.propose_recovery(fate_id=found.pk, reason=typed["reason"], by=officer, now=now)

    asking = Asking(do, _address(found), [*way(), (_address(found), FATES[found.kind])])
    return ask(request, officer=officer, words=words, asking=asking, form_class=FoundForm)


@office_page(Action.PAPER_MANAGE, WRITE)
def decide(request: HttpRequest, *, officer: Officer, rights: Rights, number: int, what: str) -> HttpResponse:
    """Confirm or decline as a second officer."""
    found, is_yes = _find(officer, number), what == "confirm"
    words = Words(
        title=_("Take these sheets back into stock?") if is_yes else _("Decline, and leave the report as it is?"),
        button=_("Confirm") if is_yes else _("Decline"),
        means=[
            _("You have seen the sheets yourself, and they are blank and whole.")
            if is_yes
            else _("The sheets stay out of the stock, and nobody may present them.")
        ],
        done=_("The sheets are back in stock.") if is_yes else _("Declined: the report stays."),
        is_danger=is_yes,
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        services.decide_recovery(fate_id=found.pk, is_yes=is_yes, by=officer, now=now)

    asking = Asking(do, _address(found), [*way(), (_address(found), FATES[found.kind])])
    return ask(request, officer=officer, words=words, asking=asking)
