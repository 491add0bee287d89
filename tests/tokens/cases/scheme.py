"""Questions 6 to 8: who takes part, which rules hold for the origins, is the number void?"""

from __future__ import annotations

from typing import Any

from tests.tokens.cases.case import Vector, attention, invalid, valid
from tests.tokens.cases.cast import ISSUED, certificate, qr, uri_of

DAY_BEFORE = ISSUED - 86400


def vectors() -> list[Vector]:
    """Give every case of these questions."""
    return [*_issuers(), *_destinations(), *_origins(), *_zones(), *_mixed(), *_numbers()]


def _by(code: str, changes: dict[str, Any] | None = None) -> str:
    """Write a certificate of the small authority of this code, for goods of Botswana."""
    own = {"iss": code, "sub": f"{code}26000007", "status.status_list.uri": uri_of(code)}
    return qr(certificate({**own, **(changes or {})}), kid=f"{code}-26-1")


def _to(code: str, changes: dict[str, Any] | None = None, **kpc: Any) -> str:
    return qr(certificate({"kpc.importer.country": code, **(changes or {})}, **kpc))


def _from(*codes: str, **kpc: Any) -> str:
    return qr(certificate(mining_origin=list(codes), **kpc))


def _iat(iat: int, *codes: str) -> str:
    return qr(certificate({"iat": iat}, mining_origin=list(codes)))


def _issuers() -> list[Vector]:
    return [
        invalid("participant-issuer-suspended", _by("XS"), "participant.issuer-suspended:XS"),
        attention("participant-issuer-restricted", _by("XR"), "participant.issuer-restricted:XR"),
        invalid("participant-issuer-without-period", _by("XW"), "participant.issuer-not-participant:XW"),
        invalid("participant-issuer-left", _by("XL"), "participant.issuer-not-participant:XL"),
        attention(
            "participant-issuer-left-since",
            _by("XL", {"iat": 1793491199}),
            "participant.issuer-suspended-since:XL",
        ),
        attention("participant-issuer-suspended-since", _by("XU"), "participant.issuer-suspended-since:XU"),
        invalid(
            "participant-both-suspended",
            _by("XS", {"kpc.importer.country": "XS"}),
            "participant.issuer-suspended",
            "participant.destination-suspended",
        ),
        attention(
            "participant-issuer-restricted-then-suspended",
            _by("XK"),
            "participant.issuer-restricted:XK",
            "participant.issuer-suspended-since:XK",
        ),
        valid("participant-issuer-suspended-tomorrow", _by("XJ")),
    ]


def _destinations() -> list[Vector]:
    nobody, since = "participant.destination-not-participant", "participant.destination-suspended-since"
    return [
        invalid("participant-destination-not-listed", _to("QQ"), f"{nobody}:QQ"),
        invalid("participant-destination-left", _to("XL"), f"{nobody}:XL"),
        attention("participant-destination-left-since", _to("XL", {"iat": 1793491199}), f"{since}:XL"),
        invalid("participant-destination-first-day-out", _to("XL", {"iat": 1793491200}), f"{nobody}:XL"),
        invalid("participant-destination-suspended", _to("XS"), "participant.destination-suspended:XS"),
        attention("participant-destination-restricted", _to("XR"), "participant.destination-restricted:XR"),
        valid("participant-destination-member", _to("BE")),
        valid("participant-destination-union", _to("EU")),
        attention("participant-destination-suspended-since", _to("XU"), f"{since}:XU"),
        valid("participant-destination-suspended-tomorrow", _to("XJ")),
        attention(
            "participant-destination-restricted-then-suspended",
            _to("XK"),
            "participant.destination-restricted:XK",
            f"{since}:XK",
        ),
        attention(
            "participant-everybody-suspended-since",
            _by("XU", {"kpc.importer.country": "XU", "kpc.mining_origin": ["XU"]}),
            "participant.issuer-suspended-since:XU",
            f"{since}:XU",
            "origin.suspended-since:XU",
            short="A-PARTICIPANT-ISSUER-SUSPENDED-SINCE-1H",
        ),
    ]


