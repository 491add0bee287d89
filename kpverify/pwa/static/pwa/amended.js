// @ts-check
// What a certificate says with its amendments, and an amendment scanned by itself (docs/token.md section 8).
// Twin of kpverify/tokens/amended.py.
//
// The amendments of a certificate come with its status list, signed by the status key: so nobody can leave one out. Each
// is signed with a certificate key as well: so whoever holds the status key can write none.
import { encodeBase64url } from "./base64url.js";
import { isContent } from "./claims.js";
import { clockOf } from "./dates.js";
import { isSame, readClaims, readHeader } from "./endorsement.js";
import { Malformed } from "./errors.js";
import { checkKeyIsListed, checkMayAmend, checkStillTrusted } from "./issuer.js";
import { verifyES256 } from "./p256.js";
import { dayOf } from "./shape.js";
import { takeJWTApart } from "./transport.js";
import { finding } from "./verdict.js";

/** @typedef {import("./verdict.js").Finding} Finding */
/**
 * @typedef {object} Amended what the amendments come to
 * @property {Finding[]} findings
 * @property {any} kpc the content with them; null when there are none that hold
 * @property {Record<string, any>[]} changes each change, for the reader
 */

/** @returns {Amended} */
const nothing = () => ({ findings: [], kpc: null, changes: [] });

/** An amendment does not hold; `fault` is a word of docs/token.md section 8. */
class Unusable extends Error {
  /** @param {string} fault */
  constructor(fault) {
    super(fault);
    this.fault = fault;
  }
}

/**
 * Put the amendments of the status list to the certificate with this signing input. One that does not hold leaves
 * everything open: what the issuer wanted to say is not known.
 * @param {import("./verify.js").Case} state
 * @param {Uint8Array} input
 * @returns {Promise<Amended>}
 */
export async function checkAmendments(state, input) {
  try {
    return await apply(state, input);
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    return { ...nothing(), findings: [finding("status.amendment-broken", { fault: error.fault })] };
  }
}

/**
 * @param {import("./verify.js").Case} state
 * @param {Uint8Array} input
 * @returns {Promise<Amended>}
 * @throws {Unusable}
 */
async function apply(state, input) {
  const { listed: { list }, claims } = state;
  if (list === null) return nothing();
  if (list.amendments === null) throw new Unusable("list");
  const tokens = list.amendments.get(claims.sub) ?? [];
  if (tokens.length === 0) return nothing();
  const kpc = JSON.parse(JSON.stringify(claims.kpc));
  const certificate = encodeBase64url(await digestOf(input));
  const changes = [];
  let latest = claims.iat;
  for (const [place, token] of tokens.entries()) {
    const { iat, sub, kpam } = await open(token, state);
    if (sub !== claims.sub || kpam.certificate !== certificate) throw new Unusable("certificate");
    const isInTime = latest <= iat && iat <= list.iat && iat < claims.exp;
    if (kpam.seq !== place + 1 || !isInTime) throw new Unusable("order");
    latest = iat;
    for (const change of kpam.changes) put(kpc, change);
    if (!isContent(kpc)) throw new Unusable("content");
    changes.push(...changesOf(iat, kpam));
  }
  return { findings: [finding("status.amended", { day: dayOf(latest) })], kpc, changes };
}

/**
 * One amendment, checked by itself.
 * @param {string} token
 * @param {import("./verify.js").Case} state
 * @throws {Unusable} form, key, signature
 */
async function open(token, { authority, trust }) {
  const { parts, kid, claims } = read(token);
  const key = trust.keys.get(kid);
  // A key that is distrusted now amends nothing any more, not even before: its thief can date back.
  const isUsable = key !== undefined && key.authority.id === authority.id && key.distrusted_at === null;
  if (!isUsable || checkMayAmend({ claims, kid, key, authority })) throw new Unusable("key");
  if (!(await verifyES256(key, parts.signature, parts.input))) throw new Unusable("signature");
  return claims;
}

/** @param {string} token @throws {Unusable} form */
function read(token) {
  try {
    const parts = takeJWTApart(token);
    return { parts, kid: readHeader(parts.header), claims: readClaims(parts.payload) };
  } catch (error) {
    if (error instanceof Malformed) throw new Unusable("form");
    throw error;
  }
}

/**
 * Do one change in place.
 * @param {any} kpc
 * @param {{field: string, old: any, new: any}} change
 * @throws {Unusable} old
 */
function put(kpc, change) {
  const steps = change.field.match(/[a-z_]+|[0-9]+/g) ?? [];
  const name = steps[steps.length - 1];
  // There may be no such line of goods.
  const inside = steps.slice(0, -1).reduce((found, step) => found?.[step], kpc) ?? {};
  if (!isSame(inside[name] ?? null, change.old)) throw new Unusable("old");
  if (change.new === null) delete inside[name];
  else inside[name] = change.new;
}

/**
 * The changes of one amendment as the verdict has them (docs/token.md section 6).
 * @param {number} iat
 * @param {any} kpam
 */
function changesOf(iat, { seq, changes, reason, officers }) {
  const at = `${new Date(iat * 1000).toISOString().slice(0, 19)}Z`;
  return changes.map((/** @type {any} */ change) => ({ seq, field: change.field, old: change.old, new: change.new, reason, officers, at }));
}

/** @param {Uint8Array} input */
async function digestOf(input) {
  return new Uint8Array(await globalThis.crypto.subtle.digest("SHA-256", /** @type {BufferSource} */ (input)));
}

/**
 * Is this the header of an amendment, which somebody scanned instead of the certificate?
 * @param {Uint8Array} header
 */
export function isEndorsement(header) {
  try {
    readHeader(header);
    return true;
  } catch (error) {
    if (error instanceof Malformed) return false;
    throw error;
  }
}

/**
 * An amendment scanned by itself: the three gates of a certificate. It is never valid, for it is none.
 * @param {import("./transport.js").Parts} parts
 * @param {import("./trust.js").Trust | Malformed} trust
 * @param {number} now
 * @returns {Promise<Amended>}
 */
export async function checkEndorsement(parts, trust, now) {
  const kid = readHeader(parts.header);
  const claims = readOrRefusal(parts.payload);
  if (claims instanceof Malformed) return stopped(finding(claims.code, claims.values));
  const form = finding("format.endorsement", { number: claims.sub });
  if (trust instanceof Malformed) return stopped(form, finding("issuer.trust-refused", { reason: trust.code }));
  const clock = clockOf(now, trust.list.iat, trust.list.policy.clock_leeway_s);
  const unlisted = checkKeyIsListed({ claims, kid, trust, at: clock.at });
  if (unlisted) return stopped(form, unlisted);
  const key = trust.keys.get(kid);
  const known = { claims, kid, key, authority: key.authority, trust, ...clock };
  const refused = checkMayAmend(known);
  if (refused) return stopped(form, refused);
  const issuer = checkStillTrusted(known);
  if (!(await verifyES256(key, parts.signature, parts.input))) return stopped(form, ...issuer, finding("signature.bad"));
  return { ...stopped(form, ...issuer, finding("signature.ok")), changes: changesOf(claims.iat, claims.kpam) };
}

/** @param {...Finding} findings @returns {Amended} */
const stopped = (...findings) => ({ ...nothing(), findings });

/** @param {Uint8Array} payload @returns {Record<string, any> | Malformed} */
function readOrRefusal(payload) {
  try {
    return readClaims(payload);
  } catch (error) {
    if (error instanceof Malformed) return error;
    throw error;
  }
}
