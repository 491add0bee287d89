"""Every way a code comes in: camera, picture, PDF, hand scanner, paste, drop, and the typed number."""

import base64
import io

import pytest
from playwright.sync_api import expect

from tests.scan.codes import draw
from tests.scan.conftest import held

from .conftest import CHROMIUM, SWITCHES

pytestmark = pytest.mark.browser


def picture_of(*texts):
    """Draw codes beside each other, as a picture file."""
    from PIL import Image

    codes = [draw(text, modules=6) for text in texts]
    sheet = Image.new("L", (sum(code.width for code in codes), max(code.height for code in codes)), 255)
    left = 0
    for code in codes:
        sheet.paste(code, (left, 0))
        left += code.width
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return {"name": "code.png", "mimeType": "image/png", "buffer": out.getvalue()}


def test_a_hand_scanner_is_read_wherever_the_focus_stands(visit):
    good, bad = visit.node.shipping.issued(), visit.node.shipping.revoked()
    page = visit.open()
    visit.scan(visit.node.code(good))
    expect(page.locator("#verdict-word")).to_have_text("Valid")
    # The next code takes the place of the verdict: no button, no hand on the device.
    visit.scan(visit.node.code(bad))
    expect(page.locator("#verdict-word")).to_have_text("Not valid")


def test_a_hand_scanner_in_a_field_leaves_the_field_as_it_was(visit):
    made = visit.node.shipping.issued()
    page = visit.open()
    page.locator("#typed-open").click()
    page.locator("#typed-number").fill("BW26")
    page.wait_for_timeout(200)
    visit.scan(visit.node.code(made))
    expect(page.locator("#verdict-word")).to_have_text("Valid")
    assert page.locator("#typed-number").input_value() == "BW26"


def test_a_short_code_from_a_hand_scanner_is_named_too(visit):
    page = visit.open()
    page.keyboard.type("HC1:6BFOXN")
    page.keyboard.press("Enter")
    expect(page.locator("#verdict-word")).to_have_text("Not a certificate code")


def test_typing_in_a_field_is_never_taken_for_a_scanner(visit):
    page = visit.open()
    page.locator("#typed-open").click()
    page.locator("#typed-number").press_sequentially("BW26000123")
    page.keyboard.press("Enter")
    expect(page.locator("#typed-errors")).to_be_visible()
    expect(page.locator("#screen-verdict")).to_be_hidden()


def test_a_picture_of_the_code_is_read(visit):
    made = visit.node.shipping.issued()
    page = visit.open()
    page.locator("#file").set_input_files(picture_of(visit.node.code(made)))
    expect(page.locator("#verdict-word")).to_have_text("Valid", timeout=30_000)


def test_a_picture_without_a_code_says_what_to_do(visit):
    from PIL import Image

    out = io.BytesIO()
    Image.new("L", (300, 300), 255).save(out, "PNG")
    page = visit.open()
    page.locator("#file").set_input_files({"name": "x.png", "mimeType": "image/png", "buffer": out.getvalue()})
    expect(page.locator("#said")).to_contain_text("No code was found in this file", timeout=30_000)


def test_a_file_that_is_no_picture_says_what_to_do(visit):
    page = visit.open()
    page.locator("#file").set_input_files({"name": "x.png", "mimeType": "image/png", "buffer": b"no picture"})
    expect(page.locator("#said")).to_contain_text("cannot be read")
    expect(page.locator("#busy")).to_be_hidden()


def test_two_certificates_in_one_picture_are_asked_about(visit):
    good, bad = visit.node.shipping.issued(), visit.node.shipping.revoked()
    page = visit.open()
    page.locator("#file").set_input_files(picture_of(visit.node.code(good), visit.node.code(bad)))
    expect(page.locator("#several-title")).to_have_text("2 certificate codes were found. Which one?", timeout=30_000)
    page.locator("#several button").first.click()
    expect(page.locator("#verdict-word")).to_be_visible()


