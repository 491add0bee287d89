"""Keys through their lives. Root keys are made by command: their holders do not sit at one desk."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.registry.models import SigningKey
from kpverify.secretariat.forms import DistrustForm, KeyForm, MonitorsKeyForm, NothingForm
from kpverify.secretariat.pages import WRITE, Doing, Words, act_page, not_published_yet, scheme_page
from kpverify.secretariat.seconded import Second
from kpverify.secretariat.states import KEY_STATE, PURPOSE
from kpverify.secretariat.views_authorities import doing_for, find


@scheme_page(Action.KEY_MANAGE, WRITE)
def create_key(request: HttpRequest, *, officer: Officer, authority_id: str) -> HttpResponse:
    """Make a key."""
    found = find(authority_id)
    words = Words(
        title=_("Make a key for %(id)s") % {"id": found.pk},
        button=_("Make the key"),
        means=[
            _("It is made on this node and sealed; nobody sees it, and it signs nothing until it is activated."),
            _("One purpose each: a stolen key of status lists forges no certificate."),
        ],
        done=_("The key is made. Activate it when its authority is ready to sign with it."),
    )

    second = Second("key.create", f"authority:{found.pk}:{{purpose}}", {"authority_id": found.pk})
    doing = doing_for(found, second, known=found.keys.count())
    return act_page(request, officer=officer, words=words, form_class=KeyForm, doing=doing)


@scheme_page(Action.SCHEME_VIEW)
def monitors_keys(request: HttpRequest, *, officer: Officer) -> HttpResponse:
    """Show the keys of the Monitoring Team: with them two monitors clear a shipment."""
    found = _of_monitors().order_by("-created_at", "-kid")
    context = {"keys": [(key, KEY_STATE[key.state], PURPOSE[key.purpose]) for key in found]}
    return render(request, "secretariat/monitors_keys.html", context)


def _of_monitors() -> QuerySet[SigningKey]:
    return SigningKey.objects.filter(purpose=SigningKey.Purpose.CLEARANCE)


@scheme_page(Action.KEY_MANAGE, WRITE)
def create_monitors_key(request: HttpRequest, *, officer: Officer) -> HttpResponse:
    """Make a key of the Monitoring Team."""
    words = Words(
        title=_("Make a key for the Monitoring Team"),
        button=_("Make the key"),
        means=[
            _("It is made on this node and sealed; nobody sees it, and it signs nothing until it is activated."),
            _("It belongs to no authority, and clears shipments: it can issue nothing."),
        ],
        done=_("The key is made. Activate it when the Monitoring Team is ready to sign with it."),
    )
    second = Second("key.create-monitors", "monitors", {})
    doing = _doing_for_monitors(second, known=_of_monitors().count())
    return act_page(request, officer=officer, words=words, form_class=MonitorsKeyForm, doing=doing)


def _doing_for_monitors(do: Second, **initial: Any) -> Doing:
    back = reverse("secretariat-monitors-keys")
    crumbs = [(reverse("secretariat-authorities"), _("Authorities and keys")), (back, _("Monitoring Team"))]
    return Doing(do, back, crumbs, initial)


def _doing(key: SigningKey, do: Second, **initial: Any) -> Doing:
    """Lead an act back to the page of whose key it is."""
    return _doing_for_monitors(do, **initial) if key.authority is None else doing_for(key.authority, do, **initial)


def _owner(key: SigningKey) -> str:
    return key.authority_id or _("the Monitoring Team")


def _key(kid: str) -> SigningKey:
    key = SigningKey.objects.select_related("authority__participant").filter(pk=kid).first()
    if key is None:
        raise Http404
    return key


@scheme_page(Action.KEY_MANAGE, WRITE)
def activate_key(request: HttpRequest, *, officer: Officer, kid: str) -> HttpResponse:
    """Let a key sign."""
    key = _key(kid)
    # Of the Monitoring Team's, whose authority is none, too.
    active = SigningKey.objects.filter(authority=key.authority, purpose=key.purpose, state=SigningKey.State.ACTIVE)
    follows = [
        _("%(kid)s is retired by this, and its private half destroyed. What it signed stays good.") % {"kid": one.kid}
        for one in active
    ]
    words = Words(
        title=_("Let %(kid)s sign?") % {"kid": kid},
        button=_("Activate the key"),
        means=[
            _("From now on it signs for %(id)s: %(purpose)s.") % {"id": _owner(key), "purpose": PURPOSE[key.purpose]},
            *follows,
            _("Publish the trust list at once: until then verifiers do not know the key, and refuse what it signs."),
        ],
        done=not_published_yet(_("The key is in use.")),
    )
    doing = _doing(key, Second("key.activate", kid, {"kid": kid}))
    return act_page(request, officer=officer, words=words, form_class=NothingForm, doing=doing)


@scheme_page(Action.KEY_MANAGE, WRITE)
def retire_key(request: HttpRequest, *, officer: Officer, kid: str) -> HttpResponse:
    """Let a key sign no more."""
    key = _key(kid)
    words = Words(
        title=_("Retire %(kid)s?") % {"kid": kid},
        button=_("Retire the key"),
        means=[
            _("Its private half is destroyed. What it signed stays good."),
            _("When it may have been stolen, distrust it instead."),
        ],
        done=not_published_yet(_("The key is retired.")),
        is_danger=True,
    )
    doing = _doing(key, Second("key.retire", kid, {"kid": kid}))
    return act_page(request, officer=officer, words=words, form_class=NothingForm, doing=doing)


@scheme_page(Action.KEY_MANAGE, WRITE)
def distrust_key(request: HttpRequest, *, officer: Officer, kid: str) -> HttpResponse:
    """Tell the world that a key was compromised."""
    key = _key(kid)
    words = Words(
        title=_("Distrust %(kid)s?") % {"kid": kid},
        button=_("Distrust the key"),
        means=[
            _("Everything it signed from that instant on is invalid."),
            _("What it signed before “cannot be told”: a thief can date back. Those certificates must be issued anew."),
            _("This cannot be taken back. Publish the trust list at once."),
        ],
        done=not_published_yet(_("The key is distrusted.")),
        is_danger=True,
    )
    doing = _doing(
        key,
        Second("key.distrust", kid, {"kid": kid}),
        since=timezone.now().replace(second=0, microsecond=0),
    )
    return act_page(request, officer=officer, words=words, form_class=DistrustForm, doing=doing)
