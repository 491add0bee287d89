"""What people type, or their browser sends, to prove themselves or to set up a second factor."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kpverify.accounts import factors, passkeys
from kpverify.accounts.limits import count_guess, forget_guesses
from kpverify.accounts.models import Officer

CODE_CHARS = 24


class ProofForm(forms.Form):
    """A code of the app, of the paper where `paper` allows it, or a passkey; `.factor` is what proved it."""

    code = forms.CharField(required=False, max_length=CODE_CHARS)
    credential = forms.CharField(required=False, max_length=passkeys.MAX_CHARS)

    def __init__(
        self, sent: Any = None, *, request: HttpRequest, officer: Officer, now: datetime, paper: bool = False
    ) -> None:
        super().__init__(sent)
        self.request, self.officer, self.now, self.paper = request, officer, now, paper
        self.factor: Authenticator

    def clean(self) -> dict[str, Any]:
        """Read the proof."""
        found = super().clean() or {}
        if found.get("credential"):
            self.factor = passkeys.proved(found["credential"], self.officer)
        elif found.get("code"):
            self.factor = self._of_code(found["code"])
        elif not self.errors:
            self.add_error("code", _("Type the code, or use your passkey."))
        return found

    def _of_code(self, code: str) -> Authenticator:
        count_guess(self.request, self.officer)
        factor = factors.spend_code(self.officer, code, now=self.now, paper=self.paper)
        if factor is None:
            words = _("This code is not right, or was used already. Wait for the next one, and type that.")
            raise ValidationError({"code": words})
        forget_guesses(self.request, self.officer)
        factor.user = self.officer
        return factor


class SetUpForm(forms.Form):
    """The first code of an app that has just read `secret`, or a new passkey."""

    code = forms.CharField(required=False, max_length=CODE_CHARS)
    credential = forms.CharField(required=False, max_length=passkeys.MAX_CHARS)
    name = forms.CharField(required=False, max_length=passkeys.NAME_CHARS)

    def __init__(self, sent: Any = None, *, request: HttpRequest, officer: Officer, now: datetime, secret: str) -> None:
        super().__init__(sent)
        self.request, self.officer, self.now, self.secret = request, officer, now, secret

    def clean(self) -> dict[str, Any]:
        """Check that it works before anybody relies on it."""
        found = super().clean() or {}
        if found.get("credential"):
            found["credential"] = passkeys.created(found["credential"])
        elif found.get("code"):
            found["last"] = self._counter(found["code"])
        elif not self.errors:
            self.add_error("code", _("Type the six digits your app shows, or make a passkey."))
        return found

    def _counter(self, code: str) -> int:
        count_guess(self.request, self.officer)
        if not self.officer.has_usable_password():
            raise ValidationError({"code": _("You sign in without a password, so you need a passkey.")})
        counter = factors.matching_counter(self.secret, "".join(code.split()), now=self.now)
        if counter is None:
            words = _("This is not the code of this app now. Look at the clock of the phone, and type the next code.")
            raise ValidationError({"code": words})
        forget_guesses(self.request, self.officer)
        return counter
