"""How often a password and a second factor may be guessed.

Counted per address of the network and, for a while only, per account: who knows a password can make the code of its
owner wait, but never for long, and never the owner's passkey. The counters are in the database, so that all processes
of a node count together.
"""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kpverify.accounts.models import Officer

# 20 guesses in a quarter of an hour, three codes right at a time: 0.6 % a day against one account, and it is told.
RATES = {
    # Beside django-allauth's own limits (ACCOUNT_RATE_LIMITS): of one account, from wherever.
    "password-account": "100/15m/key",
    "second-factor-here": "30/5m/ip,5/5m/key",
    "second-factor-account": "20/15m/key",
    "invitation": "20/5m/ip",
    "passkey": "30/m/ip",
    "single-sign-on": "30/m/ip",
}
TOO_MANY = _("Too many attempts. Wait five minutes, then try again; a passkey may be tried at once.")


def is_password_tried_too_often(request: HttpRequest, email: str) -> bool:
    """Count one password of one account, right or wrong, known or unknown."""
    return not ratelimit.consume(request, app="kpverify", action="password-account", config=RATES, key=email)


def count_guess(request: HttpRequest, officer: Officer) -> None:
    """Count one typed code.  Raises: ValidationError, once there were too many."""
    here = get_adapter().get_client_ip(request)
    for action, key in (("second-factor-here", f"{officer.pk}:{here}"), ("second-factor-account", str(officer.pk))):
        if not ratelimit.consume(request, app="kpverify", action=action, config=RATES, key=key):
            raise ValidationError(TOO_MANY, code="too-many")


def forget_guesses(request: HttpRequest, officer: Officer) -> None:
    """Begin anew after a right code, at this address of the network."""
    key = f"{officer.pk}:{get_adapter().get_client_ip(request)}"
    ratelimit.clear(request, app="kpverify", action="second-factor-here", config=RATES, key=key)


def is_too_often(request: HttpRequest, action: str) -> bool:
    """Count one attempt of an action that is limited per address of the network alone."""
    return not ratelimit.consume(request, app="kpverify", action=action, config=RATES)
