// @ts-check
// The lists a check needs: held, renewed, never emptied. What the site gives takes the place of what is held only when
// it loads and succeeds it; otherwise the old ones stay, and the page says so.
import { loadBundle, succeeds } from "../bundle.js";
import { Malformed } from "../errors.js";
import { findList } from "../status.js";
import { recall, remember } from "./memory.js";
import { alone, forget, keep, take, versionOnceHeld } from "./shelf.js";

const PLACE = "/trust/bundle";
const PATIENCE_MS = 30_000;

/** @typedef {import("../bundle.js").Bundle} Bundle */
/** @typedef {"offline" | "server" | "refused" | "full"} Trouble */

export class Lists extends EventTarget {
  /** @type {Bundle | null} */
  bundle = null;
  /** @type {{trouble: Trouble, reason: string} | null} */
  problem = null;
  /** Milliseconds; when the site last answered, also on an earlier visit. @type {number | null} */
  askedAt = Number(recall("asked")) || null;
  isAsking = false;
  /** This device had lists once, and the browser deleted them. */
  isWiped = false;
  #text = "";
  /** @type {Promise<void> | null} */
  #asking = null;

  /**
   * Take what is kept.
   * @param {{isKnownHere: boolean}} visit was this device here before?
   */
  async open({ isKnownHere }) {
    const text = await take();
    if (text !== null) await this.#use(text).catch(this.#refuse);
    this.isWiped = text === null && (isKnownHere || versionOnceHeld() > 0);
    this.#tell();
  }

  /** Ask the site for newer lists; never rejects. */
  ask() {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
      this.isAsking = false;
      this.#tell();
    });
    return this.#asking;
  }

  /** Begin anew: the next lists are trusted as the first ones were. */
  async forget() {
    await alone(forget);
    remember("asked", null);
    [this.bundle, this.#text, this.problem, this.askedAt] = [null, "", null, null];
    await this.ask();
  }

  /** Seconds since 1970 of the newest list of withdrawals that can be used; 0 when there is none. */
  newestStatus() {
    return this.bundle === null ? Promise.resolve(0) : newestIn(this.bundle);
  }

  async #ask() {
    this.isAsking = true;
    this.#tell();
    const text = await this.#fetch();
    if (text === null) return;
    this.askedAt = Date.now();
    remember("asked", String(this.askedAt));
    this.problem = null;
    await alone(() => this.#accept(text)).catch(this.#refuse);
  }

  async #fetch() {
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const response = await fetch(PLACE, { cache: "no-cache", credentials: "omit", redirect: "error", signal });
      if (response.ok) return await response.text();
      this.problem = { trouble: "server", reason: String(response.status) };
    } catch {
      this.problem = { trouble: "offline", reason: "" };
    }
    return null;
  }

  /** @param {string} text */
  async #accept(text) {
    // Another tab may have gone ahead.
    const kept = await take();
    if (kept !== null && kept !== this.#text) await this.#use(kept).catch(this.#refuse);
    if (text === this.#text && kept === text) return;
    const next = await loadBundle(text);
    const { version } = next.trust.list;
    if (this.bundle !== null) await succeeds(next, this.bundle);
    else if (version < versionOnceHeld()) throw new Malformed("trust.rollback");
    const merged = this.bundle === null ? text : await withNewest(text, next, this.bundle);
    if (merged === this.#text && kept === merged) return;
    [this.bundle, this.#text] = [merged === text ? next : await loadBundle(merged), merged];
    // Nor is what was kept, and could not be used, a problem any more.
    [this.isWiped, this.problem] = [false, null];
    if (!(await keep(merged, version))) this.problem = { trouble: "full", reason: "" };
    this.dispatchEvent(new Event("renewed"));
  }

  /** @param {string} text */
  async #use(text) {
    [this.bundle, this.#text] = [await loadBundle(text), text];
  }

  #refuse = (/** @type {unknown} */ error) => {
    // Anything but a refusal is a bug of ours or a browser without WebCrypto: lists nobody could judge are not used.
    if (!(error instanceof Malformed)) console.error(error);
    this.problem = { trouble: "refused", reason: error instanceof Malformed ? error.code : "page.failed" };
  };

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * The new bundle with those lists of withdrawals kept of which it has an older one, or none that can be used: an old
 * list, however well signed, must not make a withdrawal undone.
 * @param {string} text
 * @param {Bundle} next
 * @param {Bundle} held
 * @returns {Promise<string>}
 */
async function withNewest(text, next, held) {
  // What is held must still be usable by the new trust list: a thief's list, dated ahead, must not outlive its key.
  const kept = { ...held, trust: next.trust, cache: new Map() };
  const [offered, had] = [await openAll(next), await openAll(kept)];
  const newer = [...had].filter(([uri, list]) => list !== null && list.iat > (offered.get(uri)?.iat ?? 0));
  if (newer.length === 0) return text;
  const whole = JSON.parse(text);
  for (const [uri] of newer) whole.status_lists[uri] = held.lists.get(uri);
  return JSON.stringify(whole);
}

/** @type {WeakMap<Bundle, Promise<number>>} */
const newest = new WeakMap();

/** @param {Bundle} bundle */
function newestIn(bundle) {
  const known = newest.get(bundle) ?? openAll(bundle).then((lists) => Math.max(0, ...[...lists.values()].map((list) => list?.iat ?? 0)));
  newest.set(bundle, known);
  return known;
}

/**
 * Every list of withdrawals an authority names, opened; null where it cannot be used. One at a time, with a breath in
 * between: on a slow phone the page stays quick to the finger.
 * @param {Bundle} bundle
 */
async function openAll(bundle) {
  /** @type {Map<string, import("../status.js").StatusList | null>} */
  const opened = new Map();
  for (const authority of bundle.trust.list.authorities) {
    for (const { uri } of authority.status_lists) {
      await new Promise((resolve) => setTimeout(resolve));
      opened.set(uri, (await findList(bundle, authority, uri)).list);
    }
  }
  return opened;
}
