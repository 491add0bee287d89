// @ts-check
// The word of two monitors for a shipment, which travels in its certificate (docs/token.md section 9).
// Twin of kpverify/tokens/clearance.py.
//
// The signature is over a JWS signing input that is not carried: anyone rebuilds it from the certificate, so a clearance
// holds for exactly the content it was given for.
import { decodeBase64url, encodeBase64url } from "./base64url.js";
import { isOfALaterList } from "./issuer.js";
import { verifyES256 } from "./p256.js";
import { periodOn } from "./shape.js";
import { finding } from "./verdict.js";

const TYP = "kpcl+jwt";
const REGIME = "zones_with_clearance";

/** @typedef {{kid: string, iat: number, dossier: string, monitors: string[], signature: string}} Clearance */

/**
 * What a clearance is bound to: base64url of SHA-256 over what the monitors saw of a certificate's content.
 * @param {any} kpc
 * @returns {Promise<string>}
 */
export async function contentDigest(kpc) {
  const party = (/** @type {any} */ { name, address, country }) => [name, address, country];
  const goods = kpc.goods.map((/** @type {any} */ { hs, carats, usd }) => [hs, carats, usd]);
  const { kind, mining_origin, zones = [], exporter, importer, parcels, seals, remarks = "" } = kpc;
  const seen = tight([kind, mining_origin, zones, party(exporter), party(importer), goods, parcels, seals, remarks]);
  const digest = await globalThis.crypto.subtle.digest("SHA-256", /** @type {BufferSource} */ (seen));
  return encodeBase64url(new Uint8Array(digest));
}

/**
 * The bytes the monitors' signature is over.
 * @param {Clearance} clearance
 * @param {string} iss
 * @param {string} content as of `contentDigest`
 */
export function clearanceInput({ kid, iat, dossier, monitors }, iss, content) {
  const [header, payload] = [{ alg: "ES256", kid, typ: TYP }, { iss, iat, dossier, monitors, content }].map((one) => encodeBase64url(tight(one)));
  return new TextEncoder().encode(`${header}.${payload}`);
}

/** @param {any} value */
const tight = (value) => new TextEncoder().encode(JSON.stringify(value));

/**
 * Did two monitors clear these goods, where the rule of the day asks for it? Nothing is found where it does not. Judged is the certificate as it was signed
 * (`state.claims`); an origin that an amendment brings in needs a clearance as well.
 * @param {import("./verify.js").Case} state
 * @param {any} amended the content as it stands now
 * @returns {Promise<import("./verdict.js").Finding[]>}
 */
export async function checkClearance(state, amended) {
  const { kpc } = state.claims;
  /** @type {Clearance | undefined} */
  const given = kpc.clearance;
  const code = [...kpc.mining_origin, ...amended.mining_origin].find((one) => periodOn(state.trust.regimes.get(one), state.day)?.rule === REGIME);
  if (given === undefined) return code === undefined ? [] : [finding("origin.clearance-missing", { code })];
  const key = state.trust.monitors.get(given.kid);
  if (code !== undefined) {
    const faults = await check(state, given, key);
    return faults.length ? faults : [finding("origin.cleared", { code })];
  }
  // Nobody asked for it: whether its key is still good says nothing. A signature that is wrong says something.
  return key === undefined || (await isSigned(state, given, key)) ? [] : [bad(given)];
}

/**
 * @param {import("./verify.js").Case} state
 * @param {Clearance} given
 * @param {any} key undefined when not listed
 */
async function check(state, given, key) {
  const { kid, iat } = given;
  if (iat > state.claims.iat) return [bad(given)];
  if (key === undefined) return [isOfALaterList(iat, state) ? finding("origin.clearance-key-not-on-old-list", { kid }) : bad(given)];
  if (iat < key.from || (key.to !== null && iat >= key.to)) return [bad(given)];
  const isAfter = key.distrusted_at !== null && iat >= key.distrusted_at;
  if (isAfter || !(await isSigned(state, given, key))) return [bad(given)];
  // As with an issuer's key: a thief can date back.
  return key.distrusted_at === null ? [] : [finding("origin.clearance-key-distrusted-since", { kid })];
}

/** @param {Clearance} given */
const bad = ({ kid }) => finding("origin.clearance-bad", { kid });

/**
 * @param {import("./verify.js").Case} state
 * @param {Clearance} given
 * @param {any} key
 */
async function isSigned({ claims }, given, key) {
  const input = clearanceInput(given, claims.iss, await contentDigest(claims.kpc));
  return verifyES256(key, decodeBase64url(given.signature) ?? new Uint8Array(0), input);
}
