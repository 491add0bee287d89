// @ts-check
// Reads the QR codes in one picture's pixels, off the page's thread. One answer per question, in order.
//
// zxing-cpp as WebAssembly reads best; the `qr` library needs no WebAssembly and takes over where that is missing or
// forbidden. Neither is fetched before the first picture comes.
import { decoderOf } from "./engines.js";
import { sharpened } from "./sharpen.js";

/**
 * @typedef {{id: number, width: number, height: number, pixels: ArrayBuffer, isSharpened: boolean,
 *   wasmUrl: string, only?: "zxing" | "qr"}} Question RGBA, rows from the top
 * @typedef {{id: number, found: import("./engines.js").Found[], engine: string} | {id: number, error: string}} Answer
 */

/** The questions before this one. @type {Promise<unknown>} */
let last = Promise.resolve();

self.addEventListener("message", (/** @type {MessageEvent<Question>} */ event) => {
  last = last.then(() => answer(event.data));
});

/** @param {Question} question */
async function answer({ id, width, height, pixels, isSharpened, wasmUrl, only }) {
  const picture = { width, height, data: new Uint8ClampedArray(pixels) };
  try {
    const { engine, read } = await decoderOf(wasmUrl, only);
    self.postMessage({ id, found: await read(isSharpened ? sharpened(picture) : picture), engine });
  } catch (error) {
    self.postMessage({ id, error: String(error) });
  }
}
