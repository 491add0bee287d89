// @ts-check
// Look through a still picture at every scale: the whole of it small, then larger and larger, tile by tile.
//
// Tiles overlap by OVERLAP and scales differ two-fold, so every code of up to OVERLAP pixels at full size lies whole in
// some tile, and a larger one does so at a smaller scale, where it still is OVERLAP / 2 pixels or more wide.
import { read, textsOf } from "./decoder.js";

const TILE = 2048;
const OVERLAP = 640;
// A picture of few pixels is also looked at enlarged: two pixels to the module are read better as four.
const SMALL = 900;
// Grey levels between ink and paper below which no decoder tells them apart.
const FAINTEST = 20;

/**
 * @param {CanvasImageSource} source
 * @param {{width: number, height: number}} size
 * @returns {Promise<string[]>}
 */
export async function textsIn(source, size) {
  const texts = await lookThrough(source, size, false);
  // Sharpening costs as much again, and helps just those that are too soft to read.
  return texts.length > 0 ? texts : lookThrough(source, size, true);
}

/**
 * @param {CanvasImageSource} source
 * @param {{width: number, height: number}} size
 * @param {boolean} isSharpened
 * @returns {Promise<string[]>}
 */
async function lookThrough(source, size, isSharpened) {
  /** @type {Set<string>} */
  const texts = new Set();
  const canvas = document.createElement("canvas");
  const context = /** @type {CanvasRenderingContext2D} */ (
    canvas.getContext("2d", { alpha: false, willReadFrequently: true })
  );
  context.imageSmoothingQuality = "high";
  for (const scale of scalesOf(size)) {
    for (const tile of tilesOf(size, scale)) {
      const pixels = draw(context, source, tile, scale);
      if (isBlank(pixels)) continue;
      for (const text of textsOf(await read(pixels, { isSharpened }))) texts.add(text);
    }
    if (scale >= 1 && texts.size > 0) break;
  }
  return [...texts];
}

/**
 * From the scale at which all fits one tile to full size, doubling; then enlarged if it is small.
 * @param {{width: number, height: number}} size
 */
function scalesOf({ width, height }) {
  const longest = Math.max(width, height);
  const scales = [1];
  while (longest * scales[0] > TILE) scales.unshift(scales[0] / 2);
  if (longest <= SMALL) scales.push(2);
  return scales;
}

/**
 * @param {{width: number, height: number}} size
 * @param {number} scale
 */
function tilesOf({ width, height }, scale) {
  const [across, down] = [startsOf(width * scale), startsOf(height * scale)];
  return down.flatMap((y) =>
    across.map((x) => ({
      x,
      y,
      width: Math.max(1, Math.min(TILE, Math.round(width * scale) - x)),
      height: Math.max(1, Math.min(TILE, Math.round(height * scale) - y)),
    })),
  );
}

/** @param {number} length */
function startsOf(length) {
  const count = Math.max(1, Math.ceil((length - OVERLAP) / (TILE - OVERLAP)));
  return Array.from({ length: count }, (_, i) => i * (TILE - OVERLAP));
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {CanvasImageSource} source
 * @param {{x: number, y: number, width: number, height: number}} tile in scaled pixels
 * @param {number} scale
 */
function draw(context, source, { x, y, width, height }, scale) {
  Object.assign(context.canvas, { width, height });
  context.imageSmoothingQuality = "high";
  // White, so that a see-through picture is black on white and not black on black.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.drawImage(source, x / scale, y / scale, width / scale, height / scale, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

/**
 * Is it all of one grey, so that no code can be in it? Most of a printed page is.
 * @param {ImageData} pixels
 */
function isBlank({ data }) {
  const [red, green, blue] = data;
  for (let at = 4; at < data.length; at += 8) {
    const step = Math.abs(data[at] - red) + Math.abs(data[at + 1] - green) + Math.abs(data[at + 2] - blue);
    if (step > 3 * FAINTEST) return false;
  }
  return true;
}
