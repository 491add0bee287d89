// @ts-check
/** Draw where a figure lies among earlier ones: the twin of `templates/office/_spread.html`; the server has the places. */

import { make } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Record<"low" | "quarter" | "median" | "three_quarters" | "high" | "value" | "half" | "caption", string>} Spread */

/** @param {Spread} at */
export function drawSpread(at) {
  const svg = shape("svg", { viewBox: "0 0 300 28", width: "300", height: "28", "aria-hidden": "true", focusable: "false" });
  svg.append(
    shape("path", { class: "usual", d: `M${at.low} 14H${at.high}M${at.low} 8v12M${at.high} 8v12` }),
    shape("rect", { class: "half", x: at.quarter, y: "7", width: at.half, height: "14" }),
    shape("path", { class: "usual", d: `M${at.median} 7v14` }),
    shape("path", { class: "here", d: `M${at.value} 4l8 10-8 10-8-10z` }),
  );
  return make("figure", { class: "spread" }, svg, make("figcaption", {}, at.caption));
}

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 */
function shape(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
