"""A QR code nobody can read from paper is refused before it is signed."""

import random

import pytest
import qrcode
from qrcode.util import MODE_8BIT_BYTE, MODE_NUMBER, QRData

from kpverify.certificates import legibility
from kpverify.certificates.payload import build_payload, intent_text, token_of
from kpverify.tokens.transport import qr_text

from .test_payload import issue
from .typed import content, importer

LONG = {"name": "Ж" * 120, "address": "鑽石" * 100}
# Names nothing can compress: any of six thousand signs, each once.
UNLIKE = "".join(random.Random(7).sample([chr(sign) for sign in range(0x4E00, 0x6600)], 200))


def payload_of(**changes):
    return build_payload(content=content(**changes), issue=issue())


def largest():
    party = {"name": UNLIKE[:120], "address": UNLIKE, "country": "AE"}
    other = {"name": UNLIKE[::-1][:120], "address": UNLIKE[::-1], "country": "BW"}
    return {
        "exporter": other,
        "importer": party,
        "remarks": UNLIKE[50:] + UNLIKE[:50],
        "seals": [f"{place * 7919:x}-{place * 104729:X}" for place in range(12)],
    }


def test_an_ordinary_certificate_fits():
    assert legibility.fits_on_paper(payload_of(), kid="BW-26-1")


def test_the_largest_certificate_does_not_fit():
    assert not legibility.fits_on_paper(payload_of(**largest()), kid="BW-26-1")


@pytest.mark.parametrize("length", [1, 40, 90, 120])
def test_bits_are_counted_as_the_qr_library_counts_them(length):
    payload = payload_of(importer=importer(name=UNLIKE[:length], address=UNLIKE[: length + 80]))
    text = qr_text(token_of(intent_text(payload, kid="BW-26-1"), b"\xff" * 64), "https://verify.example.org")
    prefix, _, digits = text.partition("#")
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(QRData(f"{prefix}#".encode(), mode=MODE_8BIT_BYTE))
    code.add_data(QRData(digits.encode(), mode=MODE_NUMBER))
    code.make(fit=True)
    bits = legibility.bits_needed(text)
    table = legibility.BIT_LIMIT_TABLE[qrcode.constants.ERROR_CORRECT_M]
    assert 10 <= code.version <= 26
    assert table[code.version - 1] < bits <= table[code.version]


def test_the_fields_to_shorten_are_named_longest_first():
    found = content(importer=importer(**LONG), remarks="short")
    assert legibility.longest_fields(found)[:2] == ["importer.address", "importer.name"]
    assert len(legibility.longest_fields(found)) == 3
    assert legibility.longest_fields({}) == []
