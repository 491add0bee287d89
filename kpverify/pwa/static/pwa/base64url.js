// @ts-check
// RFC 7515 base64url without padding, canonical: every byte string has exactly one spelling.

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const SEXTETS = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i += 1) SEXTETS[ALPHABET.charCodeAt(i)] = i;

/**
 * The bytes, or null when `text` is not base64url. `lenient` lets the unused bits of the last character be set.
 * @param {string} text
 * @param {{lenient?: boolean}} [options]
 * @returns {Uint8Array | null}
 */
export function decodeBase64url(text, { lenient = false } = {}) {
  if (text.length % 4 === 1) return null;
  const bytes = new Uint8Array((text.length * 3) >> 2);
  let hold = 0;
  let have = 0;
  let at = 0;
  for (let i = 0; i < text.length; i += 1) {
    const sextet = SEXTETS[text.charCodeAt(i)] ?? -1;
    if (sextet < 0) return null;
    hold = (hold << 6) | sextet;
    have += 6;
    if (have >= 8) {
      have -= 8;
      bytes[at] = hold >> have;
      at += 1;
      hold &= (1 << have) - 1;
    }
  }
  return hold === 0 || lenient ? bytes : null;
}

/**
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function encodeBase64url(bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const three = (bytes[i] << 16) | ((left > 1 ? bytes[i + 1] : 0) << 8) | (left > 2 ? bytes[i + 2] : 0);
    text += ALPHABET[three >> 18] + ALPHABET[(three >> 12) & 63];
    if (left > 1) text += ALPHABET[(three >> 6) & 63];
    if (left > 2) text += ALPHABET[three & 63];
  }
  return text;
}
