"""What the Secretariat's pages share: who is let in, and how a form becomes one call of one service."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import wraps
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kpverify.accounts.context import asked_once
from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.accounts.second_factor import StaleFactor, demand
from kpverify.accounts.views import forget_kept, kept_fields, sign_in_to_go_on
from kpverify.accounts.views_prove import prove_to_go_on
from kpverify.errors import Refused
from kpverify.secretariat.seconded import Second, propose

READ = ("GET", "HEAD")
WRITE = (*READ, "POST")

Page = Callable[..., HttpResponse]


class Words(NamedTuple):
    """What an act is called, what it means, and what is said once it is done."""

    title: Any
    button: Any
    means: Collection[Any]
    done: Any
    is_danger: bool = False


class Doing(NamedTuple):
    """How an act is done: the service, given the form's values, or what a second person has to confirm; and where to
    look at the result."""

    do: Callable[[Mapping[str, Any], datetime, str], object] | Second
    back: str
    crumbs: Collection[tuple[str, str]] = ()
    initial: Mapping[str, Any] = {}


def scheme_page(action: Action, methods: Collection[str] = READ) -> Callable[[Page], Page]:
    """Let in officers who hold a right; the view is given the officer.  Raises: PermissionDenied.

    An act that needs a fresh second factor (`rights.FRESH`) waits until it is proved, and what was typed with it.
    """

    def decorate(view: Page) -> Page:
        @wraps(view)
        def asked(request: HttpRequest, **of_path: Any) -> HttpResponse:
            officer = request.user
            if not isinstance(officer, Officer):
                return _ask_to_sign_in(request)
            if action not in asked_once(request, officer):
                raise PermissionDenied
            try:
                demand(request, action)
                return view(request, officer=officer, **of_path)
            except StaleFactor:
                return prove_to_go_on(request, can_show="GET" in methods)

        return require_http_methods(list(methods))(asked)

    return decorate


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return sign_in_to_go_on(request)
    return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")


def act_page(
    request: HttpRequest, *, officer: Officer, words: Words, form_class: type[Form], doing: Doing
) -> HttpResponse:
    """Ask for what an act needs, and do it: what was typed stays until it is done."""
    if request.method != "POST":
        kept = kept_fields(request)
        return _asked(request, words, form_class(initial=kept.dict() if kept else dict(doing.initial)), doing)
    form = form_class(request.POST)
    if not form.is_valid():
        return _asked(request, words, form, doing)
    try:
        if isinstance(doing.do, Second):
            propose(doing.do, form=form, back=doing.back, by=officer, now=timezone.now())
        else:
            doing.do(form.cleaned_data, timezone.now(), officer.actor)
    except Refused as refusal:
        return _asked(request, words, form, doing, refusal=refusal)
    forget_kept(request)
    messages.success(request, proposed() if isinstance(doing.do, Second) else words.done)
    return see(reverse("secretariat-waiting") if isinstance(doing.do, Second) else doing.back)


def _asked(
    request: HttpRequest, words: Words, form: Form, doing: Doing, *, refusal: Refused | None = None
) -> HttpResponse:
    errors = [
        (form[name].id_for_label, form[name].label, one) for name in form.fields for one in form.errors.get(name, ())
    ]
    errors += [("", "", one) for one in form.non_field_errors()]
    context = {
        "words": words,
        "form": form,
        "errors": errors,
        "refusal": refusal,
        "back": doing.back,
        "crumbs": doing.crumbs,
        "takes_two": isinstance(doing.do, Second),
    }
    status = refusal.status if refusal else 422 if errors else 200
    return render(request, "secretariat/act.html", context, status=status)


def proposed() -> str:
    """Say that an act waits for a second person."""
    return _("Proposed. Nothing is changed yet: another person of the Secretariat has to confirm it.")


def see(address: str) -> HttpResponse:
    """Go and look at the result: reloading it does nothing twice."""
    response = HttpResponse(status=303)
    response["Location"] = address
    return response


def not_published_yet(done: str) -> str:
    """Say what was done, and that nobody outside knows it yet."""
    # Not inside an f-string: the words for translators are not found there.
    later = _("Verifiers learn it with the next trust list.")
    return f"{done} {later}"
