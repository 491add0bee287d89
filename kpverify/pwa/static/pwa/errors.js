// @ts-check
// The one way a token, a list or a bundle is refused.  Twin of kpverify/tokens/errors.py.

/** Unreadable or hostile input; `code` says which rule it broke, `values` fill the code's words. */
export class Malformed extends Error {
  /**
   * @param {string} code
   * @param {Record<string, string>} [values]
   */
  constructor(code, values = {}) {
    super(code);
    this.name = "Malformed";
    this.code = code;
    this.values = values;
  }
}
