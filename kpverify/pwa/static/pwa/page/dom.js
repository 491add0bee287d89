// @ts-check
// Making elements. Text only ever goes in as text, never as markup.

/**
 * @param {string} name
 * @param {Record<string, string | boolean | null>} [attributes] `true` sets an empty one, `false` and null none
 * @param {...(Node | string | null)} children null is left out
 * @returns {HTMLElement}
 */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/**
 * One of the icons drawn in the page's template; only for the eye, a word stands beside it.
 * @param {string} name
 */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/**
 * An element of the template, which must be there.
 * @param {string} id
 * @returns {any}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new TypeError(`the page has no #${id}`);
  return element;
}

/**
 * What the template says as JSON.
 * @param {string} id
 * @returns {any}
 */
export function dataIn(id) {
  return JSON.parse(byId(id).textContent);
}
