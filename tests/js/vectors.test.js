import assert from "node:assert/strict";
import { test } from "node:test";
import { loadBundle, succeeds } from "../../kpverify/pwa/static/pwa/bundle.js";
import { verify } from "../../kpverify/pwa/static/pwa/verify.js";
import { bundleBytes, cases, successions } from "./vectors.js";

const plain = (value) => JSON.parse(JSON.stringify(value));

for (const { name, code, bundle, now, expected } of cases()) {
  test(name, async () => assert.deepEqual(plain(await verify(code, bundleBytes(bundle), now)), expected));
}

for (const { name, held, next, expected } of successions()) {
  test(`succession ${name}`, async () => {
    const [before, after] = [await loadBundle(bundleBytes(held)), await loadBundle(bundleBytes(next))];
    const said = await succeeds(after, before).then(
      () => "accepted",
      (error) => error.code,
    );
    assert.equal(said, expected);
  });
}

test("there are enough of them", () => {
  assert.ok([...cases()].length >= 140);
  assert.ok([...successions()].length >= 10);
});
