"""The cast of the vectors: keys from fixed seeds, one certificate, one trust list, one status list, and their like.

Everything is deterministic (RFC 6979 signatures), so that writing the vectors again gives the same bytes.
"""

from __future__ import annotations

import copy
import hashlib
import json
import zlib
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from kpverify.tokens import base64url, sign, status, transport
from kpverify.tokens.dictionary import DICTIONARY

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
MINUTE, HOUR, DAY = 60, 3600, 86400
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
NOW = int(NOON.timestamp())
MIDNIGHT = NOW - NOW % DAY
ISSUED = NOW - 2 * DAY
HOST = "verify.example.org"
URI = "https://kp.example.org/status/BW/26"
GONE = object()
# Participants with an authority of their own.
SMALL = ("XR", "XS", "XU", "XL", "XW", "XK", "XJ")

# RFC 7515 A.3: a key whose private half everyone knows.
PUBLISHED_D = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"


def key(name: str) -> ec.EllipticCurvePrivateKey:
    """Give the private key of this name: anyone can make it, so it protects nothing."""
    if name == "rfc7515":
        number = int.from_bytes(base64url.decode(PUBLISHED_D) or b"", "big")
    else:
        number = int.from_bytes(hashlib.sha256(f"kpverify vectors: {name}".encode()).digest(), "big") % (ORDER - 1) + 1
    return ec.derive_private_key(number, ec.SECP256R1())


def signer(kid: str, name: str = "") -> sign.SoftwareSigner:
    """Sign under `kid` with the key of that name, or of another `name`."""
    return sign.SoftwareSigner(kid, key(name or kid))


def jwk(kid: str, name: str = "", **members: Any) -> dict[str, Any]:
    """Write the public key of this name as lists have it."""
    return {"kid": kid, **sign.public_jwk(key(name or kid).public_key()), **members}


def dumps(value: Any) -> bytes:
    """Write compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def edit(document: Any, changes: dict[str, Any]) -> Any:
    """Copy and change: `{"kpc.goods.0.usd": "1"}`. A list's items go by place or by code, id or kid; GONE removes."""
    changed = copy.deepcopy(document)
    for path, value in changes.items():
        *way, last = path.split(".")
        inside = changed
        for name in way:
            inside = inside[_place(inside, name)]
        if value is GONE:
            del inside[_place(inside, last)]
        else:
            inside[_place(inside, last)] = value
    return changed


def _place(inside: Any, name: str) -> Any:
    if not isinstance(inside, list):
        return name
    named = (place for place, one in enumerate(inside) if name in _names(one))
    return int(name) if name.isdigit() else next(named)


def _names(one: Any) -> list[Any]:
    return [one.get(member) for member in ("code", "id", "kid", "origin")] if isinstance(one, dict) else []


def certificate(changes: dict[str, Any] | None = None, /, **kpc: Any) -> dict[str, Any]:
    """Give the certificate of Botswana that everything starts from, changed."""
    found: dict[str, Any] = {
        "iss": "BW",
        "sub": "BW26004711",
        "iat": ISSUED,
        "exp": MIDNIGHT + 58 * DAY,
        "status": {"status_list": {"idx": 1000, "uri": URI}},
        "kpc": {
            "statement": "KPCS-US",
            "mining_origin": ["BW"],
            "exporter": {"name": "Okavango Sorting (Pty) Ltd", "address": "Plot 67782, Gaborone", "country": "BW"},
            "importer": {"name": "Gulf Tender House DMCC", "address": "Almas Tower, Dubai", "country": "AE"},
            "goods": [
                {"hs": "7102.21", "carats": "310.07", "usd": "40211"},
                {"hs": "7102.31", "carats": "1804.52", "usd": "362118.75"},
            ],
            "parcels": 2,
            "seals": ["BW7001-1", "BW7001-2"],
            "officers": ["BW-101", "BW-102"],
            "due_diligence": ["OECD-DDG"],
            "kind": "standard",
        },
    }
    found["kpc"].update(kpc)
    return edit(found, changes or {})


def header(kid: str = "BW-26-1", **members: Any) -> dict[str, Any]:
    """Give a certificate's protected header."""
    return {"alg": "ES256", "kid": kid, "typ": "kpc+jwt", **members}


def jwt(payload: Any, *, kid: str = "BW-26-1", key: str = "", head: Any = None) -> str:
    """Sign a payload (or its exact bytes) as a certificate, whether it is right or not."""
    first = head if isinstance(head, bytes) else dumps(head if head is not None else header(kid))
    body = payload if isinstance(payload, bytes) else dumps(payload)
    signing_input = f"{base64url.encode(first)}.{base64url.encode(body)}"
    signature = signer(kid, key).sign(signing_input.encode("ascii"))
    return f"{signing_input}.{base64url.encode(signature)}"


