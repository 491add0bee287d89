"""Status lists, held to the IETF's own vectors as far as two bits go."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpverify.tokens import Bundle, base64url, status, verify
from tests.tokens.cases import cast
from tests.tokens.cases.cast import NOON, NOW, URI

# IETF Token Status List, "Test vectors for Status List encoding": the two with 2 bits.
SHORT = "eNo76fITAAPfAgc", {0: 1, 1: 2, 3: 3, 5: 1, 7: 1, 8: 1, 9: 2, 10: 3, 11: 3}, 12
LONG = (
    "eNrt2zENACEQAEEuoaBABP5VIO01fCjIHTMStt9ovGVIAAAAAABAbiEBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEB5WwIAAAAA"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAID0ugQA"
    "AAAAAAAAAAAAAAAAQG12SgAAAAAAAAAAAAAAAAAAAAAAAAAAAOCSIQEAAAAAAAAAAAAAAAAAAAAAAAD8ExIAAAAAAAAAAAAAAAAAAAAAAAAA"
    "AAAAAAAAAAAAAAAAwJEuAQAAAAAAAAAAAAAAAAAAAAAAAMB9SwIAAAAAAAAAAAAAAAAAAACoYUoAAAAAAAAAAAAAAEBqH81gAQw"
)
LONG_VALUES = {
    0: 1,
    1993: 2,
    25460: 1,
    159495: 3,
    495669: 1,
    554353: 1,
    645645: 2,
    723232: 1,
    854545: 1,
    934534: 2,
    1000345: 3,
}


@pytest.mark.parametrize(("lst", "values", "size"), [SHORT, (LONG, LONG_VALUES, 1 << 20)], ids=["short", "long"])
def test_the_lists_of_the_standard_are_read_and_written_alike(lst, values, size):
    packed = zlib.decompress(base64url.decode(lst))
    assert status.pack(values, size=size) == packed
    assert zlib.decompress(base64url.decode(status.compress(packed))) == packed
    assert {place: found for place in range(size) if (found := status.value_at(packed, place))} == values
    assert status.value_at(packed, size) is None


@pytest.mark.parametrize(("lst", "values"), [SHORT[:2], (LONG, LONG_VALUES)], ids=["short", "long"])
def test_a_certificate_is_judged_by_the_list_of_the_standard(lst, values):
    token = cast.status_list({"status_list.lst": lst})
    bundle = Bundle.load(cast.dumps(cast.bundle(cast.signed(cast.small_trust()), {URI: token})))
    expected = {0: "status.ok", 1: "status.revoked", 2: "status.suspended", 3: "status.ok"}
    for place in [*values, 2, 4]:
        code = cast.jwt(cast.certificate({"status.status_list.idx": place}))
        said = [one.code for one in verify(code, bundle, NOON).findings]
        assert expected[values.get(place, 0)] in said, place
        assert ("presentation.receipt-confirmed" in said) == (values.get(place) == 3)


@given(st.dictionaries(st.integers(0, 99), st.integers(0, 3)), st.integers(100, 120))
def test_what_is_packed_is_found(values, size):
    packed = status.pack(values, size=size)
    assert [status.value_at(packed, place) for place in range(size)] == [values.get(place, 0) for place in range(size)]


def test_a_list_is_opened_once():
    bundle = Bundle.load(cast.dumps(cast.bundle(cast.signed(cast.trust()))))
    authority = bundle.trust.data["authorities"][0]
    found, fault = bundle.find_list(authority, URI)
    assert fault is None
    assert found is bundle.find_list(authority, URI)[0]
    assert (found.iat, len(found.values)) == (NOW - 3600, 1024)
    assert bundle.find_list(authority, "https://nowhere.example/") == (None, "status.foreign-list")
