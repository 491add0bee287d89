// @ts-check
// Every QR text in a picture or a PDF file, exact. Caps come before decoding.
import { ScanError } from "./errors.js";
import { textsIn } from "./pyramid.js";

const MAX_BYTES = 30 * 1024 * 1024;
const MAX_PIXELS = 50_000_000;
// The PDF standard lets a little rubbish stand before the mark.
const PDF_WITHIN = 1024;

/**
 * @param {Blob} file
 * @returns {Promise<string[]>} different texts, in the order found; none found is an empty list
 * @throws {ScanError} too-large, too-many-pixels, unreadable, password, too-many-pages, no-decoder
 */
export async function readFile(file) {
  if (file.size > MAX_BYTES) throw new ScanError("too-large");
  if (file.size === 0) throw new ScanError("unreadable");
  if (await isPDF(file)) {
    const { readPDF } = await import("./pdf.js");
    return readPDF(await file.arrayBuffer());
  }
  return readPicture(file);
}

/** @param {Blob} file */
async function isPDF(file) {
  const start = new Uint8Array(await file.slice(0, PDF_WITHIN).arrayBuffer());
  return new TextDecoder("latin1").decode(start).includes("%PDF-");
}

/** @param {Blob} file */
async function readPicture(file) {
  const url = URL.createObjectURL(file);
  try {
    // An <img> knows the size before it decodes a pixel, turns the picture the way its camera was held,
    // and takes every kind the browser can show.
    const image = await loadImage(url);
    const size = { width: image.naturalWidth, height: image.naturalHeight };
    if (!size.width || !size.height) throw new ScanError("unreadable");
    if (size.width * size.height > MAX_PIXELS) throw new ScanError("too-many-pixels");
    return await textsIn(image, size);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/**
 * @param {string} url
 * @returns {Promise<HTMLImageElement>}
 */
function loadImage(url) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => reject(new ScanError("unreadable"));
    image.src = url;
  });
}
