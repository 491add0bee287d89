// @ts-check
// Is a sheet of security paper among those that its authority has reported? (docs/token.md section 3, `blanks`)

/** @typedef {{first: string, last: string, reason: string}} Run */

/** What counts of a serial: people leave out blanks and dashes, and some read small letters. @param {string} serial */
const bare = (serial) => serial.toUpperCase().replace(/[^0-9A-Z]/g, "");

/**
 * The reason why nobody may present this sheet, or null.
 * @param {Run[]} runs
 * @param {string} serial as typed
 */
export function reportedReason(runs, serial) {
  const typed = bare(serial);
  const found = runs.find(({ first, last }) => {
    const [low, high] = [bare(first), bare(last)];
    return low.length === typed.length && low <= typed && typed <= high;
  });
  return found?.reason ?? null;
}

/**
 * The sheets an authority has reported; anything that is not of that shape is passed over.
 * @param {Record<string, any>} list the payload of the trust list
 * @param {string} authority
 * @returns {Run[]}
 */
export function reportedBy(list, authority) {
  const runs = list.authorities.find((/** @type {any} */ one) => one.id === authority)?.blanks;
  return Array.isArray(runs) ? runs.filter(isRun) : [];
}

/** @param {any} run */
function isRun(run) {
  return [run?.first, run?.last, run?.reason].every((one) => typeof one === "string");
}
