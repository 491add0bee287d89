"""The Secretariat in a real browser: phone and desk, light and dark, right to left, by keyboard, under the policy."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as node
from playwright.sync_api import expect

from kpverify.registry import services
from kpverify.registry.models import ParticipantPeriod, TrustList
from tests.conftest import NOW

from .conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pwa")]

YY = f"{NOW:%y}"
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
PAGES = [
    "/secretariat/",
    "/secretariat/publish/",
    "/secretariat/participants/",
    "/secretariat/participants/CF/",
    "/secretariat/participants/CF/start-period/",
    "/secretariat/zones/?on=2017-01-01",
    "/secretariat/advisories/",
    "/secretariat/advisories/add/",
    "/secretariat/advisories/CF-2021-REPORTED-ABUSES/",
    "/secretariat/advisories/CF-2021-REPORTED-ABUSES/change/",
    "/secretariat/wordings/",
    "/secretariat/participants/CF/wordings/",
    "/secretariat/authorities/",
    "/secretariat/authorities/BW/",
    "/secretariat/authorities/BW/void-number/",
    f"/secretariat/keys/BW-{YY}-1/distrust/",
    "/secretariat/log/",
]


@pytest.fixture
def visit(address, world, new_context):
    """A function that opens a page as Sefako, or as another; what the browser complains of is an error at the end."""
    complaints = []

    def go(path, *, who=None, viewport=DESK, **more):
        context = new_context(viewport=viewport, **more)
        key = Desk(who or world.sefako).client.cookies[node.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": node.SESSION_COOKIE_NAME, "value": key, "url": address}])
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: said.type in ("error", "warning") and complaints.append(said.text))
        page.goto(address + path)
        return page

    yield go
    assert complaints == []


@pytest.fixture
def eventful(world):
    """Something to show: a change not published, a hostile note, long names, keys in every state."""
    by, now = "officer:SEC-SEFAKO", world.now
    services.start_period(
        code="ZW", state="restricted", starts_on=date(2026, 12, 1), reason="x" * 300, source="y" * 300, now=now, by=by
    )
    services.void_number(
        authority_id="BW", number=f"BW{YY}000042", reason="stolen", note="<b>" + "z" * 200, now=now, by=by
    )
    services.create_key(authority_id="BW", purpose="certificate", now=now, by=by)
    services.retire_key(kid=f"BW-{YY}-3", now=now, by=by)
    services.distrust_key(kid=f"BW-{YY}-2", since=now, now=now, by=by)


def faults(page):
    found = Axe().run(page)
    return [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found.response["violations"]]


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "dark"), (DESK, "light")])
def test_every_page_is_for_everybody(visit, eventful, viewport, scheme):
    page = visit(PAGES[0], viewport=viewport, color_scheme=scheme)
    base = page.url.partition("/secretariat/")[0]
    for path in PAGES:
        page.goto(base + path)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{path} is {wide} pixels too wide"
        assert faults(page) == [], path


def test_right_to_left_fits_too(visit, eventful):
    page = visit(PAGES[0], viewport=PHONE, locale="ar")
    base = page.url.partition("/secretariat/")[0]
    for path in PAGES:
        page.goto(base + path)
        assert page.locator("html").get_attribute("dir") == "rtl"
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, path
        assert faults(page) == [], path


def test_a_suspension_is_decided_and_published_by_two_keyboards(visit, world):
    first, second = visit("/secretariat/participants/BW/"), visit("/secretariat/", who=world.thabo)

    def press(page, role, name):
        wanted = page.get_by_role(role, name=name, exact=True)
        wanted.wait_for()
        for _ in range(120):
            if wanted.evaluate("one => one === document.activeElement"):
                page.keyboard.press("Enter")
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"The keyboard does not reach {name}.")

    def type_in(page, name, text):
        page.get_by_role("textbox", name=name, exact=True).focus()
        page.keyboard.type(text)

    press(first, "link", "Change its standing")
    expect(first.get_by_role("heading", name="Change the standing of Botswana")).to_be_visible()
    type_in(first, "Reason (optional)", "A test of the keyboard.")
    type_in(first, "Source", "Decision 2026/1")
    press(first, "button", "Start the period")
    expect(first.get_by_text("another person of the Secretariat has to confirm it")).to_be_visible()
    second.reload()
    press(second, "link", "Waiting")
    second.get_by_role("table").get_by_role("link").first.focus()
    second.keyboard.press("Enter")
    press(second, "button", "Confirm it")
    expect(second.get_by_role("heading", name="Botswana")).to_be_visible()
    assert ParticipantPeriod.objects.get(participant="BW", ends_on=None).state == "suspended"
    publish = f"{first.url.partition('/secretariat')[0]}/secretariat/publish/"
    first.goto(publish)
    press(first, "button", "Propose to publish it")
    expect(first.get_by_text("another person of the Secretariat has to confirm it")).to_be_visible()
    second.goto(publish)
    press(second, "button", "Confirm and publish it now")
    expect(second.get_by_text("Trust list 2 is published.")).to_be_visible()
    assert TrustList.objects.count() == 2
