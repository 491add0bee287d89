// @ts-check
// Everything an offline check needs, as one JSON object (docs/token.md section 5).  Twin of kpverify/tokens/bundle.py.
//
// Give text or bytes where they are at hand: only those are read strictly. In an object made by JSON.parse a duplicate
// name is already lost.
import { Malformed } from "./errors.js";
import { isObject, isText } from "./shape.js";
import { readJSON } from "./strictjson.js";
import { isSignedByRootsOf, openTrustList } from "./trust.js";

const MAX_BYTES = 16 * 1024 * 1024;
const MAX_DEPTH = 12;
// Changes of roots, of which a scheme has one in years: each list costs a signature check.
const MAX_HISTORY = 64;

/** @typedef {import("./trust.js").Trust} Trust */
/**
 * @typedef {object} Bundle
 * @property {Trust} trust
 * @property {Trust[]} history older trust lists, oldest first
 * @property {Map<string, unknown>} lists status list tokens by uri
 * @property {Map<string, Promise<import("./status.js").StatusList | null>>} cache status lists already opened
 */

/** @type {WeakSet<object>} */
const loaded = new WeakSet();

/**
 * Has this come out of `loadBundle`?
 * @param {unknown} source
 * @returns {source is Bundle}
 */
export function isLoaded(source) {
  return typeof source === "object" && source !== null && loaded.has(source);
}

/**
 * @param {unknown} source text, bytes, or what JSON.parse made of them
 * @returns {Promise<Bundle>}
 * @throws {Malformed} trust.*
 */
export async function loadBundle(source) {
  const { trust_list, status_lists, trust_history } = readBundle(source);
  /** @type {Trust[]} */
  const history = [];
  for (const jws of trust_history ?? []) history.push(await openTrustList(jws, history));
  const trust = await openTrustList(trust_list, history);
  /** @type {Bundle} */
  const bundle = { trust, history, lists: new Map(Object.entries(status_lists)), cache: new Map() };
  loaded.add(bundle);
  return bundle;
}

/**
 * @param {any} source
 * @returns {any}
 */
function readBundle(source) {
  const isRaw = isText(source) || source instanceof ArrayBuffer || ArrayBuffer.isView(source);
  const bundle = isRaw ? readStrictly(source) : source;
  if (!isObject(bundle) || bundle.kpverify_bundle !== 1 || !("trust_list" in bundle)) throw new Malformed("trust.shape");
  const { status_lists, trust_history } = bundle;
  if (!isObject(status_lists)) throw new Malformed("trust.shape");
  if (trust_history !== undefined && !Array.isArray(trust_history)) throw new Malformed("trust.shape");
  if (trust_history !== undefined && trust_history.length > MAX_HISTORY) throw new Malformed("trust.too-large");
  return bundle;
}

/** @param {any} source */
function readStrictly(source) {
  const text = isText(source) ? source : new Uint8Array(source.buffer ?? source, source.byteOffset ?? 0, source.byteLength);
  if (text.length > MAX_BYTES) throw new Malformed("trust.too-large");
  try {
    return readJSON(text, { depth: MAX_DEPTH });
  } catch (error) {
    if (error instanceof SyntaxError) throw new Malformed("trust.shape");
    throw error;
  }
}

/**
 * May this bundle take the place of the one held? Resolves to true, or refuses.
 * @param {Bundle} next
 * @param {Bundle} held
 * @returns {Promise<true>}
 * @throws {Malformed} trust.rollback, trust.not-successor
 */
export async function succeeds(next, held) {
  const [from, to] = [held.trust.list.version, next.trust.list.version];
  if (to < from || (to === from && next.trust.payload !== held.trust.payload)) throw new Malformed("trust.rollback");
  let step = held.trust;
  for (const list of [...next.history, next.trust]) {
    if (list.list.version <= step.list.version) continue;
    if (!(await isSignedByRootsOf(list, step))) throw new Malformed("trust.not-successor");
    step = list;
  }
  // A later list in the history would let this one, which nobody held has signed, slip by.
  if (step.payload !== next.trust.payload) throw new Malformed("trust.not-successor");
  return true;
}
