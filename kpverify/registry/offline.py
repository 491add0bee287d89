"""Publishing where the roots are not here: a request goes out, signatures come back, together they are a trust list.

A request is a trust list without signatures; an answer is the same with one. No database is needed to sign.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from kpverify.errors import Refused
from kpverify.tokens import base64url
from kpverify.tokens.errors import Malformed
from kpverify.tokens.jws import read_part
from kpverify.tokens.shape import has_exactly
from kpverify.tokens.sign import Signer, compact_json, sign_payload
from kpverify.tokens.strictjson import read_json
from kpverify.tokens.trust import MAX_CHARS
from kpverify.tokens.trustshape import is_trust_payload

DEPTH = 12
NO_REQUEST = "is neither a trust list to be signed nor a signed one. Export it again."


def request_of(payload: dict[str, Any]) -> dict[str, Any]:
    """Lay out what the root holders are asked to sign."""
    return {"payload": base64url.encode(compact_json(payload)), "signatures": []}


def write(envelope: dict[str, Any]) -> str:
    """Write a request or an answer as the text of a file."""
    return json.dumps(envelope, separators=(",", ":")) + "\n"


def read(text: bytes, *, name: str) -> dict[str, Any]:
    """Read a request or an answer.  Raises: Refused offline-wrong."""
    try:
        if len(text) > 2 * MAX_CHARS:
            raise Malformed("trust.too-large")
        envelope = read_json(text.strip(), depth=DEPTH)
        if type(envelope) is not dict or not has_exactly(envelope, ("payload", "signatures")):
            raise Malformed("trust.shape")
        if type(envelope["payload"]) is not str or type(envelope["signatures"]) is not list:
            raise Malformed("trust.shape")
        payload_of(envelope)
    except (Malformed, ValueError) as wrong:
        raise Refused("offline-wrong", f"{name} {NO_REQUEST}", status=422) from wrong
    return envelope


def payload_of(envelope: dict[str, Any]) -> dict[str, Any]:
    """Read what is signed.  Raises: Malformed."""
    payload: dict[str, Any] = read_part(envelope["payload"])
    if not is_trust_payload(payload):
        raise Malformed("trust.shape")
    return payload


def fingerprint(envelope: dict[str, Any]) -> str:
    """Give what the holders compare by voice before they sign: SHA-256, in groups of four."""
    digest = hashlib.sha256(envelope["payload"].encode("ascii")).hexdigest()
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def sign(envelope: dict[str, Any], signer: Signer) -> dict[str, Any]:
    """Answer a request with one root's signature."""
    return {"payload": envelope["payload"], "signatures": [sign_payload(envelope["payload"], signer)]}


def assemble(answers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Put the answers of several holders together.  Raises: Refused offline-differs."""
    if len({one["payload"] for one in answers}) != 1:
        raise Refused("offline-differs", "The files were signed for different trust lists. Export once, sign that.")
    seen: dict[str, Any] = {}
    for one in answers:
        for signature in one["signatures"]:
            seen.setdefault(json.dumps(signature, sort_keys=True), signature)
    return {"payload": answers[0]["payload"], "signatures": list(seen.values())}
