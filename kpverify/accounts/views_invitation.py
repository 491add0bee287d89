"""Accepting an invitation: its code, how to sign in, and then the second factor like everybody.

The code comes behind the # of the address, which no server sees; a script puts it into the field, or a person does.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core.internal.ratelimit import respond_429
from django import forms
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kpverify.accounts import invitations
from kpverify.accounts.limits import is_too_often
from kpverify.accounts.models import Invitation
from kpverify.errors import Refused

PASSKEY, PASSWORD = "passkey", "password"


class AcceptForm(forms.Form):
    """How the new officer signs in."""

    way = forms.ChoiceField(choices=[(PASSKEY, PASSKEY), (PASSWORD, PASSWORD)])
    password1 = forms.CharField(required=False, max_length=256, strip=False)
    password2 = forms.CharField(required=False, max_length=256, strip=False)

    def clean(self) -> dict[str, Any]:
        """Want two equal passwords, or none."""
        found = super().clean() or {}
        if found.get("way") == PASSKEY:
            found["password1"] = ""
        elif not found.get("password1"):
            raise ValidationError({"password1": _("Choose a password of at least twelve characters.")})
        elif found["password1"] != found.get("password2"):
            raise ValidationError({"password2": _("The two passwords are not the same. Type both again.")})
        return found


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """Take the code; show whom it lets in; let them in, once."""
    if request.method != "POST":
        return render(request, "account/invitation.html", {"code": ""})
    if is_too_often(request, "invitation"):
        response: HttpResponse = respond_429(request)
        return response
    code, now = "".join(request.POST.get("invitation", "").split())[-invitations.TOKEN_CHARS :], timezone.now()
    try:
        found = invitations.find(code, now=now)
        if "way" not in request.POST:
            return _asked(request, found, code, AcceptForm())
        form = AcceptForm(request.POST)
        if not form.is_valid():
            return _asked(request, found, code, form, status=422)
        officer = invitations.accept(token=code, password=form.cleaned_data["password1"], now=now)
    except Refused as refusal:
        if refusal.code == "password-weak":
            form.add_error("password1", refusal.message)
            return _asked(request, found, code, form, status=422)
        return render(request, "account/invitation.html", {"code": code, "refusal": refusal}, status=refusal.status)
    # Whoever was signed in here before is not who comes in now.
    logout(request)
    get_adapter().login(request, officer)
    record_authentication(request, officer, method="invitation")
    return redirect("account_set_up")


def _asked(request: HttpRequest, found: Invitation, code: str, form: AcceptForm, status: int = 200) -> HttpResponse:
    context = {"invitation": found, "code": code, "form": form, "way": form.data.get("way", PASSKEY)}
    return render(request, "account/invitation_accept.html", context, status=status)
