// What a statement leaves out is told; nothing that is there is.
import assert from "node:assert/strict";
import test from "node:test";
import { missingIn } from "../../kpverify/pwa/static/pwa/page/missing.js";

const STEPS = ["1", "2", "3", "4", "5"].map((step) => ({ step, done: "done", evidence: "ab" }));
const WHOLE = { standard: "OECD-DDG", version: "3", steps: STEPS, auditor: { name: "A" }, valid_from: "2026-01-01", valid_to: "2026-11-25", grievance: "x@y.example" };
const WDC = { ...WHOLE, standard: "WDC-SOW-2021", version: "2021", steps: [], registration: "W-1", assessed_on: "2025-11-25" };
const keys = (said, day = "2026-11-25") => missingIn(said, day).map(({ key }) => key);

test("a whole one on its last day, and a day later", () => {
  assert.deepEqual(keys(WHOLE), []);
  assert.deepEqual(keys(WHOLE, "2026-11-26"), ["expired"]);
  assert.deepEqual(keys(WHOLE, "2025-12-31"), ["early"]);
});
test("steps, evidence, auditor and complaints", () => {
  const steps = [{ step: "1", done: "done" }, { step: "4", done: "not-done" }, { step: "5", done: "not-applicable" }];
  assert.deepEqual(missingIn({ standard: "OECD-DDG", steps }, "2026-11-25")[0], { key: "steps", values: { steps: "4" } });
  assert.deepEqual(keys({ standard: "OECD-DDG", steps }), ["steps", "auditor", "evidence", "grievance"]);
});
test("the warranties: wording, registration, a self-assessment within a year", () => {
  assert.deepEqual(keys(WDC), []);
  assert.deepEqual(keys({ ...WDC, valid_to: undefined }, "2026-11-26"), ["assessment"]);
  assert.deepEqual(keys({ ...WDC, version: "2003", registration: undefined }), ["wording", "registration"]);
});
test("a policy reference lacks nothing: nobody is certified by it", () => assert.deepEqual(keys({ standard: "LUSAKA-REF" }), []));
