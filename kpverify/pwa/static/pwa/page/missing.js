// @ts-check
// What a due diligence statement leaves out. Pure: nothing of it changes a verdict.

/** @typedef {{key: string, values: Record<string, string>}} Missing */

/**
 * @param {any} said as kpverify/diligence/shape.py has it
 * @param {string} day of the check, 2026-11-25
 * @returns {Missing[]}
 */
export function missingIn(said, day) {
  const { standard, steps = [], auditor = {}, version } = said;
  if (standard === "LUSAKA-REF") return [];
  /** @type {Missing[]} */
  const found = [];
  const add = (/** @type {boolean} */ isMissing, /** @type {string} */ key, values = {}) => {
    if (isMissing) found.push({ key, values });
  };
  const open = steps.filter((/** @type {any} */ { done }) => done === "not-done").map((/** @type {any} */ { step }) => step);
  add(open.length > 0, "steps", { steps: open.join(", ") });
  add(Boolean(said.valid_to) && said.valid_to < day, "expired", { day: said.valid_to });
  add(Boolean(said.valid_from) && said.valid_from > day, "early", { day: said.valid_from });
  if (standard === "WDC-SOW-2021") {
    add(version !== "2021", "wording");
    add(!said.registration, "registration");
    add(!said.assessed_on || yearAfter(said.assessed_on) < day, "assessment");
  }
  add(!auditor.name, "auditor");
  add(steps.some((/** @type {any} */ { done, evidence }) => done === "done" && !evidence), "evidence");
  add(!said.grievance, "grievance");
  return found;
}

/** @param {string} day */
function yearAfter(day) {
  return `${Number(day.slice(0, 4)) + 1}${day.slice(4)}`;
}
