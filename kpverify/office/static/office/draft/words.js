// @ts-check
/** The words of a page stand in its template, in the reader's language: scripts hold none of their own. */

/**
 * @param {string} name
 * @param {string} [value] what stands for %s
 */
export function say(name, value = "") {
  const template = document.getElementById("words");
  const found = template instanceof HTMLTemplateElement ? template.content.querySelector(`[data-word="${name}"]`) : null;
  return (found?.textContent ?? "").replace("%s", () => value);
}

/**
 * Make an element; texts are texts, never markup.
 *
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 */
export function make(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/**
 * Do something when nothing has happened for a while.
 *
 * @param {number} ms
 * @param {() => void} act
 */
export function afterRest(ms, act) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, ms);
  };
}

/** @param {HTMLFormElement} form */
export function fieldsOf(form) {
  const found = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") found.append(name, value);
  return found;
}
