// @ts-check
// What a trust list of the right shape must still hold to (docs/token.md section 3), before its signatures are looked at.
import { Malformed } from "./errors.js";
import { isOnCurve } from "./p256.js";
import { LAST_INSTANT } from "./shape.js";

/**
 * The x of P-256 keys whose private half anyone can look up: RFC 6979 A.2.5, RFC 7515 A.3, RFC 7517 A.1, RFC 8152 C.7.1,
 * RFC 9500 2.3, and the one jwt.io signs its ES256 example with.
 */
const TEST_KEYS = new Set([
  "YP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Y",
  "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
  "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
  "Ze2loSV3wrroKUN_4zhwGhCqo3Xhu1td4QjeQ5wIVR0",
  "QiVI-I-3gv-17KN0RFLHKh5Vj71vc75eSOkyMsxFxbE",
  "EVs_o5-uQbTjL3chynL4wXgUg2R9q9UU8I5mEovUf84",
]);

/**
 * Check the rules in the order of the page; the first that fails is reported.
 * @param {Record<string, any>} list
 * @throws {Malformed}
 */
export function checkTrustRules(list) {
  const keys = [...list.authorities.flatMap((/** @type {any} */ authority) => authority.keys), ...(list.monitors ?? [])];
  if (!isWithinBounds(list)) throw new Malformed("trust.bounds");
  if (hasDuplicates(list, keys)) throw new Malformed("trust.duplicate");
  if (!list.roots.every(isGoodRoot) || !keys.every(isGoodKey)) throw new Malformed("trust.bad-key");
  if (!isHomeOnly(list)) throw new Malformed("trust.foreign");
  if (list.demo !== true && [...list.roots, ...keys].some(({ x }) => TEST_KEYS.has(x))) throw new Malformed("trust.test-key");
}

/** @param {Record<string, any>} list */
function isWithinBounds({ version, iat, exp, threshold, roots }) {
  const areTimes = iat >= 1 && iat < exp && exp <= LAST_INSTANT;
  return version >= 1 && areTimes && threshold >= 1 && threshold <= new Set(roots.map(pointOf)).size;
}

/**
 * A key counts once, under however many ids.
 * @param {{x: string, y: string}} key
 */
export const pointOf = ({ x, y }) => JSON.stringify([x, y]);

/**
 * @param {Record<string, any>} list
 * @param {any[]} keys
 */
function hasDuplicates({ roots, participants, zones, authorities }, keys) {
  const kids = [...roots, ...keys].map(({ kid }) => kid);
  const ids = [authorities, zones].map((group) => group.map((/** @type {any} */ one) => one.id));
  const codes = participants.map((/** @type {any} */ one) => one.code);
  return [kids, codes, ...ids].some((group) => new Set(group).size !== group.length);
}

/** @param {any} root */
const isGoodRoot = (root) => isGoodKey(root) && (!("use" in root) || root.use === "sig");

/** @param {any} key */
function isGoodKey(key) {
  const isP256 = key.kty === "EC" && key.crv === "P-256" && isOnCurve(key.x, key.y);
  return isP256 && !("d" in key) && (!("key_ops" in key) || isVerifyOnly(key.key_ops));
}

/** @param {any} operations */
const isVerifyOnly = (operations) => Array.isArray(operations) && operations.length === 1 && operations[0] === "verify";

/**
 * Does every authority belong to a listed participant, and every key to its authority?
 * @param {Record<string, any>} list
 */
function isHomeOnly({ participants, authorities }) {
  const codes = new Set(participants.map((/** @type {any} */ one) => one.code));
  return authorities.every((/** @type {any} */ { id, participant, keys }) => {
    const isAtHome = codes.has(participant) && id.startsWith(participant);
    return isAtHome && keys.every((/** @type {any} */ key) => key.kid.startsWith(`${id}-`));
  });
}
