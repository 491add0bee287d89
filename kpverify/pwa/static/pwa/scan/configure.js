// @ts-check
// Where the scanner's heavy pieces are. Nothing is fetched before the first scan.
//
// Workers and wasm have hashed names that no import rewrites, so the page says them, once, before it scans:
//
//   {{ scan_urls|json_script:"scan-urls" }}        in the template, from this dictionary in the view:
//     {"workerUrl":    static("pwa/scan/worker.js"),
//      "wasmUrl":      static("pwa/vendor/zxing-wasm-3.1.4/dist/reader/zxing_reader.wasm"),
//      "pdfWorkerUrl": static("pwa/vendor/pdfjs-dist-6.5.438/legacy/build/pdf.worker.min.mjs"),
//      "jbig2Url":     static("pwa/vendor/pdfjs-dist-6.5.438/wasm/jbig2.wasm"),
//      "jpxUrl":       static("pwa/vendor/pdfjs-dist-6.5.438/wasm/openjpeg.wasm")}
//
//   import { configure } from (this file);            (written so, for the storage rewrites specifiers in comments too)
//   configure(JSON.parse(document.getElementById("scan-urls").textContent));
//   const { startCamera } = await import(scan/camera.js);      // on "Allow the camera"
//   const { readFile } = await import(scan/pictures.js);       // on choosing a file
//
// To scan with no network, a service worker keeps these five and the modules they import: scan/*.js, zxing-wasm's
// dist/es/reader/index.js and dist/es/share.js, pdfjs-dist's legacy/build/pdf.min.mjs, qr's decode.js and index.js.

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
