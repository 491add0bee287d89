"""Questions 5 and 9: is it withdrawn, and has it arrived?  And the status lists behind them."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from typing import Any

from kpverify.tokens import base64url
from tests.tokens.cases.case import Vector, attention, invalid, unknown, valid
from tests.tokens.cases.cast import (
    DAY,
    GONE,
    HOUR,
    NOW,
    SIZE,
    URI,
    bundle,
    certificate,
    dumps,
    good,
    jwt,
    qr,
    signed,
    small_trust,
    status_list,
    status_payload,
)

GOOD = good()


def at(seconds: int) -> datetime:
    """Give the clock at this second."""
    return datetime.fromtimestamp(seconds, UTC)


def _entry(idx: int, uri: str = URI) -> str:
    return qr(certificate({"status.status_list.idx": idx, "status.status_list.uri": uri}))


def _unusable() -> dict[str, Any]:
    """Give lists that must not be used, by what is wrong with them."""
    head, body, tail = status_list().split(".")
    packed = zlib.compress(bytes(SIZE // 4), 9)
    compressed = {
        "zlib-cut-short": packed[:-1],
        "zlib-byte-after": packed + b"0",
        "zlib-checksum": packed[:-1] + bytes([packed[-1] ^ 1]),
        "zlib-raw": packed[2:-4],
        "zlib-bomb": zlib.compress(bytes(4 * 1024 * 1024 + 1), 9),
        "zlib-dictionary": b"\x78\xbb\x00\x00\x00\x01" + packed[2:],
    }
    payloads: dict[str, dict[str, Any]] = {
        "sub-of-another-list": {"sub": f"{URI}b"},
        "sub-missing": {"sub": GONE},
        "older-than-the-trust-list-allows": {"iat": NOW - 30 * DAY - 1, "exp": NOW},
        "ttl-zero": {"ttl": 0},
        "ttl-over-31-days": {"ttl": 31 * DAY + 1},
        "ttl-missing": {"ttl": GONE},
        "exp-over-31-days": {"exp": NOW - HOUR + 31 * DAY + 1},
        "exp-not-after-iat": {"exp": NOW - HOUR},
        "iat-negative": {"iat": -1},
        "bits-1": {"status_list.bits": 1},
        "bits-text": {"status_list.bits": "2"},
        "lst-missing": {"status_list.lst": GONE},
        "lst-not-base64url": {"status_list.lst": "A"},
        **{name: {"status_list.lst": base64url.encode(one)} for name, one in compressed.items()},
    }
    own_head = {"alg": "ES256", "kid": "BW-26-S", "typ": "statuslist+jwt"}
    return {
        **{name: status_list(changes) for name, changes in payloads.items()},
        "certificate-key": status_list(kid="BW-26-1"),
        "key-of-another-authority": status_list(kid="EU-ANR-26-S"),
        "key-unknown": status_list(kid="BW-99-S"),
        "key-distrusted": status_list(kid="BW-26-T"),
        "key-over": status_list(kid="BW-25-S"),
        "signed-by-another-key": status_list(key="BW-26-1"),
        "alg-none": status_list(head={**own_head, "alg": "none"}),
        "typ-jwt": status_list(head={**own_head, "typ": "JWT"}),
        "header-crit": status_list(head={**own_head, "crit": []}),
        "signature-empty": f"{head}.{body}.",
        "signature-not-base64url": f"{head}.{body}.=",
        "two-parts": f"{head}.{body}",
        "four-parts": f"{head}.{body}.{tail}.",
        "payload-a-list": jwt([status_payload()], kid="BW-26-S", head=own_head),
        "payload-member-twice": jwt(dumps(status_payload())[:-1] + b',"ttl":9}', kid="BW-26-S", head=own_head),
        "no-text": 7,
        "null": None,
        "empty": "",
    }


def bundles() -> dict[str, bytes]:
    """Give a bundle for each list."""
    trust_list = signed(small_trust())
    kept = {f"status-{name}": {URI: one} for name, one in _unusable().items()}
    more = {
        "status-missing": {},
        "status-ends-today": {URI: status_list({"exp": NOW + HOUR})},
        "status-longest": {URI: status_list({"exp": NOW - HOUR + 31 * DAY, "ttl": 31 * DAY})},
        "status-more-members": {URI: status_list({"aggregation_uri": "https://kp.example.org/", "iss": "BW"})},
        "status-lowest-iat": {URI: status_list({"iat": NOW - 30 * DAY, "exp": NOW + DAY})},
        "status-4-mib": {
            URI: status_list({"status_list.lst": base64url.encode(zlib.compress(bytes(4 * 1024 * 1024), 9))})
        },
        "status-empty-list": {URI: status_list({"status_list.lst": base64url.encode(zlib.compress(b""))})},
    }
    return {name: dumps(bundle(trust_list, own)) for name, own in {**kept, **more}.items()}


def vectors() -> list[Vector]:
    """Give every case of these questions."""
    return [*_values(), *_ages(), *_lists()]


def _values() -> list[Vector]:
    return [
        invalid("status-revoked", _entry(7), "status.revoked", short="I-STATUS-REVOKED-1H"),
        invalid("status-suspended", _entry(8), "status.suspended"),
        attention("status-receipt-confirmed", _entry(9), "presentation.receipt-confirmed", passes=("status.ok",)),
        valid("status-first-entry", _entry(0)),
        valid("status-before-the-revoked", _entry(6)),
        invalid("status-last-entry", _entry(SIZE - 1), "status.revoked"),
        invalid("status-out-of-range", _entry(SIZE), "status.out-of-range", "presentation.not-known"),
        invalid("status-far-out-of-range", _entry((1 << 24) - 1), "status.out-of-range", "presentation.not-known"),
        invalid(
            "status-foreign-list",
            _entry(1000, "https://kp.example.org/status/EU-ANR/26"),
            "status.foreign-list",
            "presentation.not-known",
        ),
        invalid(
            "status-list-of-nobody",
            _entry(1000, "https://kp.example.org/status/BW/2"),
            "status.foreign-list",
            "presentation.not-known",
        ),
    ]


def _ages() -> list[Vector]:
    made = NOW - HOUR
    stale = ("status.stale", "presentation.not-known")
    return [
        valid("status-a-day-old", GOOD, now=at(made + DAY), short="V-24H"),
        attention("status-ageing", GOOD, "status.ageing", now=at(made + DAY + 1), short="A-STATUS-AGEING-24H"),
        attention("status-a-week-old", GOOD, "status.ageing", now=at(made + 7 * DAY)),
        unknown("status-stale", GOOD, *stale, now=at(made + 7 * DAY + 1), short="C-STATUS-STALE-168H"),
        unknown("status-suspended-but-stale", _entry(8), *stale, now=at(made + 7 * DAY + 1)),
        invalid(
            "status-revoked-though-stale",
            _entry(7),
            "status.revoked",
            "presentation.not-known",
            now=at(made + 7 * DAY + 1),
        ),
        unknown(
            "status-receipt-confirmed-but-stale",
            _entry(9),
            "status.stale",
            "presentation.receipt-confirmed",
            now=at(made + 7 * DAY + 1),
        ),
        valid("status-last-second", GOOD, now=at(NOW + HOUR - 1), bundle="status-ends-today"),
        unknown("status-expired", GOOD, *stale, now=at(NOW + HOUR), bundle="status-ends-today"),
    ]


def _lists() -> list[Vector]:
    refused = ("status.list-refused", "presentation.not-known")
    missing = ("status.list-missing", "presentation.not-known")
    return [
        *(unknown(f"status-refused-{name}", GOOD, *refused, bundle=f"status-{name}") for name in _unusable()),
        unknown("status-missing", GOOD, *missing, bundle="status-missing", short="C-STATUS-LIST-MISSING"),
        valid("status-longest", GOOD, bundle="status-longest"),
        valid("status-more-members", GOOD, bundle="status-more-members"),
        unknown("status-lowest-iat", GOOD, "status.stale", "presentation.not-known", bundle="status-lowest-iat"),
        valid("status-4-mib", _entry((1 << 24) - 1), bundle="status-4-mib"),
        invalid(
            "status-empty-list", _entry(0), "status.out-of-range", "presentation.not-known", bundle="status-empty-list"
        ),
    ]
