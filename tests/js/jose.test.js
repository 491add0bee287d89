// Another JOSE library reads what we sign, and we read what it signs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CompactSign, compactVerify, generalVerify, importJWK, jwtVerify } from "jose";
import { encodeBase64url } from "../../kpverify/pwa/static/pwa/base64url.js";
import { decode } from "../../kpverify/pwa/static/pwa/transport.js";
import { verify } from "../../kpverify/pwa/static/pwa/verify.js";
import { bundleBytes, cases } from "./vectors.js";

const ALL = [...cases()];
const main = JSON.parse(Buffer.from(bundleBytes("main")).toString());
const trust = JSON.parse(Buffer.from(main.trust_list.payload, "base64url").toString());
const keys = new Map(trust.authorities.flatMap(({ keys }) => keys.map((key) => [key.kid, key])));
const jwkOf = ({ kty, crv, x, y }) => importJWK({ kty, crv, x, y }, "ES256");

/** The exact JWT in a scanned text. */
function jwtOf(code) {
  const { header, payload, signature } = decode(code);
  return [header, payload, signature].map(encodeBase64url).join(".");
}

const signed = ALL.filter(({ bundle, expected }) => bundle === "main" && expected.certificate !== null);

test("jose verifies every certificate whose signature holds, and reads the same payload", async () => {
  assert.ok(signed.length > 80);
  for (const { name, code, now, expected } of signed) {
    const key = await jwkOf(keys.get(expected.certificate.kid));
    const { payload } = await compactVerify(jwtOf(code), key, { algorithms: ["ES256"] });
    const { check_code, kid, ...claims } = expected.certificate;
    assert.deepEqual(JSON.parse(Buffer.from(payload).toString()), claims, name);
    if (expected.outcome === "valid") {
      await jwtVerify(jwtOf(code), key, { typ: "kpc+jwt", issuer: claims.iss, subject: claims.sub, currentDate: now });
    }
  }
});

test("jose refuses every certificate whose signature does not hold", async () => {
  const bad = ALL.filter(({ bundle, expected }) => bundle === "main" && expected.code.startsWith("I-SIGNATURE-BAD"));
  assert.ok(bad.length >= 8);
  for (const { name, code } of bad) {
    const { kid } = JSON.parse(Buffer.from(decode(code).header).toString());
    await assert.rejects(compactVerify(jwtOf(code), await jwkOf(keys.get(kid))), { code: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED" }, name);
  }
});

test("jose verifies the trust list and the status lists", async () => {
  const root = await jwkOf(trust.roots[0]);
  const { payload } = await generalVerify(main.trust_list, root);
  assert.deepEqual(JSON.parse(Buffer.from(payload).toString()), trust);
  for (const [uri, token] of Object.entries(main.status_lists)) {
    const { payload: list } = await jwtVerify(token, ({ kid }) => jwkOf(keys.get(kid)), { typ: "statuslist+jwt", currentDate: ALL[0].now });
    assert.equal(list.sub, uri);
  }
});

test("what jose signs is read here", async () => {
  // The one private key everybody has: RFC 7515 A.3; the list of this case is a demo list that knows it.
  const { x, y } = { x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" };
  const key = await importJWK({ kty: "EC", crv: "P-256", x, y, d: "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI" }, "ES256");
  const { code, bundle, now, expected } = ALL.find(({ name }) => name === "bundle-demo.valid");
  const { payload } = decode(code);
  const token = await new CompactSign(payload).setProtectedHeader({ alg: "ES256", kid: "BW-26-1", typ: "kpc+jwt" }).sign(key);
  const verdict = await verify(token, bundleBytes(bundle), now);
  assert.deepEqual([verdict.outcome, verdict.demo, verdict.certificate?.sub], ["valid", true, expected.certificate.sub]);
});
