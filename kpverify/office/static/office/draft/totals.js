// @ts-check
/** What the lines come to, in whole cents: twin of `totals_of` in lines.py. No floats anywhere. */

const AMOUNT = /^([0-9]{1,9})(?:\.([0-9]{1,2}))?$/;

/** @typedef {{hs: string, carats: string, usd: string}} Line */

/**
 * @param {Line[]} lines
 * @returns {{carats: string, usd: string, perCarat: string}} empty where a line is not an amount yet
 */
export function totalsOf(lines) {
  const filled = lines.filter((line) => [line.hs, line.carats, line.usd].some((text) => text.trim()));
  const carats = sum(filled.map((line) => line.carats.trim()));
  const usd = sum(filled.map((line) => line.usd.trim()));
  // To the cent, halves up.
  const perCarat = carats && usd !== null ? (usd * 200n + carats) / (carats * 2n) : null;
  return { carats: written(carats), usd: written(usd), perCarat: written(perCarat) };
}

/** @param {string[]} texts */
function sum(texts) {
  let found = 0n;
  for (const text of texts) {
    const amount = AMOUNT.exec(text);
    if (!amount) return null;
    found += BigInt(amount[1]) * 100n + BigInt((amount[2] ?? "").padEnd(2, "0"));
  }
  return texts.length ? found : null;
}

/** @param {bigint | null} cents */
function written(cents) {
  return cents === null ? "" : `${cents / 100n}.${String(cents % 100n).padStart(2, "0")}`;
}
