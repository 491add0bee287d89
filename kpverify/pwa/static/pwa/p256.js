// @ts-check
// NIST P-256 public keys and ES256 signatures (RFC 7518, 3.4), through WebCrypto.
import { decodeBase64url } from "./base64url.js";

const PRIME = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;
const COORDINATE_BYTES = 32;
const SIGNATURE_BYTES = 64;
const ES256 = { name: "ECDSA", hash: "SHA-256" };

/** @type {Map<string, Promise<CryptoKey>>} */
const imported = new Map();

/**
 * Are `x` and `y` (canonical base64url) a point on the curve?
 * @param {string} x
 * @param {string} y
 */
export function isOnCurve(x, y) {
  const [right, up] = [coordinate(x), coordinate(y)];
  if (right === null || up === null) return false;
  return (up * up - (right * right * right - 3n * right + B)) % PRIME === 0n;
}

/**
 * @param {string} text
 * @returns {bigint | null}
 */
function coordinate(text) {
  const bytes = decodeBase64url(text);
  if (bytes === null || bytes.length !== COORDINATE_BYTES) return null;
  const value = BigInt(`0x${toHex(bytes)}`);
  return value < PRIME ? value : null;
}

/** @param {Uint8Array} bytes */
function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Does the signature hold? The key must be on the curve already (`isOnCurve`).
 * @param {{x: string, y: string}} key
 * @param {Uint8Array} signature
 * @param {Uint8Array} input
 * @returns {Promise<boolean>}
 */
export async function verifyES256(key, signature, input) {
  if (signature.length !== SIGNATURE_BYTES) return false;
  const [held, signed] = /** @type {BufferSource[]} */ ([signature, input]);
  return globalThis.crypto.subtle.verify(ES256, await importOnce(key), held, signed);
}

/** @param {{x: string, y: string}} key */
function importOnce({ x, y }) {
  const name = `${x}.${y}`;
  let key = imported.get(name);
  if (key === undefined) {
    const jwk = { kty: "EC", crv: "P-256", x, y };
    key = globalThis.crypto.subtle.importKey("jwk", jwk, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
    imported.set(name, key);
  }
  return key;
}
