"""From a JWT to digits and back."""

import random
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpverify.tokens import base64url
from kpverify.tokens.dictionary import DICTIONARY
from kpverify.tokens.errors import Malformed
from kpverify.tokens.transport import MAX_BYTES, decode, encode, qr_text, split_url, take_apart
from tests.tokens.cases import cast

JWT = cast.jwt(cast.certificate())
URL = "https://verify.example.org"


def test_a_certificate_goes_there_and_back():
    assert decode(encode(JWT)) == JWT
    assert decode(qr_text(JWT, URL)) == JWT
    assert decode(JWT) == JWT
    assert qr_text(JWT, URL).startswith(f"{URL}/v#")


@given(st.binary(max_size=200), st.binary(max_size=900), st.binary(min_size=64, max_size=64))
@settings(deadline=None)
def test_anything_of_the_right_form_goes_there_and_back(header, payload, signature):
    header, payload = header.replace(b"\n", b""), payload.replace(b"\n", b"")
    token = ".".join(map(base64url.encode, (header, payload, signature)))
    assert decode(cast.url(encode(token))) == token
    parts = take_apart(cast.url(encode(token)))
    assert (parts.header, parts.payload, parts.signature, parts.jwt) == (header, payload, signature, token)


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("", "format.encoding"),
        ("a.b", "format.encoding"),
        ("a.b.c.d", "format.encoding"),
        (f"{JWT}=", "format.encoding"),
        (JWT[:-1], "format.encoding"),
        (cast.jwt(b'{\n"a":1}'), "format.encoding"),
        (cast.jwt(b"{}", head=b"{\n}"), "format.encoding"),
        (cast.jwt(b" " * MAX_BYTES), "format.encoding"),
        (cast.jwt(random.Random(1).randbytes(2000).replace(b"\n", b"")), "format.too-large"),
    ],
)
def test_what_cannot_be_read_back_is_not_written(token, code):
    with pytest.raises(Malformed, match=code):
        encode(token)


@pytest.mark.parametrize("size", range(1600, 1720, 5))
def test_whatever_is_written_can_be_read(size):
    payload = random.Random(size).randbytes(size).replace(b"\n", b"")
    try:
        digits = encode(cast.jwt(payload))
    except Malformed:
        assert size > 1650
    else:
        assert size < 1700
        assert take_apart(cast.url(digits)).payload == payload


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://a/v#12", ("a", "12")),
        ("http://a.b-c:65/v#1", ("a.b-c:65", "1")),
        ("https://a/v#", (None, "")),
        ("https://a/v#1\n", (None, "")),
        ("https://a/v#1x", (None, "")),
        ("https://a/v#٣", (None, "")),
        ("12", (None, "")),
        (JWT, (None, "")),
        ("https://a/v#" + "1" * 13000, (None, "")),
    ],
)
def test_the_host_of_a_scanned_url(text, url):
    assert split_url(text) == url


def test_the_layout_is_as_the_page_says():
    # docs/token.md section 2, without any of our own code on the way back.
    raw = int(encode(JWT)).to_bytes(2000, "big").lstrip(b"\0")
    stream = zlib.decompressobj(-15, DICTIONARY)
    header, _, payload = stream.decompress(raw[65:]).partition(b"\n")
    assert raw[0] == 1
    assert stream.eof
    assert f"{base64url.encode(header)}.{base64url.encode(payload)}.{base64url.encode(raw[1:65])}" == JWT
