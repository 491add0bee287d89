"""Questions 2 to 4: whose key is it, does the signature hold, is the certificate in force?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.tokens.cases.case import Vector, attention, invalid, refused, unknown, valid
from tests.tokens.cases.cast import (
    DAY,
    HOUR,
    ISSUED,
    MIDNIGHT,
    NOW,
    ORDER,
    bundle,
    certificate,
    dumps,
    good,
    jwt,
    number,
    qr,
    raw,
    signed,
    trust,
    url,
)

GOOD = good()


def at(seconds: int) -> datetime:
    """Give the clock at this second."""
    return datetime.fromtimestamp(seconds, UTC)


def bundles() -> dict[str, bytes]:
    """Give the bundles of these questions."""
    distrust = {"authorities.BW.keys.BW-26-1.distrusted_at": ISSUED + 1}
    return {
        "trust-ends-today": dumps(bundle(signed(trust({"exp": MIDNIGHT + DAY})))),
        "key-distrusted-since": dumps(bundle(signed(trust(distrust)))),
        "number-foreign": dumps(
            bundle(signed(trust({"authorities.BW.numbers.0": {"year": 2026, "first": "ZW000", "last": "ZW999"}})))
        ),
        "leeway-zero": dumps(bundle(signed(trust({"policy.clock_leeway_s": 0})))),
    }


def vectors() -> list[Vector]:
    """Give every case of these questions."""
    return [*_keys(), *_numbers(), *_trust_age(), *_signatures(), *_dates(), *_clock()]


def _keys() -> list[Vector]:
    return [
        refused("issuer-key-unknown", qr(certificate(), kid="BW-99-9"), "issuer.key-unknown:BW-99-9"),
        refused("issuer-key-case-differs", qr(certificate(), kid="bw-26-1"), "issuer.key-unknown:bw-26-1"),
        refused("issuer-key-of-a-root", qr(certificate(), kid="root-1"), "issuer.key-unknown:root-1"),
        refused("issuer-status-key", qr(certificate(), kid="BW-26-S"), "issuer.wrong-purpose:BW-26-S"),
        refused("issuer-receipt-key", qr(certificate(), kid="BW-26-R"), "issuer.wrong-purpose:BW-26-R"),
        refused("issuer-mismatch", qr(certificate(), kid="EU-ANR-26-1"), "issuer.mismatch:BW"),
        refused("issuer-mismatch-named", qr(certificate({"iss": "EU-ANR"})), "issuer.mismatch:EU-ANR"),
        refused("issuer-key-over", qr(certificate(), kid="BW-24-1"), "issuer.key-not-valid-then:BW-24-1"),
        valid("issuer-key-last-second", qr(certificate({"iat": ISSUED - 1}), kid="BW-24-1")),
        refused("issuer-key-not-begun", qr(certificate(), kid="BW-27-1"), "issuer.key-not-valid-then:BW-27-1"),
        valid("issuer-key-first-second", qr(certificate({"iat": ISSUED + 1}), kid="BW-27-1")),
        refused("issuer-key-distrusted", qr(certificate(), kid="BW-26-2"), "issuer.key-distrusted:BW-26-2"),
        unknown(
            "issuer-key-distrusted-one-second-later",
            qr(certificate({"iat": ISSUED - 1}), kid="BW-26-2"),
            "issuer.key-distrusted-since:BW-26-2",
        ),
        unknown("issuer-key-distrusted-since", GOOD, "issuer.key-distrusted-since", bundle="key-distrusted-since"),
        valid("issuer-of-a-union", _antwerp({})),
    ]


def _antwerp(changes: dict[str, Any]) -> str:
    """Write a certificate of Antwerp, an authority of the European Union."""
    own = {"iss": "EU-ANR", "sub": "EU26000001", "status.status_list.uri": "https://kp.example.org/status/EU-ANR/26"}
    return qr(certificate({**own, **changes}), kid="EU-ANR-26-1")


def _numbers() -> list[Vector]:
    out = "issuer.number-out-of-range"
    return [
        refused(
            "number-of-another-country", qr(certificate({"sub": "AE26004711"})), "issuer.number-foreign:AE26004711"
        ),
        refused(
            "number-of-another-country-in-range",
            qr(certificate({"sub": "ZW500"})),
            "issuer.number-foreign:ZW500",
            bundle="number-foreign",
        ),
        valid("number-first", qr(certificate({"sub": "BW26000001"}))),
        valid("number-last", qr(certificate({"sub": "BW26009999"}))),
        valid("number-second-range", qr(certificate({"sub": "BW/A-250"}))),
        refused("number-before-first", qr(certificate({"sub": "BW26000000"})), f"{out}:BW26000000"),
        refused("number-after-last", qr(certificate({"sub": "BW26010000"})), f"{out}:BW26010000"),
        refused("number-shorter", qr(certificate({"sub": "BW2600471"})), f"{out}:BW2600471"),
        refused("number-longer", qr(certificate({"sub": "BW260047110"})), f"{out}:BW260047110"),
        refused("number-of-another-year", qr(certificate({"sub": "BW25004711"})), f"{out}:BW25004711"),
        valid("number-of-last-year", qr(certificate({"sub": "BW25004711", "iat": 1767225599}))),
        refused(
            "number-of-this-year-too-early",
            qr(certificate({"iat": 1767225599})),
            f"{out}:BW26004711",
        ),
        valid("number-first-second-of-the-year", qr(certificate({"iat": 1767225600}))),
    ]


def _trust_age() -> list[Vector]:
    young = qr(certificate({"iat": NOW - HOUR}), kid="BW-28-1")
    fresh_until = NOW - 6 * HOUR + DAY
    expired = "issuer.trust-expired"
    return [
        refused("issuer-key-unknown-list-fresh", young, "issuer.key-unknown", now=at(fresh_until)),
        unknown("issuer-key-not-on-old-list", young, "issuer.key-not-on-old-list", now=at(fresh_until + 1), stops=True),
        unknown(
            "issuer-key-not-on-expired-list",
            young,
            "issuer.key-not-on-old-list",
            now=at(MIDNIGHT + DAY),
            bundle="trust-ends-today",
            stops=True,
        ),
        refused(
            "issuer-key-unknown-though-list-old",
            qr(certificate({"iat": NOW - 6 * HOUR}), kid="BW-28-1"),
            "issuer.key-unknown",
            now=at(fresh_until + 1),
        ),
        valid("trust-last-second", GOOD, now=at(MIDNIGHT + DAY - 1), bundle="trust-ends-today", short="V-12H"),
        unknown("trust-expired", GOOD, expired, now=at(MIDNIGHT + DAY), bundle="trust-ends-today"),
        invalid(
            "trust-expired-and-bad-status",
            qr(certificate({"status.status_list.idx": 7})),
            expired,
            "status.revoked",
            now=at(MIDNIGHT + DAY),
            bundle="trust-ends-today",
            short="I-STATUS-REVOKED-13H",
        ),
        unknown(
            "trust-expired-and-key-distrusted",
            qr(certificate({"iat": ISSUED - 1}), kid="BW-26-2"),
            "issuer.key-distrusted-since",
            expired,
            now=at(MIDNIGHT + DAY),
            bundle="trust-ends-today",
        ),
    ]


def _signatures() -> list[Vector]:
    token = jwt(certificate())
    good = raw(token)
    head, _, tail = token.split(".")
    changed = jwt(certificate({"kpc.goods.0.carats": "999.99"})).split(".")[1]
    halves = {
        "one-bit": bytes([good[1] ^ 1]) + good[2:65],
        "halves-swapped": good[33:65] + good[1:33],
        "zeros": bytes(64),
        "r-zero": bytes(32) + good[33:65],
        "s-zero": good[1:33] + bytes(32),
        "order": ORDER.to_bytes(32, "big") * 2,
        "all-bits": b"\xff" * 64,
    }
    bad = "signature.bad"
    return [
        *(refused(f"signature-{name}", url(number(good[:1] + half + good[65:])), bad) for name, half in halves.items()),
        refused("signature-of-other-text", f"{head}.{changed}.{tail}", bad),
        refused("signature-by-other-key", qr(certificate(), key="EU-ANR-26-1"), bad),
        refused("signature-by-status-key", qr(certificate(), key="BW-26-S"), bad),
        invalid(
            "signature-bad-and-trust-expired",
            qr(certificate(), key="nobody"),
            "issuer.trust-expired",
            bad,
            now=at(MIDNIGHT + DAY),
            bundle="trust-ends-today",
            stops=True,
        ),
    ]


def _dates() -> list[Vector]:
    # The status list is from 11:00 and ends later than these certificates.
    soon = qr(certificate({"exp": NOW + HOUR}))
    return [
        valid("dates-last-second", soon, now=at(NOW + HOUR - 1)),
        invalid("dates-expired", soon, "dates.expired", now=at(NOW + HOUR), short="I-DATES-EXPIRED-2H"),
        invalid("dates-expired-long-ago", qr(certificate({"exp": ISSUED + 1})), "dates.expired"),
        valid("dates-leeway", qr(certificate({"iat": NOW + 300}))),
        invalid("dates-not-yet-valid", qr(certificate({"iat": NOW + 301})), "dates.not-yet-valid:2026-11-20"),
        valid("dates-leeway-zero", qr(certificate({"iat": NOW})), bundle="leeway-zero"),
        invalid(
            "dates-leeway-zero-over", qr(certificate({"iat": NOW + 1})), "dates.not-yet-valid", bundle="leeway-zero"
        ),
        valid("dates-fraction-of-a-second", soon, now=at(NOW + HOUR - 1) + timedelta(microseconds=999_999)),
        valid("dates-longest", qr(certificate({"exp": 253402300799}))),
    ]


def _clock() -> list[Vector]:
    # The newest signed instant in hand is the status list's, 11:00.
    floor = NOW - HOUR
    behind, doubt = "dates.clock-behind", "dates.clock-doubt"
    young = qr(certificate({"iat": NOW}))
    return [
        valid("clock-behind-within-leeway", GOOD, now=at(floor - 300), short="V-0H"),
        attention("clock-behind", GOOD, behind, now=at(floor - 301)),
        attention("clock-behind-by-decades", GOOD, behind, now=datetime(1980, 1, 1, tzinfo=UTC)),
        attention("clock-before-1970", GOOD, behind, now=datetime(1969, 7, 20, 20, 17, 40, tzinfo=UTC)),
        attention("clock-in-year-1", GOOD, behind, now=datetime(1, 1, 1, tzinfo=UTC)),
        unknown("clock-doubt", young, behind, doubt, now=at(floor - 301)),
        invalid(
            "clock-behind-and-expired",
            qr(certificate({"exp": floor})),
            behind,
            "dates.expired",
            now=datetime(1980, 1, 1, tzinfo=UTC),
        ),
        invalid(
            "clock-floor-of-trust-list",
            qr(certificate({"exp": NOW - 6 * HOUR, "status.status_list.uri": "https://kp.example.org/status/BW/26b"})),
            behind,
            "dates.expired",
            "status.list-missing",
            "presentation.not-known",
            now=datetime(1980, 1, 1, tzinfo=UTC),
        ),
        unknown(
            "clock-in-year-9999",
            qr(certificate({"exp": 253402300799})),
            "issuer.trust-expired",
            "status.stale",
            "presentation.not-known",
            now=datetime(9999, 12, 31, 23, 59, 58, tzinfo=UTC),
        ),
    ]
