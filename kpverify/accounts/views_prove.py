"""Proving a second factor in the middle of the work, and going on with what was typed.

An act that needs a fresh proof answers with this page instead. What was sent stays inside it, moves into the session
when the proof was right, and is shown again on the page it came from: nothing is done without being looked at.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kpverify.accounts.views import KEPT, keep, kept_of


def prove_to_go_on(request: HttpRequest, *, can_show: bool = True) -> HttpResponse:
    """Ask for the factor, with what was just sent kept in the page.

    `can_show`: the address can be looked at, so that what was typed is shown there again; else one goes back to the
    page the form stood on.
    """
    after = f"{request.path}?{urlencode({KEPT: 1})}" if can_show else _came_from(request)
    return _asked(request, _form(request), kept=kept_of(request), after=after, status=403)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Ask for the factor; take it, and go on."""
    after = _safe(request.GET.get("next", ""))
    kept = request.POST.get(KEPT, "")
    if request.method != "POST":
        return _asked(request, _form(request), kept=kept, after=after)
    form = _form(request, request.POST)
    if not form.is_valid():
        return _asked(request, form, kept=kept, after=after, status=422)
    form.save()
    if kept:
        keep(request, kept)
    return redirect(after)


def _form(request: HttpRequest, sent: Any = None) -> Any:
    return ReauthenticateForm(sent, user=request.user)


def _asked(request: HttpRequest, form: Any, *, kept: str, after: str, status: int = 200) -> HttpResponse:
    held = set(Authenticator.objects.filter(user_id=request.user.pk).values_list("type", flat=True))
    context = {"form": form, KEPT: kept, "after": after, "has_code": Authenticator.Type.TOTP in held}
    return render(request, "account/prove.html", context, status=status)


def _came_from(request: HttpRequest) -> str:
    came = urlsplit(request.headers.get("Referer", ""))
    return _safe(came.path if came.netloc == request.get_host() else "")


def _safe(address: str) -> str:
    """Stay on this node."""
    return address if address and url_has_allowed_host_and_scheme(address, allowed_hosts=None) else "/office/"
