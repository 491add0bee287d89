"""How many hard photographs of our codes the page reads, of those that zxing-cpp reads; and how soon a camera does.

The page's decoder runs where it runs for people: in Chromium, in its worker, under the site's policy.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

FRAMES = 200
STARTS = 5
LEAST = 0.99


def rows() -> list[dict[str, Any]]:
    """Measure in a process of its own, which may set Django up as it needs it."""
    env = {**os.environ, "KPVERIFY_ENV": "test", "DJANGO_SETTINGS_MODULE": "kpverify.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.frames"], env=env, check=True, stdout=subprocess.PIPE
    )
    return json.loads(done.stdout)


def main() -> None:
    """Draw the photographs, let three decoders read them, start the camera, print the rows."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)
    with tempfile.TemporaryDirectory(prefix="kpverify-bench-") as folder:
        print(json.dumps(_measure(Path(folder))))


def _measure(place: Path) -> list[dict[str, Any]]:
    from tests.scan.server import serve

    texts = _draw(place)
    native = [_natively(place / f"{number}.png") for number in range(FRAMES)]
    with serve(frames=place) as origin:
        zxing = _in_page(origin.url, "zxing")
        fallback = _in_page(origin.url, "qr")
        starts = _start_camera(origin.url, place, texts[0])
    read = _right(texts, native, "texts")
    plain, sharpened = (_right(texts, zxing, name) for name in ("texts", "sharpened"))
    if len(read & plain) < LEAST * len(read):
        raise SystemExit(f"the page read {len(read & plain)} of the {len(read)} that zxing-cpp reads")
    took = [reading["sharpenedMs"] for number, reading in enumerate(zxing) if number not in plain]
    return [
        _row(f"hard photographs read by the page, of {FRAMES}", len(sharpened), "frames", len(read)),
        _row("the same, not sharpened, of those that zxing-cpp reads", len(read & plain), "frames", len(read)),
        _row("the same, without WebAssembly", len(_right(texts, fallback, "sharpened")), "frames", len(read)),
        _row("one photograph of 1080x1080", _median(zxing), "ms", _median(native)),
        _row("the same, sharpened", statistics.median(took), "ms", _median(native)),
        _row("the same, without WebAssembly", _median(fallback), "ms", _median(native)),
        {"name": "camera asked for until text given", "figure": statistics.median(starts), "unit": "ms"},
    ]


def _row(name: str, figure: float, unit: str, peer_figure: float) -> dict[str, Any]:
    return {
        "name": name,
        "figure": figure,
        "unit": unit,
        "peer": "zxing-cpp, native",
        "peer_figure": peer_figure,
        "ratio": figure / peer_figure,
    }


def _draw(place: Path) -> list[str]:
    """Photograph certificates of every authority into numbered files.  Gives their texts."""
    from cryptography.hazmat.primitives.asymmetric import ec

    from kpverify.tokens.sign import SoftwareSigner, build_token
    from kpverify.tokens.transport import qr_text
    from tests.benchmarks.payloads import held_out
    from tests.benchmarks.photographs import photograph
    from tests.scan.codes import draw

    key = ec.derive_private_key(1, ec.SECP256R1())
    made = held_out()
    texts = []
    for number in range(FRAMES):
        payload, kid = made[number * len(made) // FRAMES]
        host = payload["status"]["status_list"]["uri"].split("/")[2]
        texts.append(qr_text(build_token(payload, SoftwareSigner(kid, key)), f"https://{host}"))
        photograph(draw(texts[-1], modules=10), number).save(place / f"{number}.png", compress_level=1)
    return texts


def _natively(file: Path) -> dict[str, Any]:
    import zxingcpp
    from PIL import Image

    image = Image.open(file)
    image.load()
    started = time.perf_counter()
    found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    return {"ms": 1000 * (time.perf_counter() - started), "texts": [code.text for code in found]}


def _in_page(url: str, decoder: str) -> list[dict[str, Any]]:
    from playwright.sync_api import expect, sync_playwright

    from tests.scan.conftest import ALWAYS, CHROMIUM

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ALWAYS)
        page = browser.new_page()
        page.goto(f"{url}/?only={decoder}&frames={FRAMES}")
        expect(page.locator("#state")).to_have_text("measured", timeout=300_000)
        report = json.loads(page.locator("#report").inner_text())
        browser.close()
    return report


def _start_camera(url: str, place: Path, text: str) -> list[int]:
    """From the press of the button to the text, decoder fetched and compiled in between, each time anew."""
    from playwright.sync_api import expect, sync_playwright

    from tests.scan.codes import draw
    from tests.scan.conftest import ALLOWED, ALWAYS, CHROMIUM, held

    feed = place / "feed.mjpeg"
    feed.write_bytes(held(draw(text, modules=7)))
    args = [*ALWAYS, *ALLOWED, f"--use-file-for-fake-video-capture={feed}"]
    taken = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=args)
        for _ in range(STARTS):
            page = browser.new_page()
            page.goto(url)
            page.locator("#start").click()
            expect(page.locator("#texts li").first).to_have_text(text, timeout=30_000)
            taken.append(int(page.locator("#report").inner_text()))
            page.context.close()
        browser.close()
    return taken


def _right(texts: list[str], readings: list[dict[str, Any]], name: str) -> set[int]:
    """Which frames gave their text.  A wrong one ends the measuring: that must never be."""
    for number, (text, reading) in enumerate(zip(texts, readings, strict=True)):
        if set(reading[name]) - {text}:
            raise SystemExit(f"frame {number} gave a text that was never drawn")
    return {number for number, reading in enumerate(readings) if reading[name]}


def _median(readings: list[dict[str, Any]]) -> float:
    return statistics.median(reading["ms"] for reading in readings)


if __name__ == "__main__":
    main()
