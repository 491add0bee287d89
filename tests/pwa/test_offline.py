"""Without a network: after one visit everything works, and nothing that was held is ever lost or made older."""

import json
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from kpverify.pwa import views
from kpverify.registry import keys
from kpverify.registry.models import RootKey, TrustList
from kpverify.registry.signers import signer_for
from kpverify.status import services as status
from kpverify.status.models import StatusList
from kpverify.tokens.base64url import decode, encode
from kpverify.tokens.sign import build_status_list
from kpverify.verification.published import shelf
from tests.certificates.conftest import revoked_by_two
from tests.world import BY, publish

pytestmark = pytest.mark.browser

BUNDLE = "**/trust/bundle"


def test_a_new_code_is_judged_without_a_network_after_one_visit(visit):
    made = visit.node.shipping.issued()
    page = visit.open_to_stay()
    visit.context.set_offline(True)
    page.reload()
    expect(page.locator("#lists-tag")).to_have_class("tag good")
    assert visit.judge(visit.node.code(made)) == "valid"
    expect(page.locator("#alarm")).to_contain_text("No network. Checking goes on")


def test_a_phones_own_reader_opens_the_verdict_without_a_network(visit):
    made = visit.node.shipping.revoked()
    page = visit.open_to_stay()
    visit.context.set_offline(True)
    page.goto("about:blank")
    page.goto(visit.node.code(made))
    expect(page.locator("#verdict-word")).to_have_text("Not valid")


def test_the_camera_starts_without_a_network(visit):
    page = visit.open_to_stay()
    visit.context.set_offline(True)
    page.reload()
    page.locator("#camera-start").click()
    expect(page.locator("#camera-hint")).to_contain_text("Hold the code inside the frame")
    expect(page.locator("#video")).to_have_js_property("paused", False)
    page.locator("#camera-stop").click()
    expect(page.locator("#screen-start")).to_be_visible()


def test_another_language_is_spoken_without_a_network(visit):
    page = visit.open_to_stay()
    visit.context.set_offline(True)
    page.reload()
    page.locator("#language").select_option("ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "ar")


def test_a_first_visit_without_lists_cannot_tell_and_says_why(visit):
    visit.context.route(BUNDLE, lambda route: route.abort())
    made = visit.node.shipping.issued()
    page = visit.open()
    assert visit.judge(visit.node.code(made)) == "undetermined"
    expect(page.locator("#withheld")).to_contain_text("could not be checked")
    expect(page.locator("#alarm")).to_contain_text("Connect to the network once")
    visit.complaints.clear()


def test_newer_lists_change_the_verdict_that_is_being_shown(visit):
    made = visit.node.shipping.issued()
    page = visit.open()
    assert visit.judge(visit.node.code(made)) == "valid"
    later = visit.node.shipping.now + timedelta(minutes=1)
    revoked_by_two(made.number, by=visit.node.world.ben, now=later)
    page.locator("#lists summary").click()
    page.locator("#lists-update").click()
    expect(page.locator("#verdict-word")).to_have_text("Not valid")
    expect(page.locator(".verdict")).to_have_attribute("data-outcome", "invalid")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"status": 503, "body": "{}"}, "did not give newer lists"),
        ({"status": 200, "body": ""}, "were refused (trust.shape)"),
        ({"status": 200, "body": "{}"}, "were refused (trust.shape)"),
        ({"status": 200, "body": "<!doctype html><title>Hotel Wi-Fi</title>"}, "were refused (trust.shape)"),
    ],
    ids=["server-error", "empty", "empty-object", "captive-portal"],
)
def test_lists_that_cannot_be_used_never_take_the_place_of_good_ones(visit, answer, told):
    made = visit.node.shipping.issued()
    page = visit.open_to_stay()
    visit.context.route(BUNDLE, lambda route: route.fulfill(content_type="application/json", **answer))
    for _ in range(2):
        page.reload()
        expect(page.locator("#alarm")).to_contain_text(told)
        assert visit.judge(visit.node.code(made)) == "valid"
    visit.context.unroute(BUNDLE)
    page.reload()
    expect(page.locator("#alarm")).to_be_hidden()
    visit.complaints.clear()


