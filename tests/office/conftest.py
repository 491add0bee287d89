"""Officers at their browsers, without one: Django's client, signed in."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from kpverify.accounts.models import Officer
from tests import world as people
from tests.certificates.conftest import Shipping
from tests.pwa.conftest import CHROMIUM, SWITCHES, address
from tests.world import PASSWORD

__all__ = ["address"]
FIELD = re.compile(r'<(?:input|button)[^>]*?name="(?P<name>[^"]+)"[^>]*?value="(?P<value>[^"]*)"')


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """Launch the system's Chromium."""
    return {"executable_path": CHROMIUM, "args": SWITCHES}


def typed(**changes):
    """What the form sends for one complete shipment."""
    found = {
        "mining_origin": ["BW"],
        "exporter_name": "Okavango Sorting (Pty) Ltd",
        "exporter_address": "Plot 67782, Gaborone",
        "exporter_country": "BW",
        "importer_name": "Gulf Tender House DMCC",
        "importer_address": "Almas Tower, Dubai",
        "importer_country": "AE",
        "lines": "1",
        "goods-0-hs": "7102.31",
        "goods-0-carats": "1804.52",
        "goods-0-usd": "362118.75",
        "parcels": "2",
        "seals": "BW7001-1\r\nBW7001-2",
        "due_diligence": ["OECD-DDG"],
        "kind": "standard",
        "do": "save",
        **changes,
    }
    return {name: value for name, value in found.items() if value is not None}


class Desk:
    """One officer's browser: it sends what the page it saw would send."""

    def __init__(self, officer=None):
        self.client = Client(enforce_csrf_checks=True)
        if officer is not None:
            people.sign_in(self.client, officer)

    def get(self, address, **query):
        return self.client.get(f"{address}?{urlencode(query)}" if query else address)

    def hidden(self, page, act=None):
        """Read the hidden fields of a page, or of the form of one act."""
        text = page.content.decode()
        if act is not None:
            text = next(part for part in text.split("<form")[1:] if f'/{act}/"' in part.partition(">")[0])
        names = {"csrfmiddlewaretoken", "key", "version", "kept", "next", "seen"}
        return {one["name"]: unescape(one["value"]) for one in FIELD.finditer(text) if one["name"] in names}

    def post(self, address, page=None, **fields):
        """Send a form from the page it stands on."""
        seen = self.get(address) if page is None else page
        return self.client.post(address, {**self.hidden(seen), **fields})

    def press(self, certificate, act, **fields):
        """Press the button of an act, on its page or on the certificate's."""
        page = self.get(f"/office/{certificate.pk}/{act}/")
        return self.client.post(f"/office/{certificate.pk}/{act}/", {**self.hidden(page), **fields})


@pytest.fixture
def shipping(world):
    return Shipping(world.ada, world.ben, timezone.now().replace(microsecond=0) - timedelta(minutes=2))


@pytest.fixture
def ada(world):
    return Desk(world.ada)


@pytest.fixture
def ben(world):
    return Desk(world.ben)


@pytest.fixture
def chen(world):
    return Desk(world.chen)


@pytest.fixture
def dora(world):
    return Desk(world.dora)


@pytest.fixture
def stranger(world):
    return Desk()


def sign_in(desk, nick, page=None, address="/accounts/login/", password=PASSWORD, **more):
    seen = desk.get(address) if page is None else page
    fields = {**desk.hidden(seen), "login": f"{nick}@example.org", "password": password, **more}
    answer = desk.client.post(address, fields)
    if answer.status_code == 302 and answer["Location"] == "/accounts/second-step/":
        officer = Officer.objects.get(email=fields["login"])
        answer = desk.post("/accounts/second-step/", code=people.code_of(officer))
    return answer


def words(page):
    """The text of a page as read, without its tags."""
    text = re.sub(r"<[^>]+>", " ", page.content.decode())
    return " ".join(unescape(text).split())
