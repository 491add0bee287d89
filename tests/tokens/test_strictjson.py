"""JSON that can be read only one way."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpverify.tokens.strictjson import MAX_DIGITS, read_json

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15) + 1, 10**15 - 1) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def depth_of(value):
    if not isinstance(value, dict | list):
        return 0
    return 1 + max(map(depth_of, value.values() if isinstance(value, dict) else value), default=0)


@given(VALUES, st.booleans(), st.sampled_from([None, 1]))
def test_what_was_written_comes_back(value, is_ascii, indent):
    text = json.dumps(value, ensure_ascii=is_ascii, indent=indent)
    for source in (text, text.encode()):
        assert read_json(source, depth=depth_of(value), is_tight=True) == value
    assert read_json(f" \t\r\n{text}\n".encode(), depth=40) == value


@given(VALUES.filter(lambda value: depth_of(value) > 0))
def test_one_level_less_is_refused(value):
    with pytest.raises(ValueError, match="deep"):
        read_json(json.dumps(value), depth=depth_of(value) - 1)


@given(VALUES)
def test_a_type_stays_what_it_was(value):
    found = read_json(json.dumps(value).encode(), depth=40)
    assert json.dumps(found) == json.dumps(value)


@pytest.mark.parametrize(
    "text",
    [
        *[
            "",
            " ",
            "nul",
            "True",
            "NaN",
            "Infinity",
            "-Infinity",
            "-0",
            "01",
            "-",
            "+1",
            "1.0",
            "1e3",
            "1.",
            ".5",
            "0x10",
        ],
        *["1_0", "1000000000000000", "-1000000000000000", "1 2", "[1,]", "[,1]", "[1", "[", "{", '{"a"}', '{"a":}'],
        *['{"a":1,}', "{a:1}", "{'a':1}", '{"a":1 "b":2}', '{"a":1,"a":1}', '{"a":1,"\\u0061":2}', '[{"a":1,"a":2}]'],
        *[
            '"a',
            '"\n"',
            '"\t"',
            '"\\x41"',
            '"\\u12"',
            '"\\u12G4"',
            '"\\"',
            '"\\ud800"',
            '"\\udc00\\ud800"',
            '{"\\udfff":1}',
        ],
        *["\ufeff1", "1\u00a0", "\u000b1", "/**/1", "１", "٣", "[]]", "1" * 5000, "-" + "1" * 5000, '"\ud800"'],
    ],
)
def test_refused(text):
    with pytest.raises(ValueError):
        read_json(text, depth=6)
    with pytest.raises(ValueError):
        read_json(text.encode("utf-8", "surrogatepass"), depth=6)


@pytest.mark.parametrize("content", [b'"\xff"', b'"\xc3"', b'"\xc0\xaf"', b'"\xed\xa0\x80"', b'"\xf4\x90\x80\x80"'])
def test_what_is_not_utf_8_is_refused(content):
    with pytest.raises(ValueError):
        read_json(content, depth=6)


@pytest.mark.parametrize("text", [" {}", "{} ", "\n{}", "{}\r", "\t1", "{}{}"])
def test_tight_takes_no_white_space_around(text):
    with pytest.raises(ValueError):
        read_json(text, depth=6, is_tight=True)
    assert read_json('{ "a" : [ ] }', depth=6, is_tight=True) == {"a": []}


@pytest.mark.parametrize("digits", range(13, 18))
def test_numbers_have_at_most_fifteen_digits(digits):
    for text in ("9" * digits, "-" + "9" * digits):
        if digits <= MAX_DIGITS:
            assert read_json(text, depth=0) == int(text)
        else:
            with pytest.raises(ValueError):
                read_json(text, depth=0)


def test_deep_nesting_is_refused_however_deep():
    for text in ("[" * 100_000, "[" * 100_000 + "]" * 100_000, '{"a":' * 100_000):
        with pytest.raises(ValueError):
            read_json(text, depth=6)
    assert read_json("[[[[[[]]]]]]", depth=6) == [[[[[[]]]]]]


def test_brackets_in_texts_are_no_nesting():
    assert read_json('["[[[[[[[[", {"{{{{{{{{": "]"}]', depth=2) == ["[[[[[[[[", {"{{{{{{{{": "]"}]