def _origins() -> list[Vector]:
    advisory, everywhere = "origin.advisory:XD", "origin.advisory:XN-2"
    return [
        valid("origin-several", _from("BW", "AE", "BE")),
        invalid("origin-not-participant", _from("QQ"), "origin.not-participant:QQ"),
        invalid("origin-left", _from("BW", "XL"), "origin.not-participant:XL"),
        invalid("origin-suspended", _from("XE"), "origin.suspended:XE"),
        valid("origin-regime-none", _from("XA")),
        valid("origin-participant-restricted", _from("XR")),
        attention("origin-suspended-since", _from("XG"), "origin.suspended-since:XG"),
        valid("origin-suspended-tomorrow", _from("XH", "XJ")),
        attention("origin-participant-suspended-since", _from("XU"), "origin.suspended-since:XU"),
        attention("origin-participant-restricted-then-suspended", _from("XK"), "origin.suspended-since:XK"),
        attention("origin-participant-left-since", _iat(1793491199, "XL"), "origin.suspended-since:XL"),
        valid("origin-participant-suspended-all-along", _from("XS")),
        attention("origin-notice", _from("XN"), "origin.notice:Ask for the mine.", "origin.advisory:XN-2"),
        attention("origin-notice-of-its-zone", _from("XN", zones=["XN-SOUTH"]), "origin.notice:XN-1", everywhere),
        attention(
            "origin-notice-of-one-zone-of-two",
            _from("XN", zones=["XN-WEST", "XN-EAST"]),
            "origin.notice:XN-1",
            everywhere,
        ),
        attention("origin-notice-of-another-zone", _from("XN", zones=["XN-WEST"]), everywhere),
        attention(
            "origin-notice-where-another-origin-names-a-zone",
            _from("XN", "XZ", zones=["XZ-HILL"]),
            "origin.notice:XN-1",
            everywhere,
        ),
        attention("origin-vigilance", _from("XV"), "origin.vigilance:XV"),
        attention("origin-advisory", _from("XD"), advisory),
        attention("origin-vigilance-and-advisory", _from("XD", "XV"), advisory, "origin.vigilance:XV"),
        invalid(
            "origin-every-reason-in-order",
            _from("XV", "QQ", "XE", "XD", zones=["ZZ-NOWHERE"]),
            "origin.vigilance:XV",
            "origin.not-participant:QQ",
            "origin.suspended:XE",
            advisory,
            "origin.zone-foreign:ZZ-NOWHERE",
            short="I-ORIGIN-NOT-PARTICIPANT-1H",
        ),
    ]


def _zones() -> list[Vector]:
    uncleared = "origin.clearance-missing:CF"
    return [
        valid("origin-zone", _from("XZ", zones=["XZ-HILL"])),
        invalid("origin-zone-missing", _from("CF"), "origin.zone-missing:CF", uncleared),
        invalid(
            "origin-zone-not-compliant", _from("CF", zones=["CF-BRIA"]), "origin.zone-not-compliant:CF-BRIA", uncleared
        ),
        invalid(
            "origin-zone-one-of-two",
            _from("CF", zones=["CF-BERBERATI", "CF-BRIA"]),
            "origin.zone-not-compliant:CF-BRIA",
            uncleared,
        ),
        invalid("origin-zone-unknown", _from("CF", zones=["CF-X"]), "origin.zone-not-compliant:CF-X", uncleared),
        invalid(
            "origin-zone-rule-zones", _from("XZ", "CF", zones=["CF-BERBERATI"]), "origin.zone-missing:XZ", uncleared
        ),
        invalid("origin-zone-foreign", _from("BW", zones=["CF-BERBERATI"]), "origin.zone-foreign:CF-BERBERATI"),
        valid("origin-zone-where-none-is-asked", _from("BW", zones=["BW-ORAPA"])),
    ]


def _mixed() -> list[Vector]:
    return [
        valid("origin-mixed", _from(), passes=("origin.mixed",)),
        attention("origin-mixed-refused", _to("XM", mining_origin=[]), "origin.mixed-refused:XM"),
        valid("origin-mixed-a-day-before", _to("XM", {"iat": DAY_BEFORE}, mining_origin=[]), passes=("origin.mixed",)),
        valid("origin-mixed-refused-later", _to("XO", mining_origin=[]), passes=("origin.mixed",)),
        valid("origin-listed-where-mixed-is-refused", _to("XM"), passes=("origin.ok",)),
        invalid(
            "origin-mixed-to-nobody",
            _to("QQ", mining_origin=[]),
            "participant.destination-not-participant",
            passes=("origin.mixed",),
        ),
        invalid(
            "origin-mixed-with-zone", _from(zones=["CF-BRIA"]), "origin.zone-foreign:CF-BRIA", passes=("origin.mixed",)
        ),
    ]


def _numbers() -> list[Vector]:
    return [
        invalid("number-void-stolen", qr(certificate({"sub": "BW26000042"})), "number.void:stolen"),
        invalid("number-void-fake", qr(certificate({"sub": "BW26000043"})), "number.void:fake"),
        invalid(
            "number-void-and-revoked",
            qr(certificate({"sub": "BW26000042", "status.status_list.idx": 7})),
            "status.revoked",
            "number.void",
            short="I-STATUS-REVOKED-1H",
        ),
    ]
