"""Advisories and notices on the screen an officer sees: what is warned of, what to do, in the page's language."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from kpverify.registry.models import Advisory
from tests.world import publish

pytestmark = pytest.mark.browser


@pytest.fixture
def warned(node):
    made = node.shipping.issued()
    today = node.shipping.now.date()
    Advisory.objects.create(
        id="BW-2026-STOLEN",
        participant_id="BW",
        starts_on=today,
        text="A parcel was stolen at Orapa.",
        source="https://kp.example.org/notices/7",
        kind=Advisory.Kind.NOTICE,
        do="Compare the seals with the notice.",
        words={"fr": {"text": "Un lot a été volé à Orapa.", "do": "Comparez les scellés avec l'avis."}},
    )
    Advisory.objects.create(
        id="BW-2026-PLAIN",
        participant_id="BW",
        starts_on=today,
        ends_on=today + timedelta(days=30),
        text="Ask who was paid.",
        source="A letter of the chair",
    )
    publish(node.shipping.now + timedelta(minutes=1))
    return made


def test_a_notice_says_what_to_do_and_where_it_stands_in_the_language_of_the_page(visit, warned, axe):
    page = visit.open()
    assert visit.judge(visit.node.code(warned)) == "attention"
    expect(page.locator(".verdict")).to_contain_text("There is a notice on goods from Botswana (BW)")
    notice, plain = page.locator("#warnings li").nth(1), page.locator("#warnings li").nth(0)
    expect(notice).to_contain_text("A parcel was stolen at Orapa.")
    expect(notice.locator("strong")).to_have_text("Compare the seals with the notice.")
    expect(notice.get_by_role("link")).to_have_attribute("href", "https://kp.example.org/notices/7")
    expect(plain).to_contain_text("A letter of the chair")
    expect(plain.get_by_role("link")).to_have_count(0)
    assert axe.run(page).response["violations"] == []
    page.locator("#language").select_option("fr")
    expect(page.locator("#warnings li").nth(1)).to_contain_text("Un lot a été volé à Orapa.")
    expect(page.locator("#warnings li").nth(1).locator("strong")).to_have_text("Comparez les scellés avec l'avis.")
    expect(page.locator(".answers")).to_contain_text("Un lot a été volé à Orapa.")
    # What is not translated stays English, and says so to a screen reader.
    expect(page.locator("#warnings li").nth(0).locator("p[lang=en]")).to_have_text("Ask who was paid.")
