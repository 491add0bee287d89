"""An officer's own security: setting up a second factor in two steps, codes on paper, and what is held."""

from __future__ import annotations

import base64
from typing import Any

import qrcode
from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.internal.flows import post_authentication
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpverify.accounts import factors, mail, paper, second_factor, sessions
from kpverify.accounts.factor_forms import SetUpForm
from kpverify.accounts.models import Officer
from kpverify.accounts.views_prove import prove_to_go_on
from kpverify.registry.sealing import seal, unseal

_SECRET = "app_secret"  # noqa: S105 - a name


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Step 1: make a passkey, or let an app read a secret and type its first code."""
    officer, now = _officer(request), timezone.now()
    if not second_factor.may_add_factor(request, now):
        return redirect("/accounts/prove/?next=/accounts/set-up/")
    secret = _secret(request, officer)
    sent = request.POST if request.method == "POST" else None
    form = SetUpForm(sent, request=request, officer=officer, now=now, secret=secret)
    if sent is None or not form.is_valid():
        return _shown(request, officer, form, secret)
    if form.cleaned_data["credential"]:
        name = form.cleaned_data["name"].strip() or _("Passkey")
        credential = form.cleaned_data["credential"]
        factor = factors.add_passkey(officer, credential, name=name, by=officer.actor, now=now)
    else:
        last = form.cleaned_data["last"]
        factor = factors.add_app(officer, secret, last=last, by=officer.actor, now=now)
    del request.session[_SECRET]
    post_authentication(request, factor, reauthenticated=True)
    sessions.new_number(request)
    mail.tell(officer, _("A second factor was added to your account"))
    if factors.paper_codes_left(officer) is None:
        paper.make_new_codes(request, officer)
        return redirect("account_codes")
    messages.success(request, _("Added. You can prove yourself with it from now on."))
    return redirect("account_security")


def _secret(request: HttpRequest, officer: Officer) -> str:
    """Keep one secret over reloads, sealed, until it is used."""
    place = f"session:{officer.pk}:app"
    if _SECRET not in request.session:
        sealed = seal(factors.new_secret().encode(), place=place)
        request.session[_SECRET] = base64.b64encode(sealed).decode()
    return unseal(base64.b64decode(request.session[_SECRET]), place=place).decode()


def _shown(request: HttpRequest, officer: Officer, form: SetUpForm, secret: str) -> HttpResponse:
    held = factors.held(officer)
    address = get_mfa_adapter().build_totp_url(officer, secret)
    side, path = _squares(address)
    context = {
        "form": form,
        "is_first": not held,
        "has_app": any(one.type == factors.Type.TOTP for one in held),
        "can_app": officer.has_usable_password(),
        "side": side,
        "path": path,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "address": address,
    }
    return render(request, "account/set_up.html", context, status=422 if form.errors else 200)


def _squares(text: str) -> tuple[int, str]:
    """Draw a QR code as one SVG path; gives its side, with the quiet zone, and the path."""
    code = qrcode.QRCode(border=4, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    matrix = code.get_matrix()
    found = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, is_dark in enumerate(row) if is_dark]
    return len(matrix), "".join(found)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def codes(request: HttpRequest) -> HttpResponse:
    """Step 2: print ten codes for the day everything else is lost, and say that this is done."""
    officer = _officer(request)
    if not paper.has_new_codes(request):
        return redirect("account_security")
    if request.method == "POST" and request.POST.get("kept_safe") == "yes":
        paper.acknowledge(request, officer, now=timezone.now())
        messages.success(request, _("Your second factor is set up."))
        return redirect(get_adapter().get_login_redirect_url(request))
    is_missing = request.method == "POST"
    context = {"codes": paper.new_codes(request, officer), "is_missing": is_missing}
    return render(request, "account/codes.html", context, status=422 if is_missing else 200)


@never_cache
@login_required
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Show what the officer can prove themselves with, and where they are signed in."""
    officer = _officer(request)
    if not second_factor.proofs(request):
        return redirect("account_prove" if factors.held(officer) else "account_set_up")
    held = factors.held(officer)
    context = {
        "factors": [(one, one.type == factors.Type.TOTP, factors.can_remove(officer, one)) for one in held],
        "paper_left": factors.paper_codes_left(officer),
        "sessions": sessions.sessions_of(officer),
        "this": request.session.session_key,
        "has_password": officer.has_usable_password(),
    }
    return render(request, "account/security.html", context)


@never_cache
@login_required
@require_POST
def change(request: HttpRequest, what: str) -> HttpResponse:
    """Take a factor away, make new codes for the paper, or sign out everywhere else."""
    officer, now = _officer(request), timezone.now()
    if not second_factor.is_fresh(request, now):
        return prove_to_go_on(request, can_show=False)
    if what == "remove":
        typed = request.POST.get("factor", "")
        which = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else 0
        factors.remove(officer, which, by=officer.actor, now=now)
        mail.tell(officer, _("A second factor was taken away from your account"))
        messages.success(request, _("Taken away."))
    elif what == "new-codes":
        paper.make_new_codes(request, officer)
        return redirect("account_codes")
    else:
        sessions.end_others(request, officer)
        messages.success(request, _("You are signed out everywhere else."))
    return redirect("account_security")


def _officer(request: HttpRequest) -> Officer:
    found: Any = request.user
    assert isinstance(found, Officer)  # noqa: S101 - login_required has asked
    return found
