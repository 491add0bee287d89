"""How long a session goes on, and how it is ended from outside.

Source: NIST SP 800-63B-4 (AAL2), drawn tighter: 30 minutes without a step, 12 hours in all. An officer's
`session_number` is part of every session's hash: raising it ends them all at once, wherever they are.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db.models import F, QuerySet
from django.http import HttpRequest

from kpverify.accounts.models import Officer

IDLE = timedelta(minutes=30)
IN_ALL = timedelta(hours=12)
# A step is written down at most this often: reading should not cost a write.
_EVERY = timedelta(minutes=1)
AGENT_CHARS = 200
_SINCE, _SEEN = "since", "seen"


def is_over(request: HttpRequest, now: datetime) -> bool:
    """Has this session gone on too long, or rested too long? If not, remember that it was used."""
    at = int(now.timestamp())
    since, seen = request.session.get(_SINCE, at), request.session.get(_SEEN, at)
    if at - since >= IN_ALL.total_seconds() or at - seen >= IDLE.total_seconds():
        return True
    if _SINCE not in request.session or at - seen >= _EVERY.total_seconds():
        request.session[_SINCE], request.session[_SEEN] = since, at
    return False


def remember(sender: Any, request: HttpRequest, user: Any, **more: Any) -> None:
    """List every session that begins, however it does, so that all can be shown and ended."""
    if not request.session.session_key:
        request.session.save()
    ip = get_adapter().get_client_ip(request) if "REMOTE_ADDR" in request.META else "0.0.0.0"  # noqa: S104 - unknown
    seen = {"user": user, "ip": ip, "user_agent": request.META.get("HTTP_USER_AGENT", "")[:AGENT_CHARS]}
    UserSession.objects.update_or_create(session_key=request.session.session_key, defaults=seen)


def new_number(request: HttpRequest) -> None:
    """Give the session another key once it may do more.  Source: ASVS 7.2.4."""
    before = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def sessions_of(officer: Officer) -> QuerySet[UserSession]:
    """List the sessions that are known to go on, newest first."""
    alive = Session.objects.values("session_key")
    found: QuerySet[UserSession] = UserSession.objects.filter(user=officer, session_key__in=alive)
    return found.order_by("-created_at")


def end_all(officer: Officer) -> None:
    """End every session at once.  Writes: Officer, UserSession, Session."""
    Officer.objects.filter(pk=officer.pk).update(session_number=F("session_number") + 1)
    keys = UserSession.objects.filter(user=officer).values("session_key")
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=officer).delete()


def end_others(request: HttpRequest, officer: Officer) -> None:
    """End every session but this one.  Writes: Officer, UserSession, Session."""
    others = UserSession.objects.filter(user=officer).exclude(session_key=request.session.session_key)
    Session.objects.filter(session_key__in=others.values("session_key")).delete()
    others.delete()
    Officer.objects.filter(pk=officer.pk).update(session_number=F("session_number") + 1)
    officer.refresh_from_db(fields=["session_number"])
    # Cycles the key, and takes up the new hash.
    before = request.session.session_key
    update_session_auth_hash(request, officer)
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def forget_old(now: datetime) -> int:
    """Drop sessions that are over; tells how many.  Writes: Session, UserSession."""
    gone, _each = Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return gone
