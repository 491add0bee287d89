// Written by `python -m kpverify.tokens codes` from kpverify/tokens/codes.py. Do not edit.
export const CODES = {
  "format.ok": [
    "pass",
    "The code is a Kimberley Process certificate."
  ],
  "format.endorsement": [
    "unknown",
    "This is an endorsement of certificate {number}, not a certificate. Scan the code on the certificate too."
  ],
  "format.unrecognised": [
    "fail",
    "This is not a Kimberley Process certificate code. Scan the QR code on the certificate."
  ],
  "format.too-large": [
    "fail",
    "The code is longer than any certificate. Scan it again."
  ],
  "format.transport": [
    "fail",
    "The code is damaged or was not made by an issuing system. Scan it again; if it stays so, detain and ask the issuing authority."
  ],
  "format.version-unknown": [
    "unknown",
    "The code has a format this app does not know. Update the app, then scan again."
  ],
  "format.encoding": [
    "fail",
    "The certificate token is not encoded as the rules require."
  ],
  "format.json": [
    "fail",
    "The {where} of the certificate token is not strict JSON."
  ],
  "format.header": [
    "fail",
    "The header of the certificate token is not one the scheme allows."
  ],
  "format.claims": [
    "fail",
    "A required entry is missing, wrong or not allowed: {where}."
  ],
  "issuer.ok": [
    "pass",
    "Signed with a key of {authority}, entitled to issue this number."
  ],
  "issuer.trust-refused": [
    "unknown",
    "The trust list on this device cannot be used ({reason}). Connect and update, then scan again."
  ],
  "issuer.key-unknown": [
    "fail",
    "No authority on the trust list owns the key {kid}. Treat the certificate as forged and tell the Secretariat."
  ],
  "issuer.key-not-on-old-list": [
    "unknown",
    "The key {kid} is not on this device's old trust list. Connect and update, then scan again."
  ],
  "issuer.wrong-purpose": [
    "fail",
    "The key {kid} may not sign certificates."
  ],
  "issuer.mismatch": [
    "fail",
    "The certificate names {iss} as issuer, but the key belongs to {authority}."
  ],
  "issuer.key-not-valid-then": [
    "fail",
    "The key {kid} was not in use on the date of issue."
  ],
  "issuer.number-foreign": [
    "fail",
    "The number {number} does not belong to this participant."
  ],
  "issuer.number-out-of-range": [
    "fail",
    "The number {number} is outside the issuer's ranges for {year}."
  ],
  "issuer.key-distrusted": [
    "fail",
    "The key {kid} was compromised before this certificate was issued."
  ],
  "issuer.key-distrusted-since": [
    "unknown",
    "The key {kid} has since been compromised. Ask the issuing authority to confirm this certificate."
  ],
  "issuer.trust-expired": [
    "unknown",
    "The trust list on this device expired on {day}. Connect and update, then scan again."
  ],
  "signature.ok": [
    "pass",
    "The signature holds: the text is exactly what the authority signed."
  ],
  "signature.bad": [
    "fail",
    "The signature does not hold: the text was altered or forged. Detain and tell the issuing authority."
  ],
  "dates.ok": [
    "pass",
    "In force: issued {issued}, valid until the end of {last_day}."
  ],
  "dates.clock-behind": [
    "attention",
    "This device's clock is behind: data it holds was signed later. Set the clock."
  ],
  "dates.clock-doubt": [
    "unknown",
    "The certificate is newer than this device's clock, which is wrong. Set the clock, then scan again."
  ],
  "dates.not-yet-valid": [
    "fail",
    "The date of issue, {issued}, is in the future."
  ],
  "dates.expired": [
    "fail",
    "Expired: it was valid until the end of {last_day}."
  ],
  "status.ok": [
    "pass",
    "Not withdrawn or suspended, as of {listed}."
  ],
  "status.foreign-list": [
    "fail",
    "The certificate names a status list that its issuer does not publish."
  ],
  "status.list-missing": [
    "unknown",
    "This device has no status list for the certificate. Connect and update, then scan again."
  ],
  "status.list-refused": [
    "unknown",
    "The status list on this device cannot be used. Connect and update, then scan again."
  ],
  "status.out-of-range": [
    "fail",
    "The certificate names no entry of its issuer's status list."
  ],
  "status.revoked": [
    "fail",
    "Withdrawn by the issuing authority. Detain and ask the issuing authority."
  ],
  "status.suspended": [
    "fail",
    "Suspended by the issuing authority. Hold until the issuing authority answers."
  ],
  "status.stale": [
    "unknown",
    "The status list is from {listed}: too old to know. Connect and update, then scan again."
  ],
  "status.ageing": [
    "attention",
    "Not withdrawn as of {listed}, but that is more than a day old. Update when you can."
  ],
  "status.amended": [
    "attention",
    "Amended by the issuing authority, last on {day}: compare with the endorsement."
  ],
  "status.amendment-broken": [
    "unknown",
    "An amendment of this certificate could not be checked ({fault}). Connect and update, then scan again."
  ],
  "participant.ok": [
    "pass",
    "Issuer and destination take part in the scheme."
  ],
  "participant.issuer-not-participant": [
    "fail",
    "{code} was not a participant on the date of issue."
  ],
  "participant.issuer-suspended": [
    "fail",
    "{code} was suspended on the date of issue."
  ],
  "participant.issuer-restricted": [
    "attention",
    "Trade of {code} was restricted on the date of issue. Check the notice of the Secretariat."
  ],
  "participant.issuer-restricted-cleared": [
    "pass",
    "Trade of {code} was restricted on the date of issue. Two monitors cleared these goods, as it asks."
  ],
  "participant.issuer-suspended-since": [
    "attention",
    "{code} was suspended or restricted after this certificate was issued: the goods were lawfully on their way and stay good. Read the notice of the Secretariat, then go on."
  ],
  "participant.destination-not-participant": [
    "fail",
    "The destination {code} was not a participant on the date of issue."
  ],
  "participant.destination-suspended": [
    "fail",
    "The destination {code} was suspended on the date of issue."
  ],
  "participant.destination-restricted": [
    "attention",
    "Trade of the destination {code} was restricted on the date of issue. Check the notice of the Secretariat."
  ],
  "participant.destination-suspended-since": [
    "attention",
    "The destination {code} was suspended or restricted after this certificate was issued: the goods were lawfully on their way and stay good. Read the notice of the Secretariat before you let them in."
  ],
  "origin.ok": [
    "pass",
    "No restriction on the countries of mining origin."
  ],
  "origin.not-participant": [
    "fail",
    "The country of mining origin {code} was not a participant on the date of issue."
  ],
  "origin.suspended": [
    "fail",
    "Exports from {code} were suspended on the date of issue."
  ],
  "origin.suspended-since": [
    "attention",
    "Exports from {code} were suspended after this certificate was issued: the goods were lawfully on their way and stay good. Read the notice of the Secretariat, then go on."
  ],
  "origin.zone-missing": [
    "fail",
    "Goods from {code} need a compliant zone, and the certificate names none."
  ],
  "origin.zone-not-compliant": [
    "fail",
    "The zone {zone} was not compliant on the date of issue."
  ],
  "origin.zone-foreign": [
    "fail",
    "The zone {zone} does not belong to a country of mining origin named here."
  ],
  "origin.cleared": [
    "pass",
    "Two monitors cleared these goods of {code}."
  ],
  "origin.clearance-missing": [
    "fail",
    "Goods from {code} needed the clearance of two monitors, and the certificate has none."
  ],
  "origin.clearance-bad": [
    "fail",
    "The monitors' clearance in this certificate does not hold: the key {kid} did not sign it for these goods."
  ],
  "origin.clearance-key-not-on-old-list": [
    "unknown",
    "The monitors' key {kid} is not on this device's old trust list. Connect and update, then scan again."
  ],
  "origin.clearance-key-distrusted-since": [
    "unknown",
    "The monitors' key {kid} has since been compromised. Ask the Secretariat to confirm the clearance."
  ],
  "origin.vigilance": [
    "attention",
    "The scheme asks for enhanced vigilance on goods from {code}."
  ],
  "origin.advisory": [
    "attention",
    "Advisory on {code}: {text}"
  ],
  "origin.notice": [
    "attention",
    "Notice on {code}: {text}"
  ],
  "origin.mixed": [
    "pass",
    "Mixed origin, not disclosed (asterisks on the paper)."
  ],
  "origin.mixed-refused": [
    "attention",
    "The origins are not disclosed, but the destination {code} asks for all of them."
  ],
  "number.ok": [
    "pass",
    "The number is on no list of lost, stolen or faked certificates."
  ],
  "number.void": [
    "fail",
    "The number {number} is void: {reason}. Detain and tell the issuing authority."
  ],
  "presentation.ok": [
    "pass",
    "No receipt of this shipment has been confirmed yet."
  ],
  "presentation.receipt-confirmed": [
    "attention",
    "Receipt of this shipment was already confirmed. A second presentation is suspect: the code may be a copy."
  ],
  "presentation.not-known": [
    "unknown",
    "Whether this shipment has already arrived is not known on this device."
  ]
};
