// @ts-check
// DEFLATE (RFC 1951) and zlib (RFC 1950), as strict as the zlib library.
//
// Our own instead of DecompressionStream: engines disagree there about bytes after the end of a stream, it takes no
// preset dictionary, and older phones lack it. Two verifiers must never differ about what a code says.

import { Damaged, bits, huffman, readLengths, symbolOf } from "./huffman.js";

const LENGTH_FROM = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_FROM = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
];
const DISTANCE_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const END_OF_BLOCK = 256;
const ADLER_MODULUS = 65521;
const WINDOW = 32768;

/**
 * @typedef {import("./huffman.js").Huffman} Huffman
 * @typedef {import("./huffman.js").Bits & {out: Uint8Array, size: number, cap: number}} Stream
 */

/**
 * Inflate a raw stream that ends exactly at its last byte.
 * @param {Uint8Array} data
 * @param {{cap: number, dictionary?: Uint8Array}} limits `cap` is the most bytes that may come out
 * @returns {Uint8Array | null} null when damaged, cut short, too long or followed by anything
 */
export function inflateRaw(data, { cap, dictionary = new Uint8Array(0) }) {
  try {
    const stream = opened(data, 0, cap, dictionary);
    inflateBlocks(stream);
    return stream.at === data.length ? stream.out.slice(dictionary.length, stream.size) : null;
  } catch (error) {
    if (error instanceof Damaged) return null;
    throw error;
  }
}

/**
 * Inflate a zlib stream that ends exactly at its last byte, its checksum right.
 * @param {Uint8Array} data
 * @param {{cap: number}} limits
 * @returns {Uint8Array | null}
 */
export function inflateZlib(data, { cap }) {
  const wantsDictionary = data.length > 1 && (data[1] & 0x20) !== 0;
  if (data.length < 6 || (data[0] & 15) !== 8 || data[0] >> 4 > 7 || ((data[0] << 8) | data[1]) % 31 || wantsDictionary) return null;
  try {
    const stream = opened(data, 2, cap, new Uint8Array(0));
    inflateBlocks(stream);
    const end = stream.at;
    const bytes = stream.out.slice(0, stream.size);
    const sum = new DataView(data.buffer, data.byteOffset, data.length);
    return end + 4 === data.length && sum.getUint32(end) === adler32(bytes) ? bytes : null;
  } catch (error) {
    if (error instanceof Damaged) return null;
    throw error;
  }
}

/**
 * @param {Uint8Array} data
 * @param {number} at
 * @param {number} cap
 * @param {Uint8Array} dictionary
 * @returns {Stream}
 */
function opened(data, at, cap, dictionary) {
  const out = new Uint8Array(dictionary.length + Math.min(cap, 8192));
  out.set(dictionary);
  return { data, at, hold: 0, have: 0, out, size: dictionary.length, cap: dictionary.length + cap };
}

/** @param {Stream} stream */
function inflateBlocks(stream) {
  let isLast = false;
  while (!isLast) {
    isLast = bits(stream, 1) === 1;
    const kind = bits(stream, 2);
    if (kind === 0) inflateStored(stream);
    else if (kind === 1) inflateCoded(stream, FIXED_LENGTHS, FIXED_DISTANCES);
    else if (kind === 2) inflateDynamic(stream);
    else throw new Damaged();
  }
}

/**
 * @param {Stream} stream
 * @param {number} more how many bytes are about to be written
 */
function makeRoom(stream, more) {
  const wanted = stream.size + more;
  if (wanted > stream.cap) throw new Damaged();
  if (wanted <= stream.out.length) return;
  const out = new Uint8Array(Math.min(stream.cap, wanted * 2));
  out.set(stream.out);
  stream.out = out;
}

/** @param {Stream} stream */
function inflateStored(stream) {
  stream.hold = 0;
  stream.have = 0;
  const length = bits(stream, 16);
  if (bits(stream, 16) !== (length ^ 0xffff) || stream.at + length > stream.data.length) throw new Damaged();
  makeRoom(stream, length);
  stream.out.set(stream.data.subarray(stream.at, stream.at + length), stream.size);
  stream.at += length;
  stream.size += length;
}

/** @param {Stream} stream */
function inflateDynamic(stream) {
  const literals = bits(stream, 5) + 257;
  const distances = bits(stream, 5) + 1;
  const listed = bits(stream, 4) + 4;
  if (literals > 286 || distances > 30) throw new Damaged();
  const codeLengths = new Uint8Array(19);
  for (let i = 0; i < listed; i += 1) codeLengths[CODE_LENGTH_ORDER[i]] = bits(stream, 3);
  const lengths = readLengths(stream, huffman(codeLengths, false), literals + distances);
  if (lengths[END_OF_BLOCK] === 0) throw new Damaged();
  inflateCoded(stream, huffman(lengths.subarray(0, literals), true), huffman(lengths.subarray(literals), true));
}

/**
 * @param {Stream} stream
 * @param {Huffman} lengthCode
 * @param {Huffman} distanceCode
 */
function inflateCoded(stream, lengthCode, distanceCode) {
  for (;;) {
    const symbol = symbolOf(stream, lengthCode);
    if (symbol === END_OF_BLOCK) return;
    if (symbol < END_OF_BLOCK) {
      makeRoom(stream, 1);
      stream.out[stream.size] = symbol;
      stream.size += 1;
    } else {
      copyBack(stream, symbol - 257, distanceCode);
    }
  }
}

/**
 * @param {Stream} stream
 * @param {number} kind
 * @param {Huffman} distanceCode
 */
function copyBack(stream, kind, distanceCode) {
  if (kind >= LENGTH_FROM.length) throw new Damaged();
  const length = LENGTH_FROM[kind] + bits(stream, LENGTH_BITS[kind]);
  const slot = symbolOf(stream, distanceCode);
  if (slot >= DISTANCE_FROM.length) throw new Damaged();
  const distance = DISTANCE_FROM[slot] + bits(stream, DISTANCE_BITS[slot]);
  if (distance > stream.size || distance > WINDOW) throw new Damaged();
  makeRoom(stream, length);
  const { out } = stream;
  // Byte by byte, because the copy may overlap what it writes.
  for (let i = 0; i < length; i += 1) out[stream.size + i] = out[stream.size + i - distance];
  stream.size += length;
}

/** @param {Uint8Array} bytes */
function adler32(bytes) {
  let low = 1;
  let high = 0;
  for (let i = 0; i < bytes.length; ) {
    // 3,800 bytes at a time cannot overflow 32 bits.
    for (const end = Math.min(i + 3800, bytes.length); i < end; i += 1) {
      low += bytes[i];
      high += low;
    }
    low %= ADLER_MODULUS;
    high %= ADLER_MODULUS;
  }
  return ((high << 16) | low) >>> 0;
}

const FIXED_LENGTHS = huffman(Uint8Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)), false);
const FIXED_DISTANCES = huffman(new Uint8Array(32).fill(5), false);
