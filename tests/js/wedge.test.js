// Hand scanners type, on whatever keyboard the computer believes in; people type, too.
import assert from "node:assert/strict";
import test from "node:test";
import { burstCollector, readings } from "../../kpverify/pwa/static/pwa/page/wedge.js";

const CODE = `https://verify.example.org/v#${"1234567890".repeat(12)}`;
const US_PLACES = { "/": "Slash", ":": "Semicolon", ".": "Period", "#": "Digit3", "-": "Minus" };
const FRENCH = { "1": "&", "2": "é", "3": '"', "4": "'", "5": "(", "6": "-", "7": "è", "8": "_", "9": "ç", "0": "à" };
const FRENCH_PLACES = { KeyA: "q", KeyQ: "a", KeyZ: "w", KeyW: "z", KeyM: ",", Semicolon: "m", Slash: "!", Period: ":" };

/** What an American scanner's keys become on this computer. */
function strokes(text, layout) {
  return [...text].map((letter) => {
    const code = /[0-9]/.test(letter) ? `Digit${letter}` : (US_PLACES[letter] ?? `Key${letter.toUpperCase()}`);
    const isShifted = "#:".includes(letter);
    return { key: layout(letter, code, isShifted), code, isShifted, isCaps: false };
  });
}

const french = (letter, code, isShifted) => (isShifted ? code.slice(-1) : (FRENCH[letter] ?? FRENCH_PLACES[code] ?? letter));

test("a scanner on its own keyboard is read as it types", () => {
  assert.equal(readings(strokes(CODE, (letter) => letter))[0], CODE);
});

test("an American scanner on a French computer is read all the same", () => {
  const [typed, american, bare] = readings(strokes(CODE, french));
  assert.notEqual(typed, CODE);
  assert.equal(american, CODE);
  assert.equal(bare, CODE.slice(-120));
});

test("capitals locked turn the address, and the digits are read alone", () => {
  const capitals = strokes(CODE, (letter) => letter.toUpperCase()).map((stroke) => ({ ...stroke, isCaps: true }));
  assert.equal(readings(capitals).at(-1), CODE.slice(-120));
});

/** Type with `gap` milliseconds between keys, then Enter. */
function type(text, { gap, isInField }) {
  const bursts = [];
  const collector = burstCollector((found) => bursts.push(found.map(({ key }) => key).join("")));
  let at = 0;
  for (const key of [...text, "Enter"]) collector.take({ key, code: "", isShifted: false, isCaps: false }, { at: (at += gap), isInField });
  return bursts;
}

const cases = [
  ["a code, outside a field", CODE, { gap: 8, isInField: false }, [CODE]],
  ["a code, in a field", CODE, { gap: 8, isInField: true }, [CODE]],
  ["a slow Bluetooth scanner", CODE, { gap: 90, isInField: true }, [CODE]],
  ["a short foreign code, outside a field", "HC1:6BF", { gap: 8, isInField: false }, ["HC1:6BF"]],
  ["a number typed quickly into its field", "BW26000123", { gap: 60, isInField: true }, []],
  ["a person hitting keys outside a field", "hello there", { gap: 200, isInField: false }, []],
  ["Enter on a button", "", { gap: 8, isInField: false }, []],
];
for (const [name, text, how, expected] of cases) test(name, () => assert.deepEqual(type(text, how), expected));
