"""The draft form in a real browser: nothing typed is lost, and what is wrong is said while one types."""

import json

import pytest
from playwright.sync_api import expect

from kpverify.certificates import parties
from kpverify.certificates.models import Certificate
from kpverify.office.models import Unsaved

from .test_browser import PHONE, seat
from .test_browser import Seat as Seat

__all__ = ["seat"]
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pwa")]


def swap(one, officer_seat):
    """Let another officer sign in at the same computer: same browser, another session."""
    from django.conf import settings as node

    one.page.context.clear_cookies(name=node.SESSION_COOKIE_NAME)
    cookies = [cookie for cookie in officer_seat.page.context.cookies() if cookie["name"] == node.SESSION_COOKIE_NAME]
    one.page.context.add_cookies(cookies)


def offers(page):
    return page.locator("[data-offer]")


def kept_text(page):
    return page.evaluate("JSON.stringify(localStorage)")


def test_a_closed_tab_loses_nothing(seat, world):
    one = seat(world.ada)
    page = one.open("/office/new/")
    page.get_by_label("Name of the exporter").fill("Okavango Sorting")
    expect(page.locator("#kept")).to_contain_text("kept on the server")
    page.get_by_label("Remarks").fill("The last words before the tab was closed")
    page.close(run_before_unload=True)
    one.page = page.context.new_page()
    page = one.open("/office/")
    # The list hands in what the browser still held, and then loads itself again: not in the middle of the next step.
    page.wait_for_load_state("networkidle")
    expect(offers(page)).to_have_count(1)
    page = one.open("/office/new/")
    offers(page).get_by_role("button", name="Go on with it").click()
    expect(page.get_by_label("Name of the exporter")).to_have_value("Okavango Sorting")
    expect(page.get_by_label("Remarks")).to_have_value("The last words before the tab was closed")
    page.get_by_role("main").get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("Saved. Nothing is submitted yet.")).to_be_visible()
    expect(offers(one.open("/office/"))).to_have_count(0)
    assert Certificate.objects.get().content["remarks"] == "The last words before the tab was closed"
    assert one.complaints == []


def test_a_session_that_ended_in_mid_form_loses_nothing_and_shows_it_to_nobody_else(seat, world):
    one, other, again = seat(world.ada), seat(world.chen), seat(world.ada)
    page = one.open("/office/new/")
    secret = "Words nobody else may read"
    page.context.clear_cookies()
    page.get_by_label("Remarks").fill(secret)
    expect(page.locator("#kept")).to_contain_text("Your session has ended")
    expect(page.locator("#kept").get_by_role("link", name="Sign in, in a new tab")).to_be_visible()
    assert "kpverify.unsaved" in kept_text(page)
    page.close(run_before_unload=True)
    one.page = page.context.new_page()
    swap(one, other)
    page = one.open("/office/new/")
    expect(page.get_by_role("heading", name="New certificate")).to_be_visible()
    expect(offers(page)).to_have_count(0)
    assert secret not in kept_text(page)
    page.wait_for_timeout(500)
    assert not Unsaved.objects.exists()
    swap(one, again)
    page = one.open("/office/")
    offers(page).get_by_role("button", name="Go on with it").click()
    expect(page.get_by_label("Remarks")).to_have_value(secret)
    assert "kpverify.unsaved" not in kept_text(page)
    assert {row.officer_id for row in Unsaved.objects.all()} == {world.ada.pk}


def test_a_tab_goes_on_when_its_officer_has_signed_in_again(seat, world):
    one, again = seat(world.ada), seat(world.ada)
    page = one.open("/office/new/")
    page.context.clear_cookies()
    page.get_by_label("Remarks").fill("Before")
    expect(page.locator("#kept")).to_contain_text("Your session has ended")
    swap(one, again)
    page.get_by_label("Remarks").fill("Before and after")
    expect(page.locator("#kept")).to_contain_text("kept on the server", timeout=15_000)
    page.get_by_role("main").get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("Saved. Nothing is submitted yet.")).to_be_visible()


def test_a_server_that_is_down_loses_nothing(seat, world):
    one = seat(world.ada)
    page = one.open("/office/new/")
    context = page.context
    context.set_offline(True)
    page.get_by_label("Remarks").fill("Typed without a network")
    expect(page.locator("#kept")).to_contain_text("no network. It is kept in this browser")
    # A browser without any tab would end.
    one.page = context.new_page()
    page.close()
    context.set_offline(False)
    page = one.open("/office/new/")
    offers(page).get_by_role("button", name="Go on with it").click()
    expect(page.get_by_label("Remarks")).to_have_value("Typed without a network")


