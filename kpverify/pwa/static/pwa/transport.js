// @ts-check
// From the scanned text to the exact JWT (docs/token.md section 2).  Twin of kpverify/tokens/transport.py.
import { decodeBase64url, encodeBase64url } from "./base64url.js";
import { TYP } from "./claims.js";
import { DICTIONARY } from "./dictionary.js";
import { TYP as ENDORSEMENT } from "./endorsement.js";
import { Malformed } from "./errors.js";
import { inflateRaw } from "./inflate.js";
import { readJSON } from "./strictjson.js";

const MAX_TEXT = 12288;
const MAX_DIGITS = 4300;
const MAX_BYTES = 8192;
const VERSION = 0x01;
const SIGNATURE_BYTES = 64;
const MIN_RAW_BYTES = 1 + SIGNATURE_BYTES + 1;
const MAX_DEPTH = 6;
const NEWLINE = 0x0a;

const ASCII = /^[\x00-\x7f]*$/;
const URL_FORM = /^https?:\/\/([A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?)\/v#([0-9]+)$/;
const DIGITS_FORM = /^[0-9]+$/;
const JWT_FORM = /^([A-Za-z0-9_-]*)\.([A-Za-z0-9_-]*)\.([A-Za-z0-9_-]*)$/;

/**
 * @typedef {{header: Uint8Array, payload: Uint8Array, signature: Uint8Array, input: Uint8Array}} Parts the two JSON
 *   texts, the signature, and the signing input `header.payload`
 */

/**
 * The host in a scanned URL, with its port; null when the text is not the URL form.
 * @param {string} text
 * @returns {string | null}
 */
export function hostOf(text) {
  return isReadable(text) ? (URL_FORM.exec(text)?.[1] ?? null) : null;
}

/**
 * @param {string} text
 * @returns {Parts}
 * @throws {Malformed} format.unrecognised, format.too-large, format.transport, format.version-unknown, format.encoding
 */
export function decode(text) {
  if (!isReadable(text)) throw new Malformed("format.unrecognised");
  const url = URL_FORM.exec(text);
  if (url) return decodeDigits(url[2]);
  if (DIGITS_FORM.test(text)) return decodeBareDigits(text);
  const jwt = JWT_FORM.exec(text);
  if (jwt && isOurs(jwt[1])) return decodeJWT(jwt[1], jwt[2], jwt[3]);
  throw new Malformed("format.unrecognised");
}

/**
 * A compact JWS, whatever its header says.
 * @param {string} jwt
 * @returns {Parts}
 * @throws {Malformed} format.encoding
 */
export function takeJWTApart(jwt) {
  const found = JWT_FORM.exec(jwt);
  if (!found) throw new Malformed("format.encoding");
  return decodeJWT(found[1], found[2], found[3]);
}

/** @param {string} text */
function isReadable(text) {
  return text.length <= MAX_TEXT && ASCII.test(text);
}

/** @param {string} digits */
function decodeBareDigits(digits) {
  const raw = bytesOf(digits);
  if (raw.length < MIN_RAW_BYTES || raw[0] !== VERSION) throw new Malformed("format.unrecognised");
  return decodeDigits(digits);
}

/**
 * @param {string} digits
 * @returns {Parts}
 */
function decodeDigits(digits) {
  if (digits.length > MAX_DIGITS) throw new Malformed("format.too-large");
  const raw = bytesOf(digits);
  if (digits.startsWith("0") || raw.length < MIN_RAW_BYTES) throw new Malformed("format.transport");
  if (raw[0] !== VERSION) throw new Malformed("format.version-unknown");
  const both = inflateRaw(raw.subarray(1 + SIGNATURE_BYTES), { cap: MAX_BYTES, dictionary: DICTIONARY });
  const middle = both === null ? -1 : both.indexOf(NEWLINE);
  if (both === null || middle < 0) throw new Malformed("format.transport");
  return parts(both.subarray(0, middle), both.subarray(middle + 1), raw.slice(1, 1 + SIGNATURE_BYTES));
}

/**
 * The digits as one big-endian integer, without leading zero bytes.
 * @param {string} digits
 */
function bytesOf(digits) {
  const hex = BigInt(digits).toString(16);
  const even = hex.length % 2 ? `0${hex}` : hex;
  return Uint8Array.from({ length: even.length / 2 }, (_, i) => Number.parseInt(even.slice(2 * i, 2 * i + 2), 16));
}

/**
 * Does the first part of a compact JWS say that it is a certificate, or an amendment of one?
 * @param {string} head
 */
function isOurs(head) {
  const bytes = decodeBase64url(head, { lenient: true });
  try {
    const header = bytes === null ? null : readJSON(bytes, { depth: MAX_DEPTH });
    return header !== null && typeof header === "object" && !Array.isArray(header) && (header.typ === TYP || header.typ === ENDORSEMENT);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/**
 * @param {string} head
 * @param {string} body
 * @param {string} tail
 * @returns {Parts}
 */
function decodeJWT(head, body, tail) {
  const [header, payload, signature] = [head, body, tail].map((part) => decodeBase64url(part));
  if (header === null || payload === null || signature === null) throw new Malformed("format.encoding");
  const isTooLong = header.length + payload.length > MAX_BYTES;
  if (isTooLong || signature.length !== SIGNATURE_BYTES) throw new Malformed("format.encoding");
  return parts(header, payload, signature);
}

/**
 * @param {Uint8Array} header
 * @param {Uint8Array} payload
 * @param {Uint8Array} signature
 * @returns {Parts}
 */
function parts(header, payload, signature) {
  const input = new TextEncoder().encode(`${encodeBase64url(header)}.${encodeBase64url(payload)}`);
  return { header, payload, signature, input };
}
