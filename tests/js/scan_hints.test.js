// What the scanner says would help, from measures of made-up pictures.
import assert from "node:assert/strict";
import { test } from "node:test";
import { calmHints, hintOf, measure, seenIn } from "../../kpverify/pwa/static/pwa/scan/hints.js";

const SIZE = { width: 1000, height: 1000 };
const FINE = { brightness: 128, sharpness: 90, glare: 0 };

const quad = (...points) => points.map(([x, y]) => ({ x, y }));
const square = (side) => quad([100, 100], [100 + side, 100], [100 + side, 100 + side], [100, 100 + side]);

const CASES = [
  ["a dark picture", { ...FINE, brightness: 20 }, square(600), "light"],
  ["nothing seen, and nothing sharp", { ...FINE, sharpness: 4 }, null, "farther"],
  ["nothing seen in a sharp picture", FINE, null, "closer"],
  ["a small code", FINE, square(200), "closer"],
  ["a code seen from the side", FINE, quad([100, 100], [700, 150], [700, 500], [100, 550]), "turn"],
  ["a code under glare", { ...FINE, glare: 0.5 }, square(600), "turn"],
  ["a code that leaves the picture", FINE, quad([-5, 100], [700, 100], [700, 800], [0, 800]), "farther"],
  ["a code that is fine and still not read", FINE, square(600), "steady"],
];

for (const [what, light, corners, hint] of CASES) {
  test(`${what}: ${hint}`, () => assert.equal(hintOf(light, corners, SIZE), hint));
}

test("a lone corner mark is not a code, and of several the largest counts", () => {
  const found = [square(60), square(500), square(300)].map((corners) => ({ text: null, corners }));
  assert.deepEqual(seenIn(found, SIZE), square(500));
  assert.equal(seenIn([found[0]], SIZE), null);
  assert.equal(seenIn([], SIZE), null);
});

/** Stripes of one pixel pair, so that near pixels differ by the whole step. */
function stripes(dark, bright) {
  const data = new Uint8ClampedArray(4 * 100 * 100);
  for (let i = 0; i < 100 * 100; i += 1) data.fill(i % 4 < 2 ? dark : bright, 4 * i, 4 * i + 4);
  return { data, width: 100, height: 100 };
}

test("brightness, sharpness and glare are what was drawn", () => {
  const sharp = measure(stripes(20, 120));
  assert.equal(sharp.sharpness, 100);
  assert.ok(Math.abs(sharp.brightness - 70) < 5);
  assert.deepEqual(measure(stripes(40, 40)), { brightness: 40, sharpness: 0, glare: 0 });
  assert.equal(measure(stripes(255, 255)).glare, 1);
});

test("hints wait, stay a while, and are taken back when a code is read", () => {
  const said = [];
  const hints = calmHints((hint) => said.push(hint), 0);
  const missed = (corners, now, light = FINE) => hints.missed(light, corners, SIZE, now);
  missed(null, 2000);
  assert.deepEqual(said, [], "two seconds without a code mean nothing yet");
  missed(null, 3100);
  missed(null, 3200, { ...FINE, brightness: 10 });
  assert.deepEqual(said, ["closer"], "the next hint waits until this one was read");
  missed(null, 5000, { ...FINE, brightness: 10 });
  hints.read(5100);
  assert.deepEqual(said, ["closer", "light", null]);
  missed(square(600), 5200);
  missed(square(600), 6200);
  assert.deepEqual(said.at(-1), "steady", "a code seen for a second says so sooner");
});
