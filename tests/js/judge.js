// Judges what comes in, one JSON line each, and prints a verdict a line: `tests/tokens/twins.py` compares them.
// A line is {bundle: name, bytes: base64}, kept for later, or {code, bundle: name, now: seconds}.
import { createInterface } from "node:readline";
import { loadBundle } from "../../kpverify/pwa/static/pwa/bundle.js";
import { verify } from "../../kpverify/pwa/static/pwa/verify.js";

/** @type {Map<string, unknown>} */
const bundles = new Map();

/** @param {Uint8Array} bytes */
const loadedOrBytes = (bytes) => loadBundle(bytes).catch(() => bytes);

for await (const line of createInterface({ input: process.stdin })) {
  const { code, bundle, bytes, now } = JSON.parse(line);
  if (bytes !== undefined) {
    bundles.clear();
    bundles.set(bundle, await loadedOrBytes(new Uint8Array(Buffer.from(bytes, "base64"))));
    continue;
  }
  const verdict = await verify(code, bundles.get(bundle), new Date(now * 1000)).catch((error) => ({ crash: error.stack }));
  process.stdout.write(`${JSON.stringify(verdict)}\n`);
}
