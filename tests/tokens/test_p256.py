"""Keys and signatures, held to the standard's own example."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpverify.tokens import base64url
from kpverify.tokens.p256 import holds, public_key
from tests.tokens.cases import cast
from tests.tokens.cases.cast import ORDER

# RFC 7515 A.3.
X, Y = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
KEY = {"x": X, "y": Y}
INPUT = (
    b"eyJhbGciOiJFUzI1NiJ9"
    b".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
)
SIGNATURE = base64url.decode("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q")
PRIME = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF


def text(number):
    return base64url.encode(number.to_bytes(32, "big"))


def test_the_example_of_rfc_7515_holds():
    assert holds(KEY, SIGNATURE, INPUT)


def test_the_other_half_of_a_malleable_signature_holds_too():
    s = int.from_bytes(SIGNATURE[32:], "big")
    assert holds(KEY, SIGNATURE[:32] + (ORDER - s).to_bytes(32, "big"), INPUT)


@pytest.mark.parametrize(
    "signature",
    [
        *[b"", SIGNATURE[1:], SIGNATURE + b"0", bytes(64), b"\xff" * 64, ORDER.to_bytes(32, "big") * 2],
        *[bytes(32) + SIGNATURE[32:], SIGNATURE[:32] + bytes(32), SIGNATURE[32:] + SIGNATURE[:32]],
    ],
)
def test_no_signature(signature):
    assert not holds(KEY, signature, INPUT)


@given(st.integers(0, 511))
@settings(deadline=None)
def test_one_bit_less_does_not_hold(bit):
    changed = bytearray(SIGNATURE)
    changed[bit // 8] ^= 1 << bit % 8
    assert not holds(KEY, bytes(changed), INPUT)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (Y, X),
        ("A" * 43, "A" * 43),
        (X[:40], Y),
        (X, Y[:40]),
        (X[:-1] + "V", Y),
        (f"{X[:-1]}=", Y),
        (text(PRIME), Y),
        (X, text(2**256 - 1)),
        ("", ""),
    ],
)
def test_no_point(x, y):
    assert public_key(x, y) is None
    assert not holds({"x": x, "y": y}, SIGNATURE, INPUT)


def test_what_a_signer_signs_holds_and_is_the_same_again():
    signer = cast.signer("BW-26-1")
    assert signer.sign(b"text") == signer.sign(b"text")
    assert holds(cast.jwk("BW-26-1"), signer.sign(b"text"), b"text")
