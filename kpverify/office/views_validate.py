"""Validating: what was found in the container and which seals it bears, typed and not prefilled."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.accounts.views import forget_kept, kept_fields
from kpverify.certificates.lifecycle import Act, next_state
from kpverify.certificates.models import Certificate
from kpverify.certificates.validating import MOST_NAME, ContentCheck, Method, refuse_if_not_now, validate_certificate
from kpverify.errors import Refused
from kpverify.office.act_words import ACT_WORDS
from kpverify.office.forms import OneOf
from kpverify.office.pages import WRITE, do_once, find, new_key, office_page, seen_version
from kpverify.office.summary import tag_of
from kpverify.office.views import address_of, shown

_WHOLE = re.compile(r"[0-9]{1,4}")


class CheckForm(forms.Form):
    """The content check and the seals.  The rules are in `certificates/validating.py`."""

    method = OneOf(
        label=gettext_lazy("How the content was checked"),
        required=False,
        widget=forms.RadioSelect,
        choices=Method.choices,
    )
    carats = forms.CharField(
        label=gettext_lazy("Weight found, carats"),
        help_text=gettext_lazy("As the scale showed it, for example 1804.52. Not needed when it was not opened."),
        required=False,
        strip=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short", "dir": "ltr", "autocomplete": "off"}),
    )
    parcels = forms.CharField(
        label=gettext_lazy("Number of parcels counted"),
        required=False,
        strip=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
    )
    seals = forms.CharField(
        label=gettext_lazy("Seal numbers, read from the container"),
        help_text=gettext_lazy("One on each line. Read them off the container, not off the certificate."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
    )
    checked_by = forms.CharField(
        label=gettext_lazy("Who looked at the goods and sealed the container"),
        required=False,
        strip=False,
        max_length=MOST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    remarks = forms.CharField(
        label=gettext_lazy("Remarks"),
        help_text=gettext_lazy("Kept in the register, not printed. Explain here a small difference in weight."),
        required=False,
        strip=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def check(self) -> ContentCheck:
        """Give what was typed; judges nothing."""
        data = self.cleaned_data
        parcels = data["parcels"].strip()
        return ContentCheck(
            method=data["method"],
            carats=data["carats"],
            parcels=int(parcels) if _WHOLE.fullmatch(parcels) else None,
            seals=tuple(data["seals"].splitlines()),
            checked_by=data["checked_by"],
            remarks=data["remarks"],
        )

    def take(self, refusal: Refused) -> None:
        """Put a refusal beside the fields it concerns."""
        # All are named first: an error takes its field out of the cleaned data.
        for one in refusal.findings:
            self.add_error(one["field"], _(one["message"]))

    def summary(self) -> list[tuple[str, str, str]]:
        """List the errors: where to jump to, the field's label, the words."""
        first = {"method": "id_method_0"}
        return [
            (first.get(name, f"id_{name}"), str(self.fields[name].label), str(words))
            for name, errors in self.errors.items()
            for words in errors
        ]


@office_page(Action.CERTIFICATE_VALIDATE, WRITE)
def validate(
    request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID, name: str
) -> HttpResponse:
    """Ask what was found, or record it."""
    found = find(officer, pk)
    try:
        refuse_if_not_now(found, by=officer, now=timezone.now())
    except Refused as refusal:
        return shown(request, found, officer=officer, rights=rights, refusal=refusal)
    if request.method == "POST" and request.POST.get("do", "do") == "do":
        return _do(request, found, officer=officer, rights=rights)
    typed = request.POST if request.method == "POST" else kept_fields(request)
    # Only shown again: nothing is judged.
    return _asked(request, found, CheckForm(initial=typed.dict() if typed else {}))


def _do(request: HttpRequest, found: Certificate, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    form = CheckForm(request.POST)
    if not form.is_valid():
        return _asked(request, found, form, status=422)

    def do() -> str:
        next_state(Act.VALIDATE, found.state)
        made = validate_certificate(
            number=found.number or "",
            check=form.check(),
            version=seen_version(request),
            by=officer,
            now=timezone.now(),
        )
        return f"{address_of(made)}?done={Act.VALIDATE.value}"

    try:
        response = do_once(request, officer=officer, is_one=True, do=do)
    except Refused as refusal:
        if not refusal.findings:
            return shown(request, find(officer, found.pk), officer=officer, rights=rights, refusal=refusal)
        form.take(refusal)
        return _asked(request, found, form, refusal=refusal, status=refusal.status)
    forget_kept(request)
    return response


def _asked(
    request: HttpRequest, found: Certificate, form: CheckForm, *, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "certificate": found,
        "tag": tag_of(found, now=timezone.now()),
        "words": ACT_WORDS[Act.VALIDATE],
        "form": form,
        "errors": form.summary() if form.is_bound else [],
        "refusal": refusal,
        "key": new_key(),
    }
    return render(request, "office/validate.html", context, status=status)
