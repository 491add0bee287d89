"""Many at once in a real browser: the bar goes on by itself, says when the network is gone, and loses nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from kpverify.certificates.models import Certificate
from kpverify.uploads import services
from tests.uploads.conftest import as_csv, table

from .test_browser import seat

__all__ = ["seat"]
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pwa")]


def send(one, rows, **changes):
    one.open("/office/uploads/")
    file = {"name": "may.csv", "mimeType": "text/csv", "buffer": as_csv(table(rows, **changes))}
    one.page.get_by_label("File", exact=True).set_input_files(file)
    one.page.get_by_role("button", name="Send and check").click()


def test_a_file_is_checked_and_drafted_while_one_looks_on(world, seat, monkeypatch):
    monkeypatch.setattr(services, "JUDGED_AT_ONCE", 10)
    one = seat(world.ada)
    # The network goes away in the middle: that is said, and tried again.
    lost = []

    def lose(route):
        if len(lost) < 2:
            lost.append(route.request.url)
            return route.abort()
        return route.continue_()

    one.page.route("**/advance/", lose)
    send(one, 40, r1={"carats1": "1,5"})
    expect(one.page.get_by_text("No connection. It is tried again by itself")).to_be_visible()
    expect(one.page.get_by_role("progressbar")).to_be_visible()
    expect(one.page.get_by_role("link", name="Only rows with problems 1")).to_be_visible()
    assert Certificate.objects.count() == 0
    for scheme in ("light", "dark"):
        one.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found = Axe().run(one.page)
        assert found.violations_count == 0, found.generate_report()
    one.page.get_by_label("5", exact=True).check()
    one.page.get_by_role("button", name="Draft the ticked rows").click()
    expect(one.page.get_by_role("link", name="Open the draft")).to_have_count(1)
    one.page.get_by_role("button", name="Draft all 38 right rows").click()
    expect(one.page.get_by_role("link", name="Open the draft")).to_have_count(39)
    assert Certificate.objects.count() == 39
    assert one.complaints == []
