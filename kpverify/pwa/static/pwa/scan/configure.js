// @ts-check
// Where the scanner's heavy pieces are. Nothing is fetched before the first scan.
//
// Workers and wasm have hashed names, and no rewriting of imports reaches them. So the page says where they are, once:
// the view puts these five addresses into the page as JSON (kpverify/pwa/assets.py, SCAN_URLS), the page's script hands
// them to `configure`, and imports camera.js or pictures.js when the person asks for a scan.
//
// To scan with no network, a service worker keeps these five and every module that camera.js and pictures.js import.

/**
 * @typedef {object} ScanConfig
 * @property {string} workerUrl
 * @property {string} wasmUrl
 * @property {string} pdfWorkerUrl
 * @property {string} jbig2Url
 * @property {string} jpxUrl
 * @property {"zxing" | "qr"} [only] one decoder and no other, for tests and measuring
 */

/** @type {ScanConfig | null} */
let held = null;

/** @param {ScanConfig} config */
export function configure(config) {
  for (const name of /** @type {const} */ (["workerUrl", "wasmUrl", "pdfWorkerUrl", "jbig2Url", "jpxUrl"])) {
    if (!isOurs(config[name])) throw new TypeError(`${name} must be an address of this site`);
  }
  held = { ...config };
}

/** @returns {ScanConfig} */
export function configuration() {
  if (held === null) throw new TypeError("call configure() before scanning");
  return held;
}

/**
 * Start a module worker from one of the configured addresses, under Trusted Types where the browser has them.
 * @param {"workerUrl" | "pdfWorkerUrl"} name
 * @returns {Worker}
 */
export function startWorker(name) {
  return new Worker(trusted(configuration()[name]), { type: "module" });
}

/** @param {unknown} url */
function isOurs(url) {
  return typeof url === "string" && new URL(url, location.href).origin === location.origin;
}

/** @type {{createScriptURL(url: string): any} | undefined} */
let policy;

/**
 * @param {string} url
 * @returns {string}
 */
function trusted(url) {
  const types = /** @type {any} */ (globalThis).trustedTypes;
  if (!types) return url;
  policy ??= types.createPolicy("kpverify-scan", {
    createScriptURL: (/** @type {string} */ asked) => {
      const { workerUrl, pdfWorkerUrl } = configuration();
      if (asked !== workerUrl && asked !== pdfWorkerUrl) throw new TypeError("not a worker of the scanner");
      return asked;
    },
  });
  return /** @type {any} */ (policy).createScriptURL(url);
}