def parts(token: str) -> tuple[bytes, bytes, bytes]:
    """Take a compact token apart: header, payload, signature."""
    header, payload, signature = (base64url.decode(part, is_lenient=True) or b"" for part in token.split("."))
    return header, payload, signature


def raw(token: str, *, version: int = 1, newline: bytes = b"\n") -> bytes:
    """Pack a token as KPQR-1 has it, or nearly so."""
    first, body, signature = parts(token)
    return bytes([version]) + signature + deflate(first + newline + body)


def deflate(text: bytes, level: int = 9) -> bytes:
    """Deflate with the preset dictionary."""
    stream = zlib.compressobj(level, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, DICTIONARY)
    return stream.compress(text) + stream.flush()


def number(packed: bytes) -> str:
    """Write bytes as one decimal number, however long."""
    value, digits = int.from_bytes(packed, "big"), ""
    while value >= 10**4000:
        value, rest = divmod(value, 10**4000)
        digits = f"{rest:04000d}{digits}"
    return f"{value}{digits}"


def url(digits: str, host: str = HOST, scheme: str = "https") -> str:
    """Write the text of the QR code."""
    return f"{scheme}://{host}/v#{digits}"


def qr(payload: Any, *, kid: str = "BW-26-1", key: str = "", head: Any = None) -> str:
    """Sign a payload and write the text of its QR code."""
    return url(number(raw(jwt(payload, kid=kid, key=key, head=head))))


def good() -> str:
    """Give the QR text of the unchanged certificate, as an issuer writes it."""
    return transport.qr_text(sign.build_token(certificate(), signer("BW-26-1")), f"https://{HOST}")


def always(state: str = "active", since: str = "2003-01-01", to: str | None = None) -> dict[str, Any]:
    """Give one period of a participant."""
    return {"from": since, "to": to, "state": state, "reason": "", "source": "https://kp.example.org/notices"}


def participant(code: str, name: str, *periods: dict[str, Any], **members: Any) -> dict[str, Any]:
    """Give a participant, active for ever unless periods are given."""
    found = {"code": code, "name": name, "members": [], "origin_list_from": None, "advisories": []}
    return {**found, "periods": list(periods) or [always()], **members}


def authority(identity: str, code: str, name: str, **members: Any) -> dict[str, Any]:
    """Give an authority with a certificate key, a status key and a range of numbers for 2026."""
    use = {"from": NOW - 400 * DAY, "to": NOW + 400 * DAY, "distrusted_at": None}
    return {
        "id": identity,
        "participant": code,
        "name": name,
        "place": "",
        "numbers": [{"year": 2026, "first": f"{code}26000001", "last": f"{code}26009999"}],
        "void": [],
        "status_lists": [{"uri": uri_of(identity), "iat": NOW - 30 * DAY}],
        "keys": [
            jwk(f"{identity}-26-1", use="certificate", **use),
            jwk(f"{identity}-26-S", use="status", **use),
        ],
        **members,
    }


def uri_of(identity: str) -> str:
    """Give the address of an authority's status list."""
    return f"https://kp.example.org/status/{identity}/26"


