"""One real certificate's QR text, pictures of it, and a browser whose camera looks at it."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageFilter
from playwright.sync_api import expect

from .codes import certificate_text, draw
from .server import serve

CHROMIUM = os.environ.get("KPVERIFY_CHROMIUM", "/usr/bin/chromium")
ALWAYS = ["--no-sandbox", "--use-fake-device-for-media-stream"]
ALLOWED = ["--use-fake-ui-for-media-stream"]
# Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
expect.set_options(timeout=15_000)
ENDED = re.compile(r"^(read|failed|bug)")


@pytest.fixture(scope="session")
def text() -> str:
    """The QR text of a certificate of ordinary size."""
    return certificate_text(1)


@pytest.fixture(scope="session")
def other() -> str:
    """The QR text of another."""
    return certificate_text(2)


@pytest.fixture
def origin():
    """The scanner's files under the site's policy; says what it was asked for."""
    with serve() as found:
        yield found


@pytest.fixture(scope="session")
def camera_browser(browser_type, tmp_path_factory, text):
    """Chromium with a camera that shows the code, held a little askew; the plugin's browser is everybody's."""
    feed = tmp_path_factory.mktemp("camera") / "code.mjpeg"
    feed.write_bytes(b"".join(held(draw(text, modules=7), angle) for angle in (3, 5, 7)))
    args = [*ALWAYS, *ALLOWED, f"--use-file-for-fake-video-capture={feed}"]
    browser = browser_type.launch(executable_path=CHROMIUM, args=args)
    yield browser
    browser.close()


@pytest.fixture
def page(camera_browser):
    """A page that knows nothing of those before it."""
    context = camera_browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def launched(browser_type, tmp_path):
    """A function that opens a page in a Chromium of its own: other switches, another picture before its camera."""
    opened = []

    def launch(*switches: str, frame: bytes | None = None):
        args = [*ALWAYS, *switches]
        if frame is not None:
            (tmp_path / "feed.mjpeg").write_bytes(frame)
            args += [*ALLOWED, f"--use-file-for-fake-video-capture={tmp_path / 'feed.mjpeg'}"]
        opened.append(browser_type.launch(executable_path=CHROMIUM, args=args))
        return opened[-1].new_page()

    yield launch
    for browser in opened:
        browser.close()


def held(code: Image.Image, angle: float = 4, *, light: float = 1, blur: float = 0) -> bytes:
    """Draw what a phone sees, 1920x1080, as a JPEG; several in a row are a film."""
    frame = Image.new("L", (1920, 1080), 175)
    turned = code.rotate(angle, expand=True, fillcolor=175, resample=Image.Resampling.BICUBIC)
    frame.paste(turned, ((1920 - turned.width) // 2, (1080 - turned.height) // 2))
    seen = frame.filter(ImageFilter.GaussianBlur(blur)).point(lambda value: round(value * light))
    out = BytesIO()
    seen.convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue()


@pytest.fixture
def scanner(page, origin):
    """The bare page, watched."""
    with watched(page, origin) as found:
        yield found


@contextmanager
def watched(page, origin):
    """No request may leave the origin, and nothing may break the policy."""
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield Scanner(page, origin)
    elsewhere = [url for url in asked if not url.startswith((origin.url, f"blob:{origin.url}"))]
    assert elsewhere == []
    assert page.locator(".violation").all_text_contents() == []
    assert [words for words in complaints if "Content Security" in words or "Trusted" in words] == []


class Scanner:
    """Drives the bare page as a person would."""

    def __init__(self, page, origin) -> None:
        self.page, self.origin = page, origin

    def open(self, query: str = "") -> Scanner:
        """Open the page and wait until its script runs."""
        self.page.goto(f"{self.origin.url}/{query}")
        expect(self.page.locator("#state")).to_have_text("ready")
        return self

    def read(self, file: Path) -> str:
        """Choose a file and give the state it ends in."""
        self.page.locator("#file").set_input_files(file)
        expect(self.page.locator("#state")).to_have_text(ENDED, timeout=60_000)
        return self.page.locator("#state").inner_text()

    @property
    def texts(self) -> list[str]:
        """The texts the page was given."""
        return self.page.locator("#texts li").all_text_contents()

    @property
    def milliseconds(self) -> int:
        """How long the last file took, by the page's own clock."""
        return int(self.page.locator("#state").get_attribute("data-ms"))
