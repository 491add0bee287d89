"""Sizes are looked at first: nothing that a stranger sends costs much time or memory."""

import time
import tracemalloc
import zlib
from datetime import UTC, datetime

import pytest

from kpverify.tokens import Bundle, base64url, bundle, transport, trust, verify
from kpverify.tokens.errors import Malformed
from kpverify.tokens.p256 import public_key
from tests.tokens.cases import cast
from tests.tokens.cases.cast import URI

MAIN = Bundle.load(cast.dumps(cast.bundle(cast.signed(cast.trust()))))
JWT = cast.jwt(cast.certificate())
HEAD, BODY, TAIL = JWT.split(".")
SECONDS = 1.0

HOSTILE = {
    "12,288 digits": "1" * 12288,
    "12,288 digits in a URL": cast.url("9" * 12256),
    "dots": "." * 12288,
    "letters of a host": "https://" + "a." * 6000,
    "host that nearly ends": "https://" + "a" * 253 + ":1" * 5000,
    "parts of a token": "A" * 6000 + "." + "A" * 6000,
    "header of brackets": base64url.encode(b"[" * 6000) + ".A.A",
    "header of braces": base64url.encode(b'{"a":' * 1200) + ".A.A",
    "payload of brackets": cast.jwt(b"[" * 6000),
    "payload of quotes": cast.jwt(b'"' * 6000),
    "payload of backslashes": cast.jwt(b'"' + b"\\" * 6000),
    "payload of white space": cast.jwt(b'{"a":' + b" " * 6000 + b"1}"),
    "payload of digits": cast.jwt(b"9" * 6000),
    "payload of zones": cast.jwt(cast.certificate(zones=["BW-" + "-" * 24] * 200)),
    "uri that nearly ends": cast.jwt(cast.certificate({"status.status_list.uri": "https://" + "a/" * 2500 + "?"})),
    "bomb": cast.url(cast.number(b"\x01" + bytes(64) + cast.deflate(bytes(1_500_000)))),
    "surrogates": "\ud800" * 20000,
    "long beyond measure": "1" * 5_000_000,
    "emoji beyond measure": "💎" * 1_000_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_is_answered_at_once(text):
    started = time.process_time()
    assert verify(text, MAIN, cast.NOON).outcome in ("invalid", "unrecognised", "undetermined")
    assert time.process_time() - started < SECONDS


def test_a_bomb_takes_no_memory():
    text = HOSTILE["bomb"]
    verify(text, MAIN, cast.NOON)
    tracemalloc.start()
    verify(text, MAIN, cast.NOON)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


def test_a_status_list_bomb_is_refused_without_inflating_it():
    bomb = base64url.encode(zlib.compress(bytes(200 * 1024 * 1024), 9))
    held = cast.bundle(cast.signed(cast.small_trust()), {URI: cast.status_list({"status_list.lst": bomb})})
    loaded = Bundle.load(cast.dumps(held))
    tracemalloc.start()
    verdict = verify(cast.good(), loaded, cast.NOON)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "status.list-refused" in [one.code for one in verdict.findings]
    assert peak < 16 * 1024 * 1024


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b" " * (bundle.MAX_BYTES + 1), "trust.too-large"),
        (b"[" * bundle.MAX_BYTES, "trust.shape"),
        (b'{"a":' * 3_000_000, "trust.shape"),
        (b"9" * bundle.MAX_BYTES, "trust.shape"),
        (cast.dumps(cast.bundle({"payload": "A" * (trust.MAX_CHARS + 1), "signatures": []}, {})), "trust.too-large"),
        (cast.dumps(cast.bundle({"payload": "A" * trust.MAX_CHARS, "signatures": []}, {})), "trust.shape"),
    ],
    ids=["too large", "brackets", "braces", "digits", "payload too large", "payload of zeros"],
)
def test_a_hostile_bundle_is_refused_at_once(content, code):
    started = time.process_time()
    with pytest.raises(Malformed, match=code):
        Bundle.load(content)
    assert time.process_time() - started < 3 * SECONDS


def test_a_long_history_is_refused_before_a_signature_is_looked_at():
    one = cast.signed(cast.small_trust())
    longest = bundle.pack(trust_list=one, status_lists={}, trust_history=[one] * bundle.MAX_HISTORY)
    started = time.process_time()
    assert len(Bundle.load(longest).history) == bundle.MAX_HISTORY
    assert time.process_time() - started < SECONDS
    with pytest.raises(Malformed, match=r"trust\.too-large"):
        Bundle.load(bundle.pack(trust_list=one, status_lists={}, trust_history=[None] * (bundle.MAX_HISTORY + 1)))


def test_long_coordinates_are_not_remembered():
    from kpverify.tokens import p256

    before = p256._key_at.cache_info().currsize
    assert public_key("A" * 1_000_000, "A" * 43) is None
    assert p256._key_at.cache_info().currsize == before


@pytest.mark.parametrize("digits", ["1" * 4300, "1" * 4301, "0" * 12288])
def test_digits_are_counted_before_they_are_a_number(digits):
    with pytest.raises(Malformed):
        transport.take_apart(cast.url(digits[: 12288 - 40]))


def test_the_largest_text_that_is_read_and_the_first_that_is_not():
    head = base64url.encode(cast.dumps(cast.header()))
    longest = f"{head}.{'A' * (transport.MAX_TEXT - len(head) - 2)}."
    assert verify(longest, MAIN, cast.NOON).findings[0].code == "format.encoding"
    assert verify(f"{longest}A", MAIN, cast.NOON).findings[0].code == "format.unrecognised"


@pytest.mark.parametrize("year", [1, 999, 1969, 1970, 2026, 9999])
def test_every_year_a_clock_can_show_is_written_with_four_digits(year):
    verdict = verify("", None, datetime(year, 12, 31, 23, 59, 59, 999999, tzinfo=UTC))
    assert verdict.verified_at == f"{year:04}-12-31T23:59:59Z"
