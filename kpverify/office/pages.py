"""What every page of the office shares: who asks, what they may see, and that nothing is done twice or lost."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kpverify.accounts.context import asked_once
from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.accounts.second_factor import StaleFactor, demand
from kpverify.accounts.views import sign_in_to_go_on
from kpverify.accounts.views_prove import prove_to_go_on
from kpverify.certificates.idempotency import Answer, answer_once, fingerprint
from kpverify.certificates.models import Certificate
from kpverify.errors import Refused

READ = ("GET", "HEAD")
WRITE = (*READ, "POST")
# A button that only shows the page again, with what was typed in it.
SHOW = "show"

Page = Callable[..., HttpResponse]


def office_page(action: Action, methods: Collection[str] = READ) -> Callable[[Page], Page]:
    """Let in officers who hold a right; the view is given the officer, and their rights as `rights`.

    An act that needs a fresh second factor (`rights.FRESH`) waits until it is proved, and what was typed with it.
    """

    def decorate(view: Page) -> Page:
        @wraps(view)
        def asked(request: HttpRequest, **of_path: Any) -> HttpResponse:
            officer = request.user
            if not isinstance(officer, Officer):
                return ask_to_sign_in(request)
            rights = asked_once(request, officer)
            if action not in rights:
                return not_allowed(request, officer=officer, rights=rights)
            try:
                demand(request, action)
                return view(request, officer=officer, rights=rights, **of_path)
            except StaleFactor:
                return prove_to_go_on(request, can_show="GET" in methods)

        return require_http_methods(list(methods))(asked)

    return decorate


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a reader to the sign-in page and back; keep what a writer has sent."""
    if request.method == "POST":
        return sign_in_to_go_on(request)
    return redirect(f"{reverse('account_login')}?{_next(request)}")


def _next(request: HttpRequest) -> str:
    return urlencode({"next": request.get_full_path()})


def not_allowed(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """Tell an officer that this is not their work, and where theirs is."""
    context = {
        "roles": [grant.get_role_display() for grant in officer.grants.filter(ended_at=None)],
        "sees_certificates": Action.CERTIFICATE_VIEW in rights,
        "sees_scheme": Action.SCHEME_VIEW in rights,
    }
    return render(request, "office/not_allowed.html", context, status=403)


def find(officer: Officer, pk: UUID) -> Certificate:
    """Find a certificate of the officer's own authority.  Raises: Http404, as for one that nobody has."""
    related = ("prepared_by", "approved_by", "validated_by", "replaces", "authority__participant")
    found = Certificate.objects.visible_to(officer).select_related(*related).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def seen_version(request: HttpRequest) -> int:
    """Read which version the officer had before them.  Raises: Refused version-missing."""
    typed = request.POST.get("version", "")
    if not (typed.isascii() and typed.isdigit() and 0 < len(typed) < 10):
        words = "The page did not say which version you saw. Open the certificate again, then repeat the step."
        raise Refused("version-missing", words, status=400)
    return int(typed)


def new_key() -> str:
    """Make the one-time key of a form: sending it twice does its work once."""
    return uuid4().hex


def do_once(request: HttpRequest, *, officer: Officer, is_one: bool, do: Callable[[], str]) -> HttpResponse:
    """Do what a form asks, once for its key, and go to the address it gives.

    Raises: Refused, also for a database that does not answer now (not-ready).
    """
    key = request.POST.get("key", "")
    now = timezone.now()
    try:
        if not key:
            return see(do())
        fields = request.POST.copy()
        fields.pop("csrfmiddlewaretoken", None)
        hashed = fingerprint(request.path.encode(), fields.urlencode().encode())
        answer = answer_once(
            officer=officer, key=key, request_hash=hashed, do=lambda: Answer(303, do()), is_one=is_one, now=now
        )
    except OperationalError as busy:
        raise Refused("not-ready", "The register is busy: press the button again in a moment.", status=503) from busy
    return see(answer.body)


def see(address: str) -> HttpResponse:
    """Go and look at the result: reloading it does nothing twice."""
    response = HttpResponse(status=303)
    response["Location"] = address
    return response


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose page is older than the sign-in (CSRF): nothing is done, and nothing typed is lost."""
    is_of_office = request.path.startswith("/office/")
    if is_of_office and not isinstance(request.user, Officer):
        return sign_in_to_go_on(request)
    left_out = {"csrfmiddlewaretoken", "do"}
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name not in left_out]
    # Passwords are typed under /accounts/ and never sent back.
    context = {"fields": fields if is_of_office else [], "can_show": is_of_office, "show": SHOW}
    return render(request, "office/stale.html", context, status=403)
