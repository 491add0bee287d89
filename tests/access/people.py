"""Everybody who might ask: each role at Botswana and elsewhere, no role, nobody, and who has left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.test import Client
from django.utils import timezone

from kpverify.accounts import apikeys
from kpverify.accounts import services as accounts
from kpverify.accounts.models import RoleGrant
from kpverify.accounts.rights import SCOPES
from tests.world import BY, PASSWORD, World, sign_in

SCHEME = ("secretariat", "observer", "monitor")
OWN, FOREIGN = "BW", "AE"


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody with a browser or a key; `role` is "" for an officer of none, and None for who is not signed in."""

    name: str
    session: str
    role: str | None
    authority: str | None = None
    # A system: its key, and the one scope it has.
    key: str = ""
    scope: str = ""


def make_askers(world: World) -> list[Asker]:
    """Make one of each, signed in."""
    askers = [Asker("anonymous", "", None), _gone(world)]
    for authority in (OWN, FOREIGN):
        askers += [
            _asker(world, f"{role or 'no role'} of {authority}", role, authority)
            for role in ("", *RoleGrant.Role.values)
            if role not in SCHEME
        ]
    askers += [_system(world, scope, authority) for authority in (OWN, FOREIGN) for scope in SCOPES]
    return askers + [_asker(world, f"{role or 'no role'} of none", role, None) for role in ("", *SCHEME)]


def _officer(world, name, role, authority):
    code = name.replace(" ", "-")[:24]
    made = accounts.create_officer(
        email=f"{code.lower()}@example.org",
        name=name,
        code=code,
        authority_id=authority,
        password=PASSWORD,
        by=BY,
        now=world.now,
    )
    if role:
        accounts.grant_role(officer_id=made.pk, role=role, by=BY, now=world.now)
    return made


def _session(officer):
    client = Client()
    sign_in(client, officer)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _asker(world, name, role, authority):
    return Asker(name, _session(_officer(world, name, role, authority)), role, authority)


def _system(world, scope, authority):
    name = f"admin {scope} {authority}"
    admin = _officer(world, name, "authority_admin", authority)
    made = apikeys.create_key(
        name=name, scopes=[scope], expires_at=timezone.now() + timedelta(days=1), by=admin, now=world.now
    )
    return Asker(f"key for {scope} of {authority}", "", "system", authority, made.secret, scope)


def _gone(world):
    """Somebody who was signed in with a role when they were deactivated."""
    officer = _officer(world, "has left", "approver", OWN)
    asker = Asker("has left", _session(officer), None)
    accounts.deactivate_officer(officer_id=officer.pk, by=BY, now=world.now)
    return asker
