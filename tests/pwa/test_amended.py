"""An amended certificate, and an endorsement, on the screen an officer sees."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from kpverify.certificates import services
from kpverify.certificates.amendments import endorsed
from kpverify.tokens.transport import qr_text
from kpverify.verification.published import shelf
from tests.world import publish

pytestmark = pytest.mark.browser
CHANGES = [
    {"field": "importer.address", "new": "Almas Tower, 3rd floor, Dubai"},
    {"field": "goods[0].carats", "new": "1804.25"},
]


@pytest.fixture
def made(node):
    found = node.shipping.amended(CHANGES)
    publish(node.shipping.now + timedelta(minutes=1))
    return found


def test_old_and_new_stand_beside_one_another_in_words(visit, made, axe):
    page = visit.open()
    assert visit.judge(visit.node.code(made)) == "attention"
    expect(page.locator(".verdict")).to_contain_text("Amended by the issuing authority, last on")
    first = page.locator(".amendments > li").first
    for words in (
        "Importer: address",
        "Old entry, no longer holds",
        "New entry",
        "The floor was left out.",
        "BW-ADA / BW-BEN",
    ):
        expect(first).to_contain_text(words)
    expect(first.locator("del")).to_have_text("Almas Tower, Dubai")
    expect(first.locator("strong")).to_have_text(CHANGES[0]["new"])
    expect(page.locator(".amendments > li").nth(1)).to_contain_text("Line 1 of the goods: Mass, carats")
    # The data below stay those of the paper, and say where they were amended.
    expect(page.locator("#verdict .facts").last).to_contain_text("1804.52")
    expect(page.locator("#verdict .amended")).to_have_count(2)
    assert axe.run(page).response["violations"] == []


def test_an_endorsement_is_no_certificate_and_says_what_to_scan(visit, made):
    page = visit.open()
    text = qr_text(endorsed(made, 1).token, visit.node.url)
    assert visit.judge(text) == "undetermined"
    assert page.locator("#verdict-word").inner_text() == "An endorsement", page.locator("#verdict").inner_text()
    expect(page.locator(".verdict")).to_contain_text(f"endorsement of certificate {made.number}")
    expect(page.locator("#verdict")).to_contain_text("Scan the code on the certificate itself")
    expect(page.locator(".amendments > li")).to_have_count(2)
    place = text.index("#") + 40
    forged = text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]
    assert visit.judge(forged) == "invalid"
    expect(page.locator(".amendments")).to_have_count(0)
    assert made.number not in page.locator("#verdict").inner_text()


def test_a_second_amendment_shows_once_the_lists_are_newer(visit, made):
    """The screen is drawn anew though its code stays the same."""
    node = visit.node
    page = visit.open()
    visit.judge(node.code(made))
    expect(page.locator(".amendments > li")).to_have_count(2)
    now = node.shipping.now + timedelta(minutes=2)
    proposal = services.propose_amendment(
        number=made.number, changes=[{"field": "parcels", "new": 9}], reason="Counted", by=node.world.ada, now=now
    )
    services.confirm_amendment(number=made.number, proposal_id=proposal.pk, by=node.world.ben, now=now)
    shelf.__init__()
    page.locator(".lists summary").click()
    page.locator("#lists-update").click()
    expect(page.locator(".amendments > li h3")).to_have_text(
        ["Importer: address", "Line 1 of the goods: Mass, carats", "Number of parcels"]
    )
