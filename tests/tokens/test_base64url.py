"""Every byte string has one spelling."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpverify.tokens.base64url import decode, encode, spell


@given(st.binary(max_size=100))
def test_there_and_back_as_the_standard_library_spells_it(content):
    text = encode(content)
    assert text == base64.urlsafe_b64encode(content).decode().rstrip("=")
    assert decode(text) == content
    assert spell(content) == text.encode()


@given(st.text("ABCZaz019-_=+/ \n", max_size=12))
def test_whatever_decodes_is_the_one_spelling(text):
    found = decode(text)
    assert found is None or encode(found) == text


@pytest.mark.parametrize("text", ["A", "AAAAA", "AA==", "AB", "AAB", "+/8A", "AA AA", "AAAA\n", "ÄAAA", "\udc80AAA"])
def test_refused(text):
    assert decode(text) is None


def test_lenient_lets_unused_bits_be_set_and_nothing_else():
    assert decode("AB", is_lenient=True) == b"\x00"
    assert decode("A=", is_lenient=True) is None
