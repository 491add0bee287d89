"""Printing a certificate on a numbered sheet: which one, and whether it is the one in the printer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.blanks import services
from kpverify.blanks.printing import next_sheet, sheet_of
from kpverify.blanks.settings import layout_of, profile_of
from kpverify.certificates import printing
from kpverify.errors import Refused
from kpverify.office.asking import Asking, Words, ask
from kpverify.office.pages import WRITE, find, office_page
from kpverify.office.paper_words import serial_field
from kpverify.office.views_paper import place_choices

Rights = Collection[Action]


class SheetForm(forms.Form):
    """Which sheet lies in the printer."""

    place_id = forms.TypedChoiceField(label=gettext_lazy("Where you print"), coerce=int)
    typed = serial_field(
        gettext_lazy("Last digits of the sheet in the printer"),
        gettext_lazy("At least four, read from the sheet itself."),
    )


@office_page(Action.CERTIFICATE_PRINT, WRITE)
def sheet(request: HttpRequest, *, officer: Officer, rights: Rights, pk: UUID) -> HttpResponse:
    """Choose the next sheet of the desk, confirm it by its last digits, and bind it."""
    found = find(officer, pk)
    before = sheet_of(found)
    address = reverse("office-certificate", kwargs={"pk": found.pk})
    wanted = next_sheet(found, officer.place_id)
    means = [
        _("The next sheet is %(serial)s: put it into the printer.") % {"serial": wanted.serial}
        if wanted
        else _("No sheet lies at your desk: move some there, or choose where you print.")
    ]
    if before is not None:
        serial = before.batch.serial(before.first)
        means.append(
            _("It was printed on %(serial)s. That sheet is spoiled by this: mark it, and keep it.") % {"serial": serial}
        )
    means.append(_("The sheet is bound to this certificate for good. Then press Print."))
    words = Words(
        title=_("Print %(number)s on security paper") % {"number": found.number or ""},
        button=_("Use this sheet"),
        means=means,
        done=_("The sheet is bound to the certificate: print it now."),
        is_danger=before is not None,
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        services.use_sheet(certificate_id=found.pk, **typed, by=officer, now=now)

    asking = Asking(do, address, [(address, found.number)], {"place_id": officer.place_id})
    form_class = _form(officer, is_again=before is not None)
    return ask(request, officer=officer, words=words, asking=asking, form_class=form_class)


def _form(officer: Officer, *, is_again: bool) -> type[forms.Form]:
    choices = [("", _("Choose a place")), *place_choices(officer)]
    place = forms.TypedChoiceField(label=SheetForm.base_fields["place_id"].label, coerce=int, choices=choices)
    fields: dict[str, Any] = {"place_id": place}
    if is_again:
        # The service asks for it: a button pressed twice sends the form of the first print once more.
        fields["reason"] = forms.CharField(
            label=_("What spoiled the first sheet"), max_length=300, required=False, help_text=_("A jam, for example.")
        )
    return type("SheetForm", (SheetForm,), fields)


@office_page(Action.CERTIFICATE_PRINT)
def sheet_pdf(request: HttpRequest, *, officer: Officer, rights: Rights, pk: UUID) -> HttpResponse:
    """Print a certificate as this desk's printer and its sheets need it."""
    found = find(officer, pk)
    if not found.token:
        raise Refused("not-issued", "This certificate is not issued: there is nothing to print yet.")
    used = sheet_of(found)
    profile = profile_of(found.authority_id, officer.place_id)
    layout = layout_of(profile, sheet=used.batch.serial(used.first) if used else "")
    response = HttpResponse(printing.pdf(found, layout), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{(found.number or "").replace("/", "-")}-sheet.pdf"'
    response["Cache-Control"] = "no-store"
    return response
