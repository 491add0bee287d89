"""Every outcome, from real codes of a real node, on the screen an officer sees."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from kpverify.certificates import services
from kpverify.tokens.base64url import encode
from tests.world import publish

pytestmark = pytest.mark.browser

WORDS = {"valid": "Valid", "attention": "Attention", "invalid": "Not valid", "undetermined": "Cannot tell"}
HOSTILE = "<img src=x onerror=alert(1)> 'Ltd' \"&amp;\""


def altered(text):
    """Give the code with one digit in the middle of its signature turned."""
    place = text.index("#") + 40
    return text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]


def received(node):
    made = node.shipping.issued()
    return services.confirm_receipt(number=made.number, by=node.world.ben, now=node.shipping.now)


@pytest.mark.parametrize(
    ("make", "outcome", "reason"),
    [
        (lambda node: node.shipping.issued(), "valid", "Genuine, unchanged, in force and not withdrawn."),
        (lambda node: node.shipping.revoked(), "invalid", "Withdrawn by the issuing authority."),
        (lambda node: node.shipping.suspended(), "invalid", "Suspended by the issuing authority."),
        (received, "attention", "Receipt of this shipment was already confirmed."),
    ],
    ids=["valid", "revoked", "suspended", "received"],
)
def test_a_genuine_certificate_gets_its_word_its_reason_and_its_data(visit, make, outcome, reason):
    made = make(visit.node)
    publish(visit.node.shipping.now + timedelta(minutes=1))
    page = visit.open()
    assert visit.judge(visit.node.code(made)) == outcome
    expect(page.locator("#verdict-word")).to_have_text(WORDS[outcome])
    expect(page.locator("#verdict-word")).to_be_focused()
    expect(page.locator(".verdict")).to_contain_text(reason)
    expect(page.locator("#verdict .facts")).to_contain_text(made.number)
    expect(page.locator(".answers > li")).to_have_count(9)
    expect(page.locator("#verdict")).to_contain_text("The code proves the text, not the stones.")
    expect(page.locator(".small-print")).to_contain_text("Withdrawals known as of")


def test_what_is_no_ordinary_certificate_says_so_above_the_data_and_all_ask_for_the_validation(visit):
    made = visit.node.shipping.issued(kind="technical", remarks="For AE26000123: returned")
    page = visit.open()
    assert visit.judge(visit.node.code(made)) == "valid"
    expect(page.locator(".verdict #kind")).to_contain_text("It is no certificate for an ordinary export.")
    expect(page.locator("#verdict")).to_contain_text("The paper must bear its validation")
    visit.judge(visit.node.code(visit.node.shipping.issued()))
    expect(page.locator("#kind")).to_have_count(0)


def test_the_data_stand_in_the_order_of_the_paper(visit):
    made = visit.node.shipping.issued(remarks="Two boxes")
    page = visit.open()
    visit.judge(visit.node.code(made))
    assert page.locator("#verdict .facts dt").all_text_contents() == [
        "Certificate number",
        "Date of issue",
        "Date of expiry",
        "Country of mining origin",
        "Issuing authority",
        "Exporter",
        "Importer",
        "Rough diamonds in this shipment",
        "Number of parcels",
        "Seals",
        "Kind of certificate",
        "Due diligence standards stated",
        "Prepared by / approved by",
        "Remarks",
        "Check code",
    ]
    expect(page.locator("#verdict .facts")).to_contain_text(f"{made.check_code[:4]}-{made.check_code[4:]}")
    expect(page.locator("#verdict .goods")).to_contain_text("1804.52")


def test_the_data_of_a_withdrawn_certificate_are_closed_until_asked_for(visit):
    made = visit.node.shipping.revoked()
    page = visit.open()
    visit.judge(visit.node.code(made))
    expect(page.locator("#verdict .facts")).to_be_hidden()
    page.locator("#verdict summary").click()
    expect(page.locator("#verdict .facts")).to_be_visible()


def test_nothing_of_a_forged_certificate_is_shown(visit):
    made = visit.node.shipping.issued(remarks="A remark nobody must read")
    page = visit.open()
    assert visit.judge(altered(visit.node.code(made))) == "invalid"
    expect(page.locator("#withheld")).to_contain_text("nothing in this code can be trusted")
    shown = page.locator("body").inner_text()
    for secret in (made.number, "Okavango", "Gulf Tender", "Almas", "BW7001-1", "1804.52", "A remark"):
        assert secret not in shown


def test_a_forged_key_id_that_looks_like_a_day_never_leaves_the_last_verdict_standing(visit):
    made = visit.node.shipping.issued()
    header = encode(b'{"alg":"ES256","kid":"2026-99-99","typ":"kpc+jwt"}')
    page = visit.open()
    assert visit.judge(visit.node.code(made)) == "valid"
    visit.paste(f"{header}.{made.token.split('.', 1)[1]}")
    expect(page.locator("#verdict-word")).to_have_text("Not valid")
    expect(page.locator(".verdict")).to_contain_text("owns the key 2026-99-99")


def test_a_screen_that_cannot_be_drawn_says_so_and_shows_no_other_verdict(visit):
    made = visit.node.shipping.issued()
    page = visit.open()
    assert visit.judge(visit.node.code(made)) == "valid"
    # The first screen breaks while it is drawn; the next is drawn by the same browser again.
    page.evaluate(
        "() => { const { prototype } = Intl.DateTimeFormat; Object.defineProperty(prototype, 'format', { configurable:"
        " true, get() { Object.defineProperty(prototype, 'format', { value: String }); throw new RangeError(); } }); }"
    )
    visit.paste(altered(visit.node.code(made)))
    expect(page.locator("#verdict-word")).to_have_text("Cannot tell")
    expect(page.locator(".verdict")).to_contain_text("The check broke off on this device")
    visit.complaints.clear()


def test_the_last_verdict_is_gone_while_the_next_code_waits_for_lists(visit):
    made = visit.node.shipping.issued()
    page = visit.open()
    assert visit.judge(visit.node.code(made)) == "valid"
    page.evaluate("() => { crypto.subtle.verify = () => new Promise(() => {}); }")
    visit.paste(visit.node.code(made))
    expect(page.locator("#busy")).to_be_visible()
    expect(page.locator(".verdict")).to_have_count(0)


def test_a_number_of_another_country_is_not_repeated_from_an_unproven_code(visit):
    page = visit.open()
    assert visit.judge(foreign_number(visit.node)) == "invalid"
    expect(page.locator(".verdict")).to_contain_text("does not belong to this participant")
    assert "AE26000001" not in page.locator("body").inner_text()


def foreign_number(node):
    from kpverify.registry.signers import signer_for
    from kpverify.tokens import sign
    from kpverify.tokens.transport import qr_text, take_apart

    made = node.shipping.issued()
    payload = __import__("json").loads(take_apart(made.token).payload)
    payload["sub"] = "AE26000001"
    return qr_text(sign.build_token(payload, signer_for("BW", "certificate")), node.url)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("HC1:6BFOXN%TS3DH", "An EU digital COVID certificate."),
        ("shc:/5676290952432060346", "A SMART Health Card."),
        ("https://tickets.example.org/v?x=1", "A web address: tickets.example.org"),
        ("WIFI:T:WPA;S:office;P:secret;;", "The name and password of a Wi-Fi network."),
        ("BEGIN:VCARD\nFN:X\nEND:VCARD", "A business card."),
        ("Hello " + HOSTILE, f"Some other text: Hello {HOSTILE}"),
    ],
    ids=["covid", "health", "web", "wifi", "card", "hostile"],
)
def test_a_foreign_code_is_named_for_what_it_is(visit, text, what):
    page = visit.open()
    assert visit.judge(text) == "unrecognised"
    expect(page.locator(".foreign")).to_have_text(what)
    expect(page.locator(".demo")).to_have_count(0)


def test_hostile_names_are_shown_as_text(visit):
    exporter = {"name": HOSTILE, "address": "javascript:alert(1)", "country": "BW"}
    made = visit.node.shipping.issued(exporter=exporter)
    page = visit.open()
    assert visit.judge(visit.node.code(made)) == "valid"
    expect(page.locator("#verdict .facts")).to_contain_text(HOSTILE)
    assert page.locator("#verdict img, #verdict a").count() == 0


def test_demo_stands_in_large_letters(visit):
    page = visit.open()
    visit.judge(visit.node.code(visit.node.shipping.issued()))
    demo = page.locator(".demo strong")
    expect(demo).to_have_text("DEMO")
    assert demo.evaluate("element => parseFloat(getComputedStyle(element).fontSize)") >= 32


def test_a_code_that_names_another_host_says_so_and_is_judged_here(visit):
    made = visit.node.shipping.issued()
    page = visit.open()
    assert visit.judge(visit.node.code(made, host="https://verify.example.org")) == "valid"
    expect(page.locator("#other-host")).to_contain_text("verify.example.org")


def test_a_code_in_the_address_is_judged_at_once_and_leaves_no_trace_there(visit):
    made = visit.node.shipping.issued()
    page = visit.open("/v#" + visit.node.code(made).partition("#")[2])
    expect(page.locator("#verdict-word")).to_have_text("Valid")
    assert page.evaluate("location.href") == f"{visit.node.url}/v"


# What is left of a long code begins with any byte. Mostly it is that of no version; once in 256 it is that of ours.
@pytest.mark.parametrize(("cut", "word"), [(60, r"Not valid"), (600, r"Cannot tell|Not valid")])
def test_a_code_cut_short_is_never_valid_and_asks_for_another_scan(visit, cut, word):
    digits = visit.node.code(visit.node.shipping.issued()).partition("#")[2]
    page = visit.open("/v#" + digits[:cut])
    expect(page.locator("#verdict-word")).to_have_text(re.compile(rf"^\s*({word})\s*$"))
    expect(page.locator(".verdict")).to_contain_text(re.compile("scan( it)? again", re.IGNORECASE))


def test_an_empty_fragment_is_explained(visit):
    page = visit.open("/v#")
    expect(page.locator("#cut-title")).to_be_visible()
    expect(page.locator("#cut-title")).to_be_focused()
    expect(page.locator("#screen-cut")).to_contain_text("left out the part after #")


def test_the_skip_link_is_no_code(visit):
    page = visit.open()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#screen-start")).to_be_visible()
    expect(page.locator("#screen-verdict")).to_be_hidden()


def test_a_browser_without_webcrypto_cannot_tell(visit):
    visit.page.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    made = visit.node.shipping.issued()
    page = visit.open()
    assert visit.judge(visit.node.code(made)) == "undetermined"
    expect(page.locator("#verdict .facts")).to_have_count(0)
    visit.complaints.clear()
