// @ts-check
// The form for a number and its check code.
import { byId, el } from "./dom.js";
import { lookUp } from "./lookup.js";
import { word } from "./words.js";

const FIELDS = { "typed-number": "typed.missing.number", "typed-code": "typed.missing.code" };

/** @param {{onAsk: () => number, onVerdict: (verdict: any, asked: number) => void}} to `asked` is what `onAsk` gave */
export function listenToTyped({ onAsk, onVerdict }) {
  byId("typed-form").addEventListener("submit", async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (!showMissing()) return;
    byId("typed-send").disabled = true;
    const asked = onAsk();
    const answer = await lookUp(byId("typed-number").value, byId("typed-code").value);
    byId("typed-send").disabled = false;
    if ("verdict" in answer) onVerdict(answer.verdict, asked);
    else showErrors([el("li", {}, word(`typed.${answer.trouble}`, { seconds: answer.seconds }))]);
  });
}

/** Name the fields that are empty; true when none is. */
function showMissing() {
  const missing = Object.entries(FIELDS).filter(([id]) => byId(id).value.trim() === "");
  for (const [id, key] of Object.entries(FIELDS)) {
    const isMissing = missing.some(([one]) => one === id);
    byId(`${id}-error`).textContent = isMissing ? word(key) : "";
    byId(id).setAttribute("aria-invalid", String(isMissing));
    byId(id).closest(".field").classList.toggle("wrong", isMissing);
  }
  showErrors(missing.map(([id, key]) => el("li", {}, linkTo(id, word(key)))));
  return missing.length === 0;
}

/**
 * A link inside the page would change the address, which is where codes come in.
 * @param {string} id
 * @param {string} words
 */
function linkTo(id, words) {
  const link = el("a", { href: `#${id}` }, words);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    byId(id).focus();
  });
  return link;
}

/** @param {HTMLElement[]} items */
function showErrors(items) {
  byId("typed-errors").hidden = items.length === 0;
  byId("typed-errors-list").replaceChildren(...items);
  if (items.length) byId("typed-errors").focus();
}
