// @ts-check
// Every QR text in a PDF: each page is drawn like a scan and looked through like a picture.
import { configuration, startWorker } from "./configure.js";
import { ScanError } from "./errors.js";
import { textsIn } from "./pyramid.js";

const MAX_PAGES = 20;
// Dots per inch, tried in turn until a page shows a code: 200 gives a 35 mm code of version 20 about 2.8 to the module.
const RESOLUTIONS = [200, 300];
const POINTS_PER_INCH = 72;
const MAX_PIXELS = 12_000_000;

/**
 * @param {ArrayBuffer} bytes
 * @returns {Promise<string[]>}
 * @throws {ScanError} unreadable, password, too-many-pages, no-decoder
 */
export async function readPDF(bytes) {
  const pdf = await loadLibrary();
  const port = startWorker("pdfWorkerUrl");
  const worker = pdf.PDFWorker.create({ port });
  const broken = new Promise((_, reject) =>
    port.addEventListener("error", (event) => reject(new ScanError("no-decoder", event.message)), { once: true }),
  );
  try {
    return await Promise.race([broken, readAll(pdf, worker, bytes)]);
  } finally {
    worker.destroy();
    port.terminate();
  }
}

async function loadLibrary() {
  try {
    return await import("../vendor/pdfjs-dist-6.5.438/legacy/build/pdf.min.mjs");
  } catch (error) {
    throw new ScanError("no-decoder", error);
  }
}

/**
 * @param {any} pdf the library
 * @param {any} worker
 * @param {ArrayBuffer} bytes
 */
async function readAll(pdf, worker, bytes) {
  const pages = await open(pdf, worker, bytes);
  /** @type {Set<string>} */
  const texts = new Set();
  for (let number = 1; number <= Math.min(pages.numPages, MAX_PAGES); number += 1) {
    for (const text of await readPage(await pages.getPage(number))) texts.add(text);
  }
  if (texts.size === 0 && pages.numPages > MAX_PAGES) throw new ScanError("too-many-pages");
  return [...texts];
}

/**
 * @param {any} pdf
 * @param {any} worker
 * @param {ArrayBuffer} bytes
 */
async function open(pdf, worker, bytes) {
  try {
    return await pdf.getDocument({
      data: new Uint8Array(bytes),
      worker,
      verbosity: pdf.VerbosityLevel.ERRORS,
      BinaryDataFactory: OwnFiles,
      useWorkerFetch: false,
      isEvalSupported: false,
      enableXfa: false,
      // Letters are drawn as shapes: no font is installed, fetched or asked of the system.
      disableFontFace: true,
      useSystemFonts: false,
      maxImageSize: 50_000_000,
    }).promise;
  } catch (error) {
    const isLocked = /** @type {any} */ (error)?.name === "PasswordException";
    throw new ScanError(isLocked ? "password" : "unreadable", error);
  }
}

/** Gives the library the two image decoders it may ask for, under the names they have here, and nothing else. */
class OwnFiles {
  /** @param {{kind: string, filename: string}} asked */
  async fetch({ filename }) {
    const { jbig2Url, jpxUrl } = configuration();
    const url = new Map([["jbig2.wasm", jbig2Url], ["openjpeg.wasm", jpxUrl]]).get(filename);
    if (!url) throw new Error(`${filename} is not kept here`);
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${filename}: ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  }
}

/**
 * @param {any} page
 * @returns {Promise<string[]>}
 */
async function readPage(page) {
  for (const scale of scalesOf(page)) {
    const canvas = await render(page, scale);
    const texts = await textsIn(canvas, canvas);
    canvas.width = canvas.height = 0;
    if (texts.length > 0) return texts;
  }
  return [];
}

/**
 * Pixels to the point, no more than a page of any size may have.
 * @param {any} page
 * @returns {Set<number>}
 */
function scalesOf(page) {
  const { width, height } = page.getViewport({ scale: 1 });
  const most = Math.sqrt(MAX_PIXELS / (width * height));
  return new Set(RESOLUTIONS.map((resolution) => Math.min(resolution / POINTS_PER_INCH, most)));
}

/**
 * @param {any} page
 * @param {number} scale
 */
async function render(page, scale) {
  const viewport = page.getViewport({ scale });
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: Math.ceil(viewport.width), height: Math.ceil(viewport.height) });
  try {
    await page.render({ canvas, viewport, intent: "print", annotationMode: 1 }).promise;
  } catch (error) {
    throw new ScanError("unreadable", error);
  } finally {
    page.cleanup();
  }
  return canvas;
}
