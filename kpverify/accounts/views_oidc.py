"""Signing in with an identity provider: there, back, and on to the second factor, which stays this node's own."""

from __future__ import annotations

import secrets
import time

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.core.internal.ratelimit import respond_429
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from kpverify.accounts import bindings, oidc
from kpverify.accounts.limits import is_too_often
from kpverify.accounts.views import KEPT, keep
from kpverify.errors import Refused

PENDING = "oidc"
PENDING_SECONDS = 600
# What was typed goes along in the session, up to a form's size.
KEPT_CHARS = 200_000


@never_cache
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider.

    By `Refresh`, not by a redirect: that would need the provider's address in the policy's `form-action`.
    """
    if is_too_often(request, "single-sign-on"):
        limited: HttpResponse = respond_429(request)
        return limited
    after, made = request.POST.get("next", ""), {one: oidc.new_secret() for one in ("state", "nonce", "verifier")}
    try:
        address = oidc.authorization_url(redirect_uri=_redirect_uri(), **made)
    except Refused as refusal:
        return _refused(request, refusal)
    safe = after if url_has_allowed_host_and_scheme(after, allowed_hosts=None) else ""
    kept = request.POST.get(KEPT, "")
    request.session[PENDING] = {
        **made,
        "at": int(time.time()),
        "next": safe,
        KEPT: kept if len(kept) <= KEPT_CHARS else "",
    }
    response = render(request, "account/oidc_leave.html", {"address": address})
    response["Refresh"] = f"0; url={address}"
    return response


@never_cache
@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    """Take the provider's answer, once, in the browser that asked; then ask for the second factor."""
    pending = request.session.pop(PENDING, None)
    try:
        if pending is None or time.time() - pending["at"] > PENDING_SECONDS:
            raise oidc.failed("not begun here, or too long ago")
        if not secrets.compare_digest(request.GET.get("state", "").encode(), pending["state"].encode()):
            raise oidc.failed("state wrong")
        if request.GET.get("iss", settings.OIDC_ISSUER) != settings.OIDC_ISSUER or "code" not in request.GET:
            raise oidc.failed("the provider did not let you in")
        person = oidc.person_of(
            code=request.GET["code"],
            redirect_uri=_redirect_uri(),
            nonce=pending["nonce"],
            verifier=pending["verifier"],
        )
        officer = bindings.officer_of(
            issuer=settings.OIDC_ISSUER, subject=person.subject, email=person.email, is_verified=person.is_verified
        )
    except Refused as refusal:
        return _refused(request, refusal)
    if request.user.is_authenticated:
        logout(request)
    record_authentication(request, officer, bindings.METHOD, issuer=settings.OIDC_ISSUER, subject=person.subject)
    response: HttpResponse = perform_login(
        request, officer, email_verification="none", redirect_url=pending["next"] or None
    )
    if pending[KEPT]:
        keep(request, pending[KEPT], whose=officer)
    return response


def _redirect_uri() -> str:
    return f"{settings.PUBLIC_URL}{reverse('account_oidc_callback')}"


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return render(request, "refused.html", {"refusal": refusal}, status=refusal.status)
