"""How long a certificate takes on its way to paper, and which error correction is read best when paper is damaged.

Certificates are new each time, fonts already open.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable
from typing import Any

import django
import qrcode
import typst
import zxingcpp
from PIL import Image, ImageDraw
from qrcode.constants import ERROR_CORRECT_L, ERROR_CORRECT_M

from tests.benchmarks.photographs import photograph

ROUNDS, WARM = 60, 5
PICTURES = 40
# As much as fills version 22 at M.
DIGITS = 1750
STANDARDS: list[Any] = ["a-2a", "ua-1"]


def rows() -> list[dict[str, Any]]:
    """Print certificates nobody printed before, a page of one line, and QR codes."""
    os.environ.setdefault("KPVERIFY_ENV", "test")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpverify.settings")
    django.setup()
    from kpverify.certificates.paper_data import data_of
    from kpverify.certificates.printing import print_paper
    from kpverify.certificates.qr import rows_of, text_of
    from tests.certificates.paper import names, token

    known = names()
    tokens = [token(remarks=f"Shipment {n * 7919 % 1000:03} of this year") for n in range(ROUNDS)]
    texts = [text_of(token(remarks=f"Drawn {n:03}, not printed")) for n in range(ROUNDS)]
    printed = _median_ms(lambda n: print_paper(data_of(tokens[n], known)))
    line = _median_ms(_one_line())
    drawn = _median_ms(lambda n: rows_of(texts[n]))
    chosen = _median_ms(lambda n: _all_masks(texts[n]))
    return [
        _row("print a certificate (PDF/A-2a, tagged, new each time)", printed, "typst alone, one line on A4", line),
        _row("draw a QR code (one mask)", drawn, "qrcode, best of eight masks", chosen),
        *_reading(),
    ]


def _reading() -> list[dict[str, Any]]:
    """Damage one text's codes in the same ways, drawn at M and at L: blots alone, and all that befalls a photograph."""
    text = "https://verify.example.org/v#" + "".join(random.Random(22).choices("123456789", k=DIGITS))
    found = []
    for name, damage in (("blotted codes read", _blotted), ("hard photographs read", photograph)):
        read = {}
        for level in (ERROR_CORRECT_M, ERROR_CORRECT_L):
            code = _picture(text, level)
            read[level] = sum(_reads(damage(code, seed), text) for seed in range(PICTURES))
        row = _row(f"{name} at M, of {PICTURES}", read[ERROR_CORRECT_M], "the same at L", read[ERROR_CORRECT_L])
        found.append({**row, "unit": "pictures"})
    return found


def _picture(text: str, level: int) -> Image.Image:
    code = qrcode.QRCode(error_correction=level)
    code.add_data(text)
    code.make()
    rows = code.get_matrix()
    small = Image.new("L", (len(rows), len(rows)))
    small.putdata([0 if is_dark else 255 for row in rows for is_dark in row])
    return small.resize((len(rows) * 8,) * 2, Image.Resampling.NEAREST)


def _blotted(code: Image.Image, seed: int) -> Image.Image:
    """Cover 3 to 9 per cent, away from the corner marks."""
    chance, blotted = random.Random(seed), code.copy()
    span = code.width * chance.uniform(0.03, 0.09) ** 0.5
    x, y = (chance.uniform(0.35, 0.9) * (code.width - span) for _ in "xy")
    ImageDraw.Draw(blotted).ellipse((x, y, x + span, y + span), fill=chance.choice((0, 120, 255)))
    return blotted


def _reads(picture: Image.Image, text: str) -> bool:
    return any(one.text == text for one in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode))


def _one_line() -> Callable[[int], Any]:
    compiler = typst.Compiler(ignore_system_fonts=True)
    page = b"#set document(title: sys.inputs.n)\n#sys.inputs.n"
    return lambda n: compiler.compile(page, format="pdf", sys_inputs={"n": f"Line {n}"}, pdf_standards=STANDARDS)


def _all_masks(text: str) -> None:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    code.make()


def _median_ms(once: Callable[[int], Any]) -> float:
    found = []
    for number in range(ROUNDS):
        started = time.perf_counter()
        once(number)
        found.append((time.perf_counter() - started) * 1000)
    return statistics.median(found[WARM:])


def _row(name: str, figure: float, peer: str, peer_figure: float) -> dict[str, Any]:
    return {
        "name": name,
        "figure": figure,
        "unit": "ms",
        "peer": peer,
        "peer_figure": peer_figure,
        "ratio": figure / peer_figure,
    }
