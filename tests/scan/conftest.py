"""One real certificate's QR text, pictures of it, and a browser whose camera looks at it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .codes import certificate_text, draw
from .server import serve


@pytest.fixture(scope="session")
def text() -> str:
    """The QR text of a certificate of ordinary size."""
    return certificate_text(1)


@pytest.fixture(scope="session")
def other() -> str:
    """The QR text of another."""
    return certificate_text(2)


@pytest.fixture(scope="session")
def base_url():
    """None: the scanner has an origin of its own for each test."""


@pytest.fixture
def origin():
    """The scanner's files under the site's policy; says what it was asked for."""
    with serve() as found:
        yield found


@pytest.fixture(scope="session")
def browser_type_launch_args(tmp_path_factory, text):
    """Chromium with a camera that shows the code, held a little askew."""
    feed = tmp_path_factory.mktemp("camera") / "code.mjpeg"
    feed.write_bytes(camera_feed(text))
    return {
        "executable_path": os.environ.get("KPVERIFY_CHROMIUM", "/usr/bin/chromium"),
        "args": [
            "--no-sandbox",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={feed}",
        ],
    }


def camera_feed(text: str) -> bytes:
    """Draw what a phone sees: frames of 1920x1080 as JPEGs one after the other."""
    from io import BytesIO

    from PIL import Image

    frames = b""
    code = draw(text, modules=7)
    for angle in (3, 5, 7):
        frame = Image.new("L", (1920, 1080), 175)
        turned = code.rotate(angle, expand=True, fillcolor=175, resample=Image.Resampling.BICUBIC)
        frame.paste(turned, ((1920 - turned.width) // 2, (1080 - turned.height) // 2))
        out = BytesIO()
        frame.convert("RGB").save(out, "JPEG", quality=80)
        frames += out.getvalue()
    return frames


@pytest.fixture
def scanner(page, origin):
    """The bare page, watched: no request may leave the origin, and nothing may break the policy."""
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
        from playwright.sync_api import expect

        self.page.goto(f"{self.origin.url}/{query}")
        expect(self.page.locator("#state")).to_have_text("ready")
        return self

    def read(self, file: Path) -> str:
        """Choose a file and give the state it ends in."""
        from playwright.sync_api import expect

        self.page.locator("#file").set_input_files(file)
        expect(self.page.locator("#state")).to_have_text(_ENDED, timeout=60_000)
        return self.page.locator("#state").inner_text()

    @property
    def texts(self) -> list[str]:
        """The texts the page was given."""
        return self.page.locator("#texts li").all_text_contents()


def _ended():
    import re

    return re.compile(r"^(read|failed|bug)")


_ENDED = _ended()
