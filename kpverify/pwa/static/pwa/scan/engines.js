// @ts-check
// The two decoders behind one shape: pixels in, every code seen out. Runs in the worker.

/**
 * @typedef {{x: number, y: number}} Point
 * @typedef {{text: string | null, corners: Point[]}} Found a code that was seen; its text is null when it was not read
 * @typedef {{width: number, height: number, data: Uint8ClampedArray}} Picture
 * @typedef {{engine: "zxing" | "qr", read: (picture: Picture) => Promise<Found[]>}} Decoder
 */

const MAX_CODES = 16;
// `qr` gives up after 16 ms by default, made for 60 frames a second; a code in hand is worth more.
const RETRY_MS = 200;
const RETRIES = 16;

/** @type {Promise<Decoder> | null} */
let loaded = null;

/**
 * The best decoder that starts here; once one has, it stays. A failure is not remembered: the network may come back.
 * @param {string} wasmUrl
 * @param {"zxing" | "qr"} [only]
 * @returns {Promise<Decoder>}
 */
export function decoderOf(wasmUrl, only) {
  loaded ??= load(wasmUrl, only).catch((error) => {
    loaded = null;
    throw error;
  });
  return loaded;
}

/**
 * @param {string} wasmUrl
 * @param {"zxing" | "qr"} [only]
 */
async function load(wasmUrl, only) {
  if (only === "qr" || typeof WebAssembly === "undefined") return loadQR();
  if (only === "zxing") return loadZXing(wasmUrl);
  return loadZXing(wasmUrl).catch(() => loadQR());
}

/**
 * @param {string} wasmUrl
 * @returns {Promise<Decoder>}
 */
async function loadZXing(wasmUrl) {
  const zxing = await import("../vendor/zxing-wasm-3.1.4/dist/es/reader/index.js");
  // Without locateFile it would ask a content network for its wasm.
  await zxing.prepareZXingModule({ overrides: { locateFile: () => wasmUrl }, fireImmediately: true });
  const options = {
    formats: ["QRCode"],
    tryHarder: true,
    tryRotate: true,
    tryInvert: true,
    tryDownscale: true,
    maxNumberOfSymbols: MAX_CODES,
    textMode: "Plain",
    // Codes that were seen and not read let the page say what to do.
    returnErrors: true,
  };
  return {
    engine: "zxing",
    async read(picture) {
      const results = await zxing.readBarcodes(/** @type {any} */ (picture), /** @type {any} */ (options));
      return results.map(({ isValid, text, position }) => ({
        text: isValid ? text : null,
        corners: [position.topLeft, position.topRight, position.bottomRight, position.bottomLeft],
      }));
    },
  };
}

/** @returns {Promise<Decoder>} */
async function loadQR() {
  const { decodeQR } = await import("../vendor/qr-0.7.0/decode.js");
  return {
    engine: "qr",
    async read(picture) {
      /** @type {Found[]} */
      const found = [];
      // It reads one code at a time, so each one read is painted over before the next is looked for.
      while (found.length < MAX_CODES) {
        const next = readOne(decodeQR, picture);
        if (next) found.push(next);
        if (!next || next.text === null) return found;
        paintOver(picture, next.corners);
      }
      return found;
    },
  };
}

/**
 * @param {Function} decodeQR
 * @param {Picture} picture
 * @returns {Found | null}
 */
function readOne(decodeQR, picture) {
  /** @type {Found | null} */
  let seen = null;
  const pointsOnDetect = (/** @type {any} */ points) => {
    seen = { text: null, corners: [...points.bounds] };
  };
  try {
    const text = decodeQR(picture, { format: "RGBA", effort: RETRIES, timeLimit: RETRY_MS, pointsOnDetect });
    return { text, corners: /** @type {Found | null} */ (seen)?.corners ?? [] };
  } catch {
    // The library's way of saying that there is no code, or none it can read.
    return seen;
  }
}

/**
 * @param {Picture} picture
 * @param {Point[]} corners
 */
function paintOver({ width, height, data }, corners) {
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  const left = Math.max(0, Math.floor(Math.min(...xs)));
  const right = Math.min(width, Math.ceil(Math.max(...xs)));
  const bottom = Math.min(height, Math.ceil(Math.max(...ys)));
  for (let y = Math.max(0, Math.floor(Math.min(...ys))); y < bottom; y += 1) {
    data.fill(255, 4 * (y * width + left), 4 * (y * width + right));
  }
}
