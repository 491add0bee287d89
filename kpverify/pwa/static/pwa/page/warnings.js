// @ts-check
// Advisories and notices of the Secretariat about these goods, in the page's language where the trust list has it.
// They come with the signed list; the check found which concern the goods, this finds the words and what to do.
import { dayWords } from "./ages.js";
import { el } from "./dom.js";
import { placeName } from "./values.js";
import { spoken, word } from "./words.js";

/** @typedef {import("../verdict.js").Finding} Finding */
/** @typedef {import("../trust.js").Trust} Trust */
/** @typedef {{language: string, text: string, do: string}} Wording */

const CODES = new Set(["origin.advisory", "origin.notice"]);

/** @param {Finding} finding */
export const isWarning = ({ code }) => CODES.has(code);

/**
 * What the list says of the advisory a finding names; nothing when it was judged elsewhere, by another list.
 * @param {Finding} finding
 * @param {Trust | null} trust
 */
function listed({ values: { code, id, text } }, trust) {
  const found = trust?.participantOf(code)?.advisories.find((/** @type {any} */ one) => one.id === id && one.text === text);
  return found ?? {};
}

/**
 * The words in the page's language, else the English ones the check found.
 * @param {Finding} finding
 * @param {Trust | null} trust
 * @returns {Wording}
 */
function wordingOf(finding, trust) {
  const own = listed(finding, trust).words?.[spoken()];
  if (own) return { language: spoken(), ...own };
  const { text, do: what = "" } = finding.values;
  return { language: "en", text, do: what };
}

/**
 * The findings with the text of each advisory in the page's language.
 * @param {Finding[]} checks
 * @param {Trust | null} trust
 */
export function inLanguage(checks, trust) {
  return checks.map((one) => (isWarning(one) ? { ...one, values: { ...one.values, text: wordingOf(one, trust).text } } : one));
}

/** In a line: what it says stands below. @param {Finding} finding */
export const gist = ({ code, values }) => word(code === "origin.notice" ? "warnings.notice.short" : "warnings.advisory.short", { code: placeName(values.code) });

/**
 * Each with its words, what to do, and where it stands; none where there is none.
 * @param {Finding[]} checks
 * @param {Trust | null} trust
 * @returns {HTMLElement[]}
 */
export function warnings(checks, trust) {
  const found = checks.filter(isWarning);
  if (found.length === 0) return [];
  const list = el("ol", { class: "amendments" }, ...found.map((one) => warning(one, trust)));
  return [el("section", { id: "warnings" }, el("h2", {}, word("warnings.title")), el("p", { class: "quiet" }, word("warnings.note")), list)];
}

/** @param {Finding} finding @param {Trust | null} trust */
function warning(finding, trust) {
  const { source = "", to = null } = listed(finding, trust);
  const said = wordingOf(finding, trust);
  const speaking = { lang: said.language, dir: said.language === "ar" ? "rtl" : "ltr" };
  const fact = (/** @type {string} */ key, /** @type {Node | string} */ value) => el("div", {}, el("dt", {}, word(key)), el("dd", {}, value));
  const facts = [
    said.do ? fact("warnings.do", el("strong", speaking, said.do)) : null,
    source ? fact("warnings.source", sourceOf(source)) : null,
    to === null ? null : fact("warnings.last", dayWords(Date.parse(to) / 1000 - 1)),
    fact("warnings.id", el("span", { class: "mono", dir: "ltr" }, finding.values.id)),
  ];
  return el(
    "li",
    {},
    el("h3", {}, word(finding.code === "origin.notice" ? "warnings.notice" : "warnings.advisory", { code: placeName(finding.values.code) })),
    el("p", speaking, said.text),
    el("dl", { class: "facts" }, ...facts),
  );
}

/** An address is a link; a list of several, or a document's name, is text. @param {string} source */
function sourceOf(source) {
  const isAddress = /^https:\/\/\S+$/.test(source);
  return isAddress ? el("a", { href: source, rel: "noreferrer noopener", dir: "ltr" }, source) : el("bdi", {}, source);
}
