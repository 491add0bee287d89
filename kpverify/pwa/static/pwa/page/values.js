// @ts-check
// Single values as they stand on the screen, each in its own direction.
import { made } from "./ages.js";
import { el } from "./dom.js";
import { locale } from "./words.js";

/** Text somebody wrote, in whatever script: its own direction, and none of ours. @param {string} text */
export const free = (text) => el("bdi", {}, text);
export const ltr = (/** @type {string} */ text) => el("span", { dir: "ltr" }, text);
export const amounted = (/** @type {string} */ text) => el("span", { class: "number", dir: "ltr" }, text);

/** @param {string[]} codes */
export function places(codes) {
  return codes.map(placeName).join(", ");
}

/** @param {string} code */
export function placeName(code) {
  const names = made(`${locale()} region`, () => new Intl.DisplayNames(locale(), { type: "region", fallback: "none" }));
  const name = /^[A-Z]{2}$/.test(code) ? names.of(code) : undefined;
  return name ? `${name} (${code})` : code;
}
