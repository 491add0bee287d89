// @ts-check
/** The seals as a list beneath their box: how many, which one twice, and one taken away with a press. */

import { make, say } from "./words.js";

/** @param {HTMLFormElement} form */
export function startSeals(form) {
  const box = form.elements.namedItem("seals");
  const list = document.getElementById("seals");
  if (!(box instanceof HTMLTextAreaElement) || !list) return;

  function show() {
    const seals = /** @type {HTMLTextAreaElement} */ (box).value.split(/\r?\n/).map((one) => one.trim()).filter(Boolean);
    list?.replaceChildren(...seals.map((seal, place) => line(seal, seals.indexOf(seal) !== place, () => without(seals, place))));
    if (list) list.hidden = seals.length === 0;
    list?.setAttribute("aria-label", say("seals", String(seals.length)));
  }

  /**
   * @param {string[]} seals
   * @param {number} place
   */
  function without(seals, place) {
    const field = /** @type {HTMLTextAreaElement} */ (box);
    field.value = seals.filter((_, at) => at !== place).join("\n");
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  box.addEventListener("input", show);
  show();
}

/**
 * @param {string} seal
 * @param {boolean} isTwice
 * @param {() => void} act
 */
function line(seal, isTwice, act) {
  const button = make("button", { type: "button", class: "button plain" }, say("remove", seal));
  button.addEventListener("click", act);
  const twice = isTwice ? [" ", make("span", { class: "tag warn" }, say("twice"))] : [];
  return make("li", {}, make("bdi", {}, seal), ...twice, " ", button);
}
