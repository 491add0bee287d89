// @ts-check
// Keeping the page itself on the device: the service worker, its updates, and the promise not to be deleted.
import { byId } from "./dom.js";
import { word } from "./words.js";

const WORKER = "/sw.js";
const SCOPE = "/v";

/** @typedef {"yes" | "partly" | "no" | "never"} Readiness does the page work without a network? */

export class Keeper extends EventTarget {
  /** @type {Readiness} */
  readiness = "serviceWorker" in navigator ? "no" : "never";
  /** Did the browser promise to keep what is stored? */
  isPersisted = false;
  /** Was this device here before? */
  isKnownHere = Boolean(navigator.serviceWorker?.controller);
  /** @type {ServiceWorkerRegistration | null} */
  #registration = null;

  /**
   * Register, and keep everything that a visit without a network needs. Never rejects.
   * @param {() => boolean} isIdle may the page be replaced by a newer one right now?
   */
  async start(isIdle) {
    if (this.readiness === "never") return;
    try {
      this.#registration = await navigator.serviceWorker.register(/** @type {any} */ (trusted(WORKER)), { scope: SCOPE, updateViaCache: "none" });
    } catch {
      // Private windows and locked-down devices forbid it: the page then works with a network only.
      this.#set(navigator.onLine ? "never" : "no");
      return;
    }
    this.#watchForNewer(isIdle);
    const { active } = await navigator.serviceWorker.ready;
    this.#set("partly");
    if (active && (await keepLater(active))) this.#set("yes");
    await this.#persist();
  }

  /** Ask whether there is a newer page. */
  look() {
    this.#registration?.update().catch(() => {
      // No network: the next look will tell.
    });
  }

  /** @param {Readiness} readiness */
  #set(readiness) {
    this.readiness = readiness;
    this.dispatchEvent(new Event("change"));
  }

  async #persist() {
    this.isPersisted = (await navigator.storage?.persisted?.()) || (await navigator.storage?.persist?.()) || false;
    this.dispatchEvent(new Event("change"));
  }

  /** @param {() => boolean} isIdle */
  #watchForNewer(isIdle) {
    const registration = /** @type {ServiceWorkerRegistration} */ (this.#registration);
    let isWanted = false;
    const takeOver = () => {
      isWanted = true;
      registration.waiting?.postMessage({ ask: "take-over" });
    };
    // Never in the middle of a scan: the two releases' pieces must not meet.
    const offer = () => {
      if (!navigator.serviceWorker.controller || !registration.waiting) return;
      if (isIdle()) takeOver();
      else byId("newer").hidden = false;
    };
    byId("newer-apply").addEventListener("click", takeOver);
    navigator.serviceWorker.addEventListener("controllerchange", () => isWanted && location.reload());
    registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", offer));
    offer();
  }
}

/**
 * Let the worker fetch camera, picture reader and other languages in the background.
 * @param {ServiceWorker} worker
 * @returns {Promise<boolean>}
 */
function keepLater(worker) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data.isKept);
    worker.postMessage({ ask: "keep-later" }, [port2]);
  });
}

/** Offer to put the page on the home screen, in the way this browser has. */
export function offerInstalling() {
  /** @type {any} */
  let prompt = null;
  const button = byId("install");
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    prompt = event;
    button.hidden = false;
  });
  button.addEventListener("click", async () => {
    await prompt?.prompt();
    button.hidden = true;
  });
  const isIOS = "standalone" in navigator;
  if (isIOS && !(/** @type {any} */ (navigator).standalone)) {
    byId("install-ios").hidden = false;
    byId("install-ios").textContent = word("install.ios");
  }
}

/**
 * Trusted Types: one address, and no other, may become a script of this page.
 * @param {string} url
 */
function trusted(url) {
  const types = /** @type {any} */ (window).trustedTypes;
  if (!types) return url;
  const policy = types.createPolicy("kpverify-page", {
    createScriptURL: (/** @type {string} */ asked) => {
      if (asked !== WORKER) throw new TypeError("not the page's service worker");
      return asked;
    },
  });
  return policy.createScriptURL(url);
}
