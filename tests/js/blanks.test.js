// A stolen blank is caught however its serial is typed, and nothing else is.
import assert from "node:assert/strict";
import test from "node:test";
import { reportedBy, reportedReason } from "../../kpverify/pwa/static/pwa/page/blanks.js";

const RUNS = [
  { first: "KP-A 000100", last: "KP-A 000199", reason: "stolen" },
  { first: "000007", last: "000007", reason: "lost" },
];

for (const typed of ["KP-A 000100", "kp-a000199", "KPA000150", " KP A 000150 "]) {
  test(`${typed} was stolen`, () => assert.equal(reportedReason(RUNS, typed), "stolen"));
}
for (const typed of ["KP-A 000099", "KP-A 000200", "KP-B 000150", "KP-A 00150", "00007", "0000007", "", "🦓"]) {
  test(`${typed} was not`, () => assert.equal(reportedReason(RUNS, typed), null));
}
test("a sheet alone", () => assert.equal(reportedReason(RUNS, "000007"), "lost"));

test("of one authority, and whatever has another shape is passed over", () => {
  const list = { authorities: [{ id: "BW", blanks: [RUNS[0], null, { first: 1 }, "x"] }, { id: "AE", blanks: {} }, { id: "CF" }] };
  assert.deepEqual(reportedBy(list, "BW"), [RUNS[0]]);
  for (const id of ["AE", "CF", "ZZ"]) assert.deepEqual(reportedBy(list, id), []);
});
