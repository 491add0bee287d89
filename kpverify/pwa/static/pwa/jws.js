// @ts-check
// Protected headers and compact JWS as lists carry them.
import { decodeBase64url } from "./base64url.js";
import { hasExactly, isKid, isObject } from "./shape.js";
import { readJSON } from "./strictjson.js";

const MAX_DEPTH = 12;

/**
 * The kid of a header that is exactly alg, kid and typ, as wanted; null otherwise.
 * @param {unknown} header
 * @param {string} typ
 * @returns {string | null}
 */
export function kidOf(header, typ) {
  if (!isObject(header)) return null;
  const members = /** @type {Record<string, any>} */ (header);
  const { alg, kid, typ: given } = members;
  const isRight = hasExactly(members, ["alg", "kid", "typ"]) && alg === "ES256" && given === typ && isKid(kid);
  return isRight ? kid : null;
}

/**
 * The JSON value in a base64url part; undefined when it is not one.
 * @param {string} part
 * @returns {any}
 */
export function readPart(part) {
  const bytes = decodeBase64url(part);
  try {
    return bytes === null ? undefined : readJSON(bytes, { depth: MAX_DEPTH });
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
