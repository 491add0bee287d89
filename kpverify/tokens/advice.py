"""What to do about each answer: the last column of docs/codes.md, for the help desk of a border post.

The words on the screen (`codes.py`) are short; these say who does what next.
"""

from __future__ import annotations

NOTHING = "Nothing. Go on to compare seals, parcels and weight."
RESCAN = "Clean and flatten the paper, more light, scan again, or type number and check code."
FORGED = (
    "Detain. Do not return the paper. Photograph it with its code and send that to the issuing authority "
    "and the Secretariat."
)
UPDATE = "Connect the device, open the verify page, wait until it says that it is up to date, scan again."
ASK_ISSUER = "Hold. Ask the issuing authority, by the address in the directory and not one on the paper."
DETAIN = "Detain, and ask the issuing authority by the address in the directory."
SET_CLOCK = "Set the device's date and time (automatic is best), scan again."
SCHEME = "Do not clear. The rules of the scheme forbid this trade: report it to your authority and the Secretariat."
NOTICE = "Read the notice of the Secretariat it names, do what it asks, then go on."
IN_TRANSIT = (
    "Goods that had left lawfully stay good: see from the transport papers that these were already on their way, read "
    "the notice of the Secretariat, then go on. Goods that had not left: hold, and ask the issuing authority."
)
SOFTWARE = (
    "Detain. No issuing system writes this: treat it as forged until the issuing authority says otherwise, "
    "and send it the photograph."
)

ADVICE = {
    "format.ok": NOTHING,
    "format.endorsement": "Scan the code on the certificate itself: only that tells whether it is in force. Then "
    "compare this endorsement with the changes shown there.",
    "format.unrecognised": "Look for the certificate's own QR code; other codes on paper or parcel say nothing here. "
    "A certificate without one: check it as before there were codes.",
    "format.too-large": RESCAN,
    "format.transport": f"{RESCAN} If it stays so on a second device: detain and ask the issuing authority.",
    "format.version-unknown": f"{UPDATE} If it stays so: ask the issuing authority for the form of its codes.",
    "format.encoding": SOFTWARE,
    "format.json": SOFTWARE,
    "format.header": SOFTWARE,
    "format.claims": SOFTWARE,
    "issuer.ok": NOTHING,
    "issuer.trust-refused": f"{UPDATE} If it stays so, the node that serves the list has a fault: tell its operator "
    "the reason shown.",
    "issuer.key-unknown": FORGED,
    "issuer.key-not-on-old-list": UPDATE,
    "issuer.wrong-purpose": FORGED,
    "issuer.mismatch": FORGED,
    "issuer.key-not-valid-then": FORGED,
    "issuer.number-foreign": FORGED,
    "issuer.number-out-of-range": DETAIN,
    "issuer.key-distrusted": FORGED,
    "issuer.key-distrusted-since": ASK_ISSUER,
    "issuer.trust-expired": UPDATE,
    "signature.ok": NOTHING,
    "signature.bad": FORGED,
    "dates.ok": NOTHING,
    "dates.clock-behind": SET_CLOCK,
    "dates.clock-doubt": SET_CLOCK,
    "dates.not-yet-valid": DETAIN,
    "dates.expired": "Do not clear on this certificate. The exporter needs a new one from the issuing authority.",
    "status.ok": NOTHING,
    "status.foreign-list": FORGED,
    "status.list-missing": UPDATE,
    "status.list-refused": f"{UPDATE} If it stays so: tell the issuing authority that its status list cannot be used.",
    "status.out-of-range": FORGED,
    "status.revoked": DETAIN,
    "status.suspended": ASK_ISSUER,
    "status.stale": UPDATE,
    "status.ageing": "Update when you can. Until then go on, and write down how old the list was.",
    "status.amended": "Compare the endorsement's paper with the changes shown, and the goods with the new values. The "
    "paper of the certificate keeps the old ones.",
    "status.amendment-broken": f"{UPDATE} If it stays so: hold, and ask the issuing authority what it has amended.",
    "participant.ok": NOTHING,
    "participant.issuer-not-participant": SCHEME,
    "participant.issuer-suspended": SCHEME,
    "participant.issuer-restricted": NOTICE,
    "participant.issuer-restricted-cleared": NOTHING,
    "participant.issuer-suspended-since": IN_TRANSIT,
    "participant.destination-not-participant": SCHEME,
    "participant.destination-suspended": SCHEME,
    "participant.destination-restricted": NOTICE,
    "participant.destination-suspended-since": IN_TRANSIT,
    "origin.ok": NOTHING,
    "origin.not-participant": SCHEME,
    "origin.suspended": SCHEME,
    "origin.suspended-since": IN_TRANSIT,
    "origin.zone-missing": SCHEME,
    "origin.zone-not-compliant": SCHEME,
    "origin.zone-foreign": DETAIN,
    "origin.cleared": NOTHING,
    "origin.clearance-missing": SCHEME,
    "origin.clearance-bad": FORGED,
    "origin.clearance-key-not-on-old-list": UPDATE,
    "origin.clearance-key-distrusted-since": "Hold. Ask the Secretariat, with the certificate's number, whether the "
    "monitors cleared these goods.",
    "origin.vigilance": "Look closer: origin papers, sizes and kinds of the stones against what the country mines.",
    "origin.advisory": "Do what it says under it, and read its source: the advisory alone stops nothing.",
    "origin.notice": "Do what it says under it. Where it says nothing, read the notice of the Secretariat, then go on.",
    "origin.mixed": NOTHING,
    "origin.mixed-refused": "Ask the exporter for the list of origins; the destination may refuse a parcel without it.",
    "number.ok": NOTHING,
    "number.void": FORGED,
    "presentation.ok": NOTHING,
    "presentation.receipt-confirmed": "Hold. Ask the authority of the destination what it received and when: this may "
    "be a copy, or the parcel you see is the one that came back.",
    "presentation.not-known": UPDATE,
}
