// @ts-check
// The members of a certificate and their rules (docs/token.md section 1).  Twin of kpverify/tokens/claims.py.
import { Malformed } from "./errors.js";
import { kidOf } from "./jws.js";
import { LAST_INSTANT, hasExactly, isInteger, isKid, isNumber, isObject, isText, matches, oneOf } from "./shape.js";
import { readJSON } from "./strictjson.js";

export const TYP = "kpc+jwt";
const MAX_DEPTH = 6;
const MAX_INDEX = 2 ** 24;
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHECK_CODE_LENGTH = 8;

// Controls, line and paragraph separators, bidi controls, and characters nobody can see. ZWJ and ZWNJ stay: some
// scripts need them.
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u00ad\u200b\u2060\ufeff]/;

const isCountry = matches(/^[A-Z]{2}$/);
const isId = matches(/^[A-Z0-9-]{1,24}$/);
const isZone = matches(/^[A-Z]{2}-[A-Z0-9-]{1,24}$/);
const isURI = matches(/^https?:\/\/[A-Za-z0-9._~:/-]{0,120}$/);
const isDecimal = matches(/^[0-9]{1,9}(?:\.[0-9]{1,2})?$/);
const isSeal = matches(/^[0-9A-Za-z](?:[0-9A-Za-z /.-]{0,22}[0-9A-Za-z/.-])?$/);
export const isOfficer = matches(/^[A-Za-z0-9][A-Za-z0-9._-]{0,23}$/);
/** A SHA-256: 43 characters, the last with two unused bits, which are zero. */
export const isDigest = matches(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/);
const isHS = oneOf("7102.10", "7102.21", "7102.31");

/** @typedef {import("./shape.js").Rule} Rule */
/** @typedef {(value: any, path: string, owner?: any) => void} Check throws when the value breaks its rule; absent is undefined */

/**
 * A text people read: 1 to `most` code points, nothing hidden in it.
 * @param {number} most
 * @returns {Rule}
 */
export const isProse = (most) => (value) => {
  if (!isText(value) || value === "" || value.startsWith(" ") || value.endsWith(" ")) return false;
  return [...value].length <= most && !HIDDEN.test(value) && value.normalize("NFC") === value;
};

/** @param {number} from @param {number} to @returns {Rule} */
export const isBetween = (from, to) => (value) => isInteger(value) && value >= from && value <= to;

/** @param {Rule} rule @param {number} least @param {number} most @returns {Rule} */
export const isSet = (rule, least, most) => (value) =>
  Array.isArray(value) && value.length >= least && value.length <= most && value.every(rule) && new Set(value).size === value.length;

/** @param {string} where @returns {never} */
function refuse(where) {
  throw new Malformed("format.claims", { where });
}

/** @param {(value: any, owner?: any) => boolean} rule `owner` is the object around the value @returns {Check} */
export const leaf = (rule) => (value, path, owner) => {
  if (!rule(value, owner)) refuse(path);
};

/**
 * An object with these members and no others, checked in this order; `optional` ones may be absent.
 * @param {Record<string, Check>} members
 * @param {{optional?: string[], top?: boolean}} [options] `top`: the payload itself, whose members have no prefix
 * @returns {Check}
 */
export const object = (members, { optional = [], top = false } = {}) => (value, path) => {
  if (!isObject(value)) refuse(path);
  for (const [name, check] of Object.entries(members)) {
    const inside = top ? name : `${path}.${name}`;
    if (name in value || !optional.includes(name)) check(value[name], inside, value);
  }
  if (Object.keys(value).some((name) => !Object.hasOwn(members, name))) refuse(path);
};

/** @type {Record<string, Rule>} */
export const PARTY = { name: isProse(120), address: isProse(200), country: isCountry };

/** @type {Record<string, Rule>} */
export const LINE = { hs: isHS, carats: (value) => isDecimal(value) && /[1-9]/.test(value), usd: isDecimal };

/** What stands by itself in `kpc`, less what has rules of its own. @type {Record<string, Rule>} */
export const CONTENT = {
  mining_origin: isSet(isCountry, 0, 20),
  zones: isSet(isZone, 1, 20),
  parcels: isBetween(1, 9999),
  seals: isSet(isSeal, 1, 12),
  due_diligence: isSet(isId, 0, 8),
  remarks: isProse(200),
};
export const OPTIONAL = ["zones", "remarks"];

