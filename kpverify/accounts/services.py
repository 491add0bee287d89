"""Making officers, giving and ending their roles."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet

from kpverify.accounts import leavers, sessions
from kpverify.accounts.models import Invitation, Officer, RoleGrant
from kpverify.audit.services import record
from kpverify.errors import Refused
from kpverify.registry.models import Authority, Place

# As in every certificate: docs/token.md section 1, `officers`.
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,23}")


@transaction.atomic
def create_officer(
    *, email: str, name: str, code: str, authority_id: str | None, password: str, by: str, now: datetime
) -> Officer:
    """Make an officer without any role; `authority_id` None is the Secretariat and other guests of no authority.

    Raises: Refused officer-wrong, officer-exists, no-authority, password-weak.  Writes: Officer, AuditEntry.
    """
    check_person(email=email, name=name, code=code)
    if Officer.objects.filter(email=email.lower()).exists() or Officer.objects.filter(code=code).exists():
        raise Refused("officer-exists", f"There is an officer with the address {email} or the code {code} already.")
    if authority_id is not None and not Authority.objects.filter(pk=authority_id).exists():
        raise Refused("no-authority", f"There is no authority {authority_id}.", status=404)
    officer = Officer(email=email.lower(), name=name, code=code, authority_id=authority_id, created_at=now)
    try:
        validate_password(password, officer)
    except ValidationError as weak:
        raise Refused("password-weak", " ".join(weak.messages), status=422) from weak
    officer.set_password(password)
    officer.save(force_insert=True)
    record("officer.create", f"officer:{code}", by=by, at=now, authority=authority_id or "", detail={"email": email})
    return officer


def check_person(*, email: str, name: str, code: str) -> None:
    """Go on only with what can be an officer.  Raises: Refused officer-wrong."""
    try:
        validate_email(email)
    except ValidationError as wrong:
        raise Refused("officer-wrong", f"{email} is no e-mail address.", status=422) from wrong
    if not CODE.fullmatch(code):
        words = "The code stands in every certificate: 1 to 24 letters, digits, dots, dashes or underscores."
        raise Refused("officer-wrong", words, status=422)
    if not 1 <= len(name.strip()) <= 120:
        raise Refused("officer-wrong", "Give the officer's name, at most 120 characters.", status=422)


@transaction.atomic
def grant_role(*, officer_id: int, role: str, by: str, now: datetime) -> RoleGrant:
    """Give a role from now on.  Raises: Refused no-officer, no-role, role-held.  Writes: RoleGrant, AuditEntry."""
    officer = locked(officer_id)
    if role not in RoleGrant.Role.values:
        raise Refused("no-role", f"A role is one of {', '.join(RoleGrant.Role.values)}.", status=422)
    if officer.grants.filter(role=role, ended_at=None).exists():
        raise Refused("role-held", f"{officer.name} is {role} already.")
    grant = RoleGrant.objects.create(officer=officer, role=role, granted_by=by, granted_at=now)
    _record("role.grant", officer, by=by, now=now, role=role)
    return grant


@transaction.atomic
def end_role(*, officer_id: int, role: str, by: str, now: datetime) -> None:
    """Take a role away, at once; every session ends with it, and what was invited by its right.

    Raises: Refused no-officer, role-not-held.  Writes: RoleGrant, Invitation, sessions, AuditEntry.
    """
    officer = locked(officer_id)
    if not officer.grants.filter(role=role, ended_at=None).update(ended_at=now):
        raise Refused("role-not-held", f"{officer.name} is not {role}.")
    sessions.end_all(officer)
    if role in (RoleGrant.Role.AUTHORITY_ADMIN, RoleGrant.Role.SECRETARIAT):
        _open(officer.invited).update(cancelled_at=now)
    _record("role.end", officer, by=by, now=now, role=role)


@transaction.atomic
def deactivate_officer(*, officer_id: int, by: str, now: datetime) -> None:
    """Let an officer leave: no role is left, no session, no way of signing in, and nothing they invited.

    `leavers.left_behind` tells when anything is left all the same.
    Raises: Refused no-officer.  Writes: Officer, RoleGrant, Authenticator, Invitation, sessions, AuditEntry.
    """
    officer = locked(officer_id)
    officer.grants.filter(ended_at=None).update(ended_at=now)
    officer.is_active = False
    officer.set_unusable_password()
    officer.save(update_fields=["is_active", "password"])
    leavers.end_everything(officer, now=now)
    _record("officer.deactivate", officer, by=by, now=now)


@transaction.atomic
def seat_officer(*, officer_id: int, place_id: int | None, by: str, now: datetime) -> Officer:
    """Say where an officer sits: their certificates are numbered, and their paper is taken, there.

    Raises: Refused no-officer, no-place.  Writes: Officer, AuditEntry.
    """
    officer = locked(officer_id)
    place = None
    if place_id is not None:
        place = Place.objects.filter(pk=place_id, authority_id=officer.authority_id, closed_at=None).first()
        if place is None:
            raise Refused("no-place", "There is no such place, or it is closed.", status=404)
    if officer.place_id == place_id:
        return officer
    officer.place = place
    officer.save(update_fields=["place"])
    _record("officer.seat", officer, by=by, now=now, place=place.name if place else "")
    return officer


def locked(officer_id: int) -> Officer:
    """Hold an officer until the transaction ends.  Raises: Refused no-officer."""
    officer = Officer.objects.select_for_update(no_key=True).filter(pk=officer_id).first()
    if officer is None:
        raise Refused("no-officer", "There is no such officer.", status=404)
    return officer


def _open(invitations: Any) -> QuerySet[Invitation]:
    found: QuerySet[Invitation] = invitations.filter(accepted_at=None, cancelled_at=None)
    return found


def _record(verb: str, officer: Officer, *, by: str, now: datetime, **detail: str) -> None:
    subject = f"officer:{officer.code}"
    record(verb, subject, by=by, at=now, authority=officer.authority_id or "", detail=detail)
