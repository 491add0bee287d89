"""The key-encryption key: as an environment or a file gives it, or not at all."""

import base64

import pytest

from kpverify.errors import Refused
from kpverify.registry.sealing import seal, unseal

KEY = base64.b64encode(bytes(range(32))).decode()


@pytest.mark.parametrize("given", [KEY, f"{KEY}\n", f" {KEY}\r\n"])
def test_a_key_from_a_file_ends_with_a_line_end(settings, given):
    settings.SEAL_KEY = KEY
    sealed = seal(b"secret", place="a")
    settings.SEAL_KEY = given
    assert unseal(sealed, place="a") == b"secret"


@pytest.mark.parametrize(
    ("given", "code"),
    [("", "seal-key-missing"), (KEY[:-4], "seal-key-wrong"), ("not base64", "seal-key-wrong"), ("ä", "seal-key-wrong")],
)
def test_a_wrong_key_is_named_as_such(settings, given, code):
    settings.SEAL_KEY = given
    with pytest.raises(Refused) as no:
        seal(b"secret", place="a")
    assert no.value.code == code


def test_what_is_sealed_opens_in_its_place_and_under_its_key_only(settings):
    settings.SEAL_KEY = KEY
    sealed = seal(b"secret", place="signing_key:BW-26-1:sealed_private")
    with pytest.raises(Refused, match="does not open"):
        unseal(sealed, place="signing_key:AE-26-1:sealed_private")
    with pytest.raises(Refused, match="does not open"):
        unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]), place="signing_key:BW-26-1:sealed_private")
    settings.SEAL_KEY = base64.b64encode(bytes(32)).decode()
    with pytest.raises(Refused, match="does not open"):
        unseal(sealed, place="signing_key:BW-26-1:sealed_private")
