"""Letting a new officer in, or an officer whose ways of signing in were reset: one token, once, for three days.

Only the token's hash is kept. Who accepts chooses how to sign in; nobody else ever learns it, the inviter least of all.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from kpverify.accounts import sessions
from kpverify.accounts.models import Invitation, Officer, RoleGrant
from kpverify.accounts.services import check_person, grant_role, locked
from kpverify.audit.services import record
from kpverify.errors import Refused
from kpverify.registry.models import Authority

LIFE = timedelta(days=3)
TOKEN_CHARS = 43  # 32 random bytes, base64url


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    code: str,
    authority_id: str | None,
    roles: Collection[str],
    by: str,
    now: datetime,
    invited_by: Officer | None = None,
) -> tuple[Invitation, str]:
    """Invite somebody new; gives the invitation and its token, which is shown now or never.

    Raises: Refused officer-wrong, officer-exists, no-authority, no-role.  Writes: Invitation, AuditEntry.
    """
    email = email.lower()
    check_person(email=email, name=name, code=code)
    if authority_id is not None and not Authority.objects.filter(pk=authority_id).exists():
        raise Refused("no-authority", f"There is no authority {authority_id}.", status=404)
    if wrong := set(roles) - set(RoleGrant.Role.values):
        raise Refused("no-role", f"These are no roles: {', '.join(sorted(wrong))}.", status=422)
    same = Q(email=email) | Q(code=code)
    if Officer.objects.filter(same).exists() or waiting(now).filter(same, officer=None).exists():
        words = f"There is an officer or an invitation with the address {email} or the code {code} already."
        raise Refused("officer-exists", words)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email,
        name=name,
        code=code,
        authority_id=authority_id,
        roles=sorted(set(roles)),
        token_hash=hash_of(token),
        made_by=by,
        invited_by=invited_by,
        made_at=now,
        expires_at=now + LIFE,
    )
    detail = {"email": email, "name": name, "roles": sorted(set(roles))}
    record("officer.invite", f"officer:{code}", by=by, at=now, authority=authority_id or "", detail=detail)
    return invitation, token


@transaction.atomic
def reset(*, officer_id: int, by: str, now: datetime, invited_by: Officer | None = None) -> tuple[Invitation, str]:
    """Take away every way an officer has of signing in, and let them choose new ones through an invitation.

    The token goes to the officer alone: whoever asked for the reset must not be able to come in instead.
    Raises: Refused no-officer, officer-left.  Writes: Officer, Authenticator, Binding, sessions, Invitation,
    AuditEntry.
    """
    officer = locked(officer_id)
    if not officer.is_active:
        raise Refused("officer-left", f"{officer.name} has left: invite somebody new instead.")
    Authenticator.objects.filter(user=officer).delete()
    officer.bindings.all().delete()
    officer.set_unusable_password()
    officer.save(update_fields=["password"])
    sessions.end_all(officer)
    waiting(now).filter(officer=officer).update(cancelled_at=now)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=officer.email,
        name=officer.name,
        code=officer.code,
        authority_id=officer.authority_id,
        officer=officer,
        token_hash=hash_of(token),
        made_by=by,
        invited_by=invited_by,
        made_at=now,
        expires_at=now + LIFE,
    )
    record("officer.reset", f"officer:{officer.code}", by=by, at=now, authority=officer.authority_id or "", detail={})
    return invitation, token


@transaction.atomic
def cancel(*, invitation_id: int, by: str, now: datetime) -> None:
    """Take an invitation back.  Raises: Refused no-invitation.  Writes: Invitation, AuditEntry."""
    found = waiting(now).filter(pk=invitation_id).first()
    if found is None or not waiting(now).filter(pk=invitation_id).update(cancelled_at=now):
        raise Refused("no-invitation", "This invitation is accepted, cancelled or too old already.", status=404)
    authority = found.authority_id or ""
    record("officer.uninvite", f"officer:{found.code}", by=by, at=now, authority=authority, detail={})


def find(token: str, *, now: datetime) -> Invitation:
    """Find what a token lets in to.  Raises: Refused invitation-over."""
    found = waiting(now).filter(token_hash=hash_of(token)).select_related("authority", "officer").first()
    if found is None:
        words = "This invitation was used, taken back, or is older than three days. Ask for a new one."
        raise Refused("invitation-over", words, status=410)
    return found


@transaction.atomic
def accept(*, token: str, password: str, now: datetime) -> Officer:
    """Take the way in, once; without a password the officer signs in by passkey only.

    Raises: Refused invitation-over, officer-exists, password-weak.  Writes: Invitation, Officer, RoleGrant, AuditEntry.
    """
    found = find(token, now=now)
    officer = found.officer or Officer(
        email=found.email, name=found.name, code=found.code, authority_id=found.authority_id, created_at=now
    )
    _set_password(officer, password)
    # Of two at a time one finds it open.
    if not waiting(now).filter(pk=found.pk).update(accepted_at=now):
        raise Refused("invitation-over", "This invitation was used already. Ask for a new one.", status=410)
    if found.officer is None:
        if Officer.objects.filter(Q(email=found.email) | Q(code=found.code)).exists():
            raise Refused("officer-exists", "There is an officer with this address or code already.")
        officer.save(force_insert=True)
        Invitation.objects.filter(pk=found.pk).update(officer=officer)
    else:
        officer.save(update_fields=["password"])
    detail = {"invited_by": found.made_by}
    authority = officer.authority_id or ""
    record("officer.accept", f"officer:{officer.code}", by=officer.actor, at=now, authority=authority, detail=detail)
    for role in found.roles:
        grant_role(officer_id=officer.pk, role=role, by=found.made_by, now=now)
    return officer


@transaction.atomic
def add_role(*, code: str, role: str, by: str, now: datetime) -> None:
    """Give a role to an officer, or to who is still invited under this code.

    Raises: Refused no-officer, no-role, role-held.  Writes: RoleGrant or Invitation, AuditEntry.
    """
    officer = Officer.objects.filter(code=code, is_active=True).first()
    if officer is not None:
        grant_role(officer_id=officer.pk, role=role, by=by, now=now)
        return
    found = waiting(now).select_for_update().filter(code=code, officer=None).first()
    if found is None:
        raise Refused("no-officer", "There is no such officer, and nobody is invited under this code.", status=404)
    if role not in found.roles:
        found.roles = sorted({*found.roles, role})
        found.save(update_fields=["roles"])
    detail = {"role": role, "invitation": True}
    record("role.grant", f"officer:{code}", by=by, at=now, authority=found.authority_id or "", detail=detail)


def waiting(now: datetime) -> QuerySet[Invitation]:
    """Those that can still be accepted."""
    return Invitation.objects.filter(accepted_at=None, cancelled_at=None, expires_at__gt=now)


def hash_of(token: str) -> str:
    """Hash a token: it is 256 random bits, so nothing slow is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def _set_password(officer: Officer, password: str) -> None:
    if not password:
        officer.set_unusable_password()
        return
    try:
        validate_password(password, officer)
    except ValidationError as weak:
        raise Refused("password-weak", " ".join(weak.messages), status=422) from weak
    officer.set_password(password)
