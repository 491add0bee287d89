"""Signing in without losing what was typed before the session ended.

Whoever sends a form after their session has ended gets the sign-in page with their text inside it, and nothing is
stored for a stranger. Only when the password was right does the text move into the new session, and the page they
came from shows it again: nothing is saved without being looked at.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.account.forms import LoginForm
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

KEPT = "kept"
KEPT_FOR = "kept_for"


class SignIn(LoginView):  # type: ignore[misc]
    """django-allauth's sign-in, carrying what was typed along."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """Keep the text over a wrong password."""
        context: dict[str, Any] = super().get_context_data(**more)
        after = get_next_redirect_url(self.request) or ""
        return {**context, KEPT: self.request.POST.get(KEPT, ""), "after": after}

    def form_valid(self, form: Any) -> HttpResponse:
        """Put the text into the session of whoever knew the password."""
        response: HttpResponse = super().form_valid(form)
        if kept := self.request.POST.get(KEPT, ""):
            keep(self.request, kept, whose=form.user)
        return response


def sign_in_to_go_on(request: HttpRequest) -> HttpResponse:
    """Ask somebody whose session has ended to sign in, with what they have just sent kept in the page."""
    after = f"{request.path}?{urlencode({KEPT: 1})}"
    context = {
        "form": LoginForm(request=request),
        KEPT: kept_of(request),
        "sign_in": f"{reverse('account_login')}?{urlencode({'next': after})}",
        "after": after,
        "was_signed_out": True,
    }
    return render(request, "account/login.html", context, status=403)


def kept_of(request: HttpRequest) -> str:
    """Write down what was sent, and to which page."""
    fields = request.POST.copy()
    fields.pop("csrfmiddlewaretoken", None)
    return urlencode({"path": request.path, "fields": fields.urlencode()})


def keep(request: HttpRequest, kept: str, *, whose: Any) -> None:
    """Put what `kept_of` wrote into the session of whoever proved to be the one who typed it.

    Their second step of signing in may still be to come: nobody else who signs in here sees it.
    """
    request.session[KEPT], request.session[KEPT_FOR] = kept, whose.pk


def kept_fields(request: HttpRequest) -> QueryDict | None:
    """Give what was typed on this page before the session ended, when the address asks for it."""
    if KEPT not in request.GET or request.session.get(KEPT_FOR) != request.user.pk:
        return None
    kept = QueryDict(str(request.session.get(KEPT, "")))
    return QueryDict(kept.get("fields") or "") if kept.get("path") == request.path else None


def forget_kept(request: HttpRequest) -> None:
    """Let go of what was kept, once it is saved."""
    if KEPT in request.session:
        del request.session[KEPT]
