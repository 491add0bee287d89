// @ts-check
// What a code is that is not ours. Told from its beginning alone; never opened, never sent anywhere.
import { word } from "./words.js";

const SHOWN = 80;
// Letters that turn or hide text: a stranger's code must not play with our words.
const TRICKS = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029]/gu;

/** @type {[RegExp, string][]} */
const KINDS = [
  [/^\s*$/, "empty"],
  [/^HC1:/, "eu-covid"],
  [/^shc:\//i, "smart-health"],
  [/^https?:\/\//i, "web"],
  [/^WIFI:/i, "wifi"],
  [/^(BEGIN:VCARD|MECARD:)/i, "contact"],
  [/^(BCD\n|SPC\r?\n|00020101)/, "payment"],
  [/^[0-9A-Z]{6,20}$/, "product"],
];

/**
 * @param {string} text
 * @returns {string} a sentence
 */
export function whatIs(text) {
  const kind = KINDS.find(([pattern]) => pattern.test(text))?.[1] ?? "text";
  return word(`foreign.${kind}`, { text: shortened(kind === "web" ? hostIn(text) : text) });
}

/** @param {string} text */
function hostIn(text) {
  return URL.canParse?.(text.trim()) ? new URL(text.trim()).host : text;
}

/** @param {string} text */
function shortened(text) {
  const plain = text.slice(0, 4 * SHOWN).replace(TRICKS, " ").trim();
  return plain.length > SHOWN ? `${plain.slice(0, SHOWN)}…` : plain;
}
