"""Proving a second factor: the second step of signing in, signing in by passkey alone, and in the middle of the work.

An act that needs a fresh proof answers with the page here instead. What was sent stays inside it, moves into the
session when the proof was right, and is shown again on the page it came from: nothing is done without being looked at.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.forms import LoginForm
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.stagekit import get_pending_stage
from allauth.account.models import Login
from allauth.core.internal.ratelimit import respond_429
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kpverify.accounts import factors, passkeys, sessions
from kpverify.accounts.demo_code import demo_code
from kpverify.accounts.factor_forms import ProofForm
from kpverify.accounts.limits import is_too_often
from kpverify.accounts.models import Officer
from kpverify.accounts.second_factor import may_add_factor
from kpverify.accounts.views import KEPT, keep, kept_of


@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor of whoever has just known the password."""
    stage = request._login_stage  # type: ignore[attr-defined]
    officer, now = stage.login.user, timezone.now()
    sent = request.POST if request.method == "POST" else None
    form = ProofForm(sent, request=request, officer=officer, now=now, paper=True)
    if sent is None or not form.is_valid():
        return _asked(request, form, officer=officer, signing_in=True)
    post_authentication(request, form.factor)
    response: HttpResponse = stage.exit()
    return response


@never_cache
@require_POST
def sign_in_by_passkey(request: HttpRequest) -> HttpResponse:
    """Sign in by a passkey that verified its user: it is two factors, what one has and what one knows or is."""
    if is_too_often(request, "passkey"):
        return _too_often(request)
    after, kept = _safe(request.POST.get("next", ""), or_else=""), request.POST.get(KEPT, "")
    try:
        factor = passkeys.proved(request.POST.get("credential", ""), None)
    except ValidationError as wrong:
        form = LoginForm(request=request)
        sign_in = f"{reverse('account_login')}?{urlencode({'next': after})}" if after else ""
        context = {"form": form, KEPT: kept, "sign_in": sign_in, "after": after, "passkey_errors": wrong.messages}
        return render(request, "account/login.html", context, status=422)
    response: HttpResponse = perform_passwordless_login(
        request, factor, Login(user=factor.user, redirect_url=after or None)
    )
    if kept and request.user == factor.user:
        keep(request, kept, whose=factor.user)
    return response


@never_cache
@require_POST
def passkey_options(request: HttpRequest, what: str) -> HttpResponse:
    """Tell the browser what to ask its passkeys for: `create`, `prove` or `sign-in`."""
    if is_too_often(request, "passkey"):
        return _too_often(request)
    officer = request.user if isinstance(request.user, Officer) else None
    if what == "create":
        if officer is None or not may_add_factor(request, timezone.now()):
            raise Http404
        return JsonResponse(passkeys.creation_options(officer))
    if what == "prove" and officer is None:
        stage = get_pending_stage(request)
        if stage is None or stage.key != AuthenticateStage.key:
            raise Http404
        officer = stage.login.user
    return JsonResponse(passkeys.request_options(officer if what == "prove" else None))


def _too_often(request: HttpRequest) -> HttpResponse:
    response: HttpResponse = respond_429(request)
    return response


def prove_to_go_on(request: HttpRequest, *, can_show: bool = True) -> HttpResponse:
    """Ask for the factor, with what was just sent kept in the page.

    `can_show`: the address can be looked at, so that what was typed is shown there again; else one goes back to the
    page the form stood on.
    """
    after = f"{request.path}?{urlencode({KEPT: 1})}" if can_show else _came_from(request)
    return _asked(request, _form(request), officer=request.user, kept=kept_of(request), after=after, status=403)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Ask for the factor; take it, and go on."""
    after, kept = _safe(request.GET.get("next", "")), request.POST.get(KEPT, "")
    if request.method != "POST":
        return _asked(request, _form(request), officer=request.user, kept=kept, after=after)
    form = _form(request, request.POST)
    if not form.is_valid():
        return _asked(request, form, officer=request.user, kept=kept, after=after, status=422)
    post_authentication(request, form.factor, reauthenticated=True)
    sessions.new_number(request)
    if kept:
        keep(request, kept, whose=request.user)
    return redirect(after)


def _form(request: HttpRequest, sent: Any = None) -> ProofForm:
    assert isinstance(request.user, Officer)  # noqa: S101 - every caller has asked
    return ProofForm(sent, request=request, officer=request.user, now=timezone.now())


def _asked(
    request: HttpRequest,
    form: ProofForm,
    *,
    officer: Any,
    kept: str = "",
    after: str = "",
    signing_in: bool = False,
    status: int = 200,
) -> HttpResponse:
    kinds = {one.type for one in factors.held(officer)}
    if not kinds:
        return redirect("account_set_up")
    context = {
        "form": form,
        KEPT: kept,
        "after": after,
        "signing_in": signing_in,
        "has_code": signing_in or factors.Type.TOTP in kinds,
        "has_passkey": factors.Type.WEBAUTHN in kinds,
        "demo_code": demo_code(officer, timezone.now()),
    }
    return render(request, "account/prove.html", context, status=status)


def _came_from(request: HttpRequest) -> str:
    came = urlsplit(request.headers.get("Referer", ""))
    return _safe(came.path if came.netloc == request.get_host() else "")


def _safe(address: str, or_else: str = "/office/") -> str:
    """Stay on this node."""
    return address if address and url_has_allowed_host_and_scheme(address, allowed_hosts=None) else or_else