def version_on(page):
    page.locator("#lists summary").click()
    found = int(page.locator("#lists-facts dd").first.inner_text())
    page.locator("#lists summary").click()
    return found


def test_an_older_trust_list_is_refused_and_the_newer_one_kept(visit):
    old = shelf.published().bundle.body
    publish(visit.node.shipping.now + timedelta(minutes=2))
    page = visit.open_to_stay()
    assert version_on(page) == 2
    visit.context.route(BUNDLE, lambda route: route.fulfill(body=old, content_type="application/json"))
    page.reload()
    expect(page.locator("#alarm")).to_contain_text("were refused (trust.rollback)")
    assert version_on(page) == 2


def test_an_old_list_of_withdrawals_never_makes_a_withdrawal_undone(visit):
    made = visit.node.shipping.issued()
    before = json.loads(shelf.published().bundle.body)
    later = visit.node.shipping.now + timedelta(minutes=1)
    revoked_by_two(made.number, by=visit.node.world.ben, now=later)
    page = visit.open_to_stay()
    assert visit.judge(visit.node.code(made)) == "invalid"
    now = json.loads(shelf.published().bundle.body)
    assert now["trust_list"] == before["trust_list"]
    visit.context.route(BUNDLE, lambda route: route.fulfill(json=before))
    page.reload()
    expect(page.locator("#alarm")).to_be_hidden()
    assert visit.judge(visit.node.code(made)) == "invalid"
    visit.context.set_offline(True)
    page.reload()
    assert visit.judge(visit.node.code(made)) == "invalid"


def test_a_thiefs_list_dated_ahead_ends_with_the_key_it_was_signed_by(visit):
    made = visit.node.shipping.issued()
    later = visit.node.shipping.now + timedelta(minutes=1)
    (uri,) = StatusList.objects.filter(authority_id="BW").values_list("uri", flat=True)
    stolen = signer_for("BW", "status")
    thiefs = build_status_list(
        uri=uri, packed=bytes(250_000), now=later + timedelta(days=20), ttl_s=86400, life_s=86400, signer=stolen
    )
    bundle = json.loads(shelf.published().bundle.body)
    bundle["status_lists"][uri] = thiefs
    visit.context.route(BUNDLE, lambda route: route.fulfill(json=bundle))
    page = visit.open_to_stay()
    keys.activate_key(kid=keys.create_key(authority_id="BW", purpose="status", now=later, by=BY).kid, now=later, by=BY)
    keys.distrust_key(kid=stolen.kid, since=later, now=later, by=BY)
    publish(later)
    status.publish(uri=uri, now=later, by=BY)
    visit.context.unroute(BUNDLE)
    page.reload()
    expect(page.locator("#lists-facts dd").first).to_have_text("2")
    assert visit.judge(visit.node.code(made)) == "valid"


def test_lists_signed_by_strangers_are_refused(visit):
    page = visit.open_to_stay()
    held = json.loads(shelf.published().bundle.body)
    payload = json.loads(decode(held["trust_list"]["payload"]))
    payload["version"] += 1
    held["trust_list"]["payload"] = encode(json.dumps(payload).encode())
    visit.context.route(BUNDLE, lambda route: route.fulfill(json=held))
    page.reload()
    expect(page.locator("#alarm")).to_contain_text("were refused (trust.bad-signature)")


def test_a_node_set_up_anew_is_trusted_only_when_the_officer_says_so(visit):
    page = visit.open_to_stay()
    TrustList.objects.all().delete()
    RootKey.objects.all().delete()
    for number in (1, 2, 3):
        keys.create_root_key(kid=f"other-{number}", holder=f"Other {number}", now=visit.node.shipping.now, by=BY)
    publish(visit.node.shipping.now + timedelta(minutes=3))
    page.reload()
    expect(page.locator("#alarm")).to_contain_text("were refused (trust.")
    page.locator("#lists summary").click()
    page.locator("#lists-anew").click()
    expect(page.locator("#alarm")).to_be_hidden()
    expect(page.locator("#lists-tag")).to_have_class("tag good")


