// @ts-check
// Scan with the camera: a live picture for the person, exact texts for the page.
import { read, textsOf } from "./decoder.js";
import { ScanError } from "./errors.js";
import { grab, nextFrame } from "./frames.js";
import { calmHints, measure, seenIn } from "./hints.js";

/**
 * @typedef {import("./hints.js").Hint} Hint
 * @typedef {object} CameraOptions
 * @property {HTMLVideoElement} video shown by the page
 * @property {string} [deviceId] one of `listCameras()`; otherwise the camera that looks away from the person
 * @property {(text: string) => void} onText each text once, and again after it was out of sight for two seconds
 * @property {(hint: Hint | null) => void} [onHint] when it changes; null takes it back
 * @property {(error: ScanError) => void} [onError] scanning has ended by itself: `ended`, `busy`, `denied`, `no-decoder`
 * @property {AbortSignal} [signal] ends everything
 *
 * @typedef {object} Camera
 * @property {{torch: boolean, zoom: {min: number, max: number, step: number, value: number} | null}}
 *   capabilities what this camera can, and the zoom it was started with
 * @property {(isOn: boolean) => Promise<void>} setTorch
 * @property {(zoom: number) => Promise<void>} setZoom
 * @property {() => Promise<{deviceId: string, label: string}[]>} listCameras
 * @property {() => void} stop
 */

const OUT_OF_SIGHT_MS = 2000;
// Every third frame is sharpened and read by our own decoder, whatever reads the others: middle and whole by turns.
const SHARPENED_EVERY = 3;

/**
 * Start the camera. Call it from a tap or a key press. A page that is hidden gives the camera back at once, and takes
 * it again when it is shown.
 * @param {CameraOptions} options
 * @returns {Promise<Camera>}
 * @throws {ScanError} insecure, unsupported, denied, none, busy, stopped
 */
export async function startCamera({ video, deviceId, onText, onHint = () => {}, onError = () => {}, signal }) {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  signal?.addEventListener("abort", stop, { once: true });
  /** @type {MediaStreamTrack | null} */
  let track = null;
  let isOpening = false;

  /** @param {unknown} error */
  function fail(error) {
    if (stopping.signal.aborted) return;
    stop();
    if (!(error instanceof ScanError)) throw error;
    onError(error);
  }

  function release() {
    track?.stop();
    track = null;
    video.srcObject = null;
  }

  async function open() {
    isOpening = true;
    const opened = await openTrack(deviceId).finally(() => (isOpening = false));
    if (stopping.signal.aborted) {
      opened.stop();
      throw new ScanError("stopped");
    }
    track = opened;
    opened.addEventListener("ended", () => track === opened && fail(new ScanError("ended")));
    await show(video, opened);
    await focus(opened);
    return opened;
  }

  async function run() {
    // Hidden while the camera was opening: it is given back, and taken again when the page is shown.
    if (document.hidden) return release();
    const mine = track;
    const hints = calmHints(onHint, performance.now());
    await watch(video, () => track === mine && mine !== null, hints, onText);
  }

  async function onVisibility() {
    if (document.hidden) release();
    else if (track === null && !isOpening) await open().then(run).catch(fail);
  }

  stopping.signal.addEventListener("abort", release);
  document.addEventListener("visibilitychange", onVisibility, { signal: stopping.signal });
  try {
    if (signal?.aborted) throw new ScanError("stopped");
    const opened = await open();
    run().catch(fail);
    return { capabilities: capabilitiesOf(opened), ...controls(() => track), listCameras, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

/**
 * Read frame after frame, one at a time, while `isOn`.
 * @param {HTMLVideoElement} video
 * @param {() => boolean} isOn
 * @param {ReturnType<typeof calmHints>} hints
 * @param {(text: string) => void} onText
 */
async function watch(video, isOn, hints, onText) {
  /** When each text was last in sight. @type {Map<string, number>} */
  const seenAt = new Map();
  for (let turn = 0; isOn(); turn += 1) {
    await nextFrame(video);
    const pixels = isOn() ? grab(video, turn % 2 === 0 ? "middle" : "whole") : null;
    if (!pixels) continue;
    const size = { width: pixels.width, height: pixels.height };
    const light = measure(pixels);
    const reading = await read(pixels, { isSharpened: turn % SHARPENED_EVERY === 2 });
    if (!isOn()) return;
    const now = performance.now();
    const texts = textsOf(reading);
    if (texts.length > 0) hints.read(now);
    else hints.missed(light, seenIn(reading.found, size), size, now);
    for (const text of texts) {
      const last = seenAt.get(text) ?? -Infinity;
      seenAt.set(text, now);
      if (now - last > OUT_OF_SIGHT_MS) onText(text);
    }
  }
}

/**
 * @param {string} [deviceId]
 * @returns {Promise<MediaStreamTrack>}
 */
async function openTrack(deviceId) {
  if (!globalThis.isSecureContext) throw new ScanError("insecure");
  if (!navigator.mediaDevices?.getUserMedia) throw new ScanError("unsupported");
  const which = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: { ideal: "environment" } };
  // Ideal, never a minimum: a hard minimum shuts devices out, and the default of 640x480 is too coarse.
  const size = { width: { ideal: 1920 }, height: { ideal: 1080 } };
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...which, ...size } });
    return stream.getVideoTracks()[0];
  } catch (error) {
    throw new ScanError(CODES[/** @type {any} */ (error)?.name] ?? "unsupported", error);
  }
}

