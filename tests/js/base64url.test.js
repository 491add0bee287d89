import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeBase64url, encodeBase64url } from "../../kpverify/pwa/static/pwa/base64url.js";

test("every length goes there and back, as Node spells it", () => {
  for (let length = 0; length < 70; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 89 + length) & 255);
    const text = encodeBase64url(bytes);
    assert.equal(text, Buffer.from(bytes).toString("base64url"));
    assert.deepEqual(decodeBase64url(text), bytes);
  }
});

for (const [text, why] of [
  ["A", "a lone character"],
  ["AAAAA", "five characters"],
  ["AA==", "padding"],
  ["AB", "unused bits"],
  ["AAB", "unused bits"],
  ["+/8A", "the other alphabet"],
  ["AA AA", "white space"],
  ["AAAA\n", "a line end"],
  ["ÄAAA", "a letter beyond ASCII"],
]) {
  test(`${why} is refused: ${JSON.stringify(text)}`, () => assert.equal(decodeBase64url(text), null));
}

test("lenient reading lets unused bits be set, and nothing else", () => {
  assert.deepEqual(decodeBase64url("AB", { lenient: true }), Uint8Array.of(0));
  assert.equal(decodeBase64url("A=", { lenient: true }), null);
});
