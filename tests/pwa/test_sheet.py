"""The paper in the agent's hand: a stolen blank is caught, and a specimen is shown, also without a network."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from kpverify.registry import services as registry
from tests.specimens.conftest import enter

pytestmark = pytest.mark.browser


def test_a_stolen_blank_is_caught_and_the_specimen_is_seen_without_a_network(node, visit, axe: Axe):
    made = node.shipping.issued()
    registry.void_blanks(
        authority_id="BW", first="KP-A 000100", last="KP-A 000199", reason="stolen", now=node.world.now, by="test"
    )
    node.world.publish(now=node.shipping.now)
    enter(node.world)
    page = visit.open_to_stay()
    assert visit.judge(node.code(made)) == "valid"
    asked = len(visit.asked)
    page.get_by_label("Serial number of the sheet").fill("kp-a000150")
    page.get_by_role("button", name="Was it reported?").click()
    expect(page.locator("#sheet-reported")).to_contain_text("has reported sheet kp-a000150 as stolen")
    page.get_by_label("Serial number of the sheet").fill("KP-A 000200")
    page.keyboard.press("Enter")
    expect(page.locator("#sheet-answer")).to_contain_text("not among those reported")
    # What is in the agent's hand is told to nobody.
    assert len(visit.asked) == asked
    page.locator("#specimen summary").click()
    expect(page.locator("#specimen")).to_contain_text("A watermark of a zebra")
    expect(page.locator("#specimen img")).to_have_js_property("complete", True)
    assert axe.run(page, "#paper-itself").response["violations"] == []
    visit.context.set_offline(True)
    assert visit.judge(node.code(made)) == "valid"
    page.locator("#specimen summary").click()
    expect(page.locator("#specimen")).to_contain_text("A watermark of a zebra")


def test_without_reports_nothing_is_asked_and_without_a_network_the_page_says_so(node, visit):
    made = node.shipping.issued()
    page = visit.open_to_stay()
    visit.context.set_offline(True)
    visit.judge(node.code(made))
    assert page.locator("#sheet-serial").count() == 0
    page.locator("#specimen summary").click()
    expect(page.locator("#specimen")).to_contain_text("No network, and this specimen was not looked at before.")
