// @ts-check
// What would help, said only from what was measured: brightness, sharpness, and codes that were seen but not read.

/**
 * @typedef {"closer" | "farther" | "light" | "turn" | "steady"} Hint
 * @typedef {{brightness: number, sharpness: number, glare: number}} Light brightness and sharpness 0..255, the latter
 *   the step between near pixels that one in fifty exceeds; glare: part of the samples that are pure white
 * @typedef {import("./engines.js").Point} Point
 */

const DARK = 45;
// A sharp code that covers a thirtieth of the picture passes this; the noise of a dim sensor does not.
const BLURRED = 20;
const ONE_IN = 50;
const GLARING = 0.3;
// Sides of a square seen aslant; past this the far modules are too small.
const ASLANT = 1.35;
// Below this share of the picture a version 20 code has fewer than three pixels to the module at 1080.
const SMALL = 0.28;
const TINY = 0.12;
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
  let [brightness, white, count] = [0, 0, 0];
  const steps = new Uint32Array(256);
  const step = Math.max(2, Math.floor(Math.min(width, height) / SAMPLES));
  for (let y = 0; y < height; y += step) {
    for (let x = 0; x + 2 < width; x += step) {
      const at = 4 * (y * width + x);
      const here = luminance(data, at);
      brightness += here;
      steps[Math.abs(here - luminance(data, at + 8))] += 1;
      if (here > 250) white += 1;
      count += 1;
    }
  }
  return { brightness: brightness / count, sharpness: exceededBy(steps, count / ONE_IN), glare: white / count };
}

/**
 * The largest step that so many exceed or reach.
 * @param {Uint32Array} steps how many there are of each size
 * @param {number} wanted
 */
function exceededBy(steps, wanted) {
  let step = steps.length - 1;
  for (let seen = steps[step]; step > 0 && seen < wanted; seen += steps[step]) step -= 1;
  return step;
}

/**
 * @param {Uint8ClampedArray} data
 * @param {number} at
 */
function luminance(data, at) {
  return (77 * data[at] + 150 * data[at + 1] + 29 * data[at + 2]) >> 8;
}

/**
 * The corners of the code that was seen and not read. A lone corner mark is sometimes taken for a tiny code: only the
 * largest counts, and none that is tiny.
 * @param {import("./engines.js").Found[]} found
 * @param {{width: number, height: number}} size
 * @returns {Point[] | null}
 */
export function seenIn(found, size) {
  const [largest] = found.map(({ corners }) => corners).sort((a, b) => longestSide(b) - longestSide(a));
  return largest && longestSide(largest) > TINY * Math.min(size.width, size.height) ? largest : null;
}

/** @param {Point[]} corners */
function longestSide(corners) {
  return Math.max(0, ...sidesOf(corners));
}

/** @param {Point[]} corners */
function sidesOf(corners) {
  return corners.map(({ x, y }, i) => {
    const next = corners[(i + 1) % corners.length];
    return Math.hypot(next.x - x, next.y - y);
  });
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
  const sides = sidesOf(corners);
  const [shortest, longest] = [Math.min(...sides), Math.max(...sides)];
  if (longest / Math.min(size.width, size.height) < SMALL) return "closer";
  if (longest / Math.max(shortest, 1) > ASLANT || light.glare > GLARING) return "turn";
  if (corners.some(({ x, y }) => x < 2 || y < 2 || x > size.width - 3 || y > size.height - 3)) return "farther";
  return "steady";
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
