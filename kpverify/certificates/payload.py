"""The exact text that is signed, made of what the officers typed and what issuing adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from kpverify.tokens import base64url, claims
from kpverify.tokens.sign import compact_json

PARTY = ("name", "address", "country")
LINE = ("hs", "carats", "usd")
CLEARANCE = ("kid", "iat", "dossier", "monitors", "signature")


@dataclass(frozen=True, slots=True)
class Issue:
    """What issuing adds to the content."""

    authority_id: str
    statement: str
    officers: Sequence[str]
    number: str
    status_uri: str
    status_idx: int
    issued_at: datetime
    expires_at: datetime
    # The monitors' word (docs/token.md section 9), for goods that need one.
    clearance: Mapping[str, Any] | None = None


def expiry(*, issued_at: datetime, validity_days: int) -> datetime:
    """Give the end of the last day of validity: the midnight after it, UTC.  Source: House, docs/token.md exp."""
    last = issued_at.astimezone(UTC).date() + timedelta(days=validity_days)
    return datetime.combine(last + timedelta(days=1), time(), UTC)


def build_payload(*, content: Mapping[str, Any], issue: Issue) -> dict[str, Any]:
    """Put everything in the order of docs/token.md section 1, whatever order the database gave it in."""
    return {
        "iss": issue.authority_id,
        "sub": issue.number,
        "iat": int(issue.issued_at.timestamp()),
        "exp": int(issue.expires_at.timestamp()),
        "status": {"status_list": {"idx": issue.status_idx, "uri": issue.status_uri}},
        "kpc": _kpc(content, issue),
    }


def _kpc(content: Mapping[str, Any], issue: Issue) -> dict[str, Any]:
    members = {
        "statement": issue.statement,
        "mining_origin": content["mining_origin"],
        "zones": content.get("zones"),
        "exporter": _ordered(content["exporter"], PARTY),
        "importer": _ordered(content["importer"], PARTY),
        "goods": [_ordered(line, LINE) for line in content["goods"]],
        "parcels": content["parcels"],
        "seals": content["seals"],
        "officers": list(issue.officers),
        "due_diligence": content["due_diligence"],
        "kind": content["kind"],
        "replaces": content.get("replaces"),
        "remarks": content.get("remarks"),
        "clearance": None if issue.clearance is None else _ordered(issue.clearance, CLEARANCE),
    }
    return {name: value for name, value in members.items() if value is not None}


def _ordered(value: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: value[name] for name in names}


def intent_text(payload: Mapping[str, Any], *, kid: str, typ: str = claims.TYP) -> str:
    """Write down what is about to be signed: the header and the payload, exactly, a line each."""
    header = compact_json({"alg": "ES256", "kid": kid, "typ": typ})
    return f"{header.decode()}\n{compact_json(payload).decode()}"


def signing_input(intent: str) -> bytes:
    """Give the bytes the signature of an intent is over."""
    header, _, payload = intent.partition("\n")
    return f"{base64url.encode(header.encode())}.{base64url.encode(payload.encode())}".encode("ascii")


def token_of(intent: str, signature: bytes) -> str:
    """Put the signature to an intent."""
    return f"{signing_input(intent).decode('ascii')}.{base64url.encode(signature)}"
