"""The exact text that is signed."""

import hashlib
import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from kpverify.certificates.payload import Issue, build_payload, expiry, intent_text, signing_input, token_of
from kpverify.tokens.claims import problems
from kpverify.tokens.sign import SoftwareSigner, build_token
from kpverify.tokens.transport import take_apart

from .typed import content

NOW = datetime(2026, 11, 24, 10, 30, 59, tzinfo=UTC)


def issue(**changes):
    found = {
        "authority_id": "BW",
        "statement": "KPCS-US",
        "officers": ("BW-A", "BW-B"),
        "number": "BW26000001",
        "status_uri": "https://verify.example.org/status/BW/26",
        "status_idx": 5,
        "issued_at": NOW,
        "expires_at": expiry(issued_at=NOW, validity_days=60),
        **changes,
    }
    return Issue(**found)


@pytest.mark.parametrize(
    ("issued_at", "days", "expected"),
    [
        (datetime(2026, 11, 24, 0, 0, tzinfo=UTC), 60, datetime(2027, 1, 24, tzinfo=UTC)),
        (datetime(2026, 11, 24, 23, 59, 59, tzinfo=UTC), 60, datetime(2027, 1, 24, tzinfo=UTC)),
        (datetime(2026, 11, 25, 0, 0, tzinfo=UTC), 60, datetime(2027, 1, 25, tzinfo=UTC)),
        (datetime(2028, 2, 28, 12, 0, tzinfo=UTC), 1, datetime(2028, 3, 1, tzinfo=UTC)),
        (datetime(2026, 12, 31, 12, 0, tzinfo=UTC), 0, datetime(2027, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_certificate_ends_at_midnight_after_its_last_day(issued_at, days, expected):
    assert expiry(issued_at=issued_at, validity_days=days) == expected


def test_payload_keeps_every_rule_of_the_wire_format():
    assert problems(build_payload(content=content(), issue=issue())) == []
    full = content(zones=["BW-ORAPA"], remarks="Fragile")
    assert problems(build_payload(content=full, issue=issue())) == []


def test_the_monitors_word_comes_last_whatever_order_it_has():
    word = {
        "signature": "A" * 86,
        "monitors": ["M-1", "M-2"],
        "kid": "KPMT-26-1",
        "iat": 1795000000,
        "dossier": "A" * 43,
    }
    made = build_payload(content=content(), issue=issue(clearance=word))
    assert problems(made) == []
    assert list(made["kpc"])[-1] == "clearance"
    assert list(made["kpc"]["clearance"]) == ["kid", "iat", "dossier", "monitors", "signature"]


def test_member_order_is_that_of_the_document_whatever_the_database_made_of_it():
    shuffled = {name: content()[name] for name in sorted(content(), reverse=True)}
    shuffled["importer"] = dict(reversed(shuffled["importer"].items()))
    made = build_payload(content=shuffled, issue=issue())
    assert json.dumps(made) == json.dumps(build_payload(content=content(), issue=issue()))
    assert list(made) == ["iss", "sub", "iat", "exp", "status", "kpc"]
    assert list(made["kpc"])[:3] == ["statement", "mining_origin", "exporter"]
    assert list(made["kpc"]["importer"]) == ["name", "address", "country"]


def test_an_intent_is_exactly_what_the_token_says():
    payload = build_payload(content=content(), issue=issue())
    signer = SoftwareSigner("BW-26-1", ec.generate_private_key(ec.SECP256R1()))
    intent = intent_text(payload, kid="BW-26-1")
    token = token_of(intent, signer.sign(signing_input(intent)))
    assert token == build_token(payload, signer)
    parts = take_apart(token)
    assert f"{parts.header.decode()}\n{parts.payload.decode()}" == intent


def test_signing_an_intent_again_gives_the_same_token():
    signer = SoftwareSigner("BW-26-1", ec.generate_private_key(ec.SECP256R1()))
    intent = intent_text(build_payload(content=content(), issue=issue()), kid="BW-26-1")
    digests = {hashlib.sha256(signer.sign(signing_input(intent))).hexdigest() for _ in range(5)}
    assert len(digests) == 1
