import assert from "node:assert/strict";
import { test } from "node:test";
import { isLoaded, loadBundle, succeeds } from "../../kpverify/pwa/static/pwa/bundle.js";
import { verify } from "../../kpverify/pwa/static/pwa/verify.js";
import { bundleBytes, cases } from "./vectors.js";

const BYTES = bundleBytes("main");
const TEXT = Buffer.from(BYTES).toString();
const { code, now, expected } = [...cases()].find(({ name }) => name === "qr.valid");
const padded = new Uint8Array(BYTES.length + 20).fill(32);
padded.set(BYTES, 10);

for (const [name, source] of [
  ["bytes", BYTES],
  ["a text", TEXT],
  ["an ArrayBuffer", BYTES.buffer.slice(BYTES.byteOffset, BYTES.byteOffset + BYTES.byteLength)],
  ["a view into a larger buffer", padded.subarray(10, 10 + BYTES.length)],
  ["a DataView", new DataView(padded.buffer, 10, BYTES.length)],
  ["what JSON.parse made", JSON.parse(TEXT)],
]) {
  test(`a bundle may be ${name}`, async () => {
    const verdict = await verify(code, source, now);
    assert.deepEqual(JSON.parse(JSON.stringify(verdict)), expected);
  });
}

for (const [name, source] of [
  ["nothing", undefined],
  ["null", null],
  ["a number", 7],
  ["an array", []],
  ["an empty text", ""],
  ["no bytes", new Uint8Array(0)],
  ["an object of something else", { status: 503 }],
  ["lists of another kind", { kpverify_bundle: 1, trust_list: {}, status_lists: [] }],
  ["history of another kind", { kpverify_bundle: 1, trust_list: {}, status_lists: {}, trust_history: {} }],
  ["a promise", Promise.resolve(BYTES)],
]) {
  test(`${name} is no bundle, and everything is undetermined`, async () => {
    const { outcome, checks, certificate, freshness, demo } = await verify(code, source, now);
    assert.deepEqual([outcome, checks.at(-1)?.code, certificate, demo], ["undetermined", "issuer.trust-refused", null, false]);
    assert.deepEqual(Object.values(freshness), [null, null, null]);
  });
}

test("a loaded bundle is known, and used again", async () => {
  const loaded = await loadBundle(TEXT);
  assert.ok(isLoaded(loaded));
  assert.ok(!isLoaded(JSON.parse(TEXT)) && !isLoaded(null) && !isLoaded({ ...loaded }));
  const twice = await Promise.all([verify(code, loaded, now), verify(code, loaded, now)]);
  for (const verdict of twice) assert.deepEqual(JSON.parse(JSON.stringify(verdict)), expected);
  assert.equal(loaded.cache.size, 1);
  assert.equal(await succeeds(loaded, loaded), true);
});

test("what is said about a certificate is an ordinary object", async () => {
  const { certificate } = await verify(code, BYTES, now);
  assert.equal(Object.getPrototypeOf(certificate), Object.prototype);
  assert.deepEqual(structuredClone(certificate), expected.certificate);
});

test("one answer, asked a thousand times at once", async () => {
  const loaded = await loadBundle(TEXT);
  const verdicts = await Promise.all(Array.from({ length: 1000 }, () => verify(code, loaded, now)));
  assert.ok(verdicts.every(({ outcome }) => outcome === "valid"));
});

test("a fault of ours goes up: it is no answer", async () => {
  const broken = { get kpverify_bundle() { throw new RangeError("ours"); } };
  await assert.rejects(verify(code, broken, now), RangeError);
});

test("a long history is refused before a signature is looked at", async () => {
  const held = { ...JSON.parse(TEXT), trust_history: Array(65).fill(null) };
  await assert.rejects(loadBundle(held), { code: "trust.too-large" });
});
