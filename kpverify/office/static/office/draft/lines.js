// @ts-check
/** Lines of goods, added and taken away without asking the server; the focus stays where the work is. */

import { totalsOf } from "./totals.js";

const MOST = 3;
const PARTS = ["hs", "carats", "usd"];

/** @param {HTMLFormElement} form */
export function startLines(form) {
  const box = form.querySelector("#lines");
  const add = form.querySelector("#add-line");
  const pattern = document.getElementById("line-pattern");
  const count = form.elements.namedItem("lines");
  if (!(box && add instanceof HTMLElement && pattern instanceof HTMLTemplateElement && count instanceof HTMLInputElement)) return;

  const many = () => box.children.length;

  function settle() {
    /** @type {HTMLInputElement} */ (count).value = String(many());
    /** @type {HTMLElement} */ (add).hidden = many() >= MOST;
    for (const button of box?.querySelectorAll("button") ?? []) button.hidden = many() < 2;
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function addLine() {
    const line = /** @type {HTMLElement} */ (/** @type {HTMLTemplateElement} */ (pattern).content.firstElementChild?.cloneNode(true));
    number(line, many());
    box?.append(line);
    settle();
    field(form, many() - 1, "hs")?.focus();
    line.scrollIntoView({ block: "nearest" });
  }

  /** @param {number} place */
  function takeAway(place) {
    for (let at = place; at < many() - 1; at += 1) {
      for (const part of PARTS) {
        const [to, from] = [field(form, at, part), field(form, at + 1, part)];
        if (to && from) to.value = from.value;
      }
    }
    box?.lastElementChild?.remove();
    settle();
    field(form, Math.min(place, many() - 1), "hs")?.focus();
  }

  form.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button[name=do]") : null;
    const what = button instanceof HTMLButtonElement ? button.value : "";
    if (what === "add-line") addLine();
    else if (what.startsWith("remove-line-")) takeAway(Number(what.slice("remove-line-".length)));
    else return;
    event.preventDefault();
  });
  form.addEventListener("input", () => showTotals(form, many()));
  showTotals(form, many());
}

/**
 * @param {HTMLFormElement} form
 * @param {number} place
 * @param {string} part
 */
function field(form, place, part) {
  const found = form.elements.namedItem(`goods-${place}-${part}`);
  return found instanceof HTMLInputElement || found instanceof HTMLSelectElement ? found : null;
}

/**
 * @param {HTMLFormElement} form
 * @param {number} many
 */
function showTotals(form, many) {
  const lines = Array.from({ length: many }, (_, place) => ({
    hs: field(form, place, "hs")?.value ?? "",
    carats: field(form, place, "carats")?.value ?? "",
    usd: field(form, place, "usd")?.value ?? "",
  }));
  const totals = totalsOf(lines);
  for (const [name, value] of Object.entries({ carats: totals.carats, usd: totals.usd, "per-carat": totals.perCarat })) {
    const out = form.querySelector(`[data-total="${name}"]`);
    if (out) out.textContent = value || "–";
  }
}

/**
 * Put a place and a number into a copy of the pattern.
 *
 * @param {HTMLElement} line
 * @param {number} place
 */
function number(line, place) {
  /** @param {string} text */
  const put = (text) => text.replaceAll("{i}", String(place)).replaceAll("{n}", String(place + 1));
  for (const one of [line, ...line.querySelectorAll("*")]) {
    for (const { name, value } of [...one.attributes]) if (value.includes("{")) one.setAttribute(name, put(value));
    for (const child of one.childNodes) {
      if (child instanceof Text && child.data.includes("{")) child.data = put(child.data);
    }
  }
}
