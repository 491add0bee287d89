// @ts-check
// The screen that matters: word, sign and colour first, then why, then what to compare, then what is not proven.
import { ageWords, momentWords } from "./ages.js";
import { amendmentList } from "./amendments.js";
import { answers, reasons, sentence } from "./answers.js";
import { diligence } from "./diligence.js";
import { el, icon } from "./dom.js";
import { whatIs } from "./foreign.js";
import { paper } from "./paper.js";
import { paperItself } from "./sheet.js";
import { gist, inLanguage, isWarning, warnings } from "./warnings.js";
import { word } from "./words.js";

/** @typedef {import("../verdict.js").Finding} Finding */
/**
 * @typedef {object} Shown
 * @property {any} verdict as docs/token.md section 6
 * @property {string} text what was judged; empty when a number was looked up
 * @property {import("../trust.js").Trust | null} trust
 * @property {string | null} by the host that judged; null: this device
 */

const SIGNS = { valid: "check", attention: "bang", undetermined: "question", invalid: "cross", unrecognised: "none", "not-found": "none", endorsement: "question" };

/**
 * @param {Shown} shown
 * @returns {HTMLElement[]} the heading comes first and can take the focus
 */
export function verdictScreen(shown) {
  const { text, trust } = shown;
  const verdict = { ...shown.verdict, checks: inLanguage(shown.verdict.checks, trust) };
  const kind = kindOf(verdict);
  return [
    el("div", { class: "verdict", "data-outcome": verdict.outcome }, ...banner(verdict), headline(kind), ...sentences(verdict, kind), small(shown)),
    ...(verdict.host && verdict.host !== location.host ? [otherHost(verdict.host)] : []),
    ...(kind === "unrecognised" ? [section("foreign.title", el("p", { class: "foreign" }, el("bdi", {}, whatIs(text))))] : []),
    section("next.title", ...nextSteps(verdict, kind)),
    ...warnings(shown.verdict.checks, trust),
    ...data(verdict, trust),
    ...(kind === "unrecognised" || kind === "not-found" ? [] : [section("checks.title", answers(verdict.checks, isProven(verdict)))]),
    // A shipment that is held needs no eye for its paper.
    ...(verdict.certificate && verdict.outcome !== "invalid" ? [paperItself(verdict.certificate, trust)] : []),
    ...(verdict.certificate && verdict.outcome !== "invalid" ? diligence(verdict) : []),
    ...(verdict.certificate ? [limits()] : []),
  ];
}

/**
 * The same verdict by newer lists: only ages change, and nothing an officer has opened or reads at the moment.
 * @param {HTMLElement} screen
 * @param {Shown} shown
 */
export function renewAges(screen, shown) {
  const checks = inLanguage(shown.verdict.checks, shown.trust);
  screen.querySelector(".small-print")?.replaceWith(small(shown));
  screen.querySelector(".answers")?.replaceWith(answers(checks, isProven(shown.verdict)));
}

/** Does the signature hold, of the certificate or of an endorsement? @param {any} verdict */
const isProven = ({ certificate, amendments }) => certificate !== null || amendmentsIn(amendments).length > 0;

/** An older node says nothing of them. @param {any[] | undefined} amendments */
const amendmentsIn = (amendments) => amendments ?? [];

/** @param {any} verdict */
function kindOf(verdict) {
  if (verdict.certificate === null && amendmentsIn(verdict.amendments).length > 0) return "endorsement";
  return verdict.checks.some((/** @type {Finding} */ { code }) => code === "lookup.not-found") ? "not-found" : verdict.outcome;
}

/** @param {any} verdict */
function banner({ demo, outcome }) {
  return demo && outcome !== "unrecognised" ? [el("p", { class: "demo" }, el("strong", {}, word("demo.title")), " ", el("span", {}, word("demo.text")))] : [];
}

/** @param {keyof typeof SIGNS} kind */
function headline(kind) {
  return el("h1", { tabindex: "-1", id: "verdict-word" }, icon(SIGNS[kind]), el("span", {}, word(`outcome.${kind}`)));
}

/** @param {any} verdict @param {string} kind */
function sentences(verdict, kind) {
  if (kind === "not-found") return [el("p", { class: "why" }, word("lookup.not-found"))];
  const why = kind === "unrecognised" ? [] : reasons(verdict.checks);
  // What an advisory says stands below, with what to do.
  const said = (/** @type {Finding} */ finding) => (isWarning(finding) ? gist(finding) : sentence(finding, isProven(verdict)));
  const lines = [...new Set(why.map(said))].map((words) => el("p", { class: "why" }, words));
  return [el("p", { class: lines.length ? "gist" : "why" }, word(`outcome.${kind}.text`)), ...special(verdict.certificate), ...lines];
}

