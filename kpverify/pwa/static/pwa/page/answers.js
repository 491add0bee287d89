// @ts-check
// The nine questions, each with its answer, in the words of the page's language.
import { QUESTIONS } from "../verdict.js";
import { datesInWords } from "./ages.js";
import { el, icon } from "./dom.js";
import { placeName } from "./values.js";
import { has, word } from "./words.js";

/** @typedef {import("../verdict.js").Finding} Finding */

const ICONS = { pass: "check", attention: "bang", unknown: "question", fail: "cross" };
const WORST_FIRST = ["fail", "unknown", "attention"];
// Whatever a code says of itself before its signature holds may be a forger's word, and is not repeated.
const CLAIMED = new Set(["number", "iss"]);

/**
 * One finding as a sentence.
 * @param {Finding} finding
 * @param {boolean} isProven does the signature hold?
 */
export function sentence({ code, detail, values }, isProven) {
  if (!has(code)) return detail;
  const said = Object.entries(values ?? {}).map(([name, text]) => [name, isProven || !CLAIMED.has(name) ? inWords(name, text) : "…"]);
  return word(code, Object.fromEntries(said));
}

/** @param {string} name @param {string} text */
function inWords(name, text) {
  if (name === "code") return placeName(text);
  if (name === "reason" && has(`reason.${text}`)) return word(`reason.${text}`);
  return datesInWords(text);
}

/**
 * The findings that made the outcome, the worst first; none for a good certificate.
 * @param {Finding[]} checks
 */
export function reasons(checks) {
  return WORST_FIRST.flatMap((result) => checks.filter((finding) => finding.result === result));
}

/**
 * Every question, also those the check did not come to.
 * @param {Finding[]} checks
 * @param {boolean} isProven
 */
export function answers(checks, isProven) {
  const asked = QUESTIONS.some((question) => checks.some((one) => one.question === question)) ? QUESTIONS : [];
  const others = [...new Set(checks.map(({ question }) => question))].filter((question) => !asked.includes(question));
  return el("ul", { class: "answers" }, ...[...asked, ...others].map((question) => answer(question, checks, isProven)));
}

/**
 * @param {string} question
 * @param {Finding[]} checks
 * @param {boolean} isProven
 */
function answer(question, checks, isProven) {
  const found = checks.filter((finding) => finding.question === question);
  const title = el("h3", {}, word(`question.${question}`));
  if (found.length === 0) return el("li", { class: "open" }, icon("dash"), el("div", {}, title, el("p", {}, word("result.open"))));
  const result = reasons(found)[0]?.result ?? "pass";
  const lines = found.map((finding) => el("p", {}, sentence(finding, isProven)));
  return el("li", { class: result }, icon(ICONS[result]), el("div", {}, title, el("p", { class: "result" }, word(`result.${result}`)), ...lines));
}
