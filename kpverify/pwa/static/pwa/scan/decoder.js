// @ts-check
// Reads the QR codes in an ImageData: the phone's own reader where there is one, else ours in a worker.
//
// Some built-in readers cut a text that changes mode half way, as ours does. So a built-in reader's word counts only
// when what it read decodes as a whole certificate; anything else is read again, from the same pixels, by our own.
import { decode } from "../transport.js";
import { Malformed } from "../errors.js";
import { configuration, startWorker } from "./configure.js";
import { ScanError } from "./errors.js";

/**
 * @typedef {import("./engines.js").Found} Found
 * @typedef {{found: Found[], engine: "native" | "zxing" | "qr"}} Reading
 * @typedef {{resolve: (reading: Reading) => void, reject: (error: ScanError) => void}} Waiting
 */

const CUT = /\/v#?$/;

/** @type {Worker | null} */
let worker = null;
/** @type {Map<number, Waiting>} */
const waiting = new Map();
let asked = 0;

/**
 * Read every code in the pixels. They are given away: do not use them afterwards.
 * @param {ImageData} pixels
 * @param {{isSharpened?: boolean}} [how] sharpened first, which only our own reader does: worth a second try
 * @returns {Promise<Reading>}
 * @throws {ScanError} no-decoder
 */
export async function read(pixels, { isSharpened = false } = {}) {
  const native = isSharpened || configuration().only ? null : await readNatively(pixels);
  if (native === null) return ask(pixels, isSharpened);
  const reading = { found: native, engine: /** @type {const} */ ("native") };
  if (native.every(({ text }) => text !== null && isWhole(text))) return reading;
  try {
    const ours = await ask(pixels, isSharpened);
    if (textsOf(ours).length > 0) return ours;
  } catch (error) {
    if (!(error instanceof ScanError)) throw error;
    // Not loaded: what the built-in reader saw is all there is.
  }
  return { ...reading, found: native.filter(({ text }) => text !== null && !CUT.test(text)) };
}

/**
 * The different texts of a reading.
 * @param {Reading} reading
 * @returns {string[]}
 */
export function textsOf({ found }) {
  return [...new Set(found.flatMap(({ text }) => (text === null ? [] : [text])))];
}

/**
 * Is this text a whole certificate, so that nothing was cut off?
 * @param {string} text
 */
export function isWhole(text) {
  try {
    decode(text);
    return true;
  } catch (error) {
    if (error instanceof Malformed) return false;
    throw error;
  }
}

/** @type {Promise<any> | undefined} */
let detector;

/**
 * What the built-in reader sees; null when there is none.
 * @param {ImageData} pixels
 * @returns {Promise<Found[] | null>}
 */
async function readNatively(pixels) {
  detector ??= openDetector();
  const opened = await detector;
  if (!opened) return null;
  try {
    const codes = await opened.detect(pixels);
    return codes.map((/** @type {any} */ code) => ({ text: code.rawValue, corners: code.cornerPoints }));
  } catch {
    // The system's reading service is missing or has died: our own takes over for good.
    detector = Promise.resolve(null);
    return null;
  }
}

async function openDetector() {
  const Detector = /** @type {any} */ (globalThis).BarcodeDetector;
  try {
    const formats = Detector ? await Detector.getSupportedFormats() : [];
    return formats.includes("qr_code") ? new Detector({ formats: ["qr_code"] }) : null;
  } catch {
    return null;
  }
}

/**
 * @param {ImageData} pixels
 * @param {boolean} isSharpened
 * @returns {Promise<Reading>}
 */
function ask(pixels, isSharpened) {
  worker ??= open();
  const { wasmUrl, only } = configuration();
  const id = (asked += 1);
  const buffer = pixels.data.buffer;
  const question = { id, width: pixels.width, height: pixels.height, pixels: buffer, isSharpened, wasmUrl, only };
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    /** @type {Worker} */ (worker).postMessage(question, [buffer]);
  });
}

function open() {
  const opened = startWorker("workerUrl");
  opened.addEventListener("message", ({ data }) => {
    const asker = waiting.get(data.id);
    waiting.delete(data.id);
    if ("error" in data) asker?.reject(new ScanError("no-decoder", data.error));
    else asker?.resolve({ found: data.found, engine: data.engine });
  });
  // The worker itself could not be loaded, or died: nobody waits for ever, and the next picture tries anew.
  opened.addEventListener("error", (event) => {
    event.preventDefault();
    opened.terminate();
    worker = null;
    for (const { reject } of waiting.values()) reject(new ScanError("no-decoder", event.message));
    waiting.clear();
  });
  return opened;
}
