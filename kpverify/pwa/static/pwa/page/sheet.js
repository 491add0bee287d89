// @ts-check
// The paper itself: what it should look like, and whether its sheet was reported. Both help the eye, and judge nothing.
import { momentWords } from "./ages.js";
import { reportedBy, reportedReason } from "./blanks.js";
import { el } from "./dom.js";
import { has, word } from "./words.js";

const FEATURES = ["by_eye", "by_touch", "by_uv", "colour", "size", "serial", "language"];

/**
 * @param {Record<string, any>} certificate
 * @param {import("../trust.js").Trust | null} trust
 * @returns {HTMLElement}
 */
export function paperItself({ iss, iat }, trust) {
  const runs = trust === null ? [] : reportedBy(trust.list, iss);
  const made = el("section", { id: "paper-itself" }, el("h2", {}, word("sheet.title")));
  if (trust !== null && runs.length > 0) made.append(question(runs, trust.list.iat));
  made.append(specimen(iss.slice(0, 2), new Date(iat * 1000).toISOString().slice(0, 10)));
  return made;
}

/**
 * @param {import("./blanks.js").Run[]} runs
 * @param {number} asOf when the list was signed
 */
function question(runs, asOf) {
  const input = /** @type {HTMLInputElement} */ (
    el("input", { id: "sheet-serial", class: "mono short", dir: "ltr", maxlength: "30", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", "aria-describedby": "sheet-hint" })
  );
  const answer = el("div", { id: "sheet-answer", role: "status" });
  const form = el(
    "form",
    { novalidate: true },
    el("div", { class: "field" }, el("label", { for: "sheet-serial" }, word("sheet.label")), el("span", { class: "hint", id: "sheet-hint" }, word("sheet.hint")), input),
    el("div", { class: "actions" }, el("button", { class: "button second" }, word("sheet.ask"))),
    answer,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answer.replaceChildren(told(runs, input.value.trim(), asOf));
  });
  return form;
}

/**
 * @param {import("./blanks.js").Run[]} runs
 * @param {string} serial
 * @param {number} asOf
 */
function told(runs, serial, asOf) {
  if (!/[0-9]/.test(serial)) return el("p", { class: "notice warn" }, word("sheet.empty"));
  const reason = reportedReason(runs, serial);
  if (reason === null) return el("p", { class: "notice" }, word("sheet.not-reported", { serial, when: momentWords(asOf) }));
  const said = has(`reason.${reason}`) ? word(`reason.${reason}`) : reason;
  return el("p", { class: "notice bad", id: "sheet-reported" }, el("strong", {}, word("sheet.reported", { serial, reason: said })));
}

/**
 * Fetched only when somebody opens it: nobody is told which country's paper is being looked at before.
 * @param {string} code of the participant
 * @param {string} day of issue
 */
function specimen(code, day) {
  const body = el("div", {});
  const made = el("details", { class: "panel", id: "specimen" }, el("summary", {}, word("specimen.title")), body);
  let isAsked = false;
  made.addEventListener("toggle", async () => {
    if (isAsked) return;
    isAsked = true;
    body.replaceChildren(...(await described(code, day)));
  });
  return made;
}

/**
 * @param {string} code
 * @param {string} day
 * @returns {Promise<HTMLElement[]>}
 */
async function described(code, day) {
  const more = el("p", {}, el("a", { href: `/specimens/${code}/?on=${day}`, target: "_blank", rel: "noopener" }, word("specimen.page")));
  try {
    const response = await fetch(`/api/v1/specimens/${code}?on=${day}`, { credentials: "omit" });
    const { specimens } = await response.json();
    if (specimens.length === 0) return [el("p", {}, word("specimen.none")), more];
    return [...specimens.map(one), more];
  } catch {
    return [el("p", { class: "notice warn" }, word("specimen.offline"))];
  }
}

/** @param {any} found */
function one(found) {
  const facts = el("dl", { class: "facts" });
  for (const name of FEATURES.filter((feature) => found[feature])) {
    facts.append(el("div", {}, el("dt", {}, word(`specimen.${name}`)), el("dd", { dir: "auto" }, found[name])));
  }
  const pictures = found.pictures.map((/** @type {any} */ picture) =>
    el("li", {}, el("img", { src: picture.small, width: String(picture.width), height: String(picture.height), alt: picture.caption || found.title, loading: "lazy" })),
  );
  return el("div", { class: "specimen" }, el("h3", {}, el("bdi", {}, found.title)), ...(pictures.length ? [el("ul", { class: "specimen-pictures" }, ...pictures)] : []), facts);
}
