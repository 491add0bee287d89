// @ts-check
/** Ask before a page is left on which something was typed that is not saved. Without scripts, nobody is asked. */

const form = document.getElementById("draft");

if (form instanceof HTMLFormElement) {
  let isUnsaved = "unsaved" in form.dataset;
  form.addEventListener("input", () => {
    isUnsaved = true;
  });
  form.addEventListener("submit", () => {
    isUnsaved = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isUnsaved) event.preventDefault();
  });
}
