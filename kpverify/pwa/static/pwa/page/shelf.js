// @ts-check
// Where the lists stay between visits: one text in the Cache Storage, replaced in one step, and a note beside it which
// tells that there was one, should the browser delete it.
import { recall, remember } from "./memory.js";

const NAME = "lists";
const PLACE = "/trust/bundle";

/**
 * The text kept, or null.
 * @returns {Promise<string | null>}
 */
export async function take() {
  try {
    const held = await (await caches.open(NAME)).match(PLACE);
    return held ? await held.text() : null;
  } catch {
    // No storage here (private window, no secure context): the lists live in memory only.
    return null;
  }
}

/**
 * @param {string} text
 * @param {number} version of its trust list
 * @returns {Promise<boolean>} false when there is no room or no storage; what was kept is still there
 */
export async function keep(text, version) {
  try {
    await (await caches.open(NAME)).put(PLACE, new Response(text, { headers: { "Content-Type": "application/json" } }));
  } catch {
    return false;
  }
  remember("version", String(version));
  return true;
}

export async function forget() {
  remember("version", null);
  try {
    await caches.delete(NAME);
  } catch {
    // Nothing was kept.
  }
}

/** The version once kept, 0 when there never was one. */
export const versionOnceHeld = () => Number(recall("version") ?? 0);

/**
 * Let one tab at a time change what is kept.
 * @template T
 * @param {() => Promise<T>} act
 * @returns {Promise<T>}
 */
export function alone(act) {
  return navigator.locks ? /** @type {Promise<any>} */ (navigator.locks.request("kpverify-lists", act)) : act();
}
