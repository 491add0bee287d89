// @ts-check
// The bits and the Huffman codes of DEFLATE (RFC 1951, 3.2), refusing every code the zlib library refuses.

const MAX_CODE_BITS = 15;

/** The stream is not DEFLATE, or ends too early. */
export class Damaged extends Error {}

/**
 * @typedef {{counts: Uint16Array, symbols: Uint16Array}} Huffman
 * @typedef {{data: Uint8Array, at: number, hold: number, have: number}} Bits
 */

/**
 * @param {Bits} stream
 * @param {number} count at most 16
 */
export function bits(stream, count) {
  while (stream.have < count) {
    if (stream.at === stream.data.length) throw new Damaged();
    stream.hold |= stream.data[stream.at] << stream.have;
    stream.at += 1;
    stream.have += 8;
  }
  const value = stream.hold & ((1 << count) - 1);
  stream.hold >>>= count;
  stream.have -= count;
  return value;
}

/**
 * @param {Bits} stream
 * @param {Huffman} code
 */
export function symbolOf(stream, code) {
  let value = 0;
  let first = 0;
  let index = 0;
  for (let length = 1; length <= MAX_CODE_BITS; length += 1) {
    value |= bits(stream, 1);
    const count = code.counts[length];
    if (value - count < first) return code.symbols[index + value - first];
    index += count;
    first = (first + count) << 1;
    value <<= 1;
  }
  throw new Damaged();
}

/**
 * A canonical Huffman code. zlib takes an incomplete one only when it has a single symbol of one bit.
 * @param {Uint8Array} lengths bits of each symbol, 0 for none
 * @param {boolean} mayBeIncomplete
 * @returns {Huffman}
 */
export function huffman(lengths, mayBeIncomplete) {
  const counts = new Uint16Array(MAX_CODE_BITS + 1);
  for (const length of lengths) counts[length] += 1;
  const used = lengths.length - counts[0];
  counts[0] = 0;
  const offsets = new Uint16Array(MAX_CODE_BITS + 2);
  let left = 1;
  for (let length = 1; length <= MAX_CODE_BITS; length += 1) {
    left = left * 2 - counts[length];
    if (left < 0) throw new Damaged();
    offsets[length + 1] = offsets[length] + counts[length];
  }
  if (left > 0 && !(mayBeIncomplete && used === counts[1])) throw new Damaged();
  const symbols = new Uint16Array(used);
  lengths.forEach((length, symbol) => {
    if (length) symbols[offsets[length]++] = symbol;
  });
  return { counts, symbols };
}

/**
 * @param {Bits} stream
 * @param {Huffman} code
 * @param {number} total
 */
export function readLengths(stream, code, total) {
  const lengths = new Uint8Array(total);
  let at = 0;
  while (at < total) {
    const symbol = symbolOf(stream, code);
    if (symbol < 16) {
      lengths[at] = symbol;
      at += 1;
      continue;
    }
    if (symbol === 16 && at === 0) throw new Damaged();
    const value = symbol === 16 ? lengths[at - 1] : 0;
    const repeat = symbol === 16 ? 3 + bits(stream, 2) : symbol === 17 ? 3 + bits(stream, 3) : 11 + bits(stream, 7);
    if (at + repeat > total) throw new Damaged();
    lengths.fill(value, at, at + repeat);
    at += repeat;
  }
  return lengths;
}
