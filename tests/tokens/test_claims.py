"""The rules of a certificate's members; the vectors have a case for each."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpverify.tokens import claims
from kpverify.tokens.claims import check_code, content_problems, problems, read_claims, read_header
from kpverify.tokens.errors import Malformed
from kpverify.tokens.strictjson import read_json
from tests.tokens.cases import cast
from tests.tokens.cases.cast import GONE, certificate, edit
from tests.tokens.mutations import _edited
from tests.tokens.test_strictjson import VALUES


def test_every_wrong_member_is_listed_in_the_order_of_the_tables():
    wrong = {
        "more": 1,
        "iss": "bw",
        "exp": 0,
        "kpc.more": 1,
        "kpc.exporter.name": "",
        "kpc.goods.1.carats": "0",
        "kpc.goods.0.more": 1,
        "kpc.officers": GONE,
        "kpc.remarks": "",
    }
    assert problems(certificate(wrong)) == [
        *["iss", "exp", "kpc.exporter.name", "kpc.goods[0]", "kpc.goods[1].carats", "kpc.officers", "kpc.remarks"],
        *["kpc", "payload"],
    ]


def test_a_form_asks_about_the_content_alone():
    content = certificate()["kpc"]
    assert content_problems(content) == []
    assert content_problems(edit(content, {"seals": [], "importer.country": "ae"})) == [
        "kpc.importer.country",
        "kpc.seals",
    ]
    assert content_problems(None) == ["kpc"]


@given(st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_quick_answer_is_the_long_one(dice):
    payload = _edited(certificate(remarks="A", zones=["BW-ORAPA"]), dice)
    found: list[str] = []
    claims._PAYLOAD.explain(payload, "payload", found)
    assert problems(payload) == found


@given(VALUES)
def test_anything_else_is_wrong_at_the_top(value):
    assert problems(value)


@pytest.mark.parametrize("name", certificate()["kpc"])
def test_no_member_may_be_missing_or_null(name):
    for value in (GONE, None):
        assert problems(certificate({f"kpc.{name}": value})) == [f"kpc.{name}"]


def test_depth_is_refused_before_anything_else_is_said():
    deep = certificate({"kpc.due_diligence": [[[[[1]]]]], "iss": "bw"})
    with pytest.raises(Malformed) as refused:
        read_claims(cast.dumps(deep))
    assert (refused.value.code, refused.value.values) == ("format.json", {"where": "payload"})
    with pytest.raises(Malformed, match=r"format\.claims"):
        read_claims(cast.dumps(certificate({"kpc.due_diligence": [[[[1]]]]})))


def test_a_header_is_read_the_same_again():
    content = cast.dumps(cast.header())
    assert read_header(content) == read_header(content) == "BW-26-1"
    for _ in range(2):
        with pytest.raises(Malformed, match=r"format\.header"):
            read_header(b"{}")


def test_a_check_code_is_forty_bits_in_crockfords_letters():
    # SHA-256 of "abc" begins ba7816bf8f (FIPS 180-2).
    assert check_code(b"abc") == "Q9W1DFWF"
    assert set(claims.CROCKFORD) == set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") - set("ILOU")


TEXT = cast.dumps(certificate())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"parcels":2', b'"parcels":1,"parcels":2'),
        (b'"parcels":2', b'"p\\u0061rcels":1,"parcels":2'),
        (b'"iss":"BW"', b'"iss":"https://","iss":"BW"'),
        (b'"iss":"BW"', b'"iss" : {"a":1}, "iss":"BW"'),
        (b'"hs":"7102.21"', b'"hs":"7102.10","hs":"7102.21"'),
        (b"Gaborone", b"\\ud800"),
    ],
)
def test_the_quick_reader_misses_nothing(old, new):
    with pytest.raises(Malformed, match=r"format\.json"):
        read_claims(TEXT.replace(old, new, 1))


@pytest.mark.parametrize("words", ["Unit: 4", "http://a.example", "a://b://c", ":::", 'say "a":1', "\\", "a/:b"])
def test_colons_in_a_text_are_no_members(words):
    payload = certificate(remarks=words)
    assert read_claims(cast.dumps(payload)) == payload


@given(st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_quick_reader_says_what_the_strict_one_says(dice):
    text = bytearray(TEXT)
    for _ in range(dice.randint(1, 3)):
        place = dice.randrange(len(text))
        text[place : place + dice.randint(0, 2)] = dice.choice(
            [b":", b"://", b'"', b'":1,"', b"\\", b"{", b",", b" ", b'"iss":"BW",', bytes([dice.randrange(256)])]
        )
    try:
        strict = read_json(bytes(text), depth=claims.MAX_DEPTH, is_tight=True)
    except ValueError:
        expected = "format.json"
    else:
        expected = "format.claims" if problems(strict) else "right"
    try:
        found = "right" if read_claims(bytes(text)) == strict else "other"
    except Malformed as refused:
        found = refused.code
    assert found == expected
