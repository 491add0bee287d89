"""Due diligence on the verdict screen: stated, apart from the answer, checked against what was signed."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from kpverify.certificates import services as certificates
from kpverify.diligence import services
from kpverify.diligence.models import Statement
from tests.diligence.conftest import said
from tests.world import publish

pytestmark = pytest.mark.browser


@pytest.fixture
def made(node):
    shipping = node.shipping
    draft = shipping.draft(due_diligence=["OWN-1"])
    steps = [{"step": "4", "done": "not-done"}, *({"step": one, "done": "done"} for one in "1235")]
    for typed in (
        said(steps=steps, auditor=None),
        said("LUSAKA-REF", steps=None),
        said("WDC-SOW-2021", version="2003"),
    ):
        services.save_statement(certificate_id=draft.pk, typed=typed, by=shipping.preparer, now=shipping.now)
    certificates.submit_certificate(certificate_id=draft.pk, by=shipping.preparer, now=shipping.now)
    certificates.approve_certificate(certificate_id=draft.pk, by=shipping.approver, now=shipping.now)
    found = certificates.issue_certificate(certificate_id=draft.pk, by=shipping.approver, now=shipping.now)
    publish(shipping.now + timedelta(minutes=1))
    return found


def test_what_is_stated_stands_apart_and_says_what_is_missing(visit, made, axe):
    page = visit.open()
    asked = []
    page.on("request", lambda one: asked.append(one.url) if "/due-diligence/" in one.url else None)
    assert visit.judge(visit.node.code(made)) == "valid"
    section = page.locator("#diligence")
    expect(section.locator("li")).to_have_count(4)
    expect(section).to_contain_text("Stated, not proven by this check.")
    assert asked == []
    page.click("#diligence-fetch")
    expect(page.locator("#diligence-said")).to_contain_text("are those that the issuing authority signed")
    for words in (
        "Stated by Okavango Sorting (Pty) Ltd (exporter, register number BW 12 345), not proven by this check.",
        "Steps not done: 4",
        "No auditor is named",
        "A policy reference only.",
        "The old wording of the warranty",
        "the details say nothing about it",
        "grievance@okavango.example",
    ):
        expect(section).to_contain_text(words)
    assert len(asked) == 1
    expect(page.locator(".verdict")).to_have_attribute("data-outcome", "valid")
    assert axe.run(page).response["violations"] == []
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_other_details_than_those_signed_are_refused_loudly(visit, made):
    changed = Statement.objects.get(certificate=made, standard="OECD-DDG")
    changed.said["auditor"] = {"name": "Quite Another"}
    changed.save()
    page = visit.open()
    assert visit.judge(visit.node.code(made)) == "valid"
    page.click("#diligence-fetch")
    expect(page.locator('[data-trouble="mismatch"]')).to_contain_text("not those that were signed")
    assert "Quite Another" not in page.locator("#verdict").inner_text()
    page.route("**/due-diligence/**", lambda route: route.abort())
    page.click("#diligence-fetch")
    expect(page.locator('[data-trouble="offline"]')).to_contain_text("No network")
    # Chromium tells its console of the request that was cut off.
    visit.complaints.clear()
