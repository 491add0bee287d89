// @ts-check
// Pictures and PDF files: chosen, dropped or pasted. And pasted or dropped text, which is a code.

/**
 * @param {{onFile: (file: File) => void, onText: (text: string) => void}} to
 * @param {HTMLInputElement} input
 */
export function listenToFiles({ onFile, onText }, input) {
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    // The same file may be chosen again.
    input.value = "";
    if (file) onFile(file);
  });
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    take(event.dataTransfer);
  });
  document.addEventListener("paste", (event) => {
    const isInField = event.target instanceof HTMLInputElement && event.clipboardData?.files.length === 0;
    const isShort = (event.clipboardData?.getData("text").trim().length ?? 0) < 60;
    // A number pasted into its field stays there; a whole code does not belong there.
    if (isInField && isShort) return;
    event.preventDefault();
    take(event.clipboardData);
  });

  /** @param {DataTransfer | null} data */
  function take(data) {
    const [file] = data?.files ?? [];
    const text = data?.getData("text").trim() ?? "";
    if (file) onFile(file);
    else if (text) onText(text);
  }
}