def test_two_tabs_of_one_draft_do_not_overwrite_one_another(seat, world, shipping):
    made = shipping.draft()
    one = seat(world.ada)
    first = one.open(f"/office/{made.pk}/edit/")
    second = first.context.new_page()
    second.goto(f"{one.url}/office/{made.pk}/edit/")
    for page, text in ((first, "In the first tab"), (second, "In the second tab")):
        page.bring_to_front()
        page.get_by_label("Remarks").fill(text)
        expect(page.locator("#kept")).to_contain_text("kept on the server")
    third = first.context.new_page()
    third.goto(f"{one.url}/office/{made.pk}/edit/")
    expect(offers(third)).to_have_count(2)
    # Taken up while its tab is still open: the tab goes on as a sheet of its own.
    offers(third).nth(1).get_by_role("button", name="Go on with it").click()
    expect(third.get_by_label("Remarks")).to_have_value("In the first tab")
    first.bring_to_front()
    first.get_by_label("Remarks").fill("More in the first tab")
    expect(first.locator("#kept")).to_contain_text("kept on the server")
    first.wait_for_timeout(3000)
    kept = [row.fields for row in Unsaved.objects.all()]
    assert len(kept) == 3
    assert sum("More+in+the+first+tab" in text for text in kept) == 1
    assert sum("remarks=In+the+first+tab" in text for text in kept) == 1


def test_lines_totals_and_keys_need_no_round_trip(seat, world):
    one = seat(world.ada)
    page = one.open("/office/new/")
    page.context.route("**/office/new/**", lambda route: route.abort())
    page.get_by_label("HS code, line 1").select_option("7102.31")
    page.get_by_label("Carats, line 1").fill("0.10")
    page.get_by_label("US dollars, line 1").fill("0.30")
    page.get_by_role("button", name="Add a line").click()
    expect(page.get_by_label("HS code, line 2")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Carats, line 2")).to_be_focused()
    page.keyboard.type("0.20")
    page.keyboard.press("Enter")
    page.keyboard.type("999999999.99")
    expect(page.locator("[data-total=carats]")).to_have_text("0.30")
    expect(page.locator("[data-total=usd]")).to_have_text("1000000000.29")
    expect(page.locator("[data-total=per-carat]")).to_have_text("3333333334.30")
    page.get_by_role("button", name="Take line 1 away").click()
    expect(page.get_by_label("Carats, line 1")).to_have_value("0.20")
    expect(page.get_by_label("HS code, line 1")).to_be_focused()
    expect(page.get_by_label("Carats, line 2")).to_have_count(0)
    page.get_by_label("Seal numbers").fill("BW1\nBW2\nBW1")
    expect(page.locator("#seals li")).to_have_count(3)
    expect(page.locator("#seals li").nth(2)).to_contain_text("Typed twice")
    page.get_by_role("button", name="Take BW2 away").click()
    expect(page.get_by_label("Seal numbers")).to_have_value("BW1\nBW1")
    page.context.unroute("**/office/new/**")
    page.get_by_label("US dollars, line 1").fill("5")
    page.get_by_label("Seal numbers").fill("BW1")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Saved. Nothing is submitted yet.")).to_be_visible()
    assert one.complaints == []


def test_what_is_wrong_is_said_while_one_types_and_blocks_nothing(seat, world):
    one = seat(world.ada, viewport=PHONE)
    page = one.open("/office/new/")
    carats = page.get_by_label("Carats, line 1")
    carats.fill("1,5")
    page.get_by_label("US dollars, line 1").fill("9")
    live = page.locator('[data-field="goods-0-carats"] .live')
    expect(live).to_contain_text("digits and one full stop only")
    assert carats.get_attribute("aria-invalid") == "true"
    carats.fill("1.5")
    page.get_by_label("US dollars, line 1").focus()
    expect(live).to_have_count(0)
    expect(page.locator("#todo")).to_contain_text("Before it can be submitted")
    page.locator("#todo").get_by_role("link", name="Number of parcels").click()
    expect(page.get_by_label("Number of parcels")).to_be_focused()
    assert one.complaints == []


def test_a_party_brings_its_address_and_writes_over_nothing(seat, world):
    for place in range(3):
        gulf = {"name": "Gulf Tender House", "address": f"Tower {place}, Dubai", "country": "AE"}
        parties.add_party(party=gulf, by=world.ada, now=world.now)
    parties.add_party(
        party={"name": "Surat Works", "address": "Ring Road", "country": "IN"}, by=world.ada, now=world.now
    )
    one = seat(world.ada)
    page = one.open("/office/new/")
    name, address = page.get_by_label("Name of the importer"), page.get_by_label("Address of the importer")
    name.press_sequentially("Surat Works")
    expect(address).to_have_value("Ring Road")
    expect(page.get_by_label("Country of destination")).to_have_value("IN")
    name.fill("Gulf Tender House")
    picks = page.locator("[data-party=importer] [data-picks] button")
    expect(picks).to_have_count(3)
    picks.nth(1).click()
    expect(address).to_have_value("Tower 1, Dubai")
    address.fill("Typed by hand")
    name.fill("Surat Works")
    expect(picks).to_have_count(1)
    expect(address).to_have_value("Typed by hand")
    assert json.loads(
        page.evaluate("JSON.stringify([...document.querySelectorAll('#importers option')].map((o) => o.value))")
    ) == ["Surat Works"]
    assert one.complaints == []
