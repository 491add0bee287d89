"""People at the Secretariat's pages, without a browser: Django's client, with CSRF checked."""

import re
from html import unescape

import pytest
from django.test import Client

from kpverify.accounts import services as accounts
from tests.office.conftest import address, browser_type_launch_args, words
from tests.world import BY, PASSWORD, sign_in

__all__ = ["address", "browser_type_launch_args", "words"]

HIDDEN = re.compile(r'<input type="hidden" name="(?P<name>[^"]+)" value="(?P<value>[^"]*)"')


class Desk:
    """One person's browser: a form is sent with what its page hid in it."""

    def __init__(self, officer=None):
        self.client = Client(enforce_csrf_checks=True)
        if officer is not None:
            sign_in(self.client, officer)

    def get(self, address, **query):
        return self.client.get(address, query)

    def post(self, address, page=None, /, **fields):
        seen = self.get(address) if page is None else page
        # The page's own form is the last one: the first signs out.
        hidden = {one["name"]: unescape(one["value"]) for one in HIDDEN.finditer(seen.content.decode())}
        return self.client.post(address, {**hidden, **fields})


def officer(world, nick, role):
    made = accounts.create_officer(
        email=f"{nick}@example.org",
        name=nick.title(),
        code=f"SEC-{nick.upper()}",
        authority_id=None,
        password=PASSWORD,
        by=BY,
        now=world.now,
    )
    accounts.grant_role(officer_id=made.pk, role=role, by=BY, now=world.now)
    return made


@pytest.fixture
def sefako(world):
    return Desk(world.sefako)


@pytest.fixture
def olga(world):
    """An observer: reads, changes nothing."""
    return Desk(officer(world, "olga", "observer"))


@pytest.fixture
def dora(world):
    return Desk(world.dora)


@pytest.fixture
def ada(world):
    return Desk(world.ada)


@pytest.fixture
def stranger(world):
    return Desk()
