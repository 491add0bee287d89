// @ts-check
/**
 * Say while one types what the rules say: the server judges, by the same services that judge a draft.
 *
 * Nothing is blocked. A field one is still typing in is left alone until one leaves it.
 */

import { drawSpread } from "./spread.js";
import { afterRest, fieldsOf, make, say } from "./words.js";

const REST_MS = 700;

/** @typedef {{field: string, id: string, label: string, words: string, level: "bad" | "warn" | "missing", picture?: import("./spread.js").Spread, links?: [string, string][]}} Found */

/** @param {HTMLFormElement} form */
export function startChecking(form) {
  /** @type {Found[]} */
  let findings = [];
  let stop = new AbortController();

  async function ask() {
    stop.abort();
    stop = new AbortController();
    const body = fieldsOf(form);
    body.set("form", form.dataset.form ?? "");
    try {
      const answer = await fetch(form.dataset.check ?? "", { method: "POST", body, signal: stop.signal, redirect: "manual" });
      if (!answer.ok) return;
      findings = (await answer.json()).findings;
    } catch {
      return;
    }
    show(form, findings);
    list(findings);
  }

  const later = afterRest(REST_MS, ask);
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("focusout", () => setTimeout(() => findings.length && show(form, findings)));
}

/**
 * @param {HTMLFormElement} form
 * @param {Found[]} findings
 */
function show(form, findings) {
  for (const box of form.querySelectorAll("[data-field]")) {
    const own = findings.filter((one) => one.field === box.getAttribute("data-field") && one.level !== "missing");
    const isMissing = findings.some((one) => one.field === box.getAttribute("data-field") && one.level === "missing");
    const isBusy = box.contains(document.activeElement) && !box.querySelector(".live, .error");
    if (!isBusy) mark(/** @type {HTMLElement} */ (box), own, isMissing);
  }
}

/**
 * @param {HTMLElement} box
 * @param {Found[]} own
 * @param {boolean} isMissing
 */
function mark(box, own, isMissing) {
  const id = `live-${box.dataset.field}`;
  const isBad = own.some((one) => one.level === "bad");
  const words = own.map((one) => one.words).join(" ");
  const control = box.querySelector("input, select, textarea");
  let live = box.querySelector(".live");
  box.querySelector(".error")?.remove();
  if (!isMissing) for (const note of box.querySelectorAll(".note:not(.live)")) note.remove();
  box.classList.toggle("wrong", isBad);
  if (!control) return;
  control.toggleAttribute("aria-invalid", false);
  if (isBad) control.setAttribute("aria-invalid", "true");
  const others = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id && !one.endsWith("_error"));
  const described = words ? [...others, id] : others;
  if (described.length) control.setAttribute("aria-describedby", described.join(" "));
  else control.removeAttribute("aria-describedby");
  if (!words) {
    live?.remove();
    return;
  }
  if (!live) {
    live = make("div", { class: "live note", id });
    box.append(live);
  }
  const tag = make("span", { class: `tag ${isBad ? "bad" : "warn"}` }, say(isBad ? "wrong" : "look-at"));
  const links = own.flatMap((one) => one.links ?? []).flatMap(([href, text]) => [" ", make("a", { href, target: "_blank", rel: "noopener" }, text)]);
  live.replaceChildren(tag, " ", words, ...links, ...own.flatMap((one) => (one.picture ? [drawSpread(one.picture)] : [])));
}

let shown = "";

/** @param {Found[]} findings */
function list(findings) {
  const box = document.getElementById("todo");
  const text = JSON.stringify(findings);
  if (!box || text === shown) return;
  shown = text;
  box.hidden = false;
  const against = findings.filter((one) => one.level !== "warn");
  const title = against.length ? say("left", String(against.length)) : say("ready");
  const lines = findings.map((one) => {
    const words = one.label ? `${one.label}: ${one.words}` : one.words;
    return make("li", {}, one.id ? make("a", { href: `#${one.id}` }, words) : words);
  });
  box.replaceChildren(make("p", {}, make("strong", {}, title)), ...(lines.length ? [make("ul", {}, ...lines)] : []));
}
