"""Files and notices in a real browser: several at once with their progress, and pages that everybody can read."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from kpverify.dossier.models import DossierFile
from kpverify.notices import contacts, delivery, webhooks
from kpverify.notices.events import EVENTS
from kpverify.notices.models import Notice
from tests.dossier.conftest import PDF, add, folder, picture
from tests.notices.conftest import use
from tests.notices.servers import free_port

from .test_browser import DESK, PHONE, seat

__all__ = ["folder", "seat"]
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pwa")]

DROP = """async (form, [name, kind, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name, { type: kind }));
  form.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def test_several_files_are_sent_at_once_and_one_that_is_refused_says_why(seat, world, shipping):
    made = shipping.draft()
    one = seat(world.ada)
    page = one.open(f"/office/{made.pk}/")
    files = [
        {"name": "slip.pdf", "mimeType": "application/pdf", "buffer": PDF},
        {"name": "stones.jpg", "mimeType": "image/jpeg", "buffer": picture()},
    ]
    page.get_by_label("File", exact=True).set_input_files(files)
    page.get_by_role("button", name="Add the file").click()
    expect(page.locator(".files li")).to_have_count(2)
    expect(page.locator(".files img")).to_have_js_property("naturalWidth", 240)
    page.locator("#drop").evaluate(DROP, ["page.pdf", "application/pdf", list(b"<html>no</html>")])
    expect(page.locator("#sendings")).to_contain_text("page.pdf was not added: Only PDF, JPEG, PNG and WebP")
    page.locator("#drop").evaluate(DROP, ["more.png", "image/png", list(picture("PNG", (20, 20)))])
    expect(page.locator(".files li")).to_have_count(3)
    with page.expect_download() as given:
        page.get_by_role("link", name="slip.pdf", exact=True).click()
    assert given.value.suggested_filename == "slip.pdf"
    assert DossierFile.objects.count() == 3
    assert one.complaints == []


def test_pages_of_files_and_notices_are_accessible_and_fit_a_phone(seat, world, shipping, settings, folder):
    world.grant(world.ada, "authority_admin")
    at = shipping.now
    person = {"name": "Kimberley Process Office", "email": "kp@ae.example", "language": "fr"}
    contact = contacts.add_contact(destination="AE", **person, by=world.ada, now=at)
    url = "https://localhost/" + "long-" * 30
    hook, _ = webhooks.add_webhook(url=url, events=list(EVENTS), by=world.ada, now=at)
    made = shipping.issued()
    use(settings, free_port())
    delivery.deliver_due(now=at)
    notice = Notice.objects.filter(channel="email").get()
    add(made, picture(), "stones.jpg", by=world.ada, now=at, kind="photograph")
    file = add(made, PDF, "x" * 100 + ".pdf", by=world.ada, now=at)
    paths = [
        *(f"/office/{made.pk}/", f"/office/{made.pk}/files/{file.pk}/withdraw/", "/office/notices/"),
        *(f"/office/notices/{notice.pk}/", "/office/contacts/", "/office/contacts/add/"),
        *(f"/office/contacts/{contact.pk}/end/", "/office/webhooks/", "/office/webhooks/add/"),
        *(f"/office/webhooks/{hook.pk}/", f"/office/webhooks/{hook.pk}/secret/"),
    ]
    for viewport, scheme in ((PHONE, "light"), (DESK, "dark")):
        one = seat(world.ada, viewport=viewport, color_scheme=scheme)
        for path in paths:
            page = one.open(path)
            faults = [
                (one["id"], [node["target"] for node in one["nodes"]]) for one in Axe().run(page).response["violations"]
            ]
            assert faults == [], path
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{path} is {wide} px wider than {viewport}"
            if shots := os.environ.get("KPVERIFY_SHOTS"):
                name = path.strip("/").replace("/", "-").replace(str(made.pk), "one")[:60]
                page.screenshot(path=f"{shots}/{name}-{scheme}.png", full_page=True)
        assert one.complaints == []
