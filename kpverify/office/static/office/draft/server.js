// @ts-check
/** Asking the server to keep what is typed, and telling apart why it did not. */

/** @typedef {"kept" | "ended" | "signed-out" | "other" | "too-large" | "unreachable"} Answer */

export class Server {
  /**
   * @param {string} address
   * @param {string} officer
   */
  constructor(address, officer) {
    this.address = address;
    this.officer = officer;
  }

  /**
   * @param {import("./sealed.js").Kept} kept
   * @param {{isLast?: boolean, signal?: AbortSignal}} [how] `isLast`: the page is going, and the request has to outlive it
   * @returns {Promise<Answer>}
   */
  async keep(kept, { isLast = false, signal } = {}) {
    const first = await this.#send(kept, isLast, signal);
    if (first !== "signed-out" || isLast) return first;
    // Signed in again in another tab? Then only the page's token is old.
    const fresh = await this.#renew();
    return fresh === "kept" ? this.#send(kept, false, signal) : fresh;
  }

  /**
   * @param {import("./sealed.js").Kept} kept
   * @param {boolean} keepalive
   * @param {AbortSignal} [signal]
   * @returns {Promise<Answer>}
   */
  async #send(kept, keepalive, signal) {
    const body = new URLSearchParams(kept.fields);
    for (const [name, value] of Object.entries({
      csrfmiddlewaretoken: token(),
      officer: this.officer,
      form: kept.form,
      sheet: kept.sheet,
      typed_ms: String(kept.typedMs),
    })) body.set(name, value);
    try {
      const answer = await fetch(this.address, { method: "POST", body, keepalive, signal, redirect: "manual" });
      if (answer.status === 413) return "too-large";
      if (answer.status === 409) return "other";
      if (answer.status === 403 || answer.type === "opaqueredirect") return "signed-out";
      if (!answer.ok) return "unreachable";
      return (await answer.json()).kept ? "kept" : "ended";
    } catch {
      return "unreachable";
    }
  }

  /** @returns {Promise<Answer>} */
  async #renew() {
    try {
      const answer = await fetch(this.address, { redirect: "manual", cache: "no-store" });
      if (answer.type === "opaqueredirect" || answer.status === 403) return "signed-out";
      if (!answer.ok) return "unreachable";
      const { officer, csrf } = await answer.json();
      if (officer !== this.officer) return "other";
      for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) {
        if (field instanceof HTMLInputElement) field.value = csrf;
      }
      return "kept";
    } catch {
      return "unreachable";
    }
  }
}

function token() {
  const field = document.querySelector("input[name=csrfmiddlewaretoken]");
  return field instanceof HTMLInputElement ? field.value : "";
}
