// @ts-check
/**
 * What is typed while the server cannot be reached, kept in this browser: sealed (AES-256-GCM) with a key that only
 * pages of its officer hold, so that whoever signs in next at a shared computer can neither see nor read it.
 *
 * Where the browser offers no cryptography (plain http) or no storage, nothing is kept, and `isAble` says so.
 */

const PREFIX = "kpverify.unsaved.";
const FORGOTTEN_AFTER = 30 * 86_400_000;
const IV_BYTES = 12;

/** @typedef {{form: string, sheet: string, typedMs: number, fields: string}} Kept */

export class Sealed {
  /**
   * @param {string} officer
   * @param {string} keyHex
   */
  constructor(officer, keyHex) {
    this.own = `${PREFIX}${officer}.`;
    this.isAble = Boolean(globalThis.crypto?.subtle) && canStore();
    /** @type {Promise<unknown>} */
    this.last = Promise.resolve();
    this.key = this.isAble ? crypto.subtle.importKey("raw", bytesOf(keyHex), "AES-GCM", false, ["encrypt", "decrypt"]) : null;
    if (this.isAble) forgetOld();
  }

  /**
   * Keep it; tells whether it is kept. One after the other, so that the later one stays.
   *
   * @param {Kept} kept
   * @returns {Promise<boolean>}
   */
  put(kept) {
    const done = this.last.then(() => this.#put(kept));
    this.last = done;
    return done;
  }

  /** @param {Kept} kept */
  async #put(kept) {
    if (!this.key) return false;
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const text = new TextEncoder().encode(JSON.stringify(kept));
    const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await this.key, text));
    try {
      localStorage.setItem(this.own + kept.sheet, `${kept.typedMs}.${hexOf(iv)}${hexOf(sealed)}`);
      return true;
    } catch {
      return false;
    }
  }

  /** @param {string} sheet */
  drop(sheet) {
    this.last = this.last.then(() => {
      if (this.isAble) localStorage.removeItem(this.own + sheet);
    });
    return this.last;
  }

  /** @returns {Promise<Kept[]>} what this officer's pages have kept, the oldest first */
  async all() {
    if (!this.key) return [];
    const found = [];
    for (const name of names().filter((one) => one.startsWith(this.own))) {
      const opened = await this.#open(localStorage.getItem(name) ?? "");
      if (opened && opened.sheet === name.slice(this.own.length)) found.push(opened);
    }
    return found.sort((a, b) => a.typedMs - b.typedMs);
  }

  /**
   * @param {string} stored
   * @returns {Promise<Kept | null>} null for what was not sealed with this key
   */
  async #open(stored) {
    const bytes = bytesOf(stored.slice(stored.indexOf(".") + 1));
    try {
      const sealed = bytes.subarray(IV_BYTES);
      const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes.subarray(0, IV_BYTES) }, await /** @type {Promise<CryptoKey>} */ (this.key), sealed);
      return JSON.parse(new TextDecoder().decode(text));
    } catch {
      return null;
    }
  }
}

function canStore() {
  try {
    localStorage.setItem(PREFIX, "");
    localStorage.removeItem(PREFIX);
    return true;
  } catch {
    return false;
  }
}

function names() {
  return Array.from({ length: localStorage.length }, (_, place) => localStorage.key(place) ?? "");
}

/** Nobody's text stays for ever, also not that of an officer who never came back. */
function forgetOld() {
  for (const name of names().filter((one) => one.startsWith(PREFIX))) {
    const at = Number.parseInt(localStorage.getItem(name) ?? "", 10);
    if (!(Date.now() - at < FORGOTTEN_AFTER)) localStorage.removeItem(name);
  }
}

/** @param {Uint8Array} bytes */
function hexOf(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} hex */
function bytesOf(hex) {
  return new Uint8Array((hex.match(/[0-9a-f]{2}/g) ?? []).map((two) => Number.parseInt(two, 16)));
}
