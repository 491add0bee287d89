"""Other JOSE libraries read what we sign, and we read what they sign: a certificate is a plain JWT."""

import json

import jwt as pyjwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jws
from joserfc.jwk import ECKey

from kpverify.tokens import Bundle, sign, status, transport, verify
from kpverify.tokens.p256 import holds
from tests.tokens.cases import cast
from tests.tokens.cases.cast import NOON, NOW, URI, certificate

PRIVATE = cast.key("BW-26-1")
TOKEN = sign.build_token(certificate(), cast.signer("BW-26-1"))
MAIN = Bundle.load(cast.dumps(cast.bundle(cast.signed(cast.trust()))))
HEADER = {"alg": "ES256", "kid": "BW-26-1", "typ": "kpc+jwt"}


def joserfc_key(private=PRIVATE):
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return ECKey.import_key(pem)


def test_joserfc_verifies_what_we_sign():
    public = ECKey.import_key(cast.jwk("BW-26-1"))
    found = jws.deserialize_compact(TOKEN, public, algorithms=["ES256"])
    assert found.headers() == HEADER
    assert json.loads(found.payload) == certificate()
    assert jws.deserialize_compact(transport.decode(cast.good()), public, algorithms=["ES256"]).payload == found.payload


def test_pyjwt_verifies_what_we_sign():
    payload = pyjwt.decode(
        TOKEN,
        PRIVATE.public_key(),
        algorithms=["ES256"],
        issuer="BW",
        options={"verify_exp": False, "verify_iat": False},
    )
    assert payload == certificate()
    assert pyjwt.get_unverified_header(TOKEN) == HEADER


@pytest.mark.parametrize("library", ["joserfc", "pyjwt"])
def test_we_verify_what_others_sign(library):
    if library == "joserfc":
        token = jws.serialize_compact(HEADER, json.dumps(certificate()), joserfc_key(), algorithms=["ES256"])
    else:
        token = pyjwt.encode(certificate(), PRIVATE, algorithm="ES256", headers={"kid": "BW-26-1", "typ": "kpc+jwt"})
    verdict = verify(token, MAIN, NOON)
    assert verdict.outcome == "valid"
    assert {**certificate(), "check_code": verdict.certificate["check_code"], "kid": "BW-26-1"} == verdict.certificate
    assert verify(cast.url(transport.encode(token)), MAIN, NOON).outcome == "valid"


def test_joserfc_verifies_trust_and_status_lists():
    envelope = cast.signed(cast.trust())
    for root, one in zip(("root-1", "root-2"), envelope["signatures"], strict=True):
        found = jws.deserialize_json({**one, "payload": envelope["payload"]}, ECKey.import_key(cast.jwk(root)))
        assert json.loads(found.payload) == cast.trust()
    listed = jws.deserialize_compact(cast.status_list(), ECKey.import_key(cast.jwk("BW-26-S")))
    assert listed.headers()["typ"] == "statuslist+jwt"


def test_what_the_signing_functions_write_is_what_the_cast_writes_by_hand():
    packed = status.pack(cast.VALUES, size=cast.SIZE)
    made = sign.build_status_list(
        uri=URI, packed=packed, now=NOON, ttl_s=43200, life_s=8 * 86400, signer=cast.signer("BW-26-S")
    )
    changes = {"iat": NOW, "exp": NOW + 8 * 86400}
    assert made == cast.status_list(changes)
    signers = [cast.signer("root-1"), cast.signer("root-2")]
    assert sign.build_trust_list(cast.trust(), signers) == cast.signed(cast.trust())
    assert cast.jwt(certificate()) == TOKEN


def test_the_pyjwt_algorithm_only_signs():
    algorithm = sign._ThroughSigner()
    with pytest.raises(NotImplementedError):
        algorithm.verify(b"", None, b"")
    with pytest.raises(NotImplementedError):
        algorithm.to_jwk(None)
    with pytest.raises(NotImplementedError):
        algorithm.from_jwk({})


def test_a_public_key_is_written_as_lists_have_it():
    assert sign.public_jwk(PRIVATE.public_key()) == {
        name: one for name, one in cast.jwk("BW-26-1").items() if name != "kid"
    }
    signature = cast.signer("BW-26-1").sign(b"a")
    assert holds(sign.public_jwk(PRIVATE.public_key()), signature, b"a")
