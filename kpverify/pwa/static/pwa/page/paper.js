// @ts-check
// A certificate's data in the order of the paper, so that an eye can go down both.
import { endWords, momentWords } from "./ages.js";
import { rowOf } from "./amendments.js";
import { el, icon } from "./dom.js";
import { free, ltr, placeName, places } from "./values.js";
import { word } from "./words.js";

/** @typedef {import("../trust.js").Trust} Trust */
/** @typedef {Record<string, any>} Certificate */

/**
 * @param {Certificate} certificate
 * @param {Trust | null} trust whose names stand beside the ids
 * @param {{field: string}[]} amendments marked beside what they change: the data are those of the paper
 * @returns {HTMLElement[]}
 */
export function paper(certificate, trust, amendments = []) {
  const { kpc } = certificate;
  const amended = new Set(amendments.map(({ field }) => rowOf(field)));
  const facts = el("dl", { class: "facts" });
  const add = (/** @type {string} */ key, /** @type {(Node | string)[]} */ ...values) => {
    const isAmended = amended.has(key === "origins" ? "origin" : key);
    const mark = isAmended ? el("p", { class: "amended" }, icon("bang"), el("span", {}, word("amended.see"))) : null;
    facts.append(el("div", {}, el("dt", {}, word(`data.${key}`)), el("dd", {}, ...values, ...(mark ? [mark] : []))));
  };
  add("number", strong(certificate.sub));
  add("issued", momentWords(certificate.iat));
  add("expires", endWords(certificate.exp));
  add(kpc.mining_origin.length > 1 ? "origins" : "origin", places(kpc.mining_origin) || word("data.mixed"));
  add("authority", free(authorityName(certificate.iss, trust)), ` (${certificate.iss})`);
  add("exporter", ...party(kpc.exporter));
  add("importer", ...party(kpc.importer));
  add("goods", goods(kpc.goods));
  add("parcels", strong(String(kpc.parcels)));
  add("seals", ...kpc.seals.map((/** @type {string} */ seal) => el("span", { class: "seal", dir: "ltr" }, seal)));
  add("kind", word(`data.kind.${kpc.kind}`));
  if (kpc.replaces) add("replaces", strong(kpc.replaces));
  if (kpc.zones?.length) add("zones", zones(kpc.zones, trust));
  add("diligence", kpc.due_diligence.length ? ltr(kpc.due_diligence.join(", ")) : word("data.none"));
  add("officers", ltr(kpc.officers.join(" / ")));
  if (kpc.remarks) add("remarks", free(kpc.remarks));
  add("check-code", el("span", { class: "mono strong", dir: "ltr" }, halves(certificate.check_code)));
  return [facts];
}

const strong = (/** @type {string} */ text) => el("strong", { class: "number", dir: "ltr" }, text);
const halves = (/** @type {string} */ code) => `${code.slice(0, 4)}-${code.slice(4)}`;

/**
 * @param {string} id
 * @param {Trust | null} trust
 */
function authorityName(id, trust) {
  const found = trust?.list.authorities.find((/** @type {any} */ one) => one.id === id);
  return found ? [found.name, found.place].filter(Boolean).join(", ") : id;
}

/** @param {{name: string, address: string, country: string}} party */
function party({ name, address, country }) {
  return [el("strong", {}, free(name)), el("br"), free(address), el("br"), placeName(country)];
}

/**
 * @param {string[]} ids
 * @param {Trust | null} trust
 */
function zones(ids, trust) {
  return ids.map((id) => (trust?.zones.get(id) ? `${trust.zones.get(id).name} (${id})` : id)).join(", ");
}

/** @param {{hs: string, carats: string, usd: string}[]} lines */
function goods(lines) {
  const head = ["hs", "carats", "usd"].map((key, i) => el("th", { scope: "col", class: i ? "number" : null }, word(`data.${key}`)));
  const rows = lines.map(({ hs, carats, usd }) => row(hs, carats, usd));
  const total = lines.length > 1 ? [row(word("data.total"), sum(lines.map((line) => line.carats)), sum(lines.map((line) => line.usd)))] : [];
  return el("table", { class: "goods" }, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...rows, ...total));
}

/** @param {string} what @param {string} carats @param {string} usd */
function row(what, carats, usd) {
  return el("tr", {}, el("th", { scope: "row" }, what), amount(carats), amount(usd));
}

const amount = (/** @type {string} */ text) => el("td", { class: "number" }, el("span", { dir: "ltr" }, text));

/**
 * Amounts as written, added without a float, with the decimals they have.
 * @param {string[]} amounts
 */
export function sum(amounts) {
  const places = Math.max(...amounts.map((text) => (text.split(".")[1] ?? "").length));
  const total = amounts.reduce((all, text) => all + scaled(text, places), 0n);
  const digits = String(total).padStart(places + 1, "0");
  return places ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
}

/** @param {string} text @param {number} places */
function scaled(text, places) {
  const [whole, rest = ""] = text.split(".");
  return BigInt(whole + rest.padEnd(places, "0"));
}
