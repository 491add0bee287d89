"""The dictionary of KPQR-1: frozen, the same in both languages, nobody's in particular, and worth its place."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from pathlib import Path

import pytest

from kpverify.tokens.dictionary import DICTIONARY
from kpverify.tokens.transport import decode, qr_text
from tests.benchmarks.payload_words import GENERIC, Place, places
from tests.benchmarks.payloads import choosing, held_out
from tests.benchmarks.sizes import URL, build_token, dcc, kpqr1, signer, version
from tests.tokens.twins import node

ROOT = Path(__file__).parents[2]
TWIN = ROOT / "kpverify/pwa/static/pwa/dictionary.js"
WIRE_FORMATS = ROOT / "docs/token.md"
EVERYBODY = [*places("choosing"), *places("held-out")]
SAMPLE = held_out()[::30]


def words(text: str) -> set[str]:
    """Give the words of four letters and more."""
    return set(re.findall(r"[^\W\d_]{4,}", text.lower()))


def names(place: Place) -> set[str]:
    """Give what names one participant, its cities and companies."""
    return words(" ".join((place.name, place.cities, place.streets, place.companies))) - GENERIC


def test_the_dictionary_is_frozen():
    assert (
        hashlib.sha256(DICTIONARY).hexdigest() == "ad825db0d21b7a9a06778684655e8c60047c6dcccc551f9f67ec1d2989f874a5"
    ), "Codes on paper can no longer be read. A new dictionary is a new first byte (docs/token.md section 2)."


def test_it_is_ascii_that_fits_into_every_window():
    assert DICTIONARY.isascii()
    assert 0 < len(DICTIONARY) <= 1024


def test_the_twin_has_the_same_bytes():
    script = f'import {{ DICTIONARY }} from "{TWIN.as_uri()}"; process.stdout.write(DICTIONARY);'
    ran = subprocess.run([node(), "--input-type=module", "-e", script], capture_output=True, check=True, timeout=30)
    assert ran.stdout == DICTIONARY


def test_the_wire_formats_print_the_same_bytes():
    section = WIRE_FORMATS.read_text(encoding="utf-8").partition("## 7. The dictionary")[2]
    pieces = json.loads(section.split("```json")[1].split("```")[0])
    assert "".join(pieces).encode("ascii") == DICTIONARY
    assert f"{len(DICTIONARY)} bytes" in section
    assert hashlib.sha256(DICTIONARY).hexdigest() in section


def test_it_gives_no_participant_an_advantage():
    text = DICTIONARY.decode()
    assert len({place.authority[:2] for place in EVERYBODY}) == 60
    assert [place.authority for place in EVERYBODY if re.search(rf'["-]{place.authority[:2]}["-]', text)] == []
    assert [place.name for place in EVERYBODY if names(place) & words(text)] == []


def test_the_two_halves_share_no_participant_and_no_word():
    one, other = places("choosing"), places("held-out")
    assert not {place.authority[:2] for place in one} & {place.authority[:2] for place in other}
    assert not set().union(*map(names, one)) & set().union(*map(names, other))
    assert min(len(choosing()), len(held_out())) >= 300


@pytest.mark.parametrize("made", SAMPLE, ids=[made.payload["sub"] for made in SAMPLE])
def test_a_code_is_no_larger_than_the_health_certificates(made):
    assert version(kpqr1(made)) <= version(dcc(made))


@pytest.mark.parametrize("made", SAMPLE, ids=[made.payload["sub"] for made in SAMPLE])
def test_a_packed_certificate_comes_back_as_it_was(made):
    token = build_token(made.payload, signer(made.kid))
    assert decode(qr_text(token, URL)) == token
