// @ts-check
/** The address book, searched on the server while a name is typed; a chosen party brings its address along. */

import { afterRest, make, say } from "./words.js";

const REST_MS = 200;

/** @typedef {{name: string, address: string, country: string}} Party */

/** @param {HTMLFormElement} form */
export function startParties(form) {
  for (const box of form.querySelectorAll("[data-party]")) start(form, /** @type {HTMLElement} */ (box));
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} box
 */
function start(form, box) {
  const side = box.dataset.party ?? "";
  const name = /** @type {HTMLInputElement} */ (form.elements.namedItem(`${side}_name`));
  const address = /** @type {HTMLInputElement} */ (form.elements.namedItem(`${side}_address`));
  const country = /** @type {HTMLSelectElement} */ (form.elements.namedItem(`${side}_country`));
  const options = name.list;
  const picks = /** @type {HTMLElement} */ (box.querySelector("[data-picks]"));
  // What the address book filled in may be filled anew; what was typed is never written over.
  const usual = country.value;
  let filled = { address: "", country: usual };

  /** @param {Party} party */
  function fill(party) {
    address.value = party.address;
    country.value = party.country;
    filled = { address: party.address, country: party.country };
    picks.hidden = true;
    country.dispatchEvent(new Event("input", { bubbles: true }));
  }

  const isUntouched = () =>
    (address.value === "" || address.value === filled.address) && (country.value === "" || country.value === filled.country);

  async function look() {
    const typed = name.value.trim();
    if (typed.length < 2) return;
    /** @type {Party[]} */
    let found = [];
    try {
      const answer = await fetch(`${form.dataset.parties}?q=${encodeURIComponent(typed)}`, { redirect: "manual" });
      if (!answer.ok || name.value.trim() !== typed) return;
      found = (await answer.json()).parties;
    } catch {
      return;
    }
    if (found.length) options?.replaceChildren(...different(found).map((one) => make("option", { value: one.name }, one.address)));
    const same = found.filter((one) => one.name === typed);
    const others = same.filter((one) => one.address !== address.value || one.country !== country.value);
    if (same.length === 1 && others.length === 1 && isUntouched()) {
      fill(same[0]);
      return;
    }
    picks.replaceChildren(...others.slice(0, 5).map((one) => pick(one, () => fill(one))));
    picks.hidden = others.length === 0;
  }

  const later = afterRest(REST_MS, look);
  name.addEventListener("input", later);
}

/** @param {Party[]} parties */
function different(parties) {
  return [...new Map(parties.map((one) => [one.name, one])).values()];
}

/**
 * @param {Party} party
 * @param {() => void} act
 */
function pick(party, act) {
  const button = make("button", { type: "button", class: "button plain" }, say("use", `${party.name}: ${party.address}, ${party.country}`));
  button.addEventListener("click", act);
  return button;
}
