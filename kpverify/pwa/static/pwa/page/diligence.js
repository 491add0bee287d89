// @ts-check
// What is stated about due diligence: apart from the verdict, never part of it. Stated by somebody, proven by nobody here.
import { el } from "./dom.js";
import { missingIn } from "./missing.js";
import { free, ltr } from "./values.js";
import { has, word } from "./words.js";

const DETAILS = "DETAILS-";
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PATIENCE_MS = 20_000;
// A statement is a page of text; whatever is larger is no statement of ours.
const MOST_BYTES = 100_000;

/**
 * @param {any} verdict with a certificate that holds
 * @returns {HTMLElement[]} nothing where nothing is stated
 */
export function diligence(verdict) {
  const ids = idsNow(verdict);
  const standards = ids.filter((id) => !id.startsWith(DETAILS));
  const bound = ids.find((id) => id.startsWith(DETAILS));
  if (standards.length === 0) return [];
  const list = el("ul", { class: "statements" }, ...standards.map((id) => nameOnly(id)));
  return [
    el(
      "section",
      { id: "diligence" },
      el("h2", {}, word("diligence.title")),
      el("p", { class: "quiet" }, word("diligence.note")),
      list,
      bound === undefined ? el("p", { class: "notice", id: "diligence-none" }, word("diligence.unpublished")) : asking(verdict, bound, standards, list),
    ),
  ];
}

/** The ids as last amended. @param {any} verdict @returns {string[]} */
function idsNow({ certificate, amendments }) {
  const changes = (amendments ?? []).filter((/** @type {any} */ { field }) => field === "due_diligence");
  return changes.length ? (changes[changes.length - 1].new ?? []) : certificate.kpc.due_diligence;
}

/** @param {string} id */
function nameOnly(id) {
  return el("li", {}, heading(id), el("p", {}, word(id === "LUSAKA-REF" ? "diligence.reference" : "diligence.stated")));
}

/** @param {string} id */
function heading(id) {
  return el("h3", {}, ...(has(`diligence.${id}`) ? [`${word(`diligence.${id}`)} `, el("span", { class: "quiet" }, "(", ltr(id), ")")] : [ltr(id)]));
}

/**
 * Details are fetched only when somebody asks for them: before that nobody learns which certificate is looked at.
 * @param {any} verdict
 * @param {string} bound
 * @param {string[]} standards
 * @param {HTMLElement} list
 */
function asking(verdict, bound, standards, list) {
  const { host, certificate } = verdict;
  if (host && host !== location.host) return el("p", { class: "notice" }, word("diligence.elsewhere", { host }));
  const said = el("div", { role: "status", id: "diligence-said" });
  const button = el("button", { type: "button", class: "button second", id: "diligence-fetch" }, word("diligence.fetch"));
  button.addEventListener("click", async () => {
    button.setAttribute("disabled", "");
    said.replaceChildren(el("p", {}, word("diligence.fetching")));
    const { statements, trouble } = await details(certificate, bound);
    button.removeAttribute("disabled");
    if (statements === null) {
      said.replaceChildren(el("p", { class: `notice ${trouble === "mismatch" ? "bad" : "warn"}`, "data-trouble": trouble }, word(`diligence.${trouble}`)));
      return;
    }
    const day = verdict.verified_at.slice(0, 10);
    const byStandard = new Map(statements.map((one) => [one.standard, one]));
    list.replaceChildren(...standards.map((id) => (byStandard.has(id) ? statement(byStandard.get(id), day) : unstated(id))));
    said.replaceChildren(el("p", { class: "notice", "data-trouble": "" }, word("diligence.agree")));
    button.remove();
  });
  return el("div", {}, el("p", { class: "quiet" }, word("diligence.why-ask")), el("div", { class: "actions" }, button), said);
}

/**
 * @param {Record<string, any>} certificate
 * @param {string} bound
 * @returns {Promise<{statements: any[] | null, trouble: string}>}
 */
