"""Authorities: their numbers, the numbers nobody may present, and their keys."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.registry import services
from kpverify.registry.models import Authority
from kpverify.secretariat.forms import AuthorityForm, NewAuthorityForm, VoidForm, range_form
from kpverify.secretariat.pages import WRITE, Doing, Words, act_page, not_published_yet, scheme_page
from kpverify.secretariat.ranges import laid_out
from kpverify.secretariat.seconded import Second
from kpverify.secretariat.states import KEY_STATE, PURPOSE, VOID_REASON

EDITED = ("name", "place", "address", "email", "as_of", "source")


@scheme_page(Action.SCHEME_VIEW)
def authorities(request: HttpRequest, *, officer: Officer) -> HttpResponse:
    """List every authority, with the purposes it has keys in use for."""
    found = Authority.objects.select_related("participant").prefetch_related("keys").order_by("pk")
    lines = [(one, [PURPOSE[key.purpose] for key in one.keys.all() if key.state == "active"]) for one in found]
    return render(request, "secretariat/authorities.html", {"lines": lines})


@scheme_page(Action.SCHEME_VIEW)
def authority(request: HttpRequest, *, officer: Officer, authority_id: str) -> HttpResponse:
    """Show one authority."""
    found = find(authority_id)
    ranges = found.ranges.select_related("place").order_by("-year", "prefix")
    context = {
        "authority": found,
        "keys": [
            (key, KEY_STATE[key.state], PURPOSE[key.purpose]) for key in found.keys.order_by("-created_at", "-kid")
        ],
        "ranges": [laid_out(one) for one in ranges],
        "void": [(one, VOID_REASON[one.reason]) for one in found.void_numbers.order_by("-at", "number")],
    }
    return render(request, "secretariat/authority.html", context)


def find(authority_id: str) -> Authority:
    """Find an authority.  Raises: Http404."""
    found = Authority.objects.select_related("participant").filter(pk=authority_id).first()
    if found is None:
        raise Http404
    return found


def doing_for(found: Authority, do: Any, **initial: Any) -> Doing:
    """Lead an act back to its authority's page."""
    back = reverse("secretariat-authority", kwargs={"authority_id": found.pk})
    crumbs = [(reverse("secretariat-authorities"), _("Authorities")), (back, found.pk)]
    return Doing(do, back, crumbs, initial)


@scheme_page(Action.SCHEME_EDIT, WRITE)
def add_authority(request: HttpRequest, *, officer: Officer) -> HttpResponse:
    """List a new authority."""
    words = Words(
        title=_("Add an authority"),
        button=_("Add the authority"),
        means=[_("It can issue once it has numbers and keys in use.")],
        done=_("Added. Next it needs numbers and keys."),
    )
    back = reverse("secretariat-authorities")
    doing = Doing(
        lambda typed, now, by: services.add_authority(**typed, now=now, by=by), back, [(back, _("Authorities"))]
    )
    return act_page(request, officer=officer, words=words, form_class=NewAuthorityForm, doing=doing)


@scheme_page(Action.SCHEME_EDIT, WRITE)
def edit_authority(request: HttpRequest, *, officer: Officer, authority_id: str) -> HttpResponse:
    """Correct how an authority is called and reached."""
    found = find(authority_id)
    words = Words(
        title=_("Correct %(id)s") % {"id": found.pk},
        button=_("Save"),
        means=[_("The name and the place are on the trust list and on every certificate printed from now on.")],
        done=not_published_yet(_("Saved.")),
    )
    initial = {name: getattr(found, name) for name in EDITED}
    doing = doing_for(
        found, lambda typed, now, by: services.edit_authority(authority_id=found.pk, **typed, now=now, by=by), **initial
    )
    return act_page(request, officer=officer, words=words, form_class=AuthorityForm, doing=doing)


@scheme_page(Action.SCHEME_EDIT, WRITE)
def add_range(request: HttpRequest, *, officer: Officer, authority_id: str) -> HttpResponse:
    """Let an authority give out more numbers."""
    found = find(authority_id)
    words = Words(
        title=_("Add numbers for %(id)s") % {"id": found.pk},
        button=_("Add the numbers"),
        means=[
            _("A certificate whose number lies in no range of its year is invalid."),
            _("A range is never taken back: numbers are unique for ever."),
        ],
        done=not_published_yet(_("The numbers are added.")),
    )

    def do(typed: Any, now: Any, by: str) -> None:
        values = {**typed, "prefix": typed["begins_with"], "place_id": typed["place"].pk if typed["place"] else None}
        del values["begins_with"], values["place"]
        services.add_range(authority_id=found.pk, **values, now=now, by=by)

    doing = doing_for(
        found,
        do,
        year=timezone.now().year,
        begins_with=found.participant_id,
        digits=6,
        first=1,
        last=999_999,
    )
    return act_page(request, officer=officer, words=words, form_class=range_form(found), doing=doing)


@scheme_page(Action.SCHEME_EDIT, WRITE)
def void_number(request: HttpRequest, *, officer: Officer, authority_id: str) -> HttpResponse:
    """Declare a number void."""
    found = find(authority_id)
    words = Words(
        title=_("Declare a number of %(id)s void") % {"id": found.pk},
        button=_("Declare it void"),
        means=[
            _("Every certificate with this number is invalid from the next trust list on, wherever it is shown."),
            _("This cannot be taken back."),
        ],
        done=not_published_yet(_("The number is void.")),
        is_danger=True,
    )
    doing = doing_for(
        found,
        Second("number.void", "number:{number}", {"authority_id": found.pk}),
        number=found.participant_id,
    )
    return act_page(request, officer=officer, words=words, form_class=VoidForm, doing=doing)
