// @ts-check
// A number and its check code, asked of the register: for damaged codes. The only question that leaves the device.
const PLACE = "/api/v1/lookup";
const PATIENCE_MS = 20_000;

/**
 * @param {string} number
 * @param {string} checkCode
 * @returns {Promise<{verdict: any} | {trouble: "offline" | "busy" | "failed", seconds: string}>}
 */
export async function lookUp(number, checkCode) {
  try {
    const response = await fetch(PLACE, {
      method: "POST",
      credentials: "omit",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ number, check_code: checkCode }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (response.ok) return { verdict: await response.json() };
    const seconds = response.headers.get("Retry-After") ?? "60";
    return { trouble: response.status === 429 ? "busy" : "failed", seconds };
  } catch {
    return { trouble: "offline", seconds: "" };
  }
}
