// @ts-check
// The camera screen: picture, frame, hints, and the controls this camera has. The scanner itself comes at the first use.
import { byId, el } from "./dom.js";
import { has, word } from "./words.js";

/** @typedef {import("../scan/camera.js").Camera} Camera */

const CODE_SHAPED = /^https?:\/\/[^/]+\/v#[0-9]+$|^[0-9]{150,}$|^[\w-]+\.[\w-]+\.[\w-]+$/;
// A parcel carries other codes too: give ours a moment to come into sight.
const FOREIGN_PATIENCE_MS = 1500;

export class CameraScreen {
  /** @type {Camera | null} */
  #camera = null;
  #stopping = new AbortController();
  #foreign = 0;

  /** @param {{onText: (text: string) => void, onTrouble: (code: string) => void}} to */
  constructor(to) {
    this.to = to;
    byId("torch").addEventListener("click", () => this.#toggleTorch());
    byId("zoom").addEventListener("input", () => this.#camera?.setZoom(Number(byId("zoom").value)));
    byId("cameras").addEventListener("change", () => this.start(byId("cameras").value));
  }

  /**
   * From a tap or a key press only.
   * @param {string} [deviceId]
   */
  async start(deviceId) {
    this.stop();
    const { signal } = (this.#stopping = new AbortController());
    this.#say("camera.starting");
    try {
      const { startCamera } = await loadScanner(async () => await import("../scan/camera.js"));
      const camera = await startCamera({
        video: byId("video"),
        deviceId,
        signal,
        onText: (text) => this.#read(text),
        onHint: (hint) => this.#say(hint === null ? "camera.aim" : `hint.${hint}`),
        onError: ({ code }) => this.#fail(code),
      });
      this.#camera = camera;
      this.#say("camera.aim");
      await this.#showControls(camera, deviceId);
    } catch (error) {
      if (!signal.aborted) this.#fail(codeOf(error));
    }
  }

  stop() {
    clearTimeout(this.#foreign);
    this.#foreign = 0;
    this.#stopping.abort();
    this.#camera?.stop();
    this.#camera = null;
    for (const id of ["torch", "zoom-field", "cameras-field"]) byId(id).hidden = true;
  }

  /** @param {string} text */
  #read(text) {
    if (CODE_SHAPED.test(text)) return this.to.onText(text);
    if (!this.#foreign) this.#foreign = window.setTimeout(() => this.to.onText(text), FOREIGN_PATIENCE_MS);
  }

  /** @param {string} code */
  #fail(code) {
    this.stop();
    this.to.onTrouble(code);
  }

  /** @param {string} key */
  #say(key) {
    byId("camera-hint").textContent = word(key);
  }

  /**
   * @param {Camera} camera
   * @param {string} [deviceId]
   */
  async #showControls(camera, deviceId) {
    const { torch, zoom } = camera.capabilities;
    byId("torch").hidden = !torch;
    byId("torch").setAttribute("aria-pressed", "false");
    byId("zoom-field").hidden = zoom === null;
    if (zoom) Object.assign(byId("zoom"), { min: zoom.min, max: zoom.max, step: zoom.step || 0.1 });
    const cameras = await camera.listCameras();
    byId("cameras-field").hidden = cameras.length < 2;
    const named = cameras.map(({ deviceId: id, label }, i) => el("option", { value: id, selected: id === deviceId }, label || word("camera.unnamed", { number: String(i + 1) })));
    byId("cameras").replaceChildren(...named);
  }

  async #toggleTorch() {
    const isOn = byId("torch").getAttribute("aria-pressed") !== "true";
    byId("torch").setAttribute("aria-pressed", String(isOn));
    await this.#camera?.setTorch(isOn);
  }
}

/**
 * Every code in a picture or PDF.
 * @param {File} file
 * @returns {Promise<string[]>}
 */
export async function codesIn(file) {
  const { readFile } = await loadScanner(async () => await import("../scan/pictures.js"));
  return readFile(file);
}

/** Does it look like one of ours? @param {string} text */
export const isCodeShaped = (text) => CODE_SHAPED.test(text);

/**
 * Why scanning failed, as a code that has words; anything unexpected is reported and told as "cannot be had".
 * @param {any} error
 */
export function codeOf(error) {
  if (typeof error?.code === "string" && has(`scan.${error.code}`)) return error.code;
  console.error(error);
  return "no-decoder";
}

/**
 * A module that is not kept and cannot be fetched is no bug.
 * @template T
 * @param {() => Promise<T>} load
 * @returns {Promise<T>}
 */
async function loadScanner(load) {
  try {
    return await load();
  } catch {
    throw Object.assign(new Error("no-decoder"), { code: "no-decoder" });
  }
}
