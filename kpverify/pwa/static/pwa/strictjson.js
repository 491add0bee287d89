// @ts-check
// JSON that can be read only one way (docs/token.md section 0).  Twin of kpverify/tokens/strictjson.py.
//
// JSON.parse lets the last of two equal names win, rounds long numbers and knows no depth. Objects come back without a
// prototype, so that no name in hostile text ("__proto__", "constructor") means anything.

const WHITE = /[ \t\n\r]*/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const INTEGER = /-?(?:0|[1-9][0-9]*)/y;
const MAX_DIGITS = 15;
const LONE_SURROGATE = /\p{Surrogate}/u;
/** @type {Record<string, string>} */
const ESCAPES = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** @typedef {null | boolean | number | string | JSONValue[] | {[name: string]: JSONValue}} JSONValue */
/** @typedef {{text: string, at: number, depth: number}} Reader */

/**
 * The text of UTF-8 bytes.
 * @param {Uint8Array} bytes
 * @returns {string | null} null when they are not UTF-8
 */
export function decodeUTF8(bytes) {
  try {
    return utf8.decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/**
 * Read one JSON value.
 * @param {Uint8Array | string} source
 * @param {{depth: number, isTight?: boolean}} limits `depth` is the most containers inside each other; `isTight`
 *   refuses white space around the value
 * @returns {JSONValue}
 * @throws {SyntaxError} when it is not strict JSON
 */
export function readJSON(source, { depth, isTight = false }) {
  const text = typeof source === "string" ? source : decodeUTF8(source);
  if (text === null) throw new SyntaxError("not UTF-8");
  /** @type {Reader} */
  const reader = { text, at: 0, depth };
  if (!isTight) skipWhite(reader);
  const value = readValue(reader);
  if (!isTight) skipWhite(reader);
  if (reader.at !== text.length) throw unexpected(reader);
  return value;
}

/** @param {Reader} reader */
function unexpected(reader) {
  return new SyntaxError(`not strict JSON at ${reader.at}`);
}

/**
 * @param {Reader} reader
 * @param {RegExp} pattern sticky
 * @returns {string}
 */
function take(reader, pattern) {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text);
  if (found === null) throw unexpected(reader);
  reader.at = pattern.lastIndex;
  return found[0];
}

/** @param {Reader} reader */
function skipWhite(reader) {
  // Most values have no white space around them: look before running the pattern.
  if (reader.text.charCodeAt(reader.at) <= 0x20) take(reader, WHITE);
}

/**
 * @param {Reader} reader
 * @returns {JSONValue}
 */
function readValue(reader) {
  switch (reader.text[reader.at]) {
    case "{":
      return readObject(reader);
    case "[":
      return readArray(reader);
    case '"':
      return readString(reader);
    case "t":
      return readWord(reader, "true", true);
    case "f":
      return readWord(reader, "false", false);
    case "n":
      return readWord(reader, "null", null);
    default:
      return readInteger(reader);
  }
}

/**
 * @param {Reader} reader
 * @param {string} word
 * @param {boolean | null} value
 */
function readWord(reader, word, value) {
  if (!reader.text.startsWith(word, reader.at)) throw unexpected(reader);
  reader.at += word.length;
  return value;
}

/** @param {Reader} reader */
function readInteger(reader) {
  const digits = take(reader, INTEGER);
  const next = reader.text[reader.at];
  const isFraction = next === "." || next === "e" || next === "E";
  if (isFraction || digits === "-0" || digits.replace("-", "").length > MAX_DIGITS) throw unexpected(reader);
  return Number(digits);
}

/** @param {Reader} reader */
function readString(reader) {
  reader.at += 1;
  let value = take(reader, PLAIN);
  while (reader.text[reader.at] === "\\") value += readEscape(reader) + take(reader, PLAIN);
  if (reader.text[reader.at] !== '"' || LONE_SURROGATE.test(value)) throw unexpected(reader);
  reader.at += 1;
  return value;
}

/** @param {Reader} reader */
function readEscape(reader) {
  const letter = reader.text[reader.at + 1];
  if (letter === "u") {
    const hex = reader.text.slice(reader.at + 2, reader.at + 6);
    if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw unexpected(reader);
    reader.at += 6;
    return String.fromCharCode(Number.parseInt(hex, 16));
  }
  if (letter === undefined || !Object.hasOwn(ESCAPES, letter)) throw unexpected(reader);
  reader.at += 2;
  return ESCAPES[letter];
}

/** @param {Reader} reader */
function enter(reader) {
  if (reader.depth === 0) throw new SyntaxError("nested too deep");
  reader.depth -= 1;
  reader.at += 1;
  skipWhite(reader);
}

/**
 * After a member: is there another one?
 * @param {Reader} reader
 * @param {string} close
 */
function goesOn(reader, close) {
  skipWhite(reader);
  const mark = reader.text[reader.at];
  if (mark !== "," && mark !== close) throw unexpected(reader);
  reader.at += 1;
  if (mark === close) return false;
  skipWhite(reader);
  return true;
}

/** @param {Reader} reader */
function readArray(reader) {
  /** @type {JSONValue[]} */
  const list = [];
  enter(reader);
  let isOpen = reader.text[reader.at] !== "]";
  if (!isOpen) reader.at += 1;
  while (isOpen) {
    list.push(readValue(reader));
    isOpen = goesOn(reader, "]");
  }
  reader.depth += 1;
  return list;
}

/** @param {Reader} reader */
function readObject(reader) {
  /** @type {{[name: string]: JSONValue}} */
  const object = Object.create(null);
  enter(reader);
  let isOpen = reader.text[reader.at] !== "}";
  if (!isOpen) reader.at += 1;
  while (isOpen) {
    if (reader.text[reader.at] !== '"') throw unexpected(reader);
    const name = readString(reader);
    if (name in object) throw new SyntaxError(`duplicate member ${name}`);
    skipWhite(reader);
    if (reader.text[reader.at] !== ":") throw unexpected(reader);
    reader.at += 1;
    skipWhite(reader);
    object[name] = readValue(reader);
    isOpen = goesOn(reader, "}");
  }
  reader.depth += 1;
  return object;
}
