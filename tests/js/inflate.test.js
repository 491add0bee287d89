import assert from "node:assert/strict";
import { test } from "node:test";
import zlib from "node:zlib";
import { inflateRaw, inflateZlib } from "../../kpverify/pwa/static/pwa/inflate.js";
import { randomFrom } from "./random.js";

const CAP = 100_000;

/** What the zlib library makes of a stream that must end at its last byte. */
function library(packed, inflate) {
  try {
    const { buffer, engine } = inflate(packed, { info: true });
    return engine.bytesWritten === packed.length ? new Uint8Array(buffer) : null;
  } catch {
    return null;
  }
}

function sample(random) {
  const isText = random() < 0.7;
  return Buffer.from(Array.from({ length: random() * 600 }, () => (isText ? 65 + random() * 5 : random() * 256)));
}

function damaged(packed, random) {
  const copy = Buffer.from(packed);
  const place = Math.floor(random() * Math.min(copy.length, random() < 0.5 ? 40 : copy.length));
  switch (Math.floor(random() * 4)) {
    case 0:
      return copy.subarray(0, place);
    case 1:
      return Buffer.concat([copy, Buffer.of(random() * 256)]);
    case 2:
      copy[place] ^= 1 << (random() * 8);
      return copy;
    default:
      return copy;
  }
}

for (const [name, deflate, inflate, ours] of [
  ["raw", zlib.deflateRawSync, zlib.inflateRawSync, inflateRaw],
  ["zlib", zlib.deflateSync, zlib.inflateSync, inflateZlib],
]) {
  test(`${name}: 4,000 streams, most of them damaged, read as by the zlib library`, () => {
    const random = randomFrom(7);
    let whole = 0;
    for (let i = 0; i < 4000; i += 1) {
      const packed = damaged(deflate(sample(random), { level: i % 10, strategy: i % 5 }), random);
      const expected = library(packed, inflate);
      assert.deepEqual(ours(packed, { cap: CAP }), expected, packed.toString("hex"));
      whole += expected === null ? 0 : 1;
    }
    assert.ok(whole > 800);
  });
}

test("a preset dictionary stands before the output and is cut off again", () => {
  const dictionary = Buffer.from("statement mining_origin exporter importer");
  const packed = zlib.deflateRawSync(Buffer.from("importer exporter"), { dictionary });
  assert.equal(Buffer.from(inflateRaw(packed, { cap: 17, dictionary })).toString(), "importer exporter");
  assert.equal(inflateRaw(packed, { cap: 17 }), null);
});

test("the cap holds to the byte, also for the tightest bomb", () => {
  const packed = zlib.deflateRawSync(Buffer.alloc(8192));
  assert.equal(inflateRaw(packed, { cap: 8192 })?.length, 8192);
  assert.equal(inflateRaw(packed, { cap: 8191 }), null);
  const stored = zlib.deflateRawSync(Buffer.alloc(100, 7), { level: 0 });
  assert.equal(inflateRaw(stored, { cap: 99 }), null);
  assert.equal(inflateZlib(zlib.deflateSync(Buffer.alloc(64 << 20)), { cap: 4 << 20 }), null);
});

for (const [hex, why] of [
  ["", "nothing"],
  ["07", "a reserved block type"],
  ["0100", "a stored block without length"],
  ["010500fbff", "a stored block cut short"],
  ["01050000004142434445", "a stored length without its complement"],
  ["4b4c02", "a missing end"],
  ["030000", "a byte after the end"],
  ["0302", "a distance without anything before it"],
  ["95c1310e00101000c1b7ee3a22e2ff355129849808ff5171697890c2094272f7a1647fe005b81b", "the unused half of a code of one bit"],
]) {
  test(`raw: ${why} is refused`, () => assert.equal(inflateRaw(Buffer.from(hex, "hex"), { cap: CAP }), null));
}

for (const [hex, why] of [
  ["789c030000000001", null],
  ["789c030000000002", "a wrong checksum"],
  ["789c0300000001", "a checksum cut short"],
  ["789c03000000000100", "a byte after the checksum"],
  ["789d030000000001", "a wrong header check"],
  ["78bb030000000001", "a dictionary wanted"],
  ["880c030000000001", "a window beyond 32 kB"],
  ["790f030000000001", "another method"],
]) {
  test(`zlib: ${why ?? "an empty stream"} is ${why ? "refused" : "read"}`, () => {
    const bytes = inflateZlib(Buffer.from(hex, "hex"), { cap: CAP });
    assert.deepEqual(bytes, why ? null : new Uint8Array(0));
  });
}
