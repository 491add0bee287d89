"""What waits for a second person of the Secretariat, and their yes or no."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, actions_of, require
from kpverify.accounts.second_factor import demand
from kpverify.errors import Refused
from kpverify.proposals import services
from kpverify.proposals.kinds import waiting_lines
from kpverify.proposals.models import Proposal
from kpverify.secretariat.advisory_forms import ChangeAdvisoryForm
from kpverify.secretariat.pages import WRITE, scheme_page, see
from kpverify.secretariat.previewing import preview_of_typed
from kpverify.secretariat.seconded import SECONDED, form_of
from kpverify.secretariat.unpublished import unpublished

DECISIONS = {"confirm": services.confirm, "decline": services.decline, "withdraw": services.withdraw}


@scheme_page(Action.SCHEME_EDIT)
def waiting(request: HttpRequest, *, officer: Officer) -> HttpResponse:
    """List what waits, the oldest first."""
    lines = waiting_lines(officer, actions_of(officer), now=timezone.now())
    return render(request, "secretariat/waiting.html", {"lines": lines})


@scheme_page(Action.SCHEME_EDIT, WRITE)
def proposal(request: HttpRequest, *, officer: Officer, proposal_id: UUID) -> HttpResponse:
    """Show what was proposed, or decide about it."""
    found = Proposal.objects.visible_to(officer).select_related("proposed_by", "decided_by")
    one = found.filter(pk=proposal_id, kind__in=SECONDED).first()
    if one is None:
        raise Http404
    require(officer, SECONDED[one.kind].action)
    if request.method != "POST":
        return _shown(request, one, officer=officer)
    demand(request, SECONDED[one.kind].action)
    decide = DECISIONS.get(request.POST.get("do", ""))
    if decide is None:
        return _shown(request, one, officer=officer)
    try:
        decided = decide(proposal_id=one.pk, by=officer, now=timezone.now())
    except Refused as refusal:
        one.refresh_from_db()
        return _shown(request, one, officer=officer, refusal=refusal)
    done = {
        "confirmed": _("Confirmed and done. Verifiers learn it with the next trust list."),
        "declined": _("Declined: nothing was changed."),
        "withdrawn": _("Taken back: nothing was changed."),
    }
    if decided.kind == "trust-list.publish":
        done["confirmed"] = _("The trust list is published.")
    messages.success(request, done[decided.state])
    is_done = decided.state == Proposal.State.CONFIRMED
    return see(decided.detail["back"] if is_done else reverse("secretariat-waiting"))


def _shown(request: HttpRequest, one: Proposal, *, officer: Officer, refusal: Refused | None = None) -> HttpResponse:
    is_open = one.state == Proposal.State.OPEN and one.expires_at > timezone.now()
    form = form_of(one)
    is_worded = isinstance(form, ChangeAdvisoryForm)
    context: dict[str, Any] = {
        "proposal": one,
        "words": SECONDED[one.kind].words,
        "typed": []
        if is_worded
        else [(field.label, _plain(field)) for field in form.visible_fields() if field.value()],
        "is_open": is_open,
        "is_own": one.proposed_by_id == officer.pk,
        "refusal": refusal,
    }
    if isinstance(form, ChangeAdvisoryForm):
        context |= _worded(form, one)
    if one.kind == "trust-list.publish" and is_open:
        found = unpublished(timezone.now())
        context |= {"differences": found.differences, "is_old": one.detail["typed"]["seen"] != [found.fingerprint]}
    return render(request, "secretariat/proposal.html", context, status=refusal.status if refusal else 200)


def _worded(form: ChangeAdvisoryForm, one: Proposal) -> dict[str, Any]:
    """Lay an advisory or a notice out as the border would see it, and what else was typed."""
    found: dict[str, Any] = {"typed": [(field.label, _plain(field)) for field in form.plain() if field.value()]}
    if form.is_valid():
        path = one.detail["path"]
        code = path["advisory_id"][:2] if path else form.cleaned_data["code"].pk
        found["preview"] = preview_of_typed(form.cleaned_data, code)
    return found


def _plain(field: BoundField) -> str:
    value = field.value()
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
