"""Keys for systems: made once, shown once, never stored, ended at once.

`kp_<prefix>_<secret>`: the prefix finds the row, the secret has 256 bits and is kept as a SHA-256 digest (it is random,
so a slow hash would protect nothing). A key acts as an officer of its own that holds no role and can never sign in.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from kpverify.accounts.models import ApiKey, Officer
from kpverify.accounts.rights import SCOPES, Action, require
from kpverify.audit.services import record
from kpverify.errors import Refused

MOST = timedelta(days=366)
MOST_KEYS = 50
# The last use is for people to see: once a minute is often enough, and costs other requests nothing.
USED_EVERY = timedelta(minutes=1)
# Letters of base 32, so that no prefix reads like a word of another alphabet, and base64url for the secret.
SHAPE = re.compile(r"kp_([a-z2-7]{12})_([A-Za-z0-9_-]{43})")
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


class Made(NamedTuple):
    """A new key, and its only copy in plain."""

    key: ApiKey
    secret: str


@transaction.atomic
def create_key(*, name: str, scopes: Collection[str], expires_at: datetime, by: Officer, now: datetime) -> Made:
    """Make a key of the officer's own authority; the secret is in the answer and nowhere else.

    Raises: PermissionDenied, Refused key-wrong, key-too-long, too-many-keys.
    Writes: ApiKey, Officer, AuditEntry.
    """
    require(by, Action.API_KEY_MANAGE)
    if by.authority_id is None:
        raise PermissionDenied
    known = sorted(set(scopes) & SCOPES.keys())
    if not name.strip() or len(name) > 80 or not known or len(known) != len(set(scopes)):
        words = f"A key has a name of at most 80 characters and one or more scopes of {', '.join(SCOPES)}."
        raise Refused("key-wrong", words, status=422)
    if not now < expires_at <= now + MOST:
        raise Refused("key-too-long", "A key ends within a year: make the next one before that.", status=422)
    if ApiKey.objects.filter(authority_id=by.authority_id, ended_at=None, expires_at__gt=now).count() >= MOST_KEYS:
        raise Refused("too-many-keys", f"There are {MOST_KEYS} keys in use. End those that nobody needs.")
    prefix = "".join(secrets.choice(_LETTERS) for _ in range(12))
    plain = f"kp_{prefix}_{secrets.token_urlsafe(32)}"
    officer = Officer(
        email=f"{prefix}@keys.invalid",
        code=f"{by.authority_id}-API-{prefix[:8]}".upper()[:24],
        name=name.strip(),
        authority_id=by.authority_id,
        is_system=True,
        created_at=now,
    )
    officer.set_unusable_password()
    officer.save(force_insert=True)
    key = ApiKey.objects.create(
        prefix=prefix,
        digest=_digest(plain),
        name=name.strip(),
        officer=officer,
        authority_id=by.authority_id,
        scopes=known,
        created_by=by,
        created_at=now,
        expires_at=expires_at,
    )
    detail = {"name": key.name, "scopes": known, "expires_at": expires_at.isoformat()}
    record("api-key.create", _subject(key), by=by.actor, at=now, authority=by.authority_id, detail=detail)
    return Made(key, plain)


@transaction.atomic
def end_key(*, key_id: int, by: Officer, now: datetime) -> ApiKey:
    """Let a key open nothing more, at once.

    Raises: PermissionDenied, Refused not-found, key-ended.  Writes: ApiKey, Officer, AuditEntry.
    """
    require(by, Action.API_KEY_MANAGE)
    key = ApiKey.objects.filter(pk=key_id, authority_id=by.authority_id).first()
    if key is None:
        raise Refused("not-found", "There is nothing here, or it is not yours to see.", status=404)
    if not ApiKey.objects.filter(pk=key_id, ended_at=None).update(ended_at=now, ended_by=by.actor):
        raise Refused("key-ended", "This key is ended already.")
    Officer.objects.filter(pk=key.officer_id).update(is_active=False)
    record("api-key.end", _subject(key), by=by.actor, at=now, authority=key.authority_id)
    key.refresh_from_db()
    return key


def find_key(plain: str, *, now: datetime) -> ApiKey | None:
    """Find the key that opens now; None for every other text, of whatever kind.  Writes: ApiKey (last use)."""
    found = SHAPE.fullmatch(plain)
    if found is None:
        return None
    key = ApiKey.objects.select_related("officer").filter(prefix=found[1]).first()
    held = key.digest if key else "0" * 64
    is_right = hmac.compare_digest(held, _digest(plain))
    if key is None or not is_right or key.ended_at or key.expires_at <= now or not key.officer.is_active:
        return None
    is_due = Q(last_used_at=None) | Q(last_used_at__lte=now - USED_EVERY)
    ApiKey.objects.filter(is_due, pk=key.pk).update(last_used_at=now)
    return key


def maker_of(officer: Officer) -> int | None:
    """Tell who made the key a system acts with; None for people.

    What a key prepared is not a second person's work to who made it.
    """
    return ApiKey.objects.filter(officer=officer).values_list("created_by_id", flat=True).first()


def _digest(plain: str) -> str:
    return hashlib.sha256(plain.encode()).hexdigest()


def _subject(key: ApiKey) -> str:
    return f"api-key:{key.prefix}"
