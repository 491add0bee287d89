"""Webhooks: which of the authority's own systems are told of events, and what they answered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
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
from kpverify.errors import Refused
from kpverify.notices import webhooks
from kpverify.notices.events import EVENTS
from kpverify.notices.models import Webhook
from kpverify.notices.places import checked_url, judged_addresses
from kpverify.office.asking import Asking, Words, ask
from kpverify.office.notice_lines import lines_of, with_answers
from kpverify.office.pages import READ, WRITE, office_page

SHOWN = 50


class WebhookForm(forms.Form):
    """Where to post, and what."""

    url = forms.CharField(
        label=gettext_lazy("Address"),
        help_text=gettext_lazy("It begins with https:// and can be reached from the Internet."),
        max_length=500,
        widget=forms.URLInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    events = forms.MultipleChoiceField(
        label=gettext_lazy("Events"), choices=list(EVENTS.items()), widget=forms.CheckboxSelectMultiple
    )

    def clean_url(self) -> str:
        """Judge the address while the person who typed it is here; it is judged again whenever it is posted to."""
        url = str(self.cleaned_data["url"]).strip()
        try:
            parts = checked_url(url)
            judged_addresses(parts.hostname or "", parts.port or 443)
        except Refused as refusal:
            raise forms.ValidationError(_(refusal.message)) from refusal
        return url


@office_page(Action.WEBHOOK_MANAGE, READ)
def webhook_list(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """List the authority's webhooks, ended ones last."""
    held = sorted(Webhook.objects.filter(authority_id=officer.authority_id), key=lambda one: one.ended_at is not None)
    lines = [(one, [EVENTS[event] for event in one.events if event in EVENTS]) for one in held]
    return render(request, "office/webhook_list.html", {"lines": lines})


@office_page(Action.WEBHOOK_MANAGE, READ)
def webhook(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Show one webhook with its newest deliveries."""
    return _shown(request, _find(officer, pk))


def _shown(request: HttpRequest, found: Webhook, *, secret: str = "") -> HttpResponse:
    now = timezone.now()
    context = {
        "webhook": found,
        "events": [EVENTS[event] for event in found.events if event in EVENTS],
        "lines": lines_of(with_answers(found.notices.all())[:SHOWN], now=now),
        "secret": secret,
        "overlaps": found.previous_until is not None and found.previous_until > now,
    }
    return render(request, "office/webhook_detail.html", context)


@office_page(Action.WEBHOOK_MANAGE, WRITE)
def webhook_add(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """Add a webhook; its secret is on the page that answers, and never again."""
    words = Words(
        title=_("Add a webhook"),
        button=_("Add the webhook"),
        means=[
            _("Each event is posted there with the certificate's number, state and time, and nothing of the goods."),
            _("You are shown a secret once: the receiving system checks with it that a message is ours."),
        ],
        done=_("The webhook is added."),
    )

    def do(typed: Mapping[str, Any], now: datetime) -> tuple[Webhook, str]:
        return webhooks.add_webhook(url=typed["url"], events=typed["events"], by=officer, now=now)

    return _with_secret(request, officer, words, do, form_class=WebhookForm, initial={"events": list(EVENTS)})


@office_page(Action.WEBHOOK_MANAGE, WRITE)
def webhook_rotate(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Renew a secret."""
    found = _find(officer, pk)
    words = Words(
        title=_("Make a new secret?"),
        button=_("Make a new secret"),
        means=[
            _("You are shown the new secret once."),
            _("For a day messages carry both signatures, so that the receiving system can change over."),
        ],
        done=_("The secret is renewed."),
    )

    def do(typed: Mapping[str, Any], now: datetime) -> tuple[Webhook, str]:
        return webhooks.rotate_secret(webhook_id=found.pk, by=officer, now=now)

    return _with_secret(request, officer, words, do, back=_address(found))


def _with_secret(
    request: HttpRequest,
    officer: Officer,
    words: Words,
    make: Callable[[Mapping[str, Any], datetime], tuple[Webhook, str]],
    *,
    back: str = "",
    form_class: type[forms.Form] = forms.Form,
    initial: Mapping[str, Any] = {},
) -> HttpResponse:
    """Ask; once it is done, answer with the secret instead of going on: an address would keep it."""
    made: list[tuple[Webhook, str]] = []

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        made.append(make(typed, now))

    asking = Asking(do, back or reverse("office-webhooks"), _way(), initial)
    response = ask(request, officer=officer, words=words, asking=asking, form_class=form_class)
    return _shown(request, made[0][0], secret=made[0][1]) if made and response.status_code == 303 else response


@office_page(Action.WEBHOOK_MANAGE, WRITE)
def webhook_ping(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Send a test event."""
    found = _find(officer, pk)
    words = Words(
        title=_("Send a test?"),
        button=_("Send a test"),
        means=[_("A message of the type webhook.ping is posted within a minute; the answer is shown on this page.")],
        done=_("The test is sent within a minute."),
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        webhooks.ping(webhook_id=found.pk, by=officer, now=now)

    return ask(request, officer=officer, words=words, asking=Asking(do, _address(found), _way()))


@office_page(Action.WEBHOOK_MANAGE, WRITE)
def webhook_end(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """End a webhook."""
    found = _find(officer, pk)
    words = Words(
        title=_("End this webhook?"),
        button=_("End the webhook"),
        means=[_("Nothing more is posted there, also what waits. Its secret is destroyed.")],
        done=_("The webhook is ended."),
        is_danger=True,
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        webhooks.end_webhook(webhook_id=found.pk, by=officer, now=now)

    return ask(request, officer=officer, words=words, asking=Asking(do, reverse("office-webhooks"), _way()))


def _way() -> list[tuple[str, str]]:
    return [(reverse("office-webhooks"), _("Webhooks"))]


def _address(found: Webhook) -> str:
    return reverse("office-webhook", kwargs={"pk": found.pk})


def _find(officer: Officer, pk: UUID) -> Webhook:
    found = Webhook.objects.filter(pk=pk, authority_id=officer.authority_id).first()
    if found is None or officer.authority_id is None:
        raise Http404
    return found
