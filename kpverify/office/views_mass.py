"""Revoking many at once: choose and propose, the second officer's word, and how far it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpverify.accounts.models import Officer
from kpverify.accounts.progress import Progress, step_answer
from kpverify.accounts.rights import Action
from kpverify.certificates import mass as services
from kpverify.certificates.models import MassRevocation
from kpverify.errors import Refused
from kpverify.office.asking import Asking, Words, ask
from kpverify.office.pages import WRITE, do_once, new_key, office_page
from kpverify.proposals import services as proposals
from kpverify.registry.models import SigningKey

MOST_SHOWN = 200


class MassForm(forms.Form):
    """Which certificates, why, and how many they are."""

    use_required_attribute = False
    numbers = forms.CharField(
        label=gettext_lazy("Certificate numbers"),
        required=False,
        max_length=services.MOST * 22,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
        help_text=gettext_lazy("One on each line. Leave it empty to choose by key."),
    )
    kid = forms.ChoiceField(
        label=gettext_lazy("Or all that this key has signed"), required=False, choices=(), initial=""
    )
    since = forms.CharField(
        label=gettext_lazy("Since (UTC)"),
        required=False,
        max_length=16,
        help_text=gettext_lazy("Only with a key: 2026-11-25 14:30, for example."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("It is kept with each certificate; verifiers do not see it."),
    )
    count = forms.IntegerField(
        label=gettext_lazy("How many certificates this is about"),
        required=False,
        min_value=1,
        max_value=services.MOST,
        help_text=gettext_lazy("Leave it empty to be told. Then type it, to propose."),
    )

    def clean_since(self) -> datetime | None:
        """Read an instant of UTC."""
        text = self.cleaned_data["since"].strip()
        if not text:
            return None
        try:
            return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
        except ValueError:
            raise forms.ValidationError(_("Write year, month, day, hour and minute: 2026-11-25 14:30.")) from None


def _form_for(officer: Officer) -> type[forms.Form]:
    kids = SigningKey.objects.filter(authority_id=officer.authority_id, purpose=SigningKey.Purpose.CERTIFICATE)
    offered = [("", "–"), *((kid, kid) for kid in kids.order_by("-created_at").values_list("kid", flat=True))]

    class Offered(MassForm):
        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)
            self.fields["kid"].choices = offered  # type: ignore[attr-defined]

    return Offered


@office_page(Action.CERTIFICATE_REVOKE)
def mass_list(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """List the mass revocations of the authority, the newest first."""
    found = MassRevocation.objects.filter(authority_id=officer.authority_id).select_related("proposed_by")
    return render(request, "office/mass_list.html", {"found": found[:50]})


@office_page(Action.CERTIFICATE_REVOKE, WRITE)
def mass_new(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """Choose many, and propose to revoke them."""
    words = Words(
        title=_("Revoke many certificates"),
        button=_("Propose to revoke them"),
        means=[
            _("Another officer has to confirm it. Nothing changes before that."),
            _("Then they are revoked one after the other. This cannot be undone."),
        ],
        done=_("Proposed. Another officer has to confirm it."),
        is_danger=True,
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        chosen = services.Chosen(typed["numbers"], typed["kid"], typed["since"])
        services.propose_mass(chosen=chosen, count=typed["count"], reason=typed["reason"], by=officer, now=now)

    crumbs = [(reverse("office-mass"), _("Revoke many"))]
    # Picked from a list of certificates.
    picked = "\n".join(request.GET.getlist("number"))[: services.MOST * 22]
    asking = Asking(do, reverse("office-mass"), crumbs, {"numbers": picked})
    return ask(request, officer=officer, words=words, asking=asking, form_class=_form_for(officer))


@office_page(Action.CERTIFICATE_REVOKE, WRITE)
def mass(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Show one; take the second officer's word."""
    found = _find(pk, officer)
    refusal = None
    what = request.POST.get("do", "")
    # Any other word only shows the page again: nobody declines by looking.
    if what in ("confirm", "decline"):

        def decide() -> str:
            services.decide_mass(mass_id=pk, does_confirm=what == "confirm", by=officer, now=timezone.now())
            return _address(found)

        try:
            return do_once(request, officer=officer, is_one=True, do=decide)
        except Refused as against:
            refusal = against
    held = proposals.waiting_for(services.KIND, services.subject(found.pk), now=timezone.now())
    refused = found.items.exclude(refusal="").select_related("certificate").order_by("pk")
    context = {
        "mass": found,
        "held": held,
        "is_own": held is not None and held.proposed_by_id == officer.pk,
        "total": found.items.count(),
        "revoked": found.items.filter(done_at__isnull=False, refusal="").count(),
        "refused": refused[:MOST_SHOWN],
        "progress": _progress(found) if found.confirmed_at and not found.finished_at else None,
        "refusal": refusal,
        "key": new_key(),
    }
    return render(request, "office/mass.html", context, status=refusal.status if refusal else 200)


@office_page(Action.CERTIFICATE_REVOKE, ("POST",))
def mass_advance(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Do the next step."""
    found = _find(pk, officer)

    def step() -> Progress:
        return _progress(services.advance_mass(mass_id=found.pk, now=timezone.now()))

    return step_answer(request, step, page=_address(found))


def _progress(found: MassRevocation) -> Progress:
    done = found.items.filter(done_at__isnull=False).count()
    return Progress(
        _("Certificates are being revoked"),
        reverse("office-mass-advance", kwargs={"pk": found.pk}),
        done,
        found.items.count(),
        found.finished_at is not None,
        _address(found),
    )


def _find(pk: UUID, officer: Officer) -> MassRevocation:
    rows = MassRevocation.objects.filter(authority_id=officer.authority_id)
    found = rows.select_related("proposed_by", "confirmed_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _address(found: MassRevocation) -> str:
    return reverse("office-mass-one", kwargs={"pk": found.pk})
