"""Keys for the authority's systems: made by its administrator, shown once, ended at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpverify.accounts import apikeys
from kpverify.accounts.models import ApiKey, Officer
from kpverify.accounts.rights import Action
from kpverify.office.asking import Asking, Words, ask
from kpverify.office.pages import READ, WRITE, office_page

SCOPES = {
    "view": gettext_lazy("See certificates"),
    "draft": gettext_lazy("Write and change drafts"),
    "submit": gettext_lazy("Submit drafts for approval"),
    "print": gettext_lazy("Print issued certificates"),
    "upload": gettext_lazy("Upload many at once"),
    "files": gettext_lazy("See and add files of certificates"),
    "screen": gettext_lazy("See who is like a name on a sanctions list"),
}
DAYS = {30: gettext_lazy("30 days"), 90: gettext_lazy("90 days"), 365: gettext_lazy("a year")}


class KeyForm(forms.Form):
    """What a key is for, and how long."""

    name = forms.CharField(
        label=gettext_lazy("Which system uses it"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        help_text=gettext_lazy("With any of these it sees the certificates of your authority."),
        choices=list(SCOPES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(label=gettext_lazy("Ends after"), choices=list(DAYS.items()), coerce=int, initial=90)


@office_page(Action.API_KEY_MANAGE, READ)
def key_list(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """List the authority's keys with their last use, those in use first."""
    now = timezone.now()
    found = ApiKey.objects.filter(authority_id=officer.authority_id).select_related("created_by").order_by("-pk")
    lines = [
        (one, [SCOPES[scope] for scope in one.scopes if scope in SCOPES], one.ended_at is None and one.expires_at > now)
        for one in found[:200]
    ]
    return render(request, "office/key_list.html", {"lines": sorted(lines, key=lambda line: not line[2])})


@office_page(Action.API_KEY_MANAGE, WRITE)
def key_new(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """Make a key, and show it this once."""
    words = Words(
        title=_("Make a key for a system"),
        button=_("Make the key"),
        means=[
            _("The key is shown once, on the next page. Only a hash is kept: a lost key is replaced by a new one."),
            _("It can never approve, issue, suspend, revoke or amend: that takes officers."),
            _("What it drafts bears its own code. You cannot approve what a key of yours prepared."),
        ],
        done="",
    )
    made: list[apikeys.Made] = []

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        ends = now + timedelta(days=typed["days"])
        made.append(
            apikeys.create_key(name=typed["name"], scopes=typed["scopes"], expires_at=ends, by=officer, now=now)
        )

    asking = Asking(do, reverse("office-api-keys"), [(reverse("office-api-keys"), _("Keys"))])
    response = ask(request, officer=officer, words=words, asking=asking, form_class=KeyForm)
    if not made or response.status_code != 303:
        return response
    # Not a redirect: the secret stands in this one answer, and in no session and no database.
    shown = render(request, "office/key_made.html", {"key": made[0].key, "secret": made[0].secret})
    shown["Cache-Control"] = "no-store"
    return shown


@office_page(Action.API_KEY_MANAGE, WRITE)
def key_end(request: HttpRequest, *, officer: Officer, rights: Collection[Action], number: int) -> HttpResponse:
    """End a key."""
    found = ApiKey.objects.filter(pk=number, authority_id=officer.authority_id).first()
    if found is None:
        raise Http404
    words = Words(
        title=_("End the key of %(name)s?") % {"name": found.name},
        button=_("End the key"),
        means=[_("The system is refused from this moment on. This cannot be undone; a new key can be made.")],
        done=_("The key is ended."),
        is_danger=True,
    )
    asking = Asking(
        lambda _typed, now: apikeys.end_key(key_id=number, by=officer, now=now),
        reverse("office-api-keys"),
        [(reverse("office-api-keys"), _("Keys"))],
    )
    return ask(request, officer=officer, words=words, asking=asking)
