import assert from "node:assert/strict";
import { test } from "node:test";
import { isOnCurve, verifyES256 } from "../../kpverify/pwa/static/pwa/p256.js";

// RFC 7515 A.3, the standard's own example.
const X = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
const Y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
const INPUT =
  "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
const SIGNATURE = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const bytes = (text) => Uint8Array.from(Buffer.from(text, "base64url"));
const hex32 = (value) => Buffer.from(value.toString(16).padStart(64, "0"), "hex");

test("the example of RFC 7515 holds", async () => {
  assert.ok(isOnCurve(X, Y));
  assert.equal(await verifyES256({ x: X, y: Y }, bytes(SIGNATURE), Buffer.from(INPUT)), true);
});

test("the other half of a malleable signature holds too: it is no identity", async () => {
  const [r, s] = [bytes(SIGNATURE).slice(0, 32), bytes(SIGNATURE).slice(32)];
  const other = Buffer.concat([r, hex32(ORDER - BigInt(`0x${Buffer.from(s).toString("hex")}`))]);
  assert.equal(await verifyES256({ x: X, y: Y }, new Uint8Array(other), Buffer.from(INPUT)), true);
});

for (const [why, signature] of [
  ["one bit less", bytes(SIGNATURE).map((byte, i) => (i === 40 ? byte ^ 1 : byte))],
  ["63 bytes", bytes(SIGNATURE).slice(1)],
  ["65 bytes", new Uint8Array([...bytes(SIGNATURE), 0])],
  ["r and s of zero", new Uint8Array(64)],
  ["r of zero", new Uint8Array([...new Uint8Array(32), ...bytes(SIGNATURE).slice(32)])],
  ["r and s of the order", new Uint8Array(Buffer.concat([hex32(ORDER), hex32(ORDER)]))],
  ["all bits set", new Uint8Array(64).fill(255)],
  ["nothing", new Uint8Array(0)],
]) {
  test(`a signature of ${why} does not hold`, async () => {
    assert.equal(await verifyES256({ x: X, y: Y }, signature, Buffer.from(INPUT)), false);
  });
}

const PRIME = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
for (const [why, x, y] of [
  ["coordinates swapped", Y, X],
  ["zero", "A".repeat(43), "A".repeat(43)],
  ["a coordinate cut short", X.slice(0, 40), Y],
  ["unused bits set", X.replace(/U$/, "V"), Y],
  ["a coordinate of the prime", hex32(PRIME).toString("base64url"), Y],
  ["a coordinate above the prime", X, hex32(2n ** 256n - 1n).toString("base64url")],
  ["no base64url", `${X.slice(0, 42)}=`, Y],
]) {
  test(`no point: ${why}`, () => assert.equal(isOnCurve(x, y), false));
}
