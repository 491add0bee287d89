// Sizes are looked at first: nothing that a stranger sends costs a phone much time.
import assert from "node:assert/strict";
import { test } from "node:test";
import zlib from "node:zlib";
import { loadBundle } from "../../kpverify/pwa/static/pwa/bundle.js";
import { DICTIONARY } from "../../kpverify/pwa/static/pwa/dictionary.js";
import { readJSON } from "../../kpverify/pwa/static/pwa/strictjson.js";
import { verify } from "../../kpverify/pwa/static/pwa/verify.js";
import { bundleBytes, cases } from "./vectors.js";

const MILLISECONDS = 1500;
const loaded = await loadBundle(bundleBytes("main"));
const now = new Date("2026-11-20T12:00:00Z");
const b64 = (text) => Buffer.from(text).toString("base64url");
const url = (digits) => `https://verify.example.org/v#${digits}`;
const packed = (text) => Buffer.concat([Buffer.of(1), Buffer.alloc(64), zlib.deflateRawSync(text, { dictionary: DICTIONARY })]);
const number = (bytes) => BigInt(`0x${bytes.toString("hex")}`).toString();
const HEAD = b64('{"alg":"ES256","kid":"BW-26-1","typ":"kpc+jwt"}');
const token = (payload) => `${HEAD}.${b64(payload)}.${"A".repeat(86)}`;

for (const [name, text] of Object.entries({
  "12,288 digits": "1".repeat(12288),
  "12,288 digits in a URL": url("9".repeat(12259)),
  dots: ".".repeat(12288),
  "letters of a host": `https://${"a.".repeat(6000)}`,
  "host that nearly ends": `https://${"a".repeat(253)}${":1".repeat(5000)}`,
  "parts of a token": `${"A".repeat(6000)}.${"A".repeat(6000)}`,
  "header of brackets": `${b64("[".repeat(6000))}.A.A`,
  "payload of brackets": token("[".repeat(6000)),
  "payload of braces": token('{"a":'.repeat(1200)),
  "payload of quotes": token('"'.repeat(6000)),
  "payload of backslashes": token(`"${"\\".repeat(6000)}`),
  "payload of escapes": token(`"${"\\u0041".repeat(1000)}"`),
  "payload of white space": token(`{"a":${" ".repeat(6000)}1}`),
  "payload of digits": token("9".repeat(6000)),
  "payload of one long text": token(`"${"A".repeat(8000)}"`),
  bomb: url(number(packed(Buffer.alloc(1_500_000)))),
  "long beyond measure": "1".repeat(5_000_000),
  "emoji beyond measure": "💎".repeat(1_000_000),
  "lone surrogates": "\ud800".repeat(20_000),
})) {
  test(`answered at once: ${name}`, async () => {
    const started = performance.now();
    const { outcome } = await verify(text, loaded, now);
    assert.ok(["invalid", "unrecognised", "undetermined"].includes(outcome), outcome);
    assert.ok(performance.now() - started < MILLISECONDS);
  });
}

const MIB = 1024 * 1024;
for (const [name, source, code] of [
  ["too many bytes", new Uint8Array(16 * MIB + 1), "trust.too-large"],
  ["a text too long", " ".repeat(16 * MIB + 1), "trust.too-large"],
  ["brackets", "[".repeat(4 * MIB), "trust.shape"],
  ["braces", '{"a":'.repeat(MIB), "trust.shape"],
  ["digits", "9".repeat(4 * MIB), "trust.shape"],
  ["one long text", `"${"a".repeat(15 * MIB)}"`, "trust.shape"],
  ["a payload too long", { kpverify_bundle: 1, trust_list: { payload: "A".repeat(4 * MIB + 1), signatures: [] }, status_lists: {} }, "trust.too-large"],
  ["a payload of zeros", { kpverify_bundle: 1, trust_list: { payload: "A".repeat(4 * MIB), signatures: [] }, status_lists: {} }, "trust.shape"],
]) {
  test(`a bundle of ${name} is refused`, () => assert.rejects(loadBundle(source), { code }));
}

test("a text of 8 MB is read, as a large status list needs", () => {
  const text = "a".repeat(8 * MIB);
  assert.equal(readJSON(`{"lst":"${text}"}`, { depth: 2 }).lst, text);
});

test("no vector takes long", async () => {
  for (const { name, code, bundle, now: clock } of cases()) {
    const started = performance.now();
    await verify(code, bundleBytes(bundle), clock);
    assert.ok(performance.now() - started < MILLISECONDS, name);
  }
});
