// @ts-check
// One amendment of a certificate: the members of its token and their rules (docs/token.md section 8).
// Twin of kpverify/tokens/endorsement.py. What a list of them makes of a certificate is in amended.js.
import { CONTENT, LINE, OPTIONAL, PARTY, isBetween, isDigest, isOfficer, isProse, isSet, leaf, lines, object, readTight } from "./claims.js";
import { Malformed } from "./errors.js";
import { kidOf } from "./jws.js";
import { LAST_INSTANT, isNumber, isText, matches } from "./shape.js";

export const TYP = "kpam+jwt";
/** So many to one certificate; whoever needs more issues a replacement. */
export const MAX_SEQ = 9;
const MAX_CHANGES = 12;
const MAX_REASON = 200;

/** @typedef {import("./shape.js").Rule} Rule */

/** @param {string} prefix @param {Record<string, Rule>} rules @returns {[string, Rule][]} */
const inside = (prefix, rules) => Object.entries(rules).map(([name, rule]) => [`${prefix}.${name}`, rule]);

/**
 * What may be amended, by its path: what people wrote. Never the number, the dates, the kind, what it replaces, the
 * statement or the officers: those are what the first signature stands for.
 * @type {Map<string, Rule>}
 */
const FIELDS = new Map([
  ...Object.entries(CONTENT),
  ...["exporter", "importer"].flatMap((who) => inside(who, PARTY)),
  ...[0, 1, 2].flatMap((place) => inside(`goods[${place}]`, LINE)),
]);

/**
 * May this stand in a certificate at this field, or be absent from it (null)?
 * @param {any} field
 * @param {any} value
 */
function isValueOf(field, value) {
  const rule = isText(field) ? FIELDS.get(field) : undefined;
  if (rule === undefined || value === undefined) return false;
  return value === null ? OPTIONAL.includes(field) : rule(value);
}

/** @param {any} one @param {any} other texts, numbers, null, or lists of texts */
export const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

const checkChange = object({
  field: leaf((value) => isText(value) && FIELDS.has(value)),
  old: leaf((value, { field }) => isValueOf(field, value)),
  // A change that changes nothing would hide among others.
  new: leaf((value, { field, old }) => isValueOf(field, value) && !isSame(value, old)),
});

const checkPayload = object(
  {
    iss: leaf(matches(/^[A-Z]{2}(?:-[A-Z0-9]{1,8})?$/)),
    sub: leaf(isNumber),
    iat: leaf(isBetween(1, LAST_INSTANT)),
    kpam: object({
      // Of the certificate's signing input.
      certificate: leaf(isDigest),
      seq: leaf(isBetween(1, MAX_SEQ)),
      changes: lines(checkChange, MAX_CHANGES, "field"),
      reason: leaf(isProse(MAX_REASON)),
      officers: leaf(isSet(isOfficer, 2, 2)),
    }),
  },
  { top: true },
);

/**
 * The kid of an amendment's header.
 * @param {Uint8Array} bytes
 * @returns {string}
 * @throws {Malformed} format.json, format.header
 */
export function readHeader(bytes) {
  const kid = kidOf(readTight(bytes, "header"), TYP);
  if (kid === null) throw new Malformed("format.header");
  return kid;
}

/**
 * The amendment's payload, every rule held.
 * @param {Uint8Array} bytes
 * @returns {Record<string, any>}
 * @throws {Malformed} format.json, format.claims
 */
export function readClaims(bytes) {
  const payload = /** @type {any} */ (readTight(bytes, "payload"));
  checkPayload(payload, "payload");
  return payload;
}
