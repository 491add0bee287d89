// @ts-check
// Hand scanners type. A burst of keys that no hand can strike, closed by Enter, is a code, wherever the focus stands.

const GAP_MS = 120;
// In a field, a quick typist's word must stay the field's; no certificate code is shorter than this.
const LONG = 60;
const SHORT = 4;

// What the keys would be on the keyboard the scanner believes in, should this computer believe in another.
/** @type {Record<string, [string, string]>} */
const US = { Slash: ["/", "?"], Semicolon: [";", ":"], Period: [".", ">"], Minus: ["-", "_"], Comma: [",", "<"], Equal: ["=", "+"], Quote: ["'", '"'] };
const SHIFTED = ")!@#$%^&*(";

/** @typedef {{key: string, code: string, isShifted: boolean, isCaps: boolean}} Stroke */

/**
 * The readings of a burst, the likeliest first: as this computer understood it, as an American keyboard, and the digits at its end.
 * @param {Stroke[]} strokes
 * @returns {string[]}
 */
export function readings(strokes) {
  const typed = strokes.map(({ key }) => key).join("");
  const american = strokes.map(onUS).join("");
  return [...new Set([typed, american, digitsAtEnd(strokes)])].filter((text) => text !== "");
}

/**
 * The run of digit keys before Enter. A shift that changes ends it: the "#" before the digits lies on a digit key, too.
 * @param {Stroke[]} strokes
 */
function digitsAtEnd(strokes) {
  const isShifted = strokes.at(-1)?.isShifted;
  const start = strokes.findLastIndex((stroke) => digitOf(stroke) === undefined || stroke.isShifted !== isShifted);
  return strokes.slice(start + 1).map(digitOf).join("");
}

/** @param {Stroke} stroke */
function digitOf({ code }) {
  return /^(?:Digit|Numpad)([0-9])$/.exec(code)?.[1];
}

/** @param {Stroke} stroke */
function onUS({ key, code, isShifted, isCaps }) {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return isShifted !== isCaps ? letter : letter.toLowerCase();
  const digit = /^Digit([0-9])$/.exec(code)?.[1];
  if (digit) return isShifted ? SHIFTED[Number(digit)] : digit;
  const numpad = /^Numpad([0-9])$/.exec(code)?.[1];
  return numpad ?? US[code]?.[isShifted ? 1 : 0] ?? key;
}

/**
 * Collect bursts. Pure: the caller brings the keys and the time.
 * @param {(strokes: Stroke[]) => void} onBurst
 */
export function burstCollector(onBurst) {
  /** @type {Stroke[]} */
  let strokes = [];
  let last = 0;

  return {
    /**
     * @param {Stroke} stroke
     * @param {{at: number, isInField: boolean}} where
     * @returns {boolean} was it the Enter that closed a burst?
     */
    take(stroke, { at, isInField }) {
      if (at - last > GAP_MS) strokes = [];
      last = at;
      if (stroke.key === "Enter" || stroke.key === "Tab") {
        const burst = strokes;
        strokes = [];
        if (burst.length < (isInField ? LONG : SHORT)) return false;
        onBurst(burst);
        return true;
      }
      if (stroke.key.length === 1) strokes.push(stroke);
      return false;
    },
  };
}

/**
 * Listen on the whole page.
 * @param {(readings: string[]) => void} onCode
 */
export function listenToWedge(onCode) {
  /** What the field held before the burst. @type {{field: HTMLInputElement, value: string} | null} */
  let before = null;
  let last = 0;
  const collector = burstCollector((strokes) => {
    if (before) before.field.value = before.value;
    onCode(readings(strokes));
  });

  document.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      const field = event.target instanceof HTMLInputElement ? event.target : null;
      if (event.timeStamp - last > GAP_MS) before = field && { field, value: field.value };
      last = event.timeStamp;
      const stroke = { key: event.key, code: event.code, isShifted: event.shiftKey, isCaps: event.getModifierState("CapsLock") };
      // The Enter of a scanner must not press the button that has the focus.
      if (collector.take(stroke, { at: event.timeStamp, isInField: field !== null })) event.preventDefault();
    },
    { capture: true },
  );
}
