// @ts-check
/** Enter goes on to the next field, for hands that stay on the keyboard; Ctrl and Enter saves. */

const FIELDS = "input:not([type=hidden]), select, textarea, button, a[href], summary";

/** @param {HTMLFormElement} form */
export function startKeys(form) {
  form.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.key !== "Enter" || event.isComposing || !(at instanceof HTMLElement)) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const save = form.querySelector("button.button[value=save]");
      if (save instanceof HTMLButtonElement) form.requestSubmit(save);
    } else if (at instanceof HTMLInputElement || at instanceof HTMLSelectElement) {
      event.preventDefault();
      next(form, at)?.focus();
    }
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} at
 */
function next(form, at) {
  const all = [...form.querySelectorAll(FIELDS)].filter((one) => one instanceof HTMLElement && one.tabIndex >= 0 && one.checkVisibility());
  return /** @type {HTMLElement | undefined} */ (all[all.indexOf(at) + 1]);
}
