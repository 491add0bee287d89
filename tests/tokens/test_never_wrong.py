"""Whatever comes in: an answer, never an exception, and never "valid" for what nobody signed."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpverify.tokens import Bundle, verify
from kpverify.tokens.errors import Malformed
from kpverify.tokens.transport import decode, take_apart
from kpverify.tokens.verdict import Outcome
from tests.tokens.cases import cast
from tests.tokens.mutations import samples

MAIN = Bundle.load(cast.dumps(cast.bundle(cast.signed(cast.trust()))))
GOOD = cast.good()
JWT = cast.jwt(cast.certificate())
BYTES = cast.dumps(cast.bundle(cast.signed(cast.small_trust())))
SLOWLY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def judged(text, bundle=MAIN):
    verdict = verify(text, bundle, cast.NOON)
    # Whatever it is, it can be written down and read out.
    json.dumps(verdict.as_json()).encode()
    assert verdict.code[0] in "VACIN"
    return verdict


def test_the_good_one_is_good():
    assert judged(GOOD).outcome is Outcome.VALID
    assert judged(JWT).outcome is Outcome.VALID
    assert decode(GOOD) == JWT


@given(st.text(max_size=300))
@SLOWLY
def test_any_text_gets_an_answer(text):
    assert judged(text).outcome is Outcome.UNRECOGNISED


@given(st.binary(max_size=300))
@SLOWLY
def test_any_bytes_as_text_get_an_answer(content):
    for encoding in ("latin-1", "utf-8"):
        assert judged(content.decode(encoding, "surrogateescape")).outcome is Outcome.UNRECOGNISED


@given(st.integers(min_value=0, max_value=10**3000))
@SLOWLY
def test_any_number_gets_an_answer(number):
    assert judged(cast.url(cast.number(number.to_bytes(1250, "big")))).outcome is not Outcome.VALID


@given(st.binary(max_size=200).map(lambda tail: b"\x01" + bytes(64) + tail))
@SLOWLY
def test_anything_packed_gets_an_answer(raw):
    assert judged(cast.url(cast.number(raw))).outcome is Outcome.INVALID


@given(st.integers(0, len(JWT) - 1), st.characters())
@SLOWLY
def test_a_changed_token_is_valid_only_when_it_is_the_same(place, letter):
    text = JWT[:place] + letter + JWT[place + 1 :]
    if text != JWT:
        assert judged(text).outcome is not Outcome.VALID


@given(st.integers(0, len(GOOD) - 1), st.sampled_from("0123456789"))
@SLOWLY
def test_a_changed_digit_is_valid_only_when_the_signing_input_is_the_same(place, digit):
    text = GOOD[:place] + digit + GOOD[place + 1 :]
    verdict = judged(text)
    if verdict.outcome is Outcome.VALID:
        # Another host, or another compression of the same text.
        assert take_apart(text).signing_input == take_apart(GOOD).signing_input


@given(st.integers(0, len(BYTES) - 1), st.integers(0, 255))
@SLOWLY
def test_a_changed_bundle_gets_an_answer(place, byte):
    changed = bytearray(BYTES)
    changed[place] = byte
    verdict = judged(GOOD, bytes(changed))
    try:
        loaded = Bundle.load(bytes(changed))
    except Malformed:
        assert verdict.outcome is Outcome.UNDETERMINED
        assert verdict.findings[-1].code == "issuer.trust-refused"
    else:
        # Only what is not signed can differ: the address of a list.
        assert loaded.trust.data == cast.small_trust()


@given(st.binary(max_size=100))
@SLOWLY
def test_any_bytes_as_bundle_get_an_answer(content):
    assert judged(GOOD, content).outcome is Outcome.UNDETERMINED


def test_mutations_of_the_certificate_are_valid_only_when_their_own_signature_holds():
    for sample in samples(11, 1500):
        verdict = judged(sample.code, MAIN if sample.bundle is None else sample.bundle)
        if verdict.outcome is Outcome.VALID:
            assert next(one.code for one in verdict.findings if one.question == "signature") == "signature.ok"


@pytest.mark.parametrize("bundle", [None, b"", b"{}", b"[" * 1_000_000, b'{"kpverify_bundle":1}'])
def test_without_a_usable_bundle_everything_is_undetermined(bundle):
    verdict = judged(GOOD, bundle)
    assert (verdict.outcome, verdict.is_demo, verdict.certificate) == (Outcome.UNDETERMINED, False, None)
    assert set(verdict.freshness.values()) == {None}
