"""The main job, as people do it: start the demonstration, scan the paper, revoke, scan again, and go offline."""

from __future__ import annotations

import re
import ssl
import urllib.request

import pytest
from playwright.sync_api import Page, expect

from tests.benchmarks.server import free_port
from tests.demo.conftest import Demo, started

pytestmark = pytest.mark.browser
VERDICT_WITHIN_MS = 30_000


def scan_paper(page: Page) -> None:
    """Let the camera look, and wait for a verdict."""
    # After a picture, the next thing is chosen anew; after a scan, the camera goes on.
    if page.locator("#again").is_visible():
        page.locator("#again").click()
    if page.locator("#camera-start").is_visible():
        page.locator("#camera-start").click()
    expect(page.locator("#verdict-word")).to_be_visible(timeout=VERDICT_WITHIN_MS)


def sign_in(page: Page, demo: Demo, email: str) -> None:
    """Sign in at the office."""
    page.goto(f"{demo.url}/office/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(demo.password)
    page.locator("input[name=password]").press("Enter")
    prove(page)
    expect(page).to_have_url(re.compile(r"/office/$"))


def prove(page: Page) -> None:
    """Type the code that the demonstration shows in place of a phone."""
    code = page.locator(".demo-box output").inner_text()
    page.locator("input[name=code]").fill(code)
    page.locator("input[name=code]").press("Enter")


def revoke(page: Page, number: str) -> None:
    """Find a certificate in the office and propose to withdraw it, with a reason."""
    page.get_by_role("link", name=number).first.click()
    page.get_by_role("link", name="Propose to revoke").first.click()
    page.locator("#id_reason").fill("The exporter cancelled the shipment")
    page.locator("button[name=do]").click()
    expect(page.locator("main")).to_contain_text("another officer has to confirm")


def confirm(page: Page, number: str) -> None:
    """Find what another officer proposed to revoke, and confirm it."""
    page.get_by_role("link", name=number).first.click()
    page.get_by_role("link", name="Confirm the revocation").first.click()
    page.locator("button[name=do]").click()
    expect(page.locator("main")).to_contain_text("Revoked for good.")


def another_code(page: Page, demo: Demo) -> bytes:
    """Give a picture of the code of another certificate that is in force: one that this phone has never seen."""
    answer = page.request.get(f"{demo.url}/api/v1/certificates/?state=issued&destination=IN")
    links = [one["links"] for one in answer.json()["results"] if not one["receipt_confirmed_at"]]
    return page.request.get(f"{demo.url}{links[0]['qr.png']}").body()


def number_of(demo: Demo) -> str:
    found = re.search(r"certificate (\S+), check code", demo.said)
    assert found is not None
    return found[1]


def test_from_paper_to_verdict_to_revocation_to_no_network(demo: Demo, page: Page):
    for words in ("Verify", "Office", "Log-ins", "marked DEMO", demo.password, "ada@bw.example", "Scan it", "█"):
        assert words in demo.said
    number = number_of(demo)
    page.goto(f"{demo.url}/v")
    expect(page.locator("#ready")).to_be_visible()
    scan_paper(page)
    expect(page.locator(".verdict")).to_have_attribute("data-outcome", "valid")
    expect(page.locator("#verdict")).to_contain_text("DEMO")
    expect(page.locator("#verdict")).to_contain_text(number)

    office = page.context.new_page()
    sign_in(office, demo, "ben@bw.example")
    picture = another_code(office, demo)
    revoke(office, number)
    office.close()
    second = page.context.browser.new_page(ignore_https_errors=True)
    sign_in(second, demo, "bontle@bw.example")
    confirm(second, number)
    second.close()

    page.reload()
    expect(page.locator("#lists-tag")).not_to_have_class(re.compile("wait"), timeout=VERDICT_WITHIN_MS)
    scan_paper(page)
    expect(page.locator(".verdict")).to_have_attribute("data-outcome", "invalid")

    page.context.set_offline(True)
    page.reload()
    expect(page.locator("html[data-ready]")).to_be_attached(timeout=VERDICT_WITHIN_MS)
    page.locator("#file").set_input_files({"name": "photo.png", "mimeType": "image/png", "buffer": picture})
    expect(page.locator(".verdict")).to_have_attribute("data-outcome", "valid", timeout=VERDICT_WITHIN_MS)
    expect(page.locator("#verdict")).not_to_contain_text(number)
    scan_paper(page)
    expect(page.locator(".verdict")).to_have_attribute("data-outcome", "invalid")


def test_phones_on_the_network_get_a_secure_page_and_all_stays_when_started_again(tmp_path):
    port = free_port()
    with started(tmp_path / "lan", "--lan", port=port) as demo:
        assert demo.url.startswith("https://")
        trusted = ssl.create_default_context(cafile=str(demo.folder / "ca.crt"))
        with urllib.request.urlopen(f"{demo.url}/v", context=trusted) as answer:
            assert answer.status == 200
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        kept = (demo.password, number_of(demo), (demo.folder / "ca.crt").read_bytes())
    with started(tmp_path / "lan", "--lan", port=port) as again:
        assert (again.password, number_of(again), (again.folder / "ca.crt").read_bytes()) == kept
