// @ts-check
// Has the issuer withdrawn this certificate?  Question 5, and the lists behind it (docs/token.md section 4).
// Twin of kpverify/tokens/status.py.  Source: IETF Token Status List.
import { decodeBase64url } from "./base64url.js";
import { MAX_SEQ } from "./endorsement.js";
import { inflateZlib } from "./inflate.js";
import { kidOf, readPart } from "./jws.js";
import { verifyES256 } from "./p256.js";
import { LAST_INSTANT, isInstant, isNumber, isObject, isText, record } from "./shape.js";
import { finding } from "./verdict.js";

const MAX_BYTES = 4 * 1024 * 1024;
const MAX_LIFE = 31 * 86400;
// Amendments on one list, and the characters of each: docs/token.md section 8 tells what they weigh.
const MAX_AMENDMENTS = 1000;
const MAX_AMENDMENT = 4096;
const INVALID = 1;
const SUSPENDED = 2;
const RECEIPT_CONFIRMED = 3;

const hasMembers = record({ sub: isText, iat: isInstant, exp: isInstant, ttl: isInstant, status_list: record({ bits: (bits) => bits === 2, lst: isText }) });

/** @typedef {Map<string, string[]> | null} Amendments compact tokens by certificate number; null when they cannot be read */
/** @typedef {{iat: number, exp: number, values: Uint8Array, amendments: Amendments}} StatusList */
/** @typedef {{list: StatusList | null, fault: string | null}} Listed `fault` is the code when there is no usable list */

/**
 * The list a certificate names, or the code that says why there is none.
 * @param {Pick<import("./bundle.js").Bundle, "trust" | "lists" | "cache">} bundle
 * @param {any} authority
 * @param {string} uri
 * @returns {Promise<Listed>}
 */
export async function findList({ trust, lists, cache }, authority, uri) {
  const published = trust.published.get(authority.id)?.get(uri);
  if (published === undefined) return { list: null, fault: "status.foreign-list" };
  if (!lists.has(uri)) return { list: null, fault: "status.list-missing" };
  const name = `${authority.id} ${uri}`;
  let opening = cache.get(name);
  if (opening === undefined) {
    opening = openList(lists.get(uri), authority, published);
    cache.set(name, opening);
  }
  const list = await opening;
  return { list, fault: list === null ? "status.list-refused" : null };
}

/**
 * @param {unknown} token
 * @param {any} authority
 * @param {{uri: string, iat: number}} published
 * @returns {Promise<StatusList | null>} null when it must not be used
 */
export async function openList(token, authority, published) {
  const [head, body, tail, ...rest] = isText(token) ? String(token).split(".") : [];
  if (tail === undefined || rest.length) return null;
  const payload = readPart(body);
  const signature = decodeBase64url(tail);
  const key = authority.keys.find((/** @type {any} */ one) => one.kid === kidOf(readPart(head), "statuslist+jwt"));
  if (signature === null || !isUsable(payload, key, published)) return null;
  if (!(await verifyES256(key, signature, new TextEncoder().encode(`${head}.${body}`)))) return null;
  const packed = decodeBase64url(payload.status_list.lst);
  const values = packed && inflateZlib(packed, { cap: MAX_BYTES });
  return values && { iat: payload.iat, exp: payload.exp, values, amendments: readAmendments("amendments" in payload ? payload.amendments : {}) };
}

/**
 * The list's member of that name; null when anything about it is not as it should be: all or nothing.
 * @param {any} found
 * @returns {Amendments}
 */
function readAmendments(found) {
  if (!isObject(found) || !Object.keys(found).every(isNumber)) return null;
  const groups = Object.values(found);
  if (!groups.every((group) => Array.isArray(group) && group.length >= 1 && group.length <= MAX_SEQ)) return null;
  const tokens = groups.flat();
  const areTexts = tokens.every((token) => isText(token) && token.length <= MAX_AMENDMENT);
  return areTexts && tokens.length <= MAX_AMENDMENTS ? new Map(Object.entries(found)) : null;
}

/**
 * @param {any} payload
 * @param {any} key
 * @param {{uri: string, iat: number}} published
 */
function isUsable(payload, key, published) {
  if (!hasMembers(payload) || key === undefined || key.use !== "status" || key.distrusted_at !== null) return false;
  const { sub, iat, exp, ttl } = payload;
  const isKeyValid = key.from <= iat && (key.to === null || iat < key.to);
  const isRecent = sub === published.uri && iat >= published.iat;
  return isKeyValid && isRecent && ttl > 0 && ttl <= MAX_LIFE && iat < exp && exp <= Math.min(iat + MAX_LIFE, LAST_INSTANT);
}

/**
 * The two bits of an entry; undefined beyond the end.
 * @param {Uint8Array} values
 * @param {number} index
 */
export function valueAt(values, index) {
  return index >> 2 < values.length ? (values[index >> 2] >> (2 * (index & 3))) & 3 : undefined;
}

/**
 * Question 5.
 * @param {import("./verify.js").Case} state
 */
export function checkStatus({ listed, value, at, trust }) {
  const { list, fault } = listed;
  if (list === null) return finding(/** @type {string} */ (fault));
  if (value === undefined) return finding("status.out-of-range");
  if (value === INVALID) return finding("status.revoked");
  const values = { listed: momentOf(list.iat) };
  if (isStale({ listed, at, trust })) return finding("status.stale", values);
  if (value === SUSPENDED) return finding("status.suspended");
  return finding(at - list.iat > trust.list.policy.status_fresh_s ? "status.ageing" : "status.ok", values);
}

/**
 * @param {{listed: Listed, at: number, trust: any}} state
 */
function isStale({ listed: { list }, at, trust }) {
  return list !== null && (at >= list.exp || at - list.iat > trust.list.policy.status_stale_s);
}

/**
 * Question 9. Has the shipment already arrived?
 * @param {import("./verify.js").Case} state
 */
export function checkPresentation(state) {
  if (state.value === RECEIPT_CONFIRMED) return finding("presentation.receipt-confirmed");
  return finding(state.value === undefined || isStale(state) ? "presentation.not-known" : "presentation.ok");
}

/** @param {number} seconds */
function momentOf(seconds) {
  return `${new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
