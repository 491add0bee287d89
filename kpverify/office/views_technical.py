"""A technical certificate: what it refers to and why are asked first; the rest is a draft like any other."""

from __future__ import annotations

from collections.abc import Collection
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
from kpverify.accounts.rights import Action
from kpverify.accounts.views import forget_kept, kept_fields
from kpverify.certificates import drafting
from kpverify.certificates.models import Certificate
from kpverify.errors import Refused
from kpverify.office.pages import WRITE, do_once, find, new_key, office_page


class TechnicalForm(forms.Form):
    """Which certificate it refers to, and why it is needed."""

    number = forms.CharField(
        label=gettext_lazy("Number of the certificate the goods came with"),
        help_text=gettext_lazy("As on the paper, also of another country. Leave it empty when they came without one."),
        required=False,
        strip=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why a technical certificate is needed"),
        help_text=gettext_lazy("It is printed and signed, with the number. Together at most 200 characters."),
        required=False,
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )


@office_page(Action.CERTIFICATE_DRAFT, WRITE)
def technical(
    request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID | None = None
) -> HttpResponse:
    """Ask for both, or make the draft; from one's own certificate when `pk` names it."""
    own = find(officer, pk) if pk else None
    if own is not None and not own.token:
        raise Http404
    if request.method == "POST" and request.POST.get("do", "do") == "do":
        return _do(request, own, officer=officer)
    typed = request.POST if request.method == "POST" else kept_fields(request)
    return _asked(request, own, TechnicalForm(initial=typed.dict() if typed else {}))


def _do(request: HttpRequest, own: Certificate | None, *, officer: Officer) -> HttpResponse:
    form = TechnicalForm(request.POST)
    if not form.is_valid():
        return _asked(request, own, form, status=422)
    data = form.cleaned_data

    def do() -> str:
        made = drafting.draft_technical(
            own=own, number=data["number"], reason=data["reason"], by=officer, now=timezone.now()
        )
        return reverse("office-edit", kwargs={"pk": made.pk})

    try:
        response = do_once(request, officer=officer, is_one=True, do=do)
    except Refused as refusal:
        for one in refusal.findings:
            form.add_error(one["field"] if one["field"] in form.fields else None, _(one["message"]))
        if not refusal.findings:
            form.add_error(None, _(refusal.message))
        return _asked(request, own, form, status=refusal.status)
    forget_kept(request)
    return response


def _asked(request: HttpRequest, own: Certificate | None, form: TechnicalForm, *, status: int = 200) -> HttpResponse:
    if own is not None:
        del form.fields["number"]
    labels = {name: (f"id_{name}", str(field.label)) for name, field in form.fields.items()}
    errors = [(*labels.get(name, ("", "")), str(words)) for name, found in form.errors.items() for words in found]
    context: dict[str, Any] = {"own": own, "form": form, "errors": errors, "key": new_key()}
    return render(request, "office/technical.html", context, status=status)
