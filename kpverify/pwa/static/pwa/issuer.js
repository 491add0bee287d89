// @ts-check
// Whose key is it, and may it sign this?  Question 2 of docs/verification.md.
import { dayOf } from "./shape.js";
import { finding } from "./verdict.js";

/**
 * Step b: is the key on the trust list? The finding that ends the check, or null.
 * @param {Pick<import("./verify.js").Known, "claims" | "kid" | "trust" | "at">} known
 */
export function checkKeyIsListed({ claims, kid, trust, at }) {
  if (trust.keys.has(kid)) return null;
  return finding(isOfALaterList(claims.iat, { trust, at }) ? "issuer.key-not-on-old-list" : "issuer.key-unknown", { kid });
}

/**
 * May a newer list know the key of what was signed at `signed`? This one is old, and older than the signature.
 * @param {number} signed
 * @param {Pick<import("./verify.js").Known, "trust" | "at">} known
 */
export function isOfALaterList(signed, { trust, at }) {
  const { iat, exp, policy } = trust.list;
  const isOld = at - iat > policy.status_fresh_s || at >= exp;
  return isOld && signed > iat;
}

/** @typedef {Pick<import("./verify.js").Known, "claims" | "kid" | "key" | "authority">} Signed */

/**
 * Steps c to h: the first reason why this key may not sign this certificate, or null.
 * @param {Signed} known
 */
export function checkEntitled(known) {
  const { claims: { sub, iat }, authority } = known;
  const against = checkKey(known);
  if (against) return against;
  const year = new Date(iat * 1000).getUTCFullYear();
  if (!authority.numbers.some((/** @type {any} */ range) => range.year === year && isInRange(sub, range))) {
    return finding("issuer.number-out-of-range", { number: sub, year: String(year) });
  }
  return checkTrustedThen(known);
}

/**
 * Steps c to h, less g: an amendment may be of another year than the certificate, whose number was asked for.
 * @param {Signed} known
 */
export function checkMayAmend(known) {
  return checkKey(known) ?? checkTrustedThen(known);
}

/**
 * Steps c to f.
 * @param {Signed} known
 */
function checkKey({ claims: { iss, sub, iat }, kid, key, authority }) {
  if (key.use !== "certificate") return finding("issuer.wrong-purpose", { kid });
  if (authority.id !== iss) return finding("issuer.mismatch", { iss, authority: authority.id });
  if (iat < key.from || (key.to !== null && iat >= key.to)) return finding("issuer.key-not-valid-then", { kid });
  return sub.startsWith(authority.participant) ? null : finding("issuer.number-foreign", { number: sub });
}

/**
 * Step h, its first half.
 * @param {Signed} known
 */
function checkTrustedThen({ claims: { iat }, kid, key }) {
  return key.distrusted_at !== null && iat >= key.distrusted_at ? finding("issuer.key-distrusted", { kid }) : null;
}

/**
 * @param {string} number
 * @param {{first: string, last: string}} range
 */
function isInRange(number, { first, last }) {
  return number.length === first.length && first <= number && number <= last;
}

/**
 * Steps h to j: what is wrong with the key or the list since, if anything.
 * @param {import("./verify.js").Known} known
 */
export function checkStillTrusted({ kid, key, authority, trust, at }) {
  const findings = [];
  if (key.distrusted_at !== null) findings.push(finding("issuer.key-distrusted-since", { kid }));
  if (at >= trust.list.exp) findings.push(finding("issuer.trust-expired", { day: dayOf(trust.list.exp) }));
  return findings.length ? findings : [finding("issuer.ok", { authority: authority.name })];
}
