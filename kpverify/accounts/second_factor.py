"""Has this person just proved, with more than a password, that it is they?

A session remembers each proof and its instant (django-allauth's authentication records). Fresh is what a passkey or a
code of an authenticator app proved within the last five minutes; a password, or one of the recovery codes on paper,
never is. Only acts are asked about, never reading.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpverify.accounts import factors
from kpverify.accounts.models import Officer
from kpverify.accounts.rights import FRESH, Action
from kpverify.errors import Refused

# Source: House (docs/adr/0017-second-factor.md).
FRESH_FOR = timedelta(minutes=5)
PROVING = frozenset({Authenticator.Type.TOTP.value, Authenticator.Type.WEBAUTHN.value})
READING = frozenset({"GET", "HEAD", "OPTIONS"})
_SKEW = timedelta(seconds=30)


class StaleFactor(Refused):
    """The act is right, but it was too long ago that this person proved who they are."""

    def __init__(self) -> None:
        words = _("Prove again that it is you, with your passkey or a code of your app. Then repeat the step.")
        super().__init__("second-factor-stale", str(words), status=403)


def demand(request: HttpRequest, action: Action) -> None:
    """Go on only when the act may be done with the proof there is.  Raises: StaleFactor (second-factor-stale, 403).

    `office_page` and `scheme_page` turn it into a page that asks for the factor and goes on with what was typed.
    """
    if action in FRESH and request.method not in READING and not is_fresh(request, timezone.now()):
        raise StaleFactor


def is_fresh(request: HttpRequest, now: datetime) -> bool:
    """Did this session prove a second factor within `FRESH_FOR`?"""
    return any(one.get("type") in PROVING and -_SKEW <= now - _instant(one) < FRESH_FOR for one in proofs(request))


def may_add_factor(request: HttpRequest, now: datetime) -> bool:
    """Whoever has none may add one; whoever has, only just after proving one, be it by a code on paper."""
    if not isinstance(request.user, Officer):
        return False
    is_recent = any(-_SKEW <= now - _instant(one) < FRESH_FOR for one in proofs(request))
    return is_recent or not factors.held(request.user)


def proofs(request: HttpRequest) -> list[dict[str, Any]]:
    """List what else than a password this session has proved; empty for nobody, and for the wrong person's session."""
    return [one for one in get_authentication_records(request, request.user) if one.get("method") == "mfa"]


def _instant(record: dict[str, Any]) -> datetime:
    return datetime.fromtimestamp(float(record["at"]), tz=timezone.get_default_timezone())
