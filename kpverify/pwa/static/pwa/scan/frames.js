// @ts-check
// Pictures out of a running video: by turns its middle, sharp, and all of it, smaller.
//
// The middle is where people hold the code; at full sharpness a phone's 1080 pixels give a version 20 code eleven to
// the module. The whole frame catches a code held anywhere, and one that is larger than the middle.

// Measured on frames of 1920x1080: at 1280 every code a quarter of the frame high is read, in a third of the time; at 960
// it has to be a third.
const LONGEST = 1280;

const canvas = document.createElement("canvas");
const context = /** @type {CanvasRenderingContext2D} */ (
  canvas.getContext("2d", { alpha: false, willReadFrequently: true })
);

/**
 * Wait for the next new frame.
 * @param {HTMLVideoElement} video
 * @returns {Promise<void>}
 */
export function nextFrame(video) {
  return new Promise((resolve) => {
    if ("requestVideoFrameCallback" in video) video.requestVideoFrameCallback(() => resolve());
    else requestAnimationFrame(() => resolve());
  });
}

/**
 * @param {HTMLVideoElement} video
 * @param {"middle" | "whole"} part
 * @returns {ImageData | null} null when the video has no picture yet
 */
export function grab(video, part) {
  const { videoWidth: width, videoHeight: height } = video;
  if (!width || !height || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
  const side = Math.min(width, height);
  const isMiddle = part === "middle";
  const from = isMiddle ? { width: side, height: side } : { width, height };
  const scale = Math.min(1, LONGEST / Math.max(from.width, from.height));
  const to = { width: Math.round(from.width * scale), height: Math.round(from.height * scale) };
  // Setting a size clears the canvas, and half the browsers allocate anew even when it is the same.
  if (canvas.width !== to.width || canvas.height !== to.height) Object.assign(canvas, to);
  const [x, y] = [(width - from.width) / 2, (height - from.height) / 2];
  context.drawImage(video, x, y, from.width, from.height, 0, 0, to.width, to.height);
  return context.getImageData(0, 0, to.width, to.height);
}
