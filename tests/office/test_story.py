"""A new authority's first certificate, told with nothing but the pages: from the Secretariat's form to the border.

Every person has a browser of their own; the two officers sign in by passkeys that Chromium plays. After each step the
checking page is asked what it says of the code on the paper.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from io import StringIO

import pytest
from django.conf import settings as node
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from kpverify.certificates.models import Certificate
from kpverify.registry.models import SigningKey
from kpverify.tokens.transport import qr_text
from tests.accounts.test_passkeys_browser import AUTHENTICATOR

from .conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pwa")]
NEW = "BW-FTN"


@dataclass
class Person:
    """Somebody at a browser."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.page.set_default_timeout(20_000)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: dialog.accept())

    def open(self, path: str) -> Page:
        self.page.goto(self.url + path)
        return self.page

    def press(self, name: str, role: str = "button") -> None:
        self.page.get_by_role("main").get_by_role(role, name=name, exact=True).first.click()

    def fill(self, **fields: str) -> None:
        for name, text in fields.items():
            box = self.page.locator(f"main [name='{name}']")
            if box.evaluate("one => one.tagName") == "SELECT":
                box.select_option(text)
            else:
                box.fill(text)

    def sees(self, words: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(words)


@pytest.fixture
def come(address, new_context, settings):
    """A function that gives a person at a browser: signed in as an officer of the world, or with a passkey to make."""
    settings.PUBLIC_URL, settings.EMAIL_IS_CONFIGURED = address, True
    found: list[Person] = []

    def sit(officer=None) -> Person:
        context: BrowserContext = new_context(viewport={"width": 1100, "height": 900})
        if officer is not None:
            key = Desk(officer).client.cookies[node.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": node.SESSION_COOKIE_NAME, "value": key, "url": address}])
        person = Person(context.new_page(), address)
        tool = context.new_cdp_session(person.page)
        tool.send("WebAuthn.enable")
        tool.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        found.append(person)
        return person

    yield sit
    assert [one.complaints for one in found] == [[] for _ in found]


def second(first: Person, other: Person) -> None:
    """Let another person of the Secretariat confirm what was just proposed."""
    first.sees("another person of the Secretariat has to confirm it")
    other.open("/secretariat/waiting/")
    other.page.get_by_role("table").get_by_role("link").first.click()
    other.press("Confirm it")
    expect(other.page.get_by_role("button", name="Confirm it")).to_have_count(0)


def publish(first: Person, other: Person) -> None:
    first.open("/secretariat/publish/")
    first.press("Propose to publish it")
    first.sees("confirm")
    other.open("/secretariat/publish/")
    other.press("Confirm and publish it now")
    other.sees("is published.")


def invite(host: Person, *, roles: tuple[str, ...], **who: str) -> None:
    host.open("/office/people/invite/")
    host.fill(**who)
    for role in roles:
        host.page.locator(f"main input[name=roles][value={role}]").check()
    host.press("Send the invitation")
    host.sees(who["name"])


def confirm_role(other: Person) -> None:
    """Let a second person of the Secretariat confirm a role."""
    other.open("/office/people/")
    other.page.get_by_role("main").get_by_role("link", name="Confirm").first.click()
    other.page.get_by_role("main").locator("button[type=submit]").first.click()
    other.sees("People")


def accept(person: Person, email: str) -> None:
    """Open the letter, make a passkey, print the codes."""
    letter = next(one for one in reversed(mail.outbox) if one.to == [email])
    person.page.goto(re.search(r"http\S+/accounts/invitation/\S+", str(letter.body))[0])
    person.press("Come in")
    person.page.get_by_label("What you call this passkey").fill("Office")
    person.press("Make a passkey")
    person.page.get_by_label("I have printed or saved these codes").check()
    person.press("Go on")
    expect(person.page.get_by_role("heading", name="Print these codes")).to_have_count(0)


def told(border: Person, certificate: Certificate, outcome: str, *words: str) -> None:
    """Ask the checking page, as an officer at the border does, what it says of the code on this paper."""
    certificate.refresh_from_db()
    code = qr_text(certificate.token, border.url)
    border.page.goto("about:blank")
    border.page.goto(code)
    expect(border.page.locator(".verdict")).to_have_attribute("data-outcome", outcome)
    for one in words:
        expect(border.page.locator("#verdict")).to_contain_text(one)


def test_from_a_new_authority_to_its_first_withdrawn_certificate(world, come):
    sefako, thabo = come(world.sefako), come(world.thabo)

    # The Secretariat sets the authority up: entry, numbers, keys, trust list.
    sefako.open("/secretariat/authorities/add/")
    sefako.fill(authority_id=NEW, name="Diamond Office, Francistown", place="Francistown", source="Letter 7 of 2026")
    sefako.press("Add the authority")
    sefako.sees("Diamond Office, Francistown")
    year = timezone.now().year
    sefako.open(f"/secretariat/authorities/{NEW}/add-range/")
    sefako.fill(year=str(year), begins_with=f"BWFTN{year % 100:02d}", digits="6", first="1", last="999999")
    sefako.press("Add the numbers")
    for purpose in ("certificate", "status"):
        sefako.open(f"/secretariat/authorities/{NEW}/create-key/")
        sefako.fill(purpose=purpose)
        sefako.press("Make the key")
        second(sefako, thabo)
        key = SigningKey.objects.get(authority=NEW, purpose=purpose)
        sefako.open(f"/secretariat/keys/{key.kid}/activate/")
        sefako.press("Activate the key")
        second(sefako, thabo)
    call_command("work", "--once", stdout=StringIO())
    publish(sefako, thabo)

    # Its administrator is invited, and invites the two officers: each makes a passkey of their own.
    invite(sefako, name="Naledi", email="naledi@ftn.example", code="FTN-NAL", authority=NEW, roles=("authority_admin",))
    confirm_role(thabo)
    naledi, kabo, lerato = come(), come(), come()
    accept(naledi, "naledi@ftn.example")
    invite(naledi, name="Kabo", email="kabo@ftn.example", code="FTN-KAB", roles=("preparer",))
    accept(kabo, "kabo@ftn.example")
    invite(naledi, name="Lerato", email="lerato@ftn.example", code="FTN-LER", roles=("approver",))
    confirm_role(thabo)
    accept(lerato, "lerato@ftn.example")

    # Draft, send back, correct, approve.
    kabo.open("/office/new/")
    kabo.page.get_by_label("Botswana", exact=True).check()
    kabo.fill(exporter_name="Tati Gems (Pty) Ltd", exporter_address="Blue Jacket Street 1", importer_country="AE")
    kabo.fill(importer_name="Gulf Tender House DMCC", importer_address="Almas Tower", parcels="1", seals="FT-1")
    kabo.fill(**{"goods-0-hs": "7102.31", "goods-0-carats": "10.50", "goods-0-usd": "2100.00"})
    kabo.press("Save the draft")
    kabo.press("Submit for approval")
    kabo.sees("Submitted.")
    made = Certificate.objects.get(authority=NEW)
    lerato.open(f"/office/{made.pk}/")
    lerato.press("Send back…", "link")
    lerato.fill(reason="Two parcels came, not one.")
    lerato.press("Send back")
    kabo.open(f"/office/{made.pk}/edit/")
    kabo.sees("Two parcels came, not one.")
    kabo.fill(parcels="2")
    kabo.press("Save the draft")
    kabo.press("Submit for approval")
    lerato.open(f"/office/{made.pk}/changes/")
    lerato.sees("2")
    lerato.open(f"/office/{made.pk}/")
    lerato.press("Approve")
    lerato.press("Issue and sign")
    lerato.sees("Issued and signed.")
    border = come()
    told(border, made, "valid", made.number or "BWFTN", "10.50")

    # Validate, print.
    lerato.open(f"/office/{made.pk}/validate/")
    lerato.fill(carats="10.50", parcels="2", seals="FT-1", checked_by="Lerato")
    lerato.page.locator("main input[name=method]").first.check()
    lerato.press("Validate")
    lerato.sees("Validated")
    printed = lerato.page.request.get(f"{lerato.url}/office/{made.pk}/certificate.pdf")
    assert printed.body().startswith(b"%PDF")
    told(border, made, "valid")

    # Amend: two officers, the original unchanged.
    kabo.open(f"/office/{made.pk}/amend/")
    kabo.fill(**{"importer-address": "Almas Tower, floor 3", "reason": "The floor was left out"})
    kabo.press("Propose the amendment")
    told(border, made, "valid")
    lerato.open(f"/office/{made.pk}/amend/")
    lerato.press("Confirm and sign")
    lerato.sees("Almas Tower, floor 3")
    told(border, made, "attention", "Almas Tower, floor 3", "The floor was left out")

    # Replace: the first is withdrawn when the second is issued.
    kabo.open(f"/office/{made.pk}/replace/")
    kabo.fill(reason="The buyer takes another seal")
    kabo.press("Replace")
    new = Certificate.objects.get(replaces=made)
    kabo.press("Submit for approval")
    lerato.open(f"/office/{new.pk}/")
    lerato.press("Approve")
    lerato.press("Issue and sign")
    lerato.sees("Issued and signed.")
    told(border, made, "invalid")
    told(border, new, "valid", "Almas Tower, floor 3")

    # Revoke: the first word suspends, the second withdraws for good.
    lerato.open(f"/office/{new.pk}/revoke/")
    lerato.fill(reason="The parcel was found open")
    lerato.press("Propose to revoke")
    lerato.sees("another officer has to confirm")
    told(border, new, "invalid", "Suspended")
    invite(naledi, name="Mpho", email="mpho@ftn.example", code="FTN-MPH", roles=("approver",))
    confirm_role(thabo)
    mpho = come()
    accept(mpho, "mpho@ftn.example")
    mpho.open(f"/office/{new.pk}/revoke/")
    mpho.press("Confirm the revocation")
    mpho.sees("Revoked for good.")
    told(border, new, "invalid", "Withdrawn")
    mpho.open(f"/office/{new.pk}/story/")
    mpho.sees("Mpho")
