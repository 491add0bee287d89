"""Who may manage whom, and which roles a second person has to confirm.

An authority's administrator manages the people of that authority. The Secretariat manages its own people and those of
no authority, and every authority's administrators; what an authority's other officers do is not its business.
Nobody manages themselves.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from kpverify.accounts.models import Officer, RoleGrant
from kpverify.accounts.rights import Action, require
from kpverify.errors import Refused

Role = RoleGrant.Role
OF_AUTHORITY = (Role.PREPARER, Role.APPROVER, Role.AUTHORITY_ADMIN, Role.BORDER_AGENT)
OF_NONE = (Role.SECRETARIAT, Role.MONITOR, Role.OBSERVER)
# With one of these a puppet could sign, or could make further puppets: one person alone never gives them.
CONFIRMED = frozenset({Role.APPROVER, Role.AUTHORITY_ADMIN, Role.SECRETARIAT})


def managed_by(officer: Officer) -> QuerySet[Officer]:
    """List whom an administrator answers for, those who have left too; systems have their own page."""
    found = Officer.objects.filter(is_system=False)
    if officer.authority_id is not None:
        return found.filter(authority_id=officer.authority_id)
    admins = RoleGrant.objects.filter(role=Role.AUTHORITY_ADMIN).values("officer")
    return found.filter(Q(authority=None) | Q(pk__in=admins))


def roles_to_give(by: Officer, authority_id: str | None) -> tuple[Role, ...]:
    """List the roles an administrator may give at an authority, or at none."""
    if by.authority_id is not None:
        return OF_AUTHORITY if authority_id == by.authority_id else ()
    return OF_NONE if authority_id is None else (Role.AUTHORITY_ADMIN,)


def require_manager(by: Officer, officer: Officer, *, role: str = "") -> None:
    """Go on only when one may manage the other.

    Raises: PermissionDenied, Refused no-officer, not-yourself, no-role.
    """
    require(by, Action.OFFICER_MANAGE)
    if not managed_by(by).filter(pk=officer.pk).exists():
        raise Refused("no-officer", "There is no such officer.", status=404)
    if by.pk == officer.pk:
        words = "Nobody changes their own roles or account: ask another administrator, or the Secretariat."
        raise Refused("not-yourself", words)
    if role:
        require_role(by, officer.authority_id, role)


def require_role(by: Officer, authority_id: str | None, role: str) -> None:
    """Go on only when the role may be given there.  Raises: Refused no-role."""
    if role not in roles_to_give(by, authority_id):
        raise Refused("no-role", f"You cannot give the role {role} here.", status=422)


def managers_of(authority_id: str | None) -> QuerySet[Officer]:
    """List the active administrators of an authority, or the Secretariat's people."""
    role = Role.SECRETARIAT if authority_id is None else Role.AUTHORITY_ADMIN
    held = RoleGrant.objects.filter(role=role, ended_at=None).values("officer")
    return Officer.objects.filter(authority_id=authority_id, is_active=True, pk__in=held)