async function details(certificate, bound) {
  const number = certificate.sub.split("/").map(encodeURIComponent).join("/");
  try {
    const response = await fetch(`/due-diligence/${number}/${certificate.check_code}`, { credentials: "omit", signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!response.ok) return { statements: null, trouble: response.status === 404 ? "gone" : "failed" };
    const body = new Uint8Array(await response.arrayBuffer());
    if (body.length > MOST_BYTES || (await idOf(body)) !== bound) return { statements: null, trouble: "mismatch" };
    return { statements: JSON.parse(new TextDecoder().decode(body)).statements, trouble: "" };
  } catch (error) {
    return { statements: null, trouble: error instanceof TypeError || error instanceof DOMException ? "offline" : "failed" };
  }
}

/** The id that binds these bytes (kpverify/diligence/binding.py). @param {Uint8Array} body */
export async function idOf(body) {
  const digest = new Uint8Array(await globalThis.crypto.subtle.digest("SHA-256", /** @type {BufferSource} */ (body)));
  const bits = digest.slice(0, 10).reduce((all, byte) => (all << 8n) | BigInt(byte), 0n);
  const signs = Array.from({ length: 16 }, (_, place) => ALPHABET[Number((bits >> BigInt(5 * (15 - place))) & 31n)]);
  return DETAILS + signs.join("");
}

/** @param {string} id */
function unstated(id) {
  return el("li", {}, heading(id), el("p", { class: "open" }, word("diligence.unstated")));
}

/**
 * @param {any} said as kpverify/diligence/shape.py has it
 * @param {string} day of the check
 */
function statement(said, day) {
  const { standard, stated_by: by, steps = [], auditor = {} } = said;
  const role = word(`diligence.role.${by.role}`);
  const who = by.register ? word("diligence.by-register", { name: by.name, role, register: by.register }) : word("diligence.by", { name: by.name, role });
  const facts = el("dl", { class: "facts" });
  const add = (/** @type {string} */ key, /** @type {string | undefined} */ value, whole = free) => {
    if (value) facts.append(el("div", {}, el("dt", {}, word(`diligence.${key}`)), el("dd", {}, whole(value))));
  };
  add("version", said.version, ltr);
  add("scope", said.scope);
  add("period", span(said.since, said.until), ltr);
  add("site", said.site);
  add("auditor", [auditor.name, auditor.accreditation].filter(Boolean).join(", "));
  add("valid", span(said.valid_from, said.valid_to), ltr);
  add("registration", said.registration, ltr);
  add("assessed", said.assessed_on, ltr);
  add("grievance", said.grievance);
  add("report", auditor.report, ltr);
  const missing = missingIn(said, day).map(({ key, values }) => el("li", {}, word(`diligence.missing.${key}`, values)));
  return el(
    "li",
    {},
    heading(standard),
    standard === "LUSAKA-REF" ? el("p", {}, word("diligence.reference")) : null,
    el("p", {}, who),
    ...(missing.length ? [el("p", { class: "strong" }, word("diligence.missing")), el("ul", { class: "missing" }, ...missing)] : []),
    ...(steps.length ? [stepList(steps)] : []),
    facts,
  );
}

/** @param {any[]} steps */
function stepList(steps) {
  const lines = steps.map(({ step, done, on, evidence }) =>
    el(
      "li",
      {},
      `${word(`diligence.step.${step}`)}: `,
      el("strong", {}, word(`diligence.done.${done}`)),
      ...(on ? [", ", ltr(on)] : []),
      ...(evidence ? [el("br"), el("span", { class: "small quiet" }, word("diligence.evidence"), " ", el("span", { class: "mono", dir: "ltr" }, evidence))] : []),
    ),
  );
  return el("ul", { class: "steps" }, ...lines);
}

/** @param {string | undefined} first @param {string | undefined} last */
function span(first, last) {
  return first || last ? `${first ?? "…"} – ${last ?? "…"}` : "";
}
