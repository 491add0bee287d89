"""How long a certificate takes on its way to paper: a new one each time, fonts already open."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from typing import Any

import django
import qrcode
import typst

ROUNDS, WARM = 60, 5
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
    ]


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
