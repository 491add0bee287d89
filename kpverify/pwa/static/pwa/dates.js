// @ts-check
// Is the certificate in force?  Question 4 of docs/verification.md.
import { dayOf } from "./shape.js";
import { finding } from "./verdict.js";

/**
 * The clock: the newest signed instant in hand is a floor under it.
 * @param {number} now
 * @param {number} floor
 * @param {number} leeway
 */
export function clockOf(now, floor, leeway) {
  return { now, at: Math.max(now, floor), isBehind: now < floor - leeway };
}

/**
 * @param {import("./verify.js").Case} state
 */
export function checkDates({ claims: { iat, exp }, trust, at, isBehind }) {
  const issued = dayOf(iat);
  // `exp` is the first instant at which it is no longer in force.
  const last_day = dayOf(exp - 1);
  const findings = isBehind ? [finding("dates.clock-behind")] : [];
  if (iat > at + trust.list.policy.clock_leeway_s) {
    findings.push(isBehind ? finding("dates.clock-doubt") : finding("dates.not-yet-valid", { issued }));
  }
  if (at >= exp) findings.push(finding("dates.expired", { last_day }));
  return findings.length ? findings : [finding("dates.ok", { issued, last_day })];
}