def test_lists_the_browser_deleted_are_missed_before_the_first_scan(visit):
    page = visit.open_to_stay()
    page.evaluate("caches.delete('lists')")
    visit.context.set_offline(True)
    page.reload()
    expect(page.locator("#alarm")).to_contain_text("The browser has deleted the lists")
    expect(page.locator("#lists-tag")).to_have_text("No lists on this device")
    visit.context.set_offline(False)
    page.locator("#lists summary").click()
    page.locator("#lists-update").click()
    expect(page.locator("#alarm")).to_be_hidden()


def test_a_wiped_device_opened_from_its_home_screen_says_so(visit):
    visit.context.route(BUNDLE, lambda route: route.abort())
    page = visit.open("/v?home")
    expect(page.locator("#alarm")).to_contain_text("The browser has deleted the lists")
    visit.complaints.clear()


def test_a_deleted_list_does_not_open_the_way_back_to_an_older_one(visit):
    old = shelf.published().bundle.body
    publish(visit.node.shipping.now + timedelta(minutes=2))
    page = visit.open_to_stay()
    page.evaluate("caches.delete('lists')")
    visit.context.route(BUNDLE, lambda route: route.fulfill(body=old, content_type="application/json"))
    page.reload()
    expect(page.locator("#alarm")).to_contain_text("were refused (trust.rollback)")


def test_lists_damaged_on_the_device_are_replaced_and_forgotten(visit):
    made = visit.node.shipping.issued()
    page = visit.open_to_stay()
    page.evaluate("caches.open('lists').then(kept => kept.put('/trust/bundle', new Response('{')))")
    page.reload()
    expect(page.locator("#lists-tag")).to_have_class("tag good")
    expect(page.locator("#alarm")).to_be_hidden()
    assert visit.judge(visit.node.code(made)) == "valid"


def test_a_full_device_goes_on_with_the_newer_lists_until_it_is_closed(visit):
    visit.page.add_init_script(
        "if (globalThis.Cache)"
        " Cache.prototype.put = () => Promise.reject(new DOMException('full', 'QuotaExceededError'))"
    )
    made = visit.node.shipping.issued()
    page = visit.open()
    expect(page.locator("#alarm")).to_contain_text("could not be stored")
    assert visit.judge(visit.node.code(made)) == "valid"


def test_a_missing_shell_is_fetched_again(visit):
    page = visit.open_to_stay()
    page.evaluate("caches.keys().then(names => Promise.all(names.map(name => caches.delete(name))))")
    visit.open()
    expect(page.locator("#lists-tag")).to_have_class("tag good")


@pytest.mark.parametrize(
    ("days", "word", "tag"),
    [(0, "Valid", "good"), (2, "Attention", "warn"), (8, "Cannot tell", "bad")],
)
def test_old_lists_are_told_by_their_age(visit, days, word, tag):
    made = visit.node.shipping.issued()
    page = visit.open_to_stay()
    visit.context.set_offline(True)
    page.clock.install(time=visit.node.world.now + timedelta(days=days, minutes=20))
    page.reload()
    assert visit.judge(visit.node.code(made))
    expect(page.locator("#verdict-word")).to_have_text(word)
    expect(page.locator("#lists-tag")).to_have_class(f"tag {tag}")
    if days:
        expect(page.locator(".small-print")).to_contain_text(f"{days} days ago")


def test_a_newer_page_takes_over_only_when_nothing_is_shown(visit, monkeypatch, tmp_path):
    made = visit.node.shipping.issued()
    page = visit.open_to_stay()
    page.reload()
    visit.judge(visit.node.code(made))
    newer = tmp_path / "service_worker.js"
    newer.write_text(views.WORKER.read_text() + "\n// The next release.\n")
    monkeypatch.setattr(views, "WORKER", newer)
    views._worker.cache_clear()
    before = page.evaluate("caches.keys()")
    page.locator("#lists summary").click()
    page.locator("#lists-update").click()
    expect(page.locator("#newer")).to_be_visible()
    expect(page.locator("#verdict-word")).to_have_text("Valid")
    page.locator("#newer-apply").click()
    expect(page.locator("#screen-start")).to_be_visible()
    expect(page.locator("#newer")).to_be_hidden()
    after = page.evaluate("caches.keys()")
    assert len(after) == len(before)
    assert after != before
