"""Specimens of an authority's own paper: what verifiers are shown, and proposing the next one."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.errors import Refused
from kpverify.office.pages import WRITE, office_page, see
from kpverify.registry.models import Authority
from kpverify.specimens import services
from kpverify.specimens.forms import SpecimenForm
from kpverify.specimens.models import Specimen
from kpverify.specimens.words import TAGS, errors_of

Rights = Collection[Action]


@office_page(Action.PAPER_VIEW)
def specimens(request: HttpRequest, *, officer: Officer, rights: Rights) -> HttpResponse:
    """List the specimens of an authority's own paper."""
    found = Specimen.objects.select_related("participant").filter(authority_id=officer.authority_id)
    participant = Authority.objects.filter(pk=officer.authority_id).values_list("participant", flat=True).first()
    context = {"lines": [(one, TAGS[one.state]) for one in found], "participant": participant or "XX"}
    return render(request, "office/specimens.html", context)


@office_page(Action.SPECIMEN_PROPOSE, WRITE)
def specimen_add(request: HttpRequest, *, officer: Officer, rights: Rights) -> HttpResponse:
    """Propose a specimen to the Secretariat."""
    form = SpecimenForm(request.POST or None, request.FILES or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            services.propose_specimen(
                values=form.cleaned_data, pictures=form.pictures(), by=officer, now=timezone.now()
            )
        except Refused as no:
            refusal = no
        else:
            messages.success(request, _("Proposed: the Secretariat looks at it and publishes it."))
            return see(reverse("office-specimens"))
    errors = errors_of(form) if request.method == "POST" else []
    context = {
        "form": form,
        "errors": errors,
        "refusal": refusal,
        "title": _("Propose a specimen of our paper"),
        "button": _("Propose it"),
        "means": [
            _("The Secretariat looks at it. Verifiers see it once it is published."),
            _("Show a form that is filled in with invented names, marked as a specimen."),
        ],
        "back": reverse("office-specimens"),
    }
    status = refusal.status if refusal else 422 if errors else 200
    return render(request, "office/specimen_add.html", context, status=status)
