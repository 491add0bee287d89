// @ts-check
// What would help, said only from what was measured: brightness, sharpness, and codes that were seen but not read.

/**
 * @typedef {"closer" | "farther" | "light" | "turn" | "steady"} Hint
 * @typedef {{brightness: number, sharpness: number, glare: number}} Light brightness 0..255; sharpness: mean step
 *   between neighbouring pixels; glare: part of the samples that are pure white
 * @typedef {import("./engines.js").Point} Point
 */

const DARK = 45;
const BLURRED = 2.5;
const GLARING = 0.3;
// Sides of a square seen aslant; past this the far modules are too small.
const ASLANT = 1.35;
// Below this share of the picture a version 20 code has fewer than three pixels to the module at 1080.
const SMALL = 0.28;
const NOTHING_FOR_MS = 3000;
const SEEN_FOR_MS = 900;
const HOLD_MS = 1500;
const SAMPLES = 96;

/**
 * Measure the light in a sparse grid of the pixels.
 * @param {ImageData} pixels
 * @returns {Light}
 */
export function measure({ data, width, height }) {
  let [brightness, sharpness, white, count] = [0, 0, 0, 0];
  const step = Math.max(2, Math.floor(Math.min(width, height) / SAMPLES));
  for (let y = 0; y < height; y += step) {
    for (let x = 0; x + 2 < width; x += step) {
      const at = 4 * (y * width + x);
      const here = luminance(data, at);
      brightness += here;
      sharpness += Math.abs(here - luminance(data, at + 8));
      if (here > 250) white += 1;
      count += 1;
    }
  }
  return { brightness: brightness / count, sharpness: sharpness / count, glare: white / count };
}

/**
 * @param {Uint8ClampedArray} data
 * @param {number} at
 */
function luminance(data, at) {
  return (77 * data[at] + 150 * data[at + 1] + 29 * data[at + 2]) >> 8;
}

/**
 * What would help this picture?
 * @param {Light} light
 * @param {Point[] | null} corners of a code that was seen and not read
 * @param {{width: number, height: number}} size
 * @returns {Hint}
 */
export function hintOf(light, corners, size) {
  if (light.brightness < DARK) return "light";
  if (!corners) return light.sharpness < BLURRED ? "farther" : "closer";
  const sides = corners.map((point, i) => distance(point, corners[(i + 1) % corners.length]));
  const [shortest, longest] = [Math.min(...sides), Math.max(...sides)];
  if (longest / Math.min(size.width, size.height) < SMALL) return "closer";
  if (longest / Math.max(shortest, 1) > ASLANT || light.glare > GLARING) return "turn";
  if (corners.some(({ x, y }) => x < 2 || y < 2 || x > size.width - 3 || y > size.height - 3)) return "farther";
  return "steady";
}

/**
 * @param {Point} a
 * @param {Point} b
 */
function distance(a, b) {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/**
 * Turn what each frame shows into few, calm hints: one at a time, none before it can be meant.
 * @param {(hint: Hint | null) => void} onHint called when the hint changes; null takes it back
 * @param {number} startedAt milliseconds, as are all `now`
 */
export function calmHints(onHint, startedAt) {
  /** @type {Hint | null} */
  let shown = null;
  let [changedAt, readAt, seenSince] = [startedAt, startedAt, 0];

  /** @param {Hint | null} hint @param {number} now */
  function show(hint, now) {
    if (hint === shown || (hint !== null && shown !== null && now - changedAt < HOLD_MS)) return;
    [shown, changedAt] = [hint, now];
    onHint(hint);
  }

  return {
    /** @param {number} now */
    read(now) {
      [readAt, seenSince] = [now, 0];
      show(null, now);
    },
    /**
     * @param {Light} light
     * @param {Point[] | null} corners
     * @param {{width: number, height: number}} size
     * @param {number} now
     */
    missed(light, corners, size, now) {
      if (corners) seenSince ||= now;
      else if (now - seenSince > NOTHING_FOR_MS) seenSince = 0;
      const isMeant = seenSince ? now - seenSince > SEEN_FOR_MS && corners : now - readAt > NOTHING_FOR_MS;
      if (isMeant) show(hintOf(light, corners, size), now);
    },
  };
}
