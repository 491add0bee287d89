// @ts-check
// The trust list: who may sign what, and since when (docs/token.md section 3).  Twin of kpverify/tokens/trust.py.
import { decodeBase64url } from "./base64url.js";
import { Malformed } from "./errors.js";
import { kidOf, readPart } from "./jws.js";
import { verifyES256 } from "./p256.js";
import { hasExactly, isObject, isText } from "./shape.js";
import { checkTrustRules, pointOf } from "./trustrules.js";
import { isTrustPayload } from "./trustshape.js";

const MAX_SIGNATURES = 16;
const MAX_CHARS = 4 * 1024 * 1024;

/** @typedef {{kid: string, signature: Uint8Array, input: Uint8Array}} Signed */
/**
 * @typedef {object} Trust
 * @property {Record<string, any>} list the payload
 * @property {string} payload its base64url text
 * @property {Signed[]} signatures
 * @property {Map<string, any>} keys by kid, each with its `authority`
 * @property {Map<string, any>} participants by code
 * @property {Map<string, any>} zones by id
 * @property {Map<string, any[]>} regimes by origin
 * @property {Map<string, Map<string, any>>} published the entry of a status list by authority and uri
 * @property {Map<string, Map<string, string>>} void the reason by authority and number
 * @property {Map<string, any>} monitors keys of the monitoring team, by kid
 * @property {(country: string) => any} participantOf the participant with this code or this member
 */

/**
 * @param {unknown} jws JWS JSON general serialization, parsed
 * @param {Trust[]} [earlier] lists whose roots may have signed too
 * @returns {Promise<Trust>}
 * @throws {Malformed}
 */
export async function openTrustList(jws, earlier = []) {
  const envelope = /** @type {any} */ (jws);
  if (!isEnvelope(envelope)) throw new Malformed("trust.shape");
  if (envelope.payload.length > MAX_CHARS) throw new Malformed("trust.too-large");
  const list = /** @type {any} */ (readPart(envelope.payload));
  if (!isTrustPayload(list)) throw new Malformed("trust.shape");
  checkTrustRules(list);
  const signatures = envelope.signatures.map((/** @type {any} */ one) => readSignature(one, envelope.payload));
  await checkSignatures(signatures, list, earlier);
  return { list, payload: envelope.payload, signatures, ...indexesOf(list) };
}

/** @param {any} jws */
function isEnvelope(jws) {
  if (!isObject(jws) || !hasExactly(jws, ["payload", "signatures"]) || !isText(jws.payload)) return false;
  return Array.isArray(jws.signatures) && jws.signatures.length <= MAX_SIGNATURES && jws.signatures.every(isSignature);
}

/** @param {any} one */
function isSignature(one) {
  return isObject(one) && hasExactly(one, ["protected", "signature"]) && isText(one.protected) && isText(one.signature);
}

/**
 * @param {{protected: string, signature: string}} one
 * @param {string} payload
 * @returns {Signed}
 */
function readSignature(one, payload) {
  const kid = kidOf(readPart(one.protected), "kptl+jwt");
  if (kid === null) throw new Malformed("trust.signature-header");
  const signature = decodeBase64url(one.signature) ?? new Uint8Array(0);
  return { kid, signature, input: new TextEncoder().encode(`${one.protected}.${payload}`) };
}

/**
 * @param {Signed[]} signatures
 * @param {Record<string, any>} list
 * @param {Trust[]} earlier
 */
async function checkSignatures(signatures, list, earlier) {
  const known = new Set([list, ...earlier.map((one) => one.list)].flatMap(({ roots }) => roots.map((/** @type {any} */ root) => root.kid)));
  if (signatures.some(({ kid }) => !known.has(kid))) throw new Malformed("trust.signature-header");
  const { points, areAllGood } = await pointsThatSigned(signatures, list.roots);
  if (!areAllGood) throw new Malformed("trust.bad-signature");
  if (points.size < list.threshold) throw new Malformed("trust.below-threshold");
}

/**
 * Which of these roots signed?
 * @param {Signed[]} signatures
 * @param {any[]} roots
 */
async function pointsThatSigned(signatures, roots) {
  const byKid = new Map(roots.map((root) => [root.kid, root]));
  const points = new Set();
  let areAllGood = true;
  for (const { kid, signature, input } of signatures) {
    const root = byKid.get(kid);
    if (root === undefined) continue;
    if (await verifyES256(root, signature, input)) points.add(pointOf(root));
    else areAllGood = false;
  }
  return { points, areAllGood };
}

/**
 * Was this list signed by enough of the roots of the one before?
 * @param {Trust} next
 * @param {Trust} before
 */
export async function isSignedByRootsOf(next, { list: { roots, threshold } }) {
  const { points } = await pointsThatSigned(next.signatures, roots);
  return points.size >= threshold;
}

/**
 * The indexes; of two entries with one name the first counts.
 * @param {Record<string, any>} list
 */
function indexesOf({ participants, regimes, zones, authorities, monitors = [] }) {
  const keys = new Map(authorities.flatMap((/** @type {any} */ authority) => authority.keys.map((/** @type {any} */ key) => [key.kid, { ...key, authority }])));
  const byCode = new Map(participants.map((/** @type {any} */ one) => [one.code, one]));
  const byCountry = new Map(participants.flatMap((/** @type {any} */ one) => one.members.map((/** @type {any} */ code) => [code, one])));
  return {
    keys,
    participants: byCode,
    zones: new Map(zones.map((/** @type {any} */ zone) => [zone.id, zone])),
    regimes: grouped(regimes),
    published: byAuthority(authorities, ({ status_lists }) => status_lists.map((/** @type {any} */ one) => [one.uri, one])),
    void: byAuthority(authorities, ({ void: numbers }) => numbers.map((/** @type {any} */ one) => [one.number, one.reason])),
    monitors: new Map(monitors.map((/** @type {any} */ key) => [key.kid, key])),
    participantOf: (/** @type {string} */ country) => byCode.get(country) ?? byCountry.get(country),
  };
}

/** @param {any[]} regimes */
function grouped(regimes) {
  /** @type {Map<string, any[]>} */
  const groups = new Map();
  for (const regime of regimes) groups.set(regime.origin, [...(groups.get(regime.origin) ?? []), regime]);
  return groups;
}

/**
 * @param {any[]} authorities
 * @param {(authority: any) => [string, any][]} entriesOf
 * @returns {Map<string, Map<string, any>>}
 */
function byAuthority(authorities, entriesOf) {
  return new Map(authorities.map((authority) => [authority.id, new Map(entriesOf(authority).reverse())]));
}
