// Sharpening: flat stays flat, an edge gets steeper, borders behave.
import assert from "node:assert/strict";
import { test } from "node:test";
import { sharpened } from "../../kpverify/pwa/static/pwa/scan/sharpen.js";

function picture(width, height, valueAt) {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i += 1) {
    const value = valueAt(i % width, Math.floor(i / width));
    data.set([value, value, value, 255], 4 * i);
  }
  return { width, height, data };
}
const at = ({ width, data }, x, y) => data[4 * (y * width + x)];

for (const [width, height] of [[40, 30], [1, 1], [3, 50], [50, 2]]) {
  test(`a flat picture of ${width} x ${height} stays as it is`, () => {
    const flat = picture(width, height, () => 100);
    assert.deepEqual(sharpened(flat), flat);
  });
}

for (const [name, turn] of [["upright", (x) => x], ["lying", (_, y) => y]]) {
  test(`an ${name} edge gets steeper, and nothing far from it changes`, () => {
    const sharp = sharpened(picture(40, 40, (x, y) => (turn(x, y) < 20 ? 90 : 160)));
    const [dark, bright] = name === "upright" ? [[19, 20], [20, 20]] : [[20, 19], [20, 20]];
    assert.ok(at(sharp, ...dark) < 60 && at(sharp, ...bright) > 190);
    assert.deepEqual([at(sharp, 0, 0), at(sharp, 39, 39)], [90, 160]);
  });
}

test("the mean around is the exact one", () => {
  const values = picture(23, 17, (x, y) => (37 * x + 91 * y + x * y) % 256);
  const grey = (x, y) => at(values, Math.min(Math.max(x, 0), 22), Math.min(Math.max(y, 0), 16));
  const sharp = sharpened(values);
  for (const [x, y] of [[0, 0], [22, 16], [11, 8], [2, 15]]) {
    let sum = 0;
    for (let dx = -4; dx <= 4; dx += 1) for (let dy = -4; dy <= 4; dy += 1) sum += grey(x + dx, y + dy);
    const wanted = Math.min(255, Math.max(0, Math.round(3 * grey(x, y) - (2 * sum) / 81)));
    assert.ok(Math.abs(at(sharp, x, y) - wanted) <= 1);
  }
});
