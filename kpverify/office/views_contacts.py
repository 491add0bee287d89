"""The address book for notices: whom the authority writes to about shipments to each destination."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.notices import contacts
from kpverify.notices.models import Contact
from kpverify.office.asking import Asking, Words, ask
from kpverify.office.choices import country_names, destinations
from kpverify.office.pages import READ, WRITE, office_page


class ContactForm(forms.Form):
    """Whom to write to."""

    destination = forms.ChoiceField(
        label=gettext_lazy("Destination"),
        help_text=gettext_lazy("For the European Union choose the Union or one of its countries."),
        choices=lambda: [("", _("Choose a country")), *destinations()],
    )
    name = forms.CharField(label=gettext_lazy("Name of the office or person"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    language = forms.ChoiceField(label=gettext_lazy("Language of the mails"), choices=settings.LANGUAGES)


@office_page(Action.CONTACT_EDIT, READ)
def contact_list(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """List the contacts, by destination."""
    names, languages = country_names(), dict(settings.LANGUAGES)
    held = Contact.objects.filter(authority_id=officer.authority_id, ended_at=None)
    rows = [
        (names.get(one.destination, one.destination), languages.get(one.language, one.language), one) for one in held
    ]
    return render(request, "office/contact_list.html", {"lines": sorted(rows, key=lambda row: (row[0], row[2].name))})


@office_page(Action.CONTACT_EDIT, WRITE)
def contact_add(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """Add a contact."""
    words = Words(
        title=_("Add a contact"),
        button=_("Add the contact"),
        means=[
            _("Each certificate issued for this destination is told to this address from now on, with every change."),
            _("As long as a destination has contacts, addresses of the registry are not used for it."),
        ],
        done=_("The contact is added."),
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        contacts.add_contact(**typed, by=officer, now=now)

    initial = {"destination": request.GET.get("destination", "")[:2], "language": "en"}
    asking = Asking(do, reverse("office-contacts"), _way(), initial)
    return ask(request, officer=officer, words=words, asking=asking, form_class=ContactForm)


@office_page(Action.CONTACT_EDIT, WRITE)
def contact_change(request: HttpRequest, *, officer: Officer, rights: Collection[Action], number: int) -> HttpResponse:
    """Change a contact."""
    found = _find(officer, number)
    words = Words(
        title=_("Change the contact %(name)s") % {"name": found.name},
        button=_("Save the contact"),
        means=[_("Notices that wait already keep the address they have.")],
        done=_("The contact is changed."),
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        contacts.change_contact(contact_id=number, **typed, by=officer, now=now)

    initial = {name: getattr(found, name) for name in ("destination", "name", "email", "language")}
    asking = Asking(do, reverse("office-contacts"), _way(), initial)
    return ask(request, officer=officer, words=words, asking=asking, form_class=ContactForm)


@office_page(Action.CONTACT_EDIT, WRITE)
def contact_end(request: HttpRequest, *, officer: Officer, rights: Collection[Action], number: int) -> HttpResponse:
    """End a contact."""
    found = _find(officer, number)
    words = Words(
        title=_("Write to %(name)s no more?") % {"name": found.name},
        button=_("Remove the contact"),
        means=[_("Nothing new is told to %(email)s. What was sent stays in the list.") % {"email": found.email}],
        done=_("The contact is removed."),
        is_danger=True,
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        contacts.end_contact(contact_id=number, by=officer, now=now)

    return ask(request, officer=officer, words=words, asking=Asking(do, reverse("office-contacts"), _way()))


def _way() -> list[tuple[str, str]]:
    return [(reverse("office-notices"), _("Notices")), (reverse("office-contacts"), _("Contacts"))]


def _find(officer: Officer, number: int) -> Contact:
    found = Contact.objects.filter(pk=number, authority_id=officer.authority_id, ended_at=None).first()
    if found is None or officer.authority_id is None:
        raise Http404
    return found