def trust(changes: dict[str, Any] | None = None) -> dict[str, Any]:
    """Give the trust list that everything starts from, changed. X.. are participants that do not exist."""
    found = {
        "version": 7,
        "iat": NOW - 6 * HOUR,
        "exp": NOW + 14 * DAY,
        "threshold": 2,
        "roots": [jwk("root-1"), jwk("root-2"), jwk("root-3")],
        "hosts": [HOST],
        "policy": {"status_fresh_s": DAY, "status_stale_s": 7 * DAY, "clock_leeway_s": 5 * MINUTE},
        "statements": [{"id": "KPCS-US", "title": "Kimberley Process Certificate", "text": "The rough diamonds ..."}],
        "participants": PARTICIPANTS,
        "regimes": [
            {"origin": "CF", "from": "2013-05-23", "to": "2015-07-17", "rule": "suspended", "source": ""},
            {"origin": "CF", "from": "2015-07-17", "to": None, "rule": "zones_with_clearance", "source": ""},
            {"origin": "XZ", "from": "2020-01-01", "to": None, "rule": "zones", "source": ""},
            {"origin": "XV", "from": "2026-01-01", "to": None, "rule": "vigilance", "source": ""},
            {"origin": "XE", "from": "2026-01-01", "to": None, "rule": "suspended", "source": ""},
            {"origin": "XA", "from": "2026-01-01", "to": None, "rule": "none", "source": ""},
            {"origin": "XC", "from": "2026-11-18", "to": None, "rule": "zones_with_clearance", "source": ""},
            {"origin": "XB", "from": "2026-01-01", "to": "2026-11-18", "rule": "zones_with_clearance", "source": ""},
            {"origin": "XG", "from": "2026-11-20", "to": None, "rule": "suspended", "source": ""},
            {"origin": "XH", "from": "2026-11-21", "to": None, "rule": "suspended", "source": ""},
        ],
        "zones": [
            {
                "id": "CF-BERBERATI",
                "origin": "CF",
                "name": "Berbérati",
                "periods": [{"from": "2016-03-01", "to": None}],
            },
            {
                "id": "CF-BRIA",
                "origin": "CF",
                "name": "Bria",
                "periods": [{"from": "2020-01-01", "to": "2021-01-01"}, {"from": "2027-01-01", "to": None}],
            },
            *(
                {"id": f"{code}-HILL", "origin": code, "name": "Hill", "periods": [{"from": "2020-01-01", "to": None}]}
                for code in ("XZ", "XC", "XB")
            ),
        ],
        "monitors": MONITORS,
        "authorities": [BOTSWANA, authority("EU-ANR", "EU", "Antwerp"), *(map(_small, SMALL))],
    }
    return edit(found, changes or {})


def small_trust(changes: dict[str, Any] | None = None) -> dict[str, Any]:
    """Give a trust list with Botswana as its only authority, changed."""
    own = {"participants": PARTICIPANTS[:2], "regimes": trust()["regimes"][:1], "authorities": [BOTSWANA]}
    everything = edit(trust(), {"monitors": GONE})
    return edit({**everything, **own}, changes or {})


def _small(code: str) -> dict[str, Any]:
    return authority(code, code, f"Authority of {code}")


PARTICIPANTS = [
    participant("BW", "Botswana"),
    participant("AE", "United Arab Emirates"),
    participant("EU", "European Union", members=["BE", "DE"]),
    participant("CF", "Central African Republic", always(to="2013-05-23"), always("restricted", "2013-05-23")),
    participant("XA", "Plain"),
    participant("XS", "Suspended", always(to="2026-01-01"), always("suspended", "2026-01-01")),
    participant("XR", "Restricted", always("restricted")),
    participant("XL", "Left", always(to="2026-11-01")),
    participant("XU", "Suspended since", always(to="2026-11-20"), always("suspended", "2026-11-20")),
    participant("XW", "Without periods", periods=[]),
    participant("XM", "Wants every origin", origin_list_from="2026-11-18"),
    participant("XO", "Will want every origin", origin_list_from="2026-11-19"),
    participant("XZ", "Zones"),
    participant("XV", "Vigilance"),
    participant("XE", "Exports suspended"),
    participant("XC", "Clearance"),
    participant("XB", "Clearance before"),
    participant("XG", "Exports suspended since"),
    participant("XH", "Exports suspended tomorrow"),
    participant(
        "XK", "Restricted, then suspended", always("restricted", to="2026-11-20"), always("suspended", "2026-11-20")
    ),
    participant("XJ", "Suspended tomorrow", always(to="2026-11-21"), always("suspended", "2026-11-21")),
    participant(
        "XD",
        "Warned of",
        advisories=[
            {"id": "1", "from": "2026-01-01", "to": "2026-11-20", "text": "Over.", "source": ""},
            {"id": "2", "from": "2026-11-20", "to": None, "text": "Fake parcels {code} seen.", "source": ""},
            {"id": "3", "from": "2026-11-21", "to": None, "text": "Not yet.", "source": ""},
        ],
    ),
    participant(
        "XN",
        "Warned of in the east",
        advisories=[
            {
                "id": "XN-1",
                "from": "2026-11-20",
                "to": None,
                "text": "Stolen from a mine.",
                "source": "",
                "kind": "notice",
                "zones": ["XN-EAST", "XN-SOUTH"],
                "do": "Ask for the mine.",
                "words": {"fr": {"text": "Volés dans une mine.", "do": "Demandez la mine."}},
            },
            {
                "id": "XN-2",
                "from": "2026-11-20",
                "to": None,
                "text": "Everywhere.",
                "source": "",
                "kind": "advisory",
                "zones": [],
                "do": "",
                "words": {},
            },
        ],
    ),
]
MONITORS = [
    jwk("KPMT-26-1", use="clearance", **{"from": NOW - 400 * DAY, "to": None, "distrusted_at": None}),
    jwk("KPMT-26-2", use="clearance", **{"from": 0, "to": None, "distrusted_at": ISSUED - HOUR}),
    jwk("KPMT-26-3", use="clearance", **{"from": ISSUED - HOUR, "to": ISSUED - HOUR + 1, "distrusted_at": None}),
]
BOTSWANA = authority(
    "BW",
    "BW",
    "Department of Mines, Gaborone",
    numbers=[
        {"year": 2025, "first": "BW25000001", "last": "BW25009999"},
        {"year": 2026, "first": "BW26000001", "last": "BW26009999"},
        {"year": 2026, "first": "BW/A-001", "last": "BW/A-500"},
    ],
    void=[{"number": "BW26000042", "reason": "stolen"}, {"number": "BW26000043", "reason": "fake"}],
    keys=[
        jwk("BW-26-1", use="certificate", **{"from": NOW - 400 * DAY, "to": NOW + 400 * DAY, "distrusted_at": None}),
        jwk("BW-26-2", use="certificate", **{"from": NOW - 400 * DAY, "to": None, "distrusted_at": ISSUED}),
        jwk("BW-24-1", use="certificate", **{"from": NOW - 900 * DAY, "to": ISSUED, "distrusted_at": None}),
        jwk("BW-27-1", use="certificate", **{"from": ISSUED + 1, "to": None, "distrusted_at": None}),
        jwk("BW-26-S", use="status", **{"from": NOW - 400 * DAY, "to": NOW + 400 * DAY, "distrusted_at": None}),
        jwk("BW-26-T", use="status", **{"from": NOW - 400 * DAY, "to": None, "distrusted_at": NOW + DAY}),
        jwk("BW-25-S", use="status", **{"from": NOW - 400 * DAY, "to": NOW - DAY, "distrusted_at": None}),
        jwk("BW-26-R", use="receipt", **{"from": NOW - 400 * DAY, "to": NOW + 400 * DAY, "distrusted_at": None}),
    ],
    status_lists=[{"uri": URI, "iat": NOW - 30 * DAY}, {"uri": f"{URI}b", "iat": NOW - 30 * DAY}],
)

