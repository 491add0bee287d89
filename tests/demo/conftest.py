"""The demonstration as a stranger starts it, and a Chromium whose camera looks at the printed certificate."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageFilter
from playwright.sync_api import Page

from tests.benchmarks.server import free_port

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("KPVERIFY_CHROMIUM", "/usr/bin/chromium")
STARTED_WITHIN = 300


@dataclass(frozen=True, slots=True)
class Demo:
    """A demonstration that is being served."""

    url: str
    folder: Path
    said: str

    @property
    def password(self) -> str:
        """The password of all its officers."""
        return (self.folder / "password").read_text(encoding="ascii")


@contextmanager
def started(folder: Path, *arguments: str, port: int | None = None) -> Iterator[Demo]:
    """Start it as `make demo` does, wait until it has said all it says, and stop it with Ctrl+C."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("KPVERIFY_", "DJANGO_"))}
    command = [sys.executable, "-m", "kpverify.demo", "--port", str(port or free_port())]
    command += ["--folder", str(folder), *arguments]
    log = folder.parent / f"{folder.name}.log"
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        said = _wait(process, log)
        url = re.search(r"^Open +(https?://\S+?)/$", said, re.MULTILINE)
        assert url is not None, said
        yield Demo(url=url[1], folder=folder, said=said)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], log: Path) -> str:
    end = time.monotonic() + STARTED_WITHIN
    while time.monotonic() < end:
        said = log.read_text(encoding="utf-8")
        if "Stop with Ctrl+C." in said:
            return said
        assert process.poll() is None, said
        time.sleep(0.2)
    raise TimeoutError(log.read_text(encoding="utf-8"))


@pytest.fixture
def demo(tmp_path) -> Iterator[Demo]:
    """A demonstration on this machine."""
    with started(tmp_path / "node") as found:
        yield found


@pytest.fixture
def page(browser_type, demo, tmp_path) -> Iterator[Page]:
    """A phone whose camera is held, a little askew, over the QR code of the printed certificate."""
    feed = tmp_path / "paper.mjpeg"
    code = printed_code(demo.folder / "demo-certificate.pdf")
    feed.write_bytes(b"".join(held_over(code, angle) for angle in (2, 3, 4)))
    switches = ["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    switches.append(f"--use-file-for-fake-video-capture={feed}")
    browser = browser_type.launch(executable_path=CHROMIUM, args=switches)
    yield browser.new_context().new_page()
    browser.close()


def printed_code(path: Path) -> Image.Image:
    """Print a certificate at 300 dpi, and cut out what a camera held over its code sees."""
    with pypdfium2.PdfDocument(path) as document:
        page = document[0].render(scale=300 / 72).to_pil().convert("L")
    (found,) = zxingcpp.read_barcodes(page)
    corners = [found.position.top_left, found.position.bottom_right]
    edge = (corners[1].x - corners[0].x) // 3
    return page.crop((corners[0].x - edge, corners[0].y - edge, corners[1].x + edge, corners[1].y + edge))


def held_over(code: Image.Image, angle: float) -> bytes:
    """Draw one frame of 1920x1080 as a JPEG."""
    frame = Image.new("L", (1920, 1080), 235)
    seen = code.resize((1060, 1060)).rotate(angle, fillcolor=235, resample=Image.Resampling.BICUBIC)
    frame.paste(seen, (430, 10))
    out = BytesIO()
    frame.filter(ImageFilter.GaussianBlur(1)).convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()
