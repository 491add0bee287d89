"""The world of the tests: real reference data, keys for a few authorities, a published trust list, and a small cast.

Ada prepares, Ben and Bontle approve for Botswana, Chen does both for the Emirates, Dora (Botswana) may do nothing,
Sefako and Thabo are of the Secretariat. Everything is made by the services that make it in production.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.test import Client
from django.utils import timezone

from kpverify.accounts import factors
from kpverify.accounts import services as accounts
from kpverify.accounts.models import Officer
from kpverify.registry import keys, trust_list
from kpverify.registry import services as registry
from kpverify.status import services as status

BY = "test"
AUTHORITIES = ("BW", "AE", "CF", "EU-ANR")
PASSWORD = "a-long-test-passphrase"
# Of everybody's authenticator app.
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PAPER = ["ABCDE-23456", "FGHJK-23456"]
CAST = {
    "ada": ("Ada Kgosi", "BW", ("preparer",)),
    "ben": ("Ben Tau", "BW", ("approver",)),
    "bontle": ("Bontle Moeti", "BW", ("approver",)),
    "chen": ("Chen Wei", "AE", ("preparer", "approver")),
    "dora": ("Dora Phiri", "BW", ()),
    "sefako": ("Sefako Molefe", None, ("secretariat",)),
    "thabo": ("Thabo Nkosi", None, ("secretariat",)),
}


@dataclass(frozen=True, slots=True)
class World:
    """A node as it stood at `now`, and the people of the tests."""

    now: datetime
    ada: Officer
    ben: Officer
    bontle: Officer
    chen: Officer
    dora: Officer
    sefako: Officer
    thabo: Officer

    @staticmethod
    def publish(*, now: datetime) -> None:
        """Publish the next trust list."""
        publish(now)

    def grant(self, officer: Officer, role: str) -> None:
        """Give a role."""
        accounts.grant_role(officer_id=officer.pk, role=role, by=BY, now=self.now)


def sign_in(client: Client, officer: Officer) -> None:
    """Sign an officer in, as if their password and second factor had just been right."""
    # As it is now: a session holds for the `session_number` it began with.
    client.force_login(Officer.objects.get(pk=officer.pk))
    prove(client, officer)


def code_of(officer: Officer) -> str:
    """Read the code the officer's authenticator app shows: the first one that was not used yet."""
    (app,) = [one for one in factors.held(officer) if one.type == factors.Type.TOTP]
    counter = max(factors.counter_at(timezone.now()), app.data["last"] + 1)
    return factors.code_of(SECRET, counter)


def prove(client: Client, officer: Officer, *, ago: timedelta = timedelta()) -> None:
    """Put the proof of a second factor into a session, as it is remembered `ago` later."""
    session = client.session
    at = time.time() - ago.total_seconds()
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "id": 0, "at": at}]
    session["account_authentication_methods_user"] = str(officer.pk)
    session.save()


def publish(now: datetime) -> None:
    """Publish what changed, then the trust list that names it."""
    status.publish_due(now=now, by=BY)
    trust_list.publish_trust_list(status_lists=status.references(), now=now, by=BY)


def make_keys(authorities: Iterable[str], now: datetime) -> None:
    """Make three roots, and a key of each purpose for each authority."""
    for number in (1, 2, 3):
        keys.create_root_key(kid=f"root-{number}", holder=f"Holder {number}", now=now, by=BY)
    for authority in authorities:
        for purpose in ("certificate", "status", "receipt"):
            key = keys.create_key(authority_id=authority, purpose=purpose, now=now, by=BY)
            keys.activate_key(kid=key.kid, now=now, by=BY)


def make_world(now: datetime) -> World:
    """Fill an empty database."""
    now = now.replace(microsecond=0)
    registry.load_reference(now=now, by=BY)
    make_keys(AUTHORITIES, now)
    people = {}
    for nick, (name, authority, roles) in CAST.items():
        people[nick] = accounts.create_officer(
            email=f"{nick}@example.org",
            name=name,
            code=f"{authority or 'SEC'}-{nick.upper()}",
            authority_id=authority,
            password=PASSWORD,
            by=BY,
            now=now,
        )
        factors.add_app(people[nick], SECRET, last=-1, by=BY, now=now)
        factors.keep_paper_codes(people[nick], PAPER, by=BY, now=now)
        for role in roles:
            accounts.grant_role(officer_id=people[nick].pk, role=role, by=BY, now=now)
    publish(now)
    return World(now=now, **people)
