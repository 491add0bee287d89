"""Reading a question: strict on the shape, silent on the text."""

import io
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import ValidationError

from kpverify.verification.requests import QuestionParser, texts


def parse(body):
    return QuestionParser().parse(io.BytesIO(body))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"code": NaN}',
        b'{"code": Infinity}',
        b'{"code": "a", "code": "b"}',
        b'{"code": "a"} x',
        b"\xef\xbb\xbf{}",
        b'{"code": "\xff"}',
        '{"code": "a"}'.encode("utf-16"),
        b"[" * 60_000,
        b'{"a":' * 10_000,
        b'{"code": ' + b"9" * 60_000 + b"}",
        b'{"code": "a\nb"}',
        b"{'code': 'a'}",
    ],
    ids=lambda body: repr(body[:24]),
)
def test_what_is_not_one_json_text_is_a_wrong_shape(body):
    with pytest.raises(ValidationError):
        parse(body)


@pytest.mark.parametrize("text", ["", "\x00", "\ud800", "\udfff\ud800", "é", "😀", " ", "x" * 60_000])
def test_any_text_is_kept_as_it_is(text):
    assert parse(json.dumps({"code": text}).encode()) == {"code": text}


@given(st.binary(max_size=300))
def test_bytes_are_read_or_refused(body):
    # Any other exception fails the test.
    with suppress(ValidationError):
        parse(body)


@pytest.mark.parametrize(
    "sent", [None, [], "code", 3, True, [{"code": "a"}], {}, {"code": None}, {"code": 5}, {"code": ["a"]}]
)
def test_texts_refuses_other_shapes(sent):
    with pytest.raises(ValidationError):
        texts(sent, "code")


def test_texts_names_each_that_is_wrong():
    with pytest.raises(ValidationError) as refusal:
        texts({"number": 5, "other": 1}, "number", "check_code")
    assert set(refusal.value.detail) == {"number", "check_code"}


def test_members_of_later_versions_change_nothing():
    assert texts({"code": "a", "language": "fr"}, "code") == ["a"]
