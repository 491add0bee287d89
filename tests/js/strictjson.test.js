import assert from "node:assert/strict";
import { test } from "node:test";
import { readJSON } from "../../kpverify/pwa/static/pwa/strictjson.js";

const plain = (value) => JSON.parse(JSON.stringify(value));
const read = (source, limits = {}) => readJSON(source, { depth: 6, ...limits });

for (const text of [
  "null", "true", "false", "0", "-1", "999999999999999", "-999999999999999", '""', "[]", "{}", " [ 1 , 2 ] \n", '{"a":{"b":[null]}}',
  '"\\u00e9\\n\\/\\"\\\\"', '"\\ud83d\\ude00"', '"😀"', '"\\u0000"', '{"":1}', '{"2":1,"1":2}', '["\\u2028"]',
]) {
  test(`reads ${text} as JSON.parse does`, () => {
    assert.deepEqual(plain(read(text)), JSON.parse(text));
    assert.deepEqual(plain(read(new TextEncoder().encode(text))), JSON.parse(text));
  });
}

for (const text of [
  "", " ", "nul", "True", "NaN", "Infinity", "-Infinity", "-0", "01", "-", "+1", "1.0", "1e3", "1E3", "1.", ".5", "0x10", "1_0", "1000000000000000",
  "-1000000000000000", "1 2", "[1,]", "[,1]", "[1", "[", "{", '{"a"}', '{"a":}', '{"a":1,}', "{a:1}", "{'a':1}", '{"a":1 "b":2}', '{"a":1,"a":1}',
  '{"a":1,"\\u0061":2}', '{"__proto__":1,"__proto__":2}', '"a', '"\n"', '"\t"', '"\\x41"', '"\\u12"', '"\\u12G4"', '"\\"', '"\\ud800"', '"\\udc00\\ud800"',
  '"\ud800"', '{"\\udfff":1}', "\ufeff1", "1\u00a0", "\u000b1", "/**/1", "１", "٣", "[]]",
]) {
  test(`refuses ${JSON.stringify(text)}`, () => assert.throws(() => read(text), SyntaxError));
}

for (const [hex, why] of [
  ["22ff22", "a byte that is never UTF-8"],
  ["22c3", "a character cut short"],
  ["22c0af22", "an overlong form"],
  ["22eda08022", "a surrogate"],
  ["22f490808022", "beyond U+10FFFF"],
  ["efbbbf31", "a byte order mark"],
]) {
  test(`refuses ${why}`, () => assert.throws(() => read(Buffer.from(hex, "hex")), SyntaxError));
}

test("a depth is as many containers inside each other", () => {
  assert.deepEqual(plain(read("[[[1]]]", { depth: 3 })), [[[1]]]);
  assert.deepEqual(plain(read("[[],[],{}]", { depth: 2 })), [[], [], {}]);
  assert.throws(() => read("[[[1]]]", { depth: 2 }), SyntaxError);
  assert.throws(() => read("[".repeat(1_000_000)), SyntaxError);
});

test("tight: no white space around the value, but inside it", () => {
  assert.deepEqual(plain(read('{ "a" : 1 }', { isTight: true })), { a: 1 });
  for (const text of [" {}", "{} ", "\n{}", "{}\r", "\t1"]) assert.throws(() => read(text, { isTight: true }), SyntaxError);
});

test("names of the language mean nothing", () => {
  const object = read('{"__proto__":{"polluted":1},"constructor":2,"toString":3}');
  assert.equal(Object.getPrototypeOf(object), null);
  assert.deepEqual(Object.keys(object), ["__proto__", "constructor", "toString"]);
  assert.equal({}.polluted, undefined);
});
