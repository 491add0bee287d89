// @ts-check
// Small things that stay on this device: the language, and which lists it once held. No codes, no certificates.

/**
 * @param {string} name
 * @returns {string | null}
 */
export function recall(name) {
  try {
    return localStorage.getItem(`kpverify.${name}`);
  } catch {
    // Storage is forbidden here: nothing is remembered.
    return null;
  }
}

/**
 * @param {string} name
 * @param {string | null} text null forgets
 */
export function remember(name, text) {
  try {
    if (text === null) localStorage.removeItem(`kpverify.${name}`);
    else localStorage.setItem(`kpverify.${name}`, text);
  } catch {
    // Forbidden or full: the page works without.
  }
}
