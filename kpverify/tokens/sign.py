"""Make what verifiers check: certificates, trust lists and status lists, signed through a `Signer`.

A signer may be a key in memory, or a device that never gives its key away.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from jwt.algorithms import Algorithm

from kpverify.tokens import base64url, claims, endorsement, status, trust


class Signer(Protocol):
    """Signs as one key of one authority."""

    @property
    def kid(self) -> str:
        """The key's id on the trust list."""

    def sign(self, signing_input: bytes) -> bytes:
        """Give an ES256 signature: 64 bytes, r then s."""


class SoftwareSigner:
    """A key in memory. Deterministic (RFC 6979): signing the same text again gives the same signature."""

    __slots__ = ("_key", "kid")
    _ES256 = ec.ECDSA(SHA256(), deterministic_signing=True)

    def __init__(self, kid: str, key: ec.EllipticCurvePrivateKey) -> None:
        self.kid = kid
        self._key = key

    def sign(self, signing_input: bytes) -> bytes:
        """Sign."""
        r, s = decode_dss_signature(self._key.sign(signing_input, self._ES256))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


class _ThroughSigner(Algorithm):
    """Lets PyJWT write the token and a `Signer` sign it."""

    def prepare_key(self, key: Any) -> Any:
        return key

    def sign(self, msg: bytes, key: Any) -> bytes:
        return bytes(key.sign(msg))

    def verify(self, msg: bytes, key: Any, sig: bytes) -> bool:
        raise NotImplementedError("certificates are checked by kpverify.tokens.verify")

    @staticmethod
    def to_jwk(key_obj: Any, as_dict: bool = False) -> Any:
        raise NotImplementedError("signers do not give keys away")

    @staticmethod
    def from_jwk(jwk: Any) -> Any:
        raise NotImplementedError("signers do not take keys")


_jws = jwt.PyJWS(algorithms=[])
_jws.register_algorithm("ES256", _ThroughSigner())


def compact_json(value: Any) -> bytes:
    """Write JSON the short way, in the order given, non-ASCII letters as themselves."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def sign_compact(payload: bytes, *, typ: str, signer: Signer) -> str:
    """Sign a payload's exact bytes as a compact JWS whose header is alg, kid, typ."""
    headers = {"kid": signer.kid, "typ": typ}
    return _jws.encode(payload, signer, algorithm="ES256", headers=headers, sort_headers=True)  # type: ignore[arg-type]


def build_token(payload: Mapping[str, Any], signer: Signer) -> str:
    """Sign a certificate.  Source: docs/token.md section 1."""
    return sign_compact(compact_json(payload), typ=claims.TYP, signer=signer)


def build_amendment(payload: Mapping[str, Any], signer: Signer) -> str:
    """Sign an amendment of a certificate.  Source: docs/token.md section 8."""
    return sign_compact(compact_json(payload), typ=endorsement.TYP, signer=signer)


def build_status_list(
    *,
    uri: str,
    packed: bytes,
    now: datetime,
    ttl_s: int,
    life_s: int,
    signer: Signer,
    amendments: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """Sign a status list.  `packed` as of `status.pack`, `amendments` by number.  Source: docs/token.md section 4."""
    iat = int(now.timestamp())
    payload: dict[str, Any] = {
        "sub": uri,
        "iat": iat,
        "exp": iat + life_s,
        "ttl": ttl_s,
        "status_list": {"bits": status.BITS, "lst": status.compress(packed)},
    }
    if amendments:
        payload["amendments"] = {number: list(tokens) for number, tokens in amendments.items()}
    return sign_compact(compact_json(payload), typ=status.TYP, signer=signer)


def build_trust_list(payload: Mapping[str, Any], signers: Iterable[Signer]) -> dict[str, Any]:
    """Sign a trust list by several roots: JWS JSON general serialization.  Source: docs/token.md section 3."""
    body = base64url.encode(compact_json(payload))
    return {"payload": body, "signatures": [sign_payload(body, signer) for signer in signers]}


def sign_payload(body: str, signer: Signer) -> dict[str, str]:
    """Make one root's signature over a trust list's base64url payload: what each root does alone."""
    protected = base64url.encode(compact_json({"alg": "ES256", "kid": signer.kid, "typ": trust.TYP}))
    return {
        "protected": protected,
        "signature": base64url.encode(signer.sign(f"{protected}.{body}".encode("ascii"))),
    }


def public_jwk(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    """Write a public key as the trust list has it: kty, crv, x, y."""
    numbers = key.public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": base64url.encode(numbers.x.to_bytes(32, "big")),
        "y": base64url.encode(numbers.y.to_bytes(32, "big")),
    }
