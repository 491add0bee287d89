// The vectors of tests/vectors/, as a stranger would read them.
import { readFileSync, readdirSync, existsSync } from "node:fs";

const VECTORS = new URL("../vectors/", import.meta.url);

/** @param {string} name */
const read = (name) => readFileSync(new URL(name, VECTORS));
/** @param {string} name */
const line = (name) => read(name).toString().trim();

/** @param {string} name */
export const bundleBytes = (name) => new Uint8Array(read(`bundles/${name}.json`));

/** Every case: its folder's name, the code, the bundle's name, the clock, the verdict. */
export function* cases() {
  for (const name of readdirSync(VECTORS)) {
    if (!existsSync(new URL(`${name}/expected.json`, VECTORS))) continue;
    const isPlain = existsSync(new URL(`${name}/code.txt`, VECTORS));
    const code = isPlain ? read(`${name}/code.txt`).toString() : Buffer.from(line(`${name}/code.b64`), "base64").toString();
    const [bundle, now] = [line(`${name}/bundle.txt`), new Date(line(`${name}/now.txt`))];
    yield { name, code, bundle, now, expected: JSON.parse(read(`${name}/expected.json`).toString()) };
  }
}

/** Every succession: which bundle is held, which comes next, and what is said to it. */
export function* successions() {
  for (const name of readdirSync(new URL("successions/", VECTORS))) {
    const [held, next, expected] = ["held", "next", "expected"].map((part) => line(`successions/${name}/${part}.txt`));
    yield { name, held, next, expected };
  }
}
