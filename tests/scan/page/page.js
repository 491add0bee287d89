// @ts-check
// Drives the scanner from plain controls, so that the tests run under the site's own Content-Security-Policy.
// ?only=qr or zxing chooses a decoder; ?frames=N reads /frames/0.png ... one by one and reports as JSON.
export {};

const asked = new URLSearchParams(location.search);
const { modules, ...urls } = JSON.parse(element("scan-urls").textContent ?? "");
const { configure } = await import(modules.configure);
configure({ ...urls, only: asked.get("only") ?? undefined });

document.addEventListener("securitypolicyviolation", (event) => {
  say("hints", `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`).className = "violation";
});

let stopping = new AbortController();
element("start").addEventListener("click", () => attempt(startCamera));
element("stop").addEventListener("click", () => stopping.abort());
element("file").addEventListener("change", () => attempt(readFile));
if (asked.has("frames")) attempt(() => readFrames(Number(asked.get("frames"))));
else element("state").textContent = "ready";

async function startCamera() {
  const { startCamera: start } = await import(modules.camera);
  const video = element("video");
  stopping = new AbortController();
  const startedAt = performance.now();
  const onText = (/** @type {string} */ text) => {
    say("texts", text);
    element("report").textContent = String(Math.round(performance.now() - startedAt));
  };
  const onHint = (/** @type {string | null} */ hint) => say("hints", hint ?? "");
  const onError = (/** @type {{code: string}} */ error) => say("hints", `ended: ${error.code}`);
  const camera = await start({ video, onText, onHint, onError, signal: stopping.signal });
  const cameras = await camera.listCameras();
  element("state").textContent = `running ${cameras.length} ${JSON.stringify(camera.capabilities)}`;
}

async function readFile() {
  const { readFile: read } = await import(modules.pictures);
  const input = /** @type {HTMLInputElement} */ (element("file"));
  const file = /** @type {File} */ (input.files?.[0]);
  const texts = await read(file);
  for (const text of texts) say("texts", text);
  element("state").textContent = `read ${texts.length}`;
}

/** @param {number} count */
async function readFrames(count) {
  const { read, textsOf } = await import(modules.decoder);
  const report = [];
  for (let number = 0; number < count; number += 1) {
    const response = await fetch(`/frames/${number}.png`);
    const pixels = await pixelsOf(await createImageBitmap(await response.blob()));
    const again = new ImageData(pixels.data.slice(), pixels.width);
    const startedAt = performance.now();
    const texts = textsOf(await read(pixels));
    const readAt = performance.now();
    const sharpened = texts.length > 0 ? texts : textsOf(await read(again, { isSharpened: true }));
    report.push({ texts, sharpened, ms: readAt - startedAt, sharpenedMs: performance.now() - readAt });
  }
  element("report").textContent = JSON.stringify(report);
  element("state").textContent = "measured";
}

/** @param {ImageBitmap} bitmap */
async function pixelsOf(bitmap) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: bitmap.width, height: bitmap.height });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

/** @param {() => Promise<void>} act */
async function attempt(act) {
  const startedAt = performance.now();
  element("state").textContent = "working";
  try {
    await act();
  } catch (error) {
    const code = /** @type {any} */ (error).code;
    element("state").textContent = code ? `failed ${code}` : `bug ${error}`;
  } finally {
    element("state").dataset.ms = String(Math.round(performance.now() - startedAt));
  }
}

/** @param {string} id @param {string} text */
function say(id, text) {
  const item = document.createElement("li");
  item.textContent = text;
  element(id).append(item);
  return item;
}

/** @param {string} id @returns {any} */
function element(id) {
  return document.getElementById(id);
}
