"""A passkey from the invitation to an act that binds, in a real browser with an authenticator that Chromium plays."""

from importlib import import_module

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as node
from django.utils import timezone
from playwright.sync_api import expect

from kpverify.accounts import invitations, mail, services
from kpverify.accounts.models import Officer
from kpverify.accounts.second_factor import FRESH_FOR
from tests.world import BY

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pwa")]

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
PHONE = {"width": 360, "height": 740}


def faults(page):
    """What axe finds, and what does not fit a phone."""
    wide = page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]
    return [one["id"] for one in Axe().run(page).response["violations"]] + (["too wide"] if wide else [])


def go_stale(context):
    """Let the proof of this browser's session be five minutes old."""
    (key,) = [one["value"] for one in context.cookies() if one["name"] == node.SESSION_COOKIE_NAME]
    session = import_module(node.SESSION_ENGINE).SessionStore(key)
    for one in session["account_authentication_methods"]:
        one["at"] -= FRESH_FOR.total_seconds()
    session.save()


def test_from_invitation_to_an_act_that_binds(address, world, shipping, new_context, settings):
    settings.PUBLIC_URL = address
    who = {"email": "zoe@example.org", "name": "Zoe Moeti", "code": "BW-ZOE"}
    _made, token = invitations.invite(**who, authority_id="BW", roles=["approver"], by=BY, now=timezone.now())
    context = new_context(viewport=PHONE)
    page = context.new_page()
    page.set_default_timeout(15_000)
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None,
    )
    tool = context.new_cdp_session(page)
    tool.send("WebAuthn.enable")
    key = tool.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"]

    page.goto(mail.link_of(token))
    expect(page.get_by_role("heading", name="Choose how you sign in")).to_be_visible()
    # The way in is nowhere in the address, nor in what a server's log would hold.
    assert token not in page.url
    found = faults(page)
    page.get_by_role("button", name="Come in").click()
    expect(page.get_by_role("heading", name="Set up your second factor")).to_be_visible()
    found += faults(page)
    # A closed window of the browser is told, and tried again.
    tool.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    page.get_by_label("What you call this passkey").fill("Office laptop")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_text("The passkey was not used")).to_be_visible()
    tool.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": True})
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("heading", name="Print these codes")).to_be_visible()
    found += faults(page)
    page.get_by_label("I have printed or saved these codes").check()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Certificates", exact=True)).to_be_visible()
    zoe = Officer.objects.get(code="BW-ZOE")
    assert not zoe.has_usable_password()

    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{address}/office/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Certificates", exact=True)).to_be_visible()
    page.goto(f"{address}/accounts/security/")
    expect(page.get_by_text("Office laptop")).to_be_visible()
    found += faults(page)

    made = shipping.submitted()
    page.goto(f"{address}/office/{made.pk}/")
    go_stale(context)
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("heading", name="Prove that it is you")).to_be_visible()
    made.refresh_from_db()
    assert made.state == "submitted"
    found += faults(page)
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_role("heading", name="Approve")).to_be_visible()
    page.get_by_role("main").get_by_role("button", name="Approve").click()
    expect(page.get_by_role("button", name="Issue and sign")).to_be_visible()
    made.refresh_from_db()
    assert (made.state, made.approved_by_id) == ("approved", zoe.pk)

    # Whoever has left cannot come back with it.
    services.deactivate_officer(officer_id=zoe.pk, by=BY, now=timezone.now())
    page.goto(f"{address}/office/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("You are not signed in")).to_be_visible()
    assert found == []
    assert complaints == []


def test_a_passkey_of_another_address_is_none(address, world, new_context, settings):
    # Same machine, other port: the browser would answer, the node does not take it, and does not offer it.
    settings.PUBLIC_URL = address.rpartition(":")[0] + ":1"
    page = new_context().new_page()
    page.goto(f"{address}/accounts/login/")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)
