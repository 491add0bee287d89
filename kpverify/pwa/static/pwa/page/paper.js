// @ts-check
// A certificate's data in the order of the paper, so that an eye can go down both.
import { endWords, made, momentWords } from "./ages.js";
import { el } from "./dom.js";
import { locale, word } from "./words.js";

/** @typedef {import("../trust.js").Trust} Trust */
/** @typedef {Record<string, any>} Certificate */

/**
 * @param {Certificate} certificate
 * @param {Trust | null} trust whose names stand beside the ids
 * @returns {HTMLElement[]}
 */
export function paper(certificate, trust) {
  const { kpc } = certificate;
  const facts = el("dl", { class: "facts" });
  const add = (/** @type {string} */ key, /** @type {(Node | string)[]} */ ...values) => {
    facts.append(el("div", {}, el("dt", {}, word(`data.${key}`)), el("dd", {}, ...values)));
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

/** Text somebody wrote, in whatever script: its own direction, and none of ours. @param {string} text */
const free = (text) => el("bdi", {}, text);
const ltr = (/** @type {string} */ text) => el("span", { dir: "ltr" }, text);
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

/** @param {string[]} codes */
function places(codes) {
  return codes.map(placeName).join(", ");
}

/** @param {string} code */
export function placeName(code) {
  const names = made(`${locale()} region`, () => new Intl.DisplayNames(locale(), { type: "region", fallback: "none" }));
  const name = /^[A-Z]{2}$/.test(code) ? names.of(code) : undefined;
  return name ? `${name} (${code})` : code;
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
