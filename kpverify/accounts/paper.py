"""New codes for the paper, until their owner has said that they are printed: in the session, sealed."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from kpverify.accounts import factors
from kpverify.accounts.models import Officer
from kpverify.registry.sealing import seal, unseal

_NEW = "new_codes"


def has_new_codes(request: HttpRequest) -> bool:
    """Are there codes that were not acknowledged yet?"""
    return _NEW in request.session


def make_new_codes(request: HttpRequest, officer: Officer) -> None:
    """Make ten, to be shown."""
    plain = "\n".join(factors.new_paper_codes()).encode()
    request.session[_NEW] = base64.b64encode(seal(plain, place=_place(officer))).decode()


def new_codes(request: HttpRequest, officer: Officer) -> list[str]:
    """Show those that wait."""
    sealed = base64.b64decode(request.session[_NEW])
    return unseal(sealed, place=_place(officer)).decode().split("\n")


def acknowledge(request: HttpRequest, officer: Officer, *, now: datetime) -> None:
    """Keep them from now on."""
    factors.keep_paper_codes(officer, new_codes(request, officer), by=officer.actor, now=now)
    del request.session[_NEW]


def offer_codes(sender: Any, request: HttpRequest, user: Any, **more: Any) -> None:
    """After signing in: whoever never kept any gets them now (a closed tab in the middle of setting up)."""
    if isinstance(user, Officer) and factors.held(user) and factors.paper_codes_left(user) is None:
        make_new_codes(request, user)


def _place(officer: Officer) -> str:
    return f"session:{officer.pk}:paper"