/** @type {Record<string, import("./errors.js").ScanCode>} */
const CODES = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
};

/**
 * @param {HTMLVideoElement} video
 * @param {MediaStreamTrack} track
 */
async function show(video, track) {
  // Without these two an iPhone opens its own full-screen player.
  video.playsInline = true;
  video.muted = true;
  video.srcObject = new MediaStream([track]);
  try {
    await video.play();
  } catch (error) {
    // A newer start or a stop overtook this one; whoever did it knows.
    if (/** @type {any} */ (error)?.name !== "AbortError") throw new ScanError("unsupported", error);
  }
}

/**
 * Ask for what makes a close, dense code sharp: focus that follows, and on lenses that cannot focus near, two-fold zoom.
 * @param {MediaStreamTrack} track
 */
async function focus(track) {
  const offered = /** @type {any} */ (track.getCapabilities?.() ?? {});
  if (offered.focusMode?.includes("continuous")) await apply(track, { focusMode: "continuous" });
  const { zoom } = capabilitiesOf(track);
  if (zoom && 2 * zoom.min <= zoom.max && zoom.min >= 1) await apply(track, { zoom: 2 * zoom.min });
}

/**
 * @param {MediaStreamTrack} track
 * @param {Record<string, unknown>} wish
 */
async function apply(track, wish) {
  try {
    await track.applyConstraints({ advanced: [/** @type {any} */ (wish)] });
  } catch {
    // A wish, not a need: the camera scans without it.
  }
}

/**
 * @param {MediaStreamTrack} track
 * @returns {Camera["capabilities"]}
 */
function capabilitiesOf(track) {
  const { torch = false, zoom = null } = /** @type {any} */ (track.getCapabilities?.() ?? {});
  const { zoom: value } = /** @type {any} */ (track.getSettings());
  return { torch: Boolean(torch), zoom: zoom && { min: zoom.min, max: zoom.max, step: zoom.step, value } };
}

/** @param {() => MediaStreamTrack | null} current */
function controls(current) {
  /** @param {Record<string, unknown>} wish */
  const set = async (wish) => {
    const track = current();
    if (track) await apply(track, wish);
  };
  return {
    setTorch: (/** @type {boolean} */ isOn) => set({ torch: isOn }),
    setZoom: (/** @type {number} */ zoom) => set({ zoom }),
  };
}

async function listCameras() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.flatMap(({ kind, deviceId, label }) => (kind === "videoinput" ? [{ deviceId, label }] : []));
}
