// @ts-check
// Findings, and the one rule that turns them into an outcome.  Twin of kpverify/tokens/verdict.py.
import { CODES } from "./codes.js";

export const QUESTIONS = ["format", "issuer", "signature", "dates", "status", "participant", "origin", "number", "presentation"];

/** @type {Record<string, any>} */
const ANSWERS = CODES;
const LETTERS = { valid: "V", attention: "A", undetermined: "C", invalid: "I", unrecognised: "N" };
const SECONDS_PER_HOUR = 3600;

/** @typedef {"pass" | "attention" | "unknown" | "fail"} Result */
/** @typedef {keyof typeof LETTERS} Outcome */
/** @typedef {{question: string, result: Result, code: string, detail: string, values: Record<string, string>}} Finding */
/** @typedef {{trust_list_version: number | null, trust_list_age_s: number | null, status_list_age_s: number | null}} Freshness */

/**
 * @param {string} code a key of CODES
 * @param {Record<string, string>} [values]
 * @returns {Finding}
 */
export function finding(code, values = {}) {
  const [result, words] = ANSWERS[code];
  const detail = words.replace(/\{([a-z_]+)\}/g, (/** @type {string} */ _, /** @type {string} */ name) => values[name]);
  return { question: code.slice(0, code.indexOf(".")), result, code, detail, values };
}

/**
 * The outcome of these findings. Total: no list of findings is without one, and "valid" is what is left.
 * @param {Finding[]} findings
 * @returns {Outcome}
 */
export function conclude(findings) {
  if (findings.some(({ code }) => code === "format.unrecognised")) return "unrecognised";
  const results = new Set(findings.map(({ result }) => result));
  const answered = new Set(findings.map(({ question }) => question));
  if (results.has("fail")) return "invalid";
  if (results.has("unknown") || QUESTIONS.some((question) => !answered.has(question))) return "undetermined";
  return results.has("attention") ? "attention" : "valid";
}

/**
 * The code an officer reads out over a telephone (docs/token.md section 6).
 * @param {Outcome} outcome
 * @param {Finding[]} findings
 * @param {number | null} statusAge seconds
 */
export function shortCode(outcome, findings, statusAge) {
  const parts = [LETTERS[outcome]];
  if (outcome === "unrecognised") return LETTERS[outcome];
  const deciding = decidingFinding(findings);
  if (outcome !== "valid" && deciding) parts.push(deciding.code.toUpperCase().replaceAll(".", "-"));
  if (statusAge !== null) parts.push(`${Math.floor(statusAge / SECONDS_PER_HOUR)}H`);
  return parts.join("-");
}

/**
 * The first finding with the worst result.
 * @param {Finding[]} findings
 */
function decidingFinding(findings) {
  for (const worst of ["fail", "unknown", "attention"]) {
    const found = findings.find(({ result }) => result === worst);
    if (found) return found;
  }
  return undefined;
}
