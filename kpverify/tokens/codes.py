"""Every answer a check can give: its result and its words.

The one table behind `docs/codes.md`, the translations and the JavaScript twin (`codes.js`, written by
`python -m kpverify.tokens codes`). A code is never renumbered, renamed or reused. `{name}` marks a value of the finding.
"""

from __future__ import annotations

from enum import StrEnum


class Result(StrEnum):
    """How one question was answered."""

    PASS = "pass"  # noqa: S105 - no password
    ATTENTION = "attention"
    UNKNOWN = "unknown"
    FAIL = "fail"


def gettext_noop(words: str) -> str:
    """Mark words for translation; the pages translate them, the core speaks English."""
    return words


PASS, ATTENTION, UNKNOWN, FAIL = Result.PASS, Result.ATTENTION, Result.UNKNOWN, Result.FAIL
_ = gettext_noop

CODES: dict[str, tuple[Result, str]] = {
    "format.ok": (PASS, _("The code is a Kimberley Process certificate.")),
    "format.endorsement": (
        UNKNOWN,
        _("This is an endorsement of certificate {number}, not a certificate. Scan the code on the certificate too."),
    ),
    "format.unrecognised": (
        FAIL,
        _("This is not a Kimberley Process certificate code. Scan the QR code on the certificate."),
    ),
    "format.too-large": (FAIL, _("The code is longer than any certificate. Scan it again.")),
    "format.transport": (
        FAIL,
        _(
            "The code is damaged or was not made by an issuing system. Scan it again; if it stays so, detain and ask the issuing authority."
        ),
    ),
    "format.version-unknown": (
        UNKNOWN,
        _("The code has a format this app does not know. Update the app, then scan again."),
    ),
    "format.encoding": (FAIL, _("The certificate token is not encoded as the rules require.")),
    "format.json": (FAIL, _("The {where} of the certificate token is not strict JSON.")),
    "format.header": (FAIL, _("The header of the certificate token is not one the scheme allows.")),
    "format.claims": (FAIL, _("A required entry is missing, wrong or not allowed: {where}.")),
    "issuer.ok": (PASS, _("Signed with a key of {authority}, entitled to issue this number.")),
    "issuer.trust-refused": (
        UNKNOWN,
        _("The trust list on this device cannot be used ({reason}). Connect and update, then scan again."),
    ),
    "issuer.key-unknown": (
        FAIL,
        _(
            "No authority on the trust list owns the key {kid}. Treat the certificate as forged and tell the Secretariat."
        ),
    ),
    "issuer.key-not-on-old-list": (
        UNKNOWN,
        _("The key {kid} is not on this device's old trust list. Connect and update, then scan again."),
    ),
    "issuer.wrong-purpose": (FAIL, _("The key {kid} may not sign certificates.")),
    "issuer.mismatch": (FAIL, _("The certificate names {iss} as issuer, but the key belongs to {authority}.")),
    "issuer.key-not-valid-then": (FAIL, _("The key {kid} was not in use on the date of issue.")),
    "issuer.number-foreign": (FAIL, _("The number {number} does not belong to this participant.")),
    "issuer.number-out-of-range": (FAIL, _("The number {number} is outside the issuer's ranges for {year}.")),
    "issuer.key-distrusted": (FAIL, _("The key {kid} was compromised before this certificate was issued.")),
    "issuer.key-distrusted-since": (
        UNKNOWN,
        _("The key {kid} has since been compromised. Ask the issuing authority to confirm this certificate."),
    ),
    "issuer.trust-expired": (
        UNKNOWN,
        _("The trust list on this device expired on {day}. Connect and update, then scan again."),
    ),
    "signature.ok": (PASS, _("The signature holds: the text is exactly what the authority signed.")),
    "signature.bad": (
        FAIL,
        _("The signature does not hold: the text was altered or forged. Detain and tell the issuing authority."),
    ),
    "dates.ok": (PASS, _("In force: issued {issued}, valid until the end of {last_day}.")),
    "dates.clock-behind": (
        ATTENTION,
        _("This device's clock is behind: data it holds was signed later. Set the clock."),
    ),
    "dates.clock-doubt": (
        UNKNOWN,
        _("The certificate is newer than this device's clock, which is wrong. Set the clock, then scan again."),
    ),
    "dates.not-yet-valid": (FAIL, _("The date of issue, {issued}, is in the future.")),
    "dates.expired": (FAIL, _("Expired: it was valid until the end of {last_day}.")),
    "status.ok": (PASS, _("Not withdrawn or suspended, as of {listed}.")),
    "status.foreign-list": (FAIL, _("The certificate names a status list that its issuer does not publish.")),
    "status.list-missing": (
        UNKNOWN,
        _("This device has no status list for the certificate. Connect and update, then scan again."),
    ),
    "status.list-refused": (
        UNKNOWN,
        _("The status list on this device cannot be used. Connect and update, then scan again."),
    ),
    "status.out-of-range": (FAIL, _("The certificate names no entry of its issuer's status list.")),
    "status.revoked": (FAIL, _("Withdrawn by the issuing authority. Detain and ask the issuing authority.")),
    "status.suspended": (FAIL, _("Suspended by the issuing authority. Hold until the issuing authority answers.")),
    "status.stale": (
        UNKNOWN,
        _("The status list is from {listed}: too old to know. Connect and update, then scan again."),
    ),
    "status.ageing": (
        ATTENTION,
        _("Not withdrawn as of {listed}, but that is more than a day old. Update when you can."),
    ),
    "status.amended": (
        ATTENTION,
        _("Amended by the issuing authority, last on {day}: compare with the endorsement."),
    ),
    "status.amendment-broken": (
        UNKNOWN,
        _("An amendment of this certificate could not be checked ({fault}). Connect and update, then scan again."),
    ),
    "participant.ok": (PASS, _("Issuer and destination take part in the scheme.")),
    "participant.issuer-not-participant": (FAIL, _("{code} was not a participant on the date of issue.")),
    "participant.issuer-suspended": (FAIL, _("{code} was suspended on the date of issue.")),
    "participant.issuer-restricted": (
        ATTENTION,
        _("Trade of {code} was restricted on the date of issue. Check the notice of the Secretariat."),
    ),
    "participant.issuer-restricted-cleared": (
        PASS,
        _("Trade of {code} was restricted on the date of issue. Two monitors cleared these goods, as it asks."),
    ),
    "participant.issuer-suspended-since": (
        ATTENTION,
        _(
            "{code} was suspended or restricted after this certificate was issued: the goods were lawfully on their way and stay good. Read the notice of the Secretariat, then go on."
        ),
    ),
    "participant.destination-not-participant": (
        FAIL,
        _("The destination {code} was not a participant on the date of issue."),
    ),
    "participant.destination-suspended": (FAIL, _("The destination {code} was suspended on the date of issue.")),
    "participant.destination-restricted": (
        ATTENTION,
        _("Trade of the destination {code} was restricted on the date of issue. Check the notice of the Secretariat."),
    ),
    "participant.destination-suspended-since": (
        ATTENTION,
        _(
            "The destination {code} was suspended or restricted after this certificate was issued: the goods were lawfully on their way and stay good. Read the notice of the Secretariat before you let them in."
        ),
    ),
    "origin.ok": (PASS, _("No restriction on the countries of mining origin.")),
    "origin.not-participant": (
        FAIL,
        _("The country of mining origin {code} was not a participant on the date of issue."),
    ),
    "origin.suspended": (FAIL, _("Exports from {code} were suspended on the date of issue.")),
    "origin.suspended-since": (
        ATTENTION,
        _(
            "Exports from {code} were suspended after this certificate was issued: the goods were lawfully on their way and stay good. Read the notice of the Secretariat, then go on."
        ),
    ),
    "origin.zone-missing": (FAIL, _("Goods from {code} need a compliant zone, and the certificate names none.")),
    "origin.zone-not-compliant": (FAIL, _("The zone {zone} was not compliant on the date of issue.")),
    "origin.zone-foreign": (FAIL, _("The zone {zone} does not belong to a country of mining origin named here.")),
    "origin.cleared": (PASS, _("Two monitors cleared these goods of {code}.")),
    "origin.clearance-missing": (
        FAIL,
        _("Goods from {code} needed the clearance of two monitors, and the certificate has none."),
    ),
    "origin.clearance-bad": (
        FAIL,
        _("The monitors' clearance in this certificate does not hold: the key {kid} did not sign it for these goods."),
    ),
    "origin.clearance-key-not-on-old-list": (
        UNKNOWN,
        _("The monitors' key {kid} is not on this device's old trust list. Connect and update, then scan again."),
    ),
    "origin.clearance-key-distrusted-since": (
        UNKNOWN,
        _("The monitors' key {kid} has since been compromised. Ask the Secretariat to confirm the clearance."),
    ),
    "origin.vigilance": (ATTENTION, _("The scheme asks for enhanced vigilance on goods from {code}.")),
    "origin.advisory": (ATTENTION, _("Advisory on {code}: {text}")),
    "origin.notice": (ATTENTION, _("Notice on {code}: {text}")),
    "origin.mixed": (PASS, _("Mixed origin, not disclosed (asterisks on the paper).")),
    "origin.mixed-refused": (
        ATTENTION,
        _("The origins are not disclosed, but the destination {code} asks for all of them."),
    ),
    "number.ok": (PASS, _("The number is on no list of lost, stolen or faked certificates.")),
    "number.void": (FAIL, _("The number {number} is void: {reason}. Detain and tell the issuing authority.")),
    "presentation.ok": (PASS, _("No receipt of this shipment has been confirmed yet.")),
    "presentation.receipt-confirmed": (
        ATTENTION,
        _("Receipt of this shipment was already confirmed. A second presentation is suspect: the code may be a copy."),
    ),
    "presentation.not-known": (UNKNOWN, _("Whether this shipment has already arrived is not known on this device.")),
}