# Entries of every authority's list that are not 0.
VALUES = {7: 1, 8: 2, 9: 3, 4095: 1}
SIZE = 4096


def status_payload(changes: dict[str, Any] | None = None, *, values: dict[int, int] | None = None) -> dict[str, Any]:
    """Give the payload of Botswana's status list, an hour old, changed."""
    packed = status.pack(VALUES if values is None else values, size=SIZE)
    found = {
        "sub": URI,
        "iat": NOW - HOUR,
        "exp": NOW + 8 * DAY,
        "ttl": 12 * HOUR,
        "status_list": {"bits": 2, "lst": status.compress(packed)},
    }
    return edit(found, changes or {})


def status_list(changes: dict[str, Any] | None = None, *, kid: str = "BW-26-S", key: str = "", head: Any = None) -> str:
    """Sign a status list, whether it is right or not."""
    first = head if head is not None else {"alg": "ES256", "kid": kid, "typ": "statuslist+jwt"}
    return jwt(status_payload(changes), kid=kid, key=key, head=first)


def lists(**own: Any) -> dict[str, Any]:
    """Give a status list of every authority; `BW=` is another one for Botswana, GONE none."""
    found = {URI: status_list()}
    for identity in ("EU-ANR", *SMALL):
        uri = uri_of(identity)
        found[uri] = status_list({"sub": uri}, kid=f"{identity}-26-S")
    if "BW" in own:
        found[URI] = own["BW"]
    return {uri: token for uri, token in found.items() if token is not GONE}


def signed(payload: Any, roots: tuple[str, ...] = ("root-1", "root-2")) -> dict[str, Any]:
    """Sign a trust list (or its exact bytes) by these roots; `kid=name` signs as `kid` with another key."""
    body = base64url.encode(payload if isinstance(payload, bytes) else dumps(payload))
    return {"payload": body, "signatures": [sign.sign_payload(body, signer(*root.split("="))) for root in roots]}


def bundle(trust_list: Any, status_lists: Any = None, **members: Any) -> dict[str, Any]:
    """Give a bundle as an object."""
    found = {"kpverify_bundle": 1, "trust_list": trust_list}
    return {**found, "status_lists": lists() if status_lists is None else status_lists, **members}