/** @param {Record<string, Rule>} rules @returns {Check} */
const objectOf = (rules) => object(Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, leaf(rule)])));

const checkParty = objectOf(PARTY);

/**
 * A list of 1 to `most` alike objects, no two with the same `name`.
 * @param {Check} check
 * @param {number} most
 * @param {string} name
 * @returns {Check}
 */
export const lines = (check, most, name) => (value, path) => {
  if (!Array.isArray(value) || value.length < 1 || value.length > most) refuse(path);
  value.forEach((/** @type {any} */ line, /** @type {number} */ i) => check(line, `${path}[${i}]`));
  if (new Set(value.map((/** @type {any} */ line) => line[name])).size !== value.length) refuse(path);
};

/** @type {Rule} */
function isStatus(value) {
  if (!isObject(value) || !hasExactly(value, ["status_list"])) return false;
  const entry = value.status_list;
  if (!isObject(entry) || !hasExactly(entry, ["idx", "uri"])) return false;
  return isBetween(0, MAX_INDEX - 1)(entry.idx) && isURI(entry.uri);
}

const checkClearance = object({
  kid: leaf(isKid),
  iat: leaf(isBetween(1, LAST_INSTANT)),
  dossier: leaf(isDigest),
  monitors: leaf(isSet(isOfficer, 2, 2)),
  // 64 bytes: 86 characters, the last with four unused bits, which are zero.
  signature: leaf(matches(/^[A-Za-z0-9_-]{85}[AQgw]$/)),
});

const checkKPC = object(
  {
    statement: leaf(isId),
    mining_origin: leaf(CONTENT.mining_origin),
    zones: leaf(CONTENT.zones),
    exporter: checkParty,
    importer: checkParty,
    goods: lines(objectOf(LINE), 3, "hs"),
    parcels: leaf(CONTENT.parcels),
    seals: leaf(CONTENT.seals),
    officers: leaf(isSet(isOfficer, 2, 2)),
    due_diligence: leaf(CONTENT.due_diligence),
    kind: leaf(oneOf("standard", "technical", "replacement")),
    replaces: leaf((value, { kind }) => (kind === "replacement" ? isNumber(value) : value === undefined)),
    remarks: leaf(CONTENT.remarks),
    clearance: checkClearance,
  },
  { optional: [...OPTIONAL, "clearance"] },
);

const checkPayload = object(
  {
    iss: leaf(matches(/^[A-Z]{2}(?:-[A-Z0-9]{1,8})?$/)),
    sub: leaf(isNumber),
    iat: leaf(isBetween(1, LAST_INSTANT)),
    exp: leaf((value, { iat }) => isBetween(iat + 1, LAST_INSTANT)(value)),
    status: leaf(isStatus),
    kpc: checkKPC,
  },
  { top: true },
);

/**
 * The kid of a certificate's header.
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
 * The certificate's payload, every rule held.
 * @param {Uint8Array} bytes
 * @returns {Record<string, any>}
 * @throws {Malformed} format.json, format.claims
 */
export function readClaims(bytes) {
  const payload = /** @type {any} */ (readTight(bytes, "payload"));
  checkPayload(payload, "payload");
  return payload;
}

/**
 * @param {Uint8Array} bytes
 * @param {string} where
 * @throws {Malformed} format.json
 */
export function readTight(bytes, where) {
  try {
    return readJSON(bytes, { depth: MAX_DEPTH, isTight: true });
  } catch (error) {
    if (error instanceof SyntaxError) throw new Malformed("format.json", { where });
    throw error;
  }
}

/**
 * Does the whole of `kpc` keep its rules?
 * @param {any} kpc
 */
export function isContent(kpc) {
  try {
    checkKPC(kpc, "kpc");
    return true;
  } catch (error) {
    if (error instanceof Malformed) return false;
    throw error;
  }
}

/**
 * The first 40 bits of SHA-256 over the signing input, in Crockford's base 32.
 * @param {Uint8Array} input
 */
export async function checkCode(input) {
  const digest = new Uint8Array(await globalThis.crypto.subtle.digest("SHA-256", /** @type {BufferSource} */ (input)));
  let bits = 0n;
  for (const byte of digest.subarray(0, 5)) bits = (bits << 8n) | BigInt(byte);
  let text = "";
  for (let i = CHECK_CODE_LENGTH - 1; i >= 0; i -= 1) text += CROCKFORD[Number((bits >> BigInt(5 * i)) & 31n)];
  return text;
}
