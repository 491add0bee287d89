// @ts-check
// The page's words in the chosen language. The template and the scripts name keys; kpverify/pwa/words.py has them all.
import { dataIn } from "./dom.js";
import { recall, remember } from "./memory.js";

const RIGHT_TO_LEFT = new Set(["ar"]);
// Around a value that runs the other way, so that it does not turn the sentence about.
const [ISOLATE, END] = ["\u2068", "\u2069"];

const shipped = dataIn("shipped");
/** The words the page came with. @type {Record<string, string>} */
const own = dataIn("words");
let words = own;
/** @type {string} */
let language = shipped.language;

/** The language spoken now. */
export const spoken = () => language;

/** The same for dates and numbers; with the digits that stand on the paper. */
export const locale = () => (language === "ar" ? "ar-u-nu-latn" : language);

export const has = (/** @type {string} */ key) => key in words;

/**
 * @param {string} key
 * @param {Record<string, string>} [values] for the `{name}`s in the words
 */
export function word(key, values = {}) {
  const found = words[key] ?? key;
  return found.replace(/\{([a-z_]+)\}/g, (_, name) => {
    const value = values[name] ?? "";
    return RIGHT_TO_LEFT.has(language) ? ISOLATE + value + END : value;
  });
}

/** Write the words into everything that names one: `data-word` for the text, `data-label-word` for the label. */
export function fill() {
  document.documentElement.lang = language;
  document.documentElement.dir = RIGHT_TO_LEFT.has(language) ? "rtl" : "ltr";
  document.title = `${word("page.title")} – kpverify`;
  for (const element of document.querySelectorAll("[data-word]")) {
    element.textContent = word(/** @type {HTMLElement} */ (element).dataset.word ?? "");
  }
  for (const element of document.querySelectorAll("[data-label-word]")) {
    element.setAttribute("aria-label", word(/** @type {HTMLElement} */ (element).dataset.labelWord ?? ""));
  }
}

/**
 * Speak another language. False when its words cannot be had now.
 * @param {string} wanted
 */
export async function speak(wanted) {
  if (!(wanted in shipped.languages)) return false;
  if (wanted !== language) {
    const found = wanted === shipped.language ? own : await fetchWords(shipped.languages[wanted]);
    if (found === null) return false;
    [words, language] = [found, wanted];
  }
  remember("language", wanted);
  fill();
  return true;
}

/** The language chosen on this device before, if another than the page came in. */
export function chosenBefore() {
  const before = recall("language");
  return before !== null && before !== language && before in shipped.languages ? before : null;
}

/**
 * @param {string} url
 * @returns {Promise<Record<string, string> | null>}
 */
async function fetchWords(url) {
  try {
    const response = await fetch(url, { credentials: "omit" });
    return response.ok ? await response.json() : null;
  } catch {
    // No network, and not kept yet.
    return null;
  }
}
