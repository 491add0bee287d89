// @ts-check
// What the issuer has amended: the old entry, the new one, why, when and by whom. Words carry it, not only looks.
import { momentWords } from "./ages.js";
import { el } from "./dom.js";
import { amounted, free, ltr, placeName, places } from "./values.js";
import { word } from "./words.js";

/**
 * @typedef {object} Amendment one change, as docs/token.md section 6 has it
 * @property {number} seq
 * @property {string} field
 * @property {any} old
 * @property {any} new
 * @property {string} reason
 * @property {string[]} officers
 * @property {string} at
 */

// The row of the paper each field stands in, by the first word of its path.
const ROWS = new Map([["mining_origin", "origin"], ["due_diligence", "diligence"]]);

/**
 * @param {Amendment[]} amendments
 * @returns {HTMLElement}
 */
export function amendmentList(amendments) {
  return el("ol", { class: "amendments" }, ...amendments.map(oneChange));
}

/** @param {Amendment} change */
function oneChange({ field, old, new: now, reason, officers, at }) {
  const fact = (/** @type {string} */ key, /** @type {(Node | string)[]} */ ...values) => el("div", {}, el("dt", {}, word(key)), el("dd", {}, ...values));
  return el(
    "li",
    {},
    el("h3", {}, fieldWords(field)),
    el(
      "dl",
      { class: "facts" },
      fact("amended.old", el("del", {}, ...valueOf(field, old))),
      fact("amended.new", el("strong", {}, ...valueOf(field, now))),
      fact("amended.reason", free(reason)),
      fact("amended.at", momentWords(Date.parse(at) / 1000)),
      fact("amended.officers", ltr(officers.join(" / "))),
    ),
  );
}

/** Which row of the paper a field stands in. @param {string} field */
export function rowOf(field) {
  const [first] = field.split(/[.[]/);
  return ROWS.get(first) ?? first;
}

/** @param {string} field as `importer.address`, `goods[0].carats`, `parcels` */
function fieldWords(field) {
  const [, first, place, part] = /^([a-z_]+)(?:\[(\d)\])?(?:\.([a-z]+))?$/.exec(field) ?? [];
  if (place !== undefined) return `${word("amended.line", { number: String(Number(place) + 1) })}: ${word(`data.${part}`)}`;
  const row = word(`data.${rowOf(first)}`);
  return part === undefined ? row : `${row}: ${word(`party.${part}`)}`;
}

/**
 * @param {string} field
 * @param {any} value null: there is none
 * @returns {(Node | string)[]}
 */
function valueOf(field, value) {
  if (value === null) return [word("data.none")];
  if (field.endsWith(".country")) return [placeName(value)];
  if (field === "mining_origin") return [places(value) || word("data.mixed")];
  if (Array.isArray(value)) return [value.length ? ltr(value.join(", ")) : word("data.none")];
  return [field === "parcels" || field.startsWith("goods") ? amounted(String(value)) : free(value)];
}
