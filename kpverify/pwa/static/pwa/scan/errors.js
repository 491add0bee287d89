// @ts-check
// The one way scanning fails. The page gives each code its words and a next step.

/**
 * Camera: `insecure` (not HTTPS), `unsupported` (no camera access in this browser), `denied`, `none` (no such camera),
 * `busy` (another program has it), `ended` (unplugged, or taken away).
 * Files: `too-large` (over 30 MB), `too-many-pixels` (over 50 million), `unreadable` (broken, or a kind this browser
 * cannot show), `password` (a locked PDF), `too-many-pages` (nothing found on the first 20 pages).
 * Both: `no-decoder` (the reader could not be loaded: it is not stored yet and there is no network), `stopped`.
 * @typedef {"insecure" | "unsupported" | "denied" | "none" | "busy" | "ended" | "too-large" | "too-many-pixels" |
 *   "unreadable" | "password" | "too-many-pages" | "no-decoder" | "stopped"} ScanCode
 */

export class ScanError extends Error {
  /**
   * @param {ScanCode} code
   * @param {unknown} [cause] what the browser said
   */
  constructor(code, cause) {
    super(code, { cause });
    this.name = "ScanError";
    this.code = code;
  }
}