/**
 * What no officer may overlook: it is not the ordinary kind.
 * @param {Record<string, any> | null} certificate
 */
function special(certificate) {
  const { kind, replaces } = certificate?.kpc ?? {};
  if (kind === "technical") return [el("p", { class: "why special", id: "kind" }, word("kind.technical"))];
  if (kind === "replacement") return [el("p", { class: "gist special", id: "kind" }, word("kind.replacement", { number: replaces }))];
  return [];
}

/** @param {Shown} shown */
function small({ verdict, by }) {
  const { trust_list_age_s: trustAge, status_list_age_s: statusAge } = verdict.freshness;
  const when = momentWords(Date.parse(verdict.verified_at) / 1000);
  const checked = by === null ? word("verdict.by-device", { when }) : word("verdict.by-server", { host: by, when });
  const isJudged = verdict.outcome !== "unrecognised";
  const isOpen = statusAge === null && verdict.outcome === "undetermined" && kindOf(verdict) !== "endorsement";
  return el(
    "ul",
    { class: "small-print" },
    isJudged && statusAge !== null ? fact("clock", word("fresh.status", { age: ageWords(statusAge) })) : null,
    isOpen ? fact("clock", word(trustAge === null ? "fresh.none" : "fresh.no-status")) : null,
    isJudged && trustAge !== null ? fact("clock", word("fresh.trust", { age: ageWords(trustAge) })) : null,
    fact("device", checked),
    fact("phone", `${word("verdict.phone")}: `, el("strong", { class: "mono code", dir: "ltr" }, verdict.code)),
  );
}

/** @param {string} sign @param {...(Node | string)} words */
function fact(sign, ...words) {
  return el("li", {}, icon(sign), el("span", {}, ...words));
}

/** @param {string} host */
function otherHost(host) {
  return el("p", { class: "notice warn", id: "other-host" }, word("host.other", { host, here: location.host }));
}

/**
 * @param {any} verdict
 * @param {string} kind
 */
function nextSteps({ checks }, kind) {
  // Validating comes after signing: only the paper can tell, see docs/adr/0024-many-at-once-and-validating.md.
  if (kind === "valid" || kind === "attention") return [el("p", {}, word(`next.${kind}`)), el("p", {}, word("next.validated"))];
  if (kind !== "undetermined") return [el("p", {}, word(`next.${kind}`))];
  const codes = new Set(checks.map((/** @type {Finding} */ { code }) => code));
  const steps = ["next.undetermined"];
  if (codes.has("dates.clock-doubt") || codes.has("dates.clock-behind")) steps.push("next.clock");
  steps.push("next.ask");
  return [el("ol", {}, ...steps.map((step) => el("li", {}, word(step))))];
}

/**
 * @param {any} verdict
 * @param {import("../trust.js").Trust | null} trust
 */
function data({ outcome, certificate, checks, amendments }, trust) {
  if (outcome === "unrecognised") return [];
  const changes = amendmentsIn(amendments);
  const amended = changes.length ? [section(certificate ? "amended.title" : "endorsement.title", el("p", {}, word(certificate ? "amended.note" : "endorsement.note")), amendmentList(changes))] : [];
  if (certificate === null && amended.length) return amended;
  if (certificate === null) {
    const isUnread = checks.every((/** @type {Finding} */ { result }) => result !== "fail");
    return [el("p", { class: "notice", id: "withheld" }, word(isUnread ? "verdict.no-data" : "verdict.withheld"))];
  }
  const facts = paper(certificate, trust, changes);
  if (outcome !== "invalid") return [...amended, section("data.title", el("p", { class: "quiet" }, word("data.note")), ...facts)];
  // Bystanders need not read the business of a shipment that is held; the officer opens it for the report.
  return [el("details", { class: "panel" }, el("summary", {}, word("data.title")), ...amended, ...facts)];
}

function limits() {
  const asked = ["limits.seals", "limits.parcels", "limits.weight"].map((key) => el("li", {}, word(key)));
  const definition = el("p", {}, word("limits.definition", { definition: word("definition.conflict") }));
  const lines = ["limits.copy", "limits.later"].map((key) => el("p", {}, word(key)));
  return section("limits.title", el("p", { class: "strong" }, word("limits.stones")), el("ul", { class: "tasks" }, ...asked), ...lines, definition);
}

/** @param {string} title @param {...Node} children */
function section(title, ...children) {
  return el("section", {}, el("h2", {}, word(title)), ...children);
}