def test_a_dropped_picture_is_read(visit):
    made = visit.node.shipping.issued()
    page = visit.open()
    page.evaluate(
        """text => {
          const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
          const data = new DataTransfer();
          data.items.add(new File([bytes], "code.png", { type: "image/png" }));
          document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        base64.b64encode(picture_of(visit.node.code(made))["buffer"]).decode(),
    )
    expect(page.locator("#verdict-word")).to_have_text("Valid", timeout=30_000)


def test_a_printed_certificate_is_read_from_its_pdf(visit):
    from kpverify.certificates.printing import pdf

    made = visit.node.shipping.issued()
    page = visit.open()
    page.locator("#file").set_input_files({"name": "c.pdf", "mimeType": "application/pdf", "buffer": pdf(made)})
    expect(page.locator("#verdict-word")).to_have_text("Valid", timeout=60_000)


def test_a_number_and_its_check_code_get_the_same_screen_from_the_register(visit):
    made = visit.node.shipping.issued()
    page = visit.open()
    page.locator("#typed-open").click()
    expect(page.locator("#typed-number")).to_be_focused()
    page.locator("#typed-number").fill(made.number.lower())
    page.locator("#typed-code").fill(f"{made.check_code[:4]}-{made.check_code[4:]}")
    page.keyboard.press("Enter")
    expect(page.locator("#verdict-word")).to_have_text("Valid")
    expect(page.locator(".small-print")).to_contain_text("Checked by localhost")
    expect(page.locator("#verdict .facts")).to_contain_text(made.number)


def test_a_look_up_that_answers_late_never_takes_the_place_of_the_next_verdict(visit):
    late, next_one = visit.node.shipping.revoked(), visit.node.shipping.issued()
    waiting = []
    visit.context.route("**/api/v1/lookup", lambda route: waiting.append(route))
    page = visit.open()
    page.locator("#typed-open").click()
    page.locator("#typed-number").fill(late.number)
    page.locator("#typed-code").fill(late.check_code)
    with page.expect_request("**/api/v1/lookup"):
        page.locator("#typed-send").click()
    page.locator("#typed-form [data-to-start]").click()
    assert visit.judge(visit.node.code(next_one)) == "valid"
    with page.expect_response("**/api/v1/lookup"):
        waiting[0].continue_()
    expect(page.locator("#typed-send")).to_be_enabled()
    expect(page.locator("#verdict-word")).to_have_text("Valid")
    expect(page.locator("#verdict .facts")).to_contain_text(next_one.number)


def test_a_number_that_is_not_held_is_not_found_and_nothing_else(visit):
    page = visit.open()
    page.locator("#typed-open").click()
    page.locator("#typed-number").fill("BW26999999")
    page.locator("#typed-code").fill("00000000")
    page.locator("#typed-send").click()
    expect(page.locator("#verdict-word")).to_have_text("Not found")
    expect(page.locator("#verdict .facts, #verdict .answers")).to_have_count(0)


def test_a_look_up_without_a_network_says_what_works_instead(visit):
    page = visit.open_to_stay()
    page.locator("#typed-open").click()
    visit.context.set_offline(True)
    page.locator("#typed-number").fill("BW26000001")
    page.locator("#typed-code").fill("00000000")
    page.locator("#typed-send").click()
    expect(page.locator("#typed-errors")).to_contain_text("Scan the code instead")
    assert page.locator("#typed-number").input_value() == "BW26000001"


def test_too_many_look_ups_say_how_long_to_wait(visit):
    visit.context.route("**/api/v1/lookup", lambda route: route.fulfill(status=429, headers={"Retry-After": "7"}))
    page = visit.open()
    page.locator("#typed-open").click()
    page.locator("#typed-number").fill("BW26000001")
    page.locator("#typed-code").fill("00000000")
    page.locator("#typed-send").click()
    expect(page.locator("#typed-errors")).to_contain_text("Wait 7 seconds")
    visit.complaints.clear()


def test_a_camera_that_is_denied_leaves_the_other_ways(visit):
    visit.page.add_init_script(
        "if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia ="
        " () => Promise.reject(new DOMException('no', 'NotAllowedError'))"
    )
    page = visit.open()
    page.locator("#camera-start").click()
    expect(page.locator("#said")).to_contain_text("The camera is not allowed")
    expect(page.locator("#typed-open")).to_be_visible()


def test_a_code_before_the_camera_is_judged_and_the_next_scan_is_one_tap_away(visit, browser_type, tmp_path):
    feed = tmp_path / "code.mjpeg"
    code = draw(visit.node.code(visit.node.shipping.issued()), modules=7)
    feed.write_bytes(b"".join(held(code, angle) for angle in (3, 5, 7)))
    args = [*SWITCHES, f"--use-file-for-fake-video-capture={feed}"]
    browser = browser_type.launch(executable_path=CHROMIUM, args=args)
    try:
        page = browser.new_page(viewport={"width": 360, "height": 740})
        page.goto(visit.node.url + "/v")
        expect(page.locator("html")).to_have_attribute("data-ready", "yes")
        for button in ("#camera-start", "#again"):
            page.locator(button).click()
            expect(page.locator("#verdict-word")).to_have_text("Valid", timeout=60_000)
            expect(page.locator("#verdict-word")).to_be_focused()
            expect(page.locator("#video")).to_have_js_property("srcObject", None)
    finally:
        browser.close()
