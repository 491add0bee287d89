"""The camera, real as far as a machine without one can have it: Chromium's fake device plays our own pictures."""

import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from .codes import draw
from .conftest import held, watched

pytestmark = pytest.mark.browser
RUNNING = re.compile(r"^running 1 ")


@pytest.mark.parametrize("query", ["", "?only=zxing", "?only=qr"])
def test_a_code_before_the_camera_gives_its_exact_text_once(scanner, text, query):
    page = scanner.open(query).page
    page.locator("#start").click()
    expect(page.locator("#texts li")).to_have_text([text], timeout=30_000)
    expect(page.locator("#state")).to_have_text(RUNNING)
    page.locator("#stop").click()
    expect(page.locator("#texts li")).to_have_count(1)


def test_stopping_gives_the_camera_back_and_starting_again_scans_again(scanner, text):
    page = scanner.open().page
    page.locator("#start").click()
    expect(page.locator("#texts li")).to_have_count(1)
    expect(page.locator("#video")).to_have_js_property("paused", False)
    page.locator("#stop").click()
    expect(page.locator("#video")).to_have_js_property("srcObject", None)
    page.locator("#start").click()
    expect(page.locator("#texts li")).to_have_text([text, text])


def test_a_hidden_page_gives_the_camera_back_and_takes_it_again_when_it_is_shown(scanner, text):
    # Chromium never hides a page that is driven, so the page is told that it is.
    scanner.page.add_init_script("""
      let isHidden = false;
      Object.defineProperty(document, "hidden", { get: () => isHidden });
      addEventListener("keydown", () => {
        isHidden = !isHidden;
        document.dispatchEvent(new Event("visibilitychange"));
      });
    """)
    page = scanner.open().page
    page.locator("#start").click()
    expect(page.locator("#texts li")).to_have_count(1)
    page.keyboard.press("h")
    expect(page.locator("#video")).to_have_js_property("srcObject", None)
    page.keyboard.press("h")
    expect(page.locator("#texts li")).to_have_text([text, text])


@pytest.mark.parametrize(
    ("switches", "code"),
    [
        (["--use-fake-ui-for-media-stream=deny"], "denied"),
        (["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream=device-count=0"], "none"),
        (["--use-fake-ui-for-media-stream", "--host-resolver-rules=MAP plain.test 127.0.0.1"], "insecure"),
    ],
    ids=["denied", "none", "insecure"],
)
def test_a_camera_that_cannot_be_had_says_why(launched, origin, switches, code):
    if code == "insecure":
        origin.url = origin.url.replace("localhost", "plain.test")
    with watched(launched(*switches), origin) as scanner:
        page = scanner.open().page
        page.locator("#start").click()
        expect(page.locator("#state")).to_have_text(f"failed {code}")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("() => Promise.reject(new DOMException('', 'NotReadableError'))", "busy"),
        ("undefined", "unsupported"),
    ],
)
def test_a_camera_in_use_and_a_browser_without_one_are_told_apart(scanner, answer, code):
    # The fake device is never in use, so the browser is made to answer as if it were.
    scanner.page.add_init_script(f"MediaDevices.prototype.getUserMedia = {answer};")
    page = scanner.open().page
    page.locator("#start").click()
    expect(page.locator("#state")).to_have_text(f"failed {code}")


@pytest.mark.parametrize(
    ("frame", "hint"),
    [
        (lambda text: held(draw(text, modules=7), light=0.1, blur=3), "light"),
        (lambda text: held(draw(text, modules=2), blur=1), "closer"),
        (lambda text: held(_covered(draw(text, modules=7))), "steady"),
        (lambda text: held(draw(text, modules=7), blur=8), "farther"),
    ],
    ids=["light", "closer", "steady", "farther"],
)
def test_what_was_measured_becomes_a_hint(launched, origin, text, frame, hint):
    with watched(launched(frame=frame(text)), origin) as scanner:
        page = scanner.open().page
        page.locator("#start").click()
        expect(page.locator("#hints li").first).to_have_text(hint, timeout=15_000)
        assert scanner.texts == []


def _covered(code: Image.Image) -> Image.Image:
    """Hide a third of it: it is seen, and cannot be read."""
    third = code.width // 3
    code.paste(128, (third, third, code.width - third // 4, code.width - third // 4))
    return code
