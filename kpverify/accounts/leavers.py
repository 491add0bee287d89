"""Whoever has left keeps nothing: one list of what an officer can hold, ended together and asked about together.

A package above that gives officers something to hold adds it to the list in its `AppConfig.ready()`.
Source: the PyPI incident of 2025, where rights outlived a membership.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from kpverify.accounts import sessions
from kpverify.accounts.models import ApiKey, Binding, Invitation, Officer, RoleGrant
from kpverify.audit.services import record

BY = "system:leavers"


class Holding(NamedTuple):
    """Something officers hold: how many of it inactive ones still hold, and how to take it from one."""

    count_left: Callable[[], int]
    end: Callable[[Officer, datetime], object]


_HOLDINGS: dict[str, Holding] = {}


def register(name: str, *, count_left: Callable[[], int], end: Callable[[Officer, datetime], object]) -> None:
    """Add something officers can hold; again under one name takes its place."""
    _HOLDINGS[name] = Holding(count_left, end)


def left_behind() -> dict[str, int]:
    """Count what officers who are not active hold all the same; all zero is the only right answer."""
    return {name: one.count_left() for name, one in _HOLDINGS.items()}


def end_everything(officer: Officer, *, now: datetime) -> None:
    """Take everything away, inside the caller's transaction."""
    for one in _HOLDINGS.values():
        one.end(officer, now)


def _open_invitations() -> Q:
    return Q(accepted_at=None, cancelled_at=None)


register(
    "roles",
    count_left=lambda: RoleGrant.objects.filter(officer__is_active=False, ended_at=None).count(),
    end=lambda officer, now: officer.grants.filter(ended_at=None).update(ended_at=now),
)
register(
    "sessions",
    count_left=lambda: UserSession.objects.filter(
        user__is_active=False, session_key__in=Session.objects.values("session_key")
    ).count(),
    end=lambda officer, now: sessions.end_all(officer),
)
register(
    "second_factors",
    count_left=lambda: Authenticator.objects.filter(user__is_active=False).count(),
    end=lambda officer, now: Authenticator.objects.filter(user=officer).delete(),
)
register(
    "bindings",
    count_left=lambda: Binding.objects.filter(officer__is_active=False).count(),
    end=lambda officer, now: Binding.objects.filter(officer=officer).delete(),
)
# Both those for them, and those they made for others.
register(
    "invitations",
    count_left=lambda: Invitation.objects.filter(
        _open_invitations(), Q(officer__is_active=False) | Q(invited_by__is_active=False)
    ).count(),
    end=lambda officer, now: Invitation.objects.filter(
        _open_invitations(), Q(officer=officer) | Q(invited_by=officer)
    ).update(cancelled_at=now),
)


def _keys_of(whose: Q) -> QuerySet[ApiKey]:
    return ApiKey.objects.filter(whose, ended_at=None, expires_at__gt=Now())


def _end_keys(officer: Officer, now: datetime) -> None:
    """End the keys somebody made: they have seen the secret."""
    for key in _keys_of(Q(officer=officer) | Q(created_by=officer)):
        ApiKey.objects.filter(pk=key.pk).update(ended_at=now, ended_by=BY)
        Officer.objects.filter(pk=key.officer_id).update(is_active=False)
        detail = {"reason": "its maker has left"}
        record("api-key.end", f"api-key:{key.prefix}", by=BY, at=now, authority=key.authority_id, detail=detail)


register(
    "api_keys",
    count_left=lambda: _keys_of(Q(officer__is_active=False) | Q(created_by__is_active=False)).count(),
    end=_end_keys,
)
