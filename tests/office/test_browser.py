"""The office in a real browser: by keyboard alone, on a phone, in the dark, under the site's policy."""

from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as node
from playwright.sync_api import Locator, Page, expect

from kpverify.accounts.models import Officer
from kpverify.certificates.models import Certificate
from kpverify.certificates.services import revoke_certificate
from tests.world import PASSWORD, code_of

from .conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pwa")]

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
LONG = {"name": "Gesellschaft" + "x" * 108, "address": "y" * 200, "country": "AE"}


@dataclass
class Seat:
    """One person at one browser, and what the browser complained of."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.page.set_default_timeout(20_000)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self.heard)
        self.page.on("dialog", lambda dialog: dialog.accept())

    def heard(self, message):
        # An answer may well be 4xx here; everything else is a fault of the page, the policy's refusals above all.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def open(self, path):
        self.page.goto(self.url + path)
        return self.page

    def reach(self, wanted: Locator):
        """Press Tab until the focus is there."""
        wanted.wait_for(state="attached")
        for _ in range(220):
            if wanted.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"The keyboard does not reach {wanted}.")

    def press(self, role, name):
        self.reach(self.page.get_by_role(role, name=name, exact=True))
        self.page.keyboard.press("Enter")

    def type(self, label, text):
        self.reach(self.page.get_by_label(label, exact=True))
        self.page.keyboard.type(text)

    def sign_in(self, nick):
        self.type("E-mail address", f"{nick}@example.org")
        self.type("Password", PASSWORD)
        self.page.keyboard.press("Enter")
        self.type("Code", code_of(Officer.objects.get(email=f"{nick}@example.org")))
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_role("heading", name="Certificates", exact=True)).to_be_visible()


@pytest.fixture
def seat(address, world, new_context):
    """A function that gives a browser, signed in as an officer or as nobody."""

    def sit(officer=None, *, viewport=DESK, **more):
        context = new_context(viewport=viewport, **more)
        if officer is not None:
            key = Desk(officer).client.cookies[node.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": node.SESSION_COOKIE_NAME, "value": key, "url": address}])
        return Seat(context.new_page(), address)

    return sit


def test_the_whole_way_by_keyboard_alone(seat):
    one = seat()
    one.open("/office/")
    one.sign_in("ada")
    one.press("link", "New certificate")
    one.reach(one.page.get_by_label("Botswana", exact=True))
    one.page.keyboard.press("Space")
    one.type("Name of the exporter", "Okavango Sorting (Pty) Ltd")
    one.type("Address of the exporter", "Plot 67782, Gaborone")
    one.type("Name of the importer", "Gulf Tender House DMCC")
    one.type("Address of the importer", "Almas Tower, Dubai")
    one.type("Country of destination", "United Arab")
    one.type("HS code, line 1", "7102.31")
    one.type("Carats, line 1", "1,804.52")
    one.type("US dollars, line 1", "362118.75")
    one.type("Number of parcels", "2")
    one.type("Seal numbers", "BW7001-1")
    one.press("button", "Save the draft")
    summary = one.page.locator(".error-summary")
    expect(summary).to_be_focused()
    one.reach(summary.get_by_role("link"))
    one.page.keyboard.press("Enter")
    amount = one.page.get_by_label("Carats, line 1", exact=True)
    expect(amount).to_have_value("1,804.52")
    one.reach(amount)
    one.page.keyboard.press("Control+A")
    one.page.keyboard.type("1804.52")
    # Enter in a field goes on to the next one; with Ctrl it saves.
    one.page.keyboard.press("Enter")
    expect(one.page.get_by_label("US dollars, line 1", exact=True)).to_be_focused()
    one.page.keyboard.press("Control+Enter")
    expect(one.page.get_by_text("Saved. Nothing is submitted yet.")).to_be_visible()
    one.press("button", "Submit for approval")
    expect(one.page.get_by_text("Submitted. Now another officer has to approve it.")).to_be_visible()
    one.press("button", "Sign out")
    expect(one.page).to_have_url(f"{one.url}/")
    one.open("/office/")
    one.sign_in("ben")
    one.reach(one.page.get_by_label("Waiting for you").get_by_role("link"))
    one.page.keyboard.press("Enter")
    one.press("button", "Approve")
    one.press("button", "Issue and sign")
    expect(one.page.get_by_text("Issued and signed.")).to_be_visible()
    picture = one.page.get_by_role("img", name="QR code")
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("one => one.naturalWidth") > 0
    one.press("link", "Propose to revoke…")
    one.type("Reason", "The exporter cancelled the shipment")
    one.press("button", "Propose to revoke")
    expect(one.page.get_by_text("Published to verifiers at")).to_be_visible()
    assert Certificate.objects.get().state == "suspended"
    assert one.complaints == []


def pages_of(world, shipping):
    """Every page there is, with long names in them, and who looks at it."""
    made = {state: getattr(shipping, state)(exporter=LONG, importer=LONG) for state in ("submitted", "issued")}
    made |= {state: getattr(shipping, state)() for state in ("draft", "suspended", "revoked", "void")}
    half = shipping.draft(parcels=None, importer=None, remarks="r" * 200)
    ada, ben = world.ada, world.ben
    revoke_certificate(number=made["issued"].number, reason=LONG["name"], by=world.bontle, now=shipping.now)
    world.grant(world.dora, "authority_admin")
    return [
        (ben, "/office/waiting/"),
        (ben, "/office/mass/"),
        (ben, f"/office/mass/new/?number={made['issued'].number}"),
        (world.dora, "/office/keys/"),
        (world.dora, "/office/keys/new/"),
        (None, "/accounts/login/"),
        (ada, "/accounts/logout/"),
        (ada, "/accounts/password/change/"),
        (ada, "/accounts/reauthenticate/"),
        (ada, "/accounts/prove/"),
        (ada, "/accounts/set-up/"),
        (ada, "/accounts/security/"),
        (None, "/accounts/inactive/"),
        (ada, "/office/"),
        (ben, "/office/?q=nothing"),
        (ben, "/office/?state=x"),
        (ada, "/office/new/"),
        (ada, f"/office/{half.pk}/edit/"),
        (ada, f"/office/{half.pk}/"),
        (world.sefako, "/office/"),
        (ben, f"/office/{made['issued'].pk}/revoke/"),
        (ben, f"/office/{made['submitted'].pk}/send-back/"),
        (ben, f"/office/{made['draft'].pk}/certificate.pdf"),
        *[(ben, f"/office/{one.pk}/") for one in made.values()],
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_fits_a_phone(seat, world, shipping, scheme):
    seats, found = {}, []
    for officer, path in pages_of(world, shipping):
        who = officer.code if officer else ""
        if who not in seats:
            seats[who] = seat(officer, viewport=PHONE, color_scheme=scheme, reduced_motion="reduce")
        page = seats[who].open(path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{path} is {wide} wide"] if wide > PHONE["width"] else []
        for fault in Axe().run(page).response["violations"]:
            found.append(f"{path}: {fault['id']} {[one['target'] for one in fault['nodes']][:3]}")
    assert found == []
    assert [one.complaints for one in seats.values()] == [[] for _ in seats]


def test_forms_with_errors_are_accessible(seat, world, shipping):
    one = seat(world.ada)
    one.open("/office/new/")
    one.page.get_by_label("Carats, line 1").fill("1,5")
    one.page.get_by_role("button", name="Save the draft").click()
    expect(one.page.locator(".error-summary")).to_be_visible()
    assert [fault["id"] for fault in Axe().run(one.page).response["violations"]] == []
    carats = one.page.get_by_label("Carats, line 1")
    assert carats.get_attribute("aria-invalid") == "true"
    assert "id_goods-0-carats_error" in (carats.get_attribute("aria-describedby") or "")
    stranger = seat()
    stranger.open("/accounts/login/")
    stranger.page.get_by_role("button", name="Sign in", exact=True).click()
    expect(stranger.page.locator(".error-summary")).to_be_visible()
    assert [fault["id"] for fault in Axe().run(stranger.page).response["violations"]] == []


def test_a_line_is_added_where_one_looks(seat, world):
    one = seat(world.ada, viewport=PHONE)
    one.open("/office/new/")
    one.page.get_by_role("button", name="Add a line").click()
    second = one.page.get_by_label("Carats, line 2")
    expect(second).to_be_visible()
    expect(second).to_be_in_viewport()
    one.page.get_by_role("button", name="Take line 2 away").click()
    expect(second).to_have_count(0)


def test_a_double_click_does_it_once(seat, world, shipping):
    one = seat(world.ada)
    one.open("/office/new/")
    one.page.get_by_label("Remarks").fill("Once")
    one.page.get_by_role("main").get_by_role("button", name="Save the draft").dblclick()
    expect(one.page.get_by_text("Saved. Nothing is submitted yet.")).to_be_visible()
    assert Certificate.objects.count() == 1
    made = shipping.approved()
    other = seat(world.ben)
    other.open(f"/office/{made.pk}/")
    other.page.get_by_role("button", name="Issue and sign").dblclick()
    expect(other.page.get_by_text("QR code and check code")).to_be_visible()
    expect(other.page.locator(".error-summary")).to_have_count(0)
    made.refresh_from_db()
    assert made.state == "issued"
    assert one.complaints == other.complaints == []


def test_hostile_texts_run_nothing(seat, world, shipping):
    hostile = '"><script>document.title="owned"</script><img src=x onerror=alert(1)>'
    made = shipping.draft(exporter={"name": hostile, "address": "{{7*7}}", "country": "BW"}, remarks=hostile)
    one = seat(world.ada)
    for path in ("/office/", "/office/new/", f"/office/{made.pk}/", f"/office/{made.pk}/edit/"):
        page = one.open(path)
        assert "owned" not in page.title()
        expect(page.locator("main img")).to_have_count(0)
    assert one.complaints == []


def test_text_that_is_left_unsaved_is_offered_again(seat, world):
    one = seat(world.ada)
    one.open("/office/new/")
    one.page.get_by_label("Remarks").press_sequentially("x")
    one.page.get_by_role("link", name="Leave without saving").click()
    expect(one.page.get_by_role("heading", name="Certificates", exact=True)).to_be_visible()
    # The page hands in what the browser still held, and then loads itself again: not in the middle of that.
    one.page.wait_for_load_state("networkidle")
    one.open("/office/")
    one.page.get_by_role("button", name="Go on with it").click()
    expect(one.page.get_by_label("Remarks")).to_have_value("x")


def test_a_session_that_ended_is_taken_up_again(seat, world):
    one = seat(world.ada)
    one.open("/office/new/")
    one.page.get_by_label("Remarks").fill("Half an hour of work")
    one.page.context.clear_cookies(name=node.SESSION_COOKIE_NAME)
    one.page.get_by_role("button", name="Save the draft").click()
    expect(one.page.get_by_text("What you typed is kept in this page")).to_be_visible()
    one.page.get_by_label("E-mail address").fill("ada@example.org")
    one.page.get_by_label("Password").fill(PASSWORD)
    one.page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    one.page.get_by_label("Code", exact=True).fill(code_of(world.ada))
    one.page.keyboard.press("Enter")
    expect(one.page.get_by_label("Remarks")).to_have_value("Half an hour of work")
    one.page.get_by_role("button", name="Save the draft").click()
    expect(one.page.get_by_text("Saved. Nothing is submitted yet.")).to_be_visible()
    assert one.complaints == []
