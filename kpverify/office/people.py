"""Giving rights to people: the acts of administrators, with a second person where one alone must not be enough.

The second person is another administrator of the authority, or the Secretariat where there is no other.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kpverify.accounts import invitations, mail, sessions
from kpverify.accounts import managing as management
from kpverify.accounts import services as accounts
from kpverify.accounts.models import Invitation, Officer, RoleGrant
from kpverify.accounts.rights import Action, require
from kpverify.audit.services import record
from kpverify.errors import Refused
from kpverify.proposals import kinds
from kpverify.proposals import services as proposals
from kpverify.proposals.models import Proposal

GRANT = "role.grant"


def register_kinds() -> None:
    """Let roles be proposed."""
    kinds.register(
        GRANT,
        action=Action.OFFICER_MANAGE,
        execute=_grant,
        words=_("Give a role"),
        address=lambda proposal: reverse("office-people"),
    )


@transaction.atomic
def invite(
    *, email: str, name: str, code: str, authority_id: str | None, roles: Collection[str], by: Officer, now: datetime
) -> tuple[Invitation, str]:
    """Invite somebody; roles that need a second person are proposed.  Gives the invitation and its token.

    Raises: PermissionDenied, Refused no-role, and as `invitations.invite`.  Writes: Invitation, Proposal, AuditEntry.
    """
    require(by, Action.OFFICER_MANAGE)
    for role in roles:
        management.require_role(by, authority_id, role)
    made, token = invitations.invite(
        email=email,
        name=name,
        code=code,
        authority_id=authority_id,
        roles=set(roles) - management.CONFIRMED,
        by=by.actor,
        now=now,
        invited_by=by,
    )
    for role in sorted(set(roles) & management.CONFIRMED):
        _propose(code=code, name=name, authority_id=authority_id, role=role, by=by, now=now)
    _tell(by, authority_id, _("%(name)s (%(code)s) was invited") % {"name": name, "code": code})
    return made, token


@transaction.atomic
def give_role(*, officer: Officer, role: str, by: Officer, now: datetime) -> bool:
    """Give a role, or propose it; tells whether it waits for a second person.

    Raises: PermissionDenied, Refused no-officer, not-yourself, no-role, role-held, proposed-already.
    Writes: RoleGrant or Proposal, AuditEntry.
    """
    management.require_manager(by, officer, role=role)
    if not officer.is_active:
        raise Refused("officer-left", f"{officer.name} has left: invite them anew.")
    if role not in management.CONFIRMED:
        accounts.grant_role(officer_id=officer.pk, role=role, by=by.actor, now=now)
        return False
    if officer.grants.filter(role=role, ended_at=None).exists():
        raise Refused("role-held", f"{officer.name} is {role} already.")
    _propose(code=officer.code, name=officer.name, authority_id=officer.authority_id, role=role, by=by, now=now)
    return True


@transaction.atomic
def end_role(*, officer: Officer, role: str, by: Officer, now: datetime) -> None:
    """Take a role away.  Raises: as give_role, Refused role-not-held.  Writes: RoleGrant, sessions, AuditEntry."""
    management.require_manager(by, officer)
    accounts.end_role(officer_id=officer.pk, role=role, by=by.actor, now=now)


@transaction.atomic
def deactivate(*, officer: Officer, by: Officer, now: datetime) -> None:
    """Let an officer leave.  Raises: as end_role.  Writes: as accounts.deactivate_officer."""
    management.require_manager(by, officer)
    accounts.deactivate_officer(officer_id=officer.pk, by=by.actor, now=now)
    _tell(by, officer.authority_id, _("%(name)s was deactivated") % {"name": officer.name})


@transaction.atomic
def end_sessions(*, officer: Officer, by: Officer, now: datetime) -> None:
    """Sign an officer out everywhere.  Raises: as end_role.  Writes: sessions, AuditEntry."""
    management.require_manager(by, officer)
    sessions.end_all(officer)
    authority = officer.authority_id or ""
    record("officer.end-sessions", f"officer:{officer.code}", by=by.actor, at=now, authority=authority, detail={})


@transaction.atomic
def reset(*, officer: Officer, by: Officer, now: datetime) -> str:
    """Reset how an officer signs in; gives the token, for the officer's own letter and nobody else.

    Raises: as end_role.  Writes: as invitations.reset.
    """
    management.require_manager(by, officer)
    _invitation, token = invitations.reset(officer_id=officer.pk, by=by.actor, now=now, invited_by=by)
    _tell(by, officer.authority_id, _("The sign-in of %(name)s was reset") % {"name": officer.name})
    return token


@transaction.atomic
def cancel(*, invitation: Invitation, by: Officer, now: datetime) -> None:
    """Take an invitation back, and what was proposed with it.  Raises: Refused.  Writes: Invitation, AuditEntry."""
    require(by, Action.OFFICER_MANAGE)
    invitations.cancel(invitation_id=invitation.pk, by=by.actor, now=now)
    if invitation.officer_id is None:
        for role in RoleGrant.Role.values:
            proposals.lapse(kind=GRANT, subject=_subject(invitation.code, role), now=now, by=by.actor)


def _propose(*, code: str, name: str, authority_id: str | None, role: str, by: Officer, now: datetime) -> None:
    # Where no other administrator could say yes, the Secretariat does.
    alone = not management.managers_of(authority_id).exclude(pk=by.pk).exists()
    proposals.propose(
        kind=GRANT,
        subject=_subject(code, role),
        detail={"code": code, "name": name, "role": role},
        reason=f"{name} ({code}): {role}",
        by=by,
        now=now,
        authority_id=None if alone else authority_id,
    )
    _tell(by, authority_id, _("%(name)s is proposed as %(role)s") % {"name": name, "role": role})
    if alone and authority_id is not None:
        _tell(by, None, _("%(name)s is proposed as %(role)s") % {"name": name, "role": role})


def _grant(proposal: Proposal, *, by: Officer, now: datetime) -> None:
    """Give what was proposed.  Raises: Refused, also when the one it is for is the one who confirms."""
    code, role = proposal.detail["code"], proposal.detail["role"]
    if code == by.code:
        raise Refused("not-yourself", "Nobody confirms a role of their own.")
    if proposal.proposed_by.actor != by.actor and not proposal.proposed_by.is_active:
        raise Refused("proposal-over", f"{proposal.proposed_by.name}, who proposed this, has left.")
    invitations.add_role(code=code, role=role, by=by.actor, now=now)


def _subject(code: str, role: str) -> str:
    return f"officer:{code}:{role}"


def _tell(by: Officer, authority_id: str | None, what: object) -> None:
    """Tell every other administrator: a bribed one does nothing unseen."""
    readers = [one.email for one in management.managers_of(authority_id).exclude(pk=by.pk)]

    def send() -> None:
        for address in readers:
            mail.send(address, str(what), f"{what}, by {by.name} ({by.code}).")

    transaction.on_commit(send)
