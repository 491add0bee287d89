// @ts-check
// Who took part in the scheme on the day of issue, and which rules held for the origins.
// Questions 6 and 7 of docs/verification.md.  Twin of kpverify/tokens/participants.py.
import { holdsOn, periodOn } from "./shape.js";
import { finding } from "./verdict.js";

/**
 * @param {any} participant undefined when not listed
 * @param {string} day
 * @returns {"active" | "suspended" | "restricted" | "none"}
 */
function stateOn(participant, day) {
  return periodOn(participant?.periods, day)?.state ?? "none";
}

/**
 * Question 6. Do the issuer and the destination take part?
 * @param {import("./verify.js").Case} state
 * @param {import("./verdict.js").Finding[]} clearance what `checkClearance` found
 */
export function checkParticipants(state, clearance) {
  const findings = [...checkIssuer(state, clearance), ...checkDestination(state)];
  return findings.length ? findings : [finding("participant.ok")];
}

/**
 * @param {import("./verify.js").Case} state
 * @param {import("./verdict.js").Finding[]} clearance
 */
function checkIssuer({ authority, trust, day, today }, clearance) {
  const code = authority.participant;
  const participant = trust.participants.get(code);
  const [then, now] = [stateOn(participant, day), stateOn(participant, today)];
  switch (then) {
    case "none":
      return [finding("participant.issuer-not-participant", { code })];
    case "suspended":
      return [finding("participant.issuer-suspended", { code })];
    case "restricted": {
      // What the restriction asks for was done: nothing is left for a border to look into.
      const isCleared = clearance.some((one) => one.code === "origin.cleared" && one.values.code === code);
      const how = isCleared ? "participant.issuer-restricted-cleared" : "participant.issuer-restricted";
      return [finding(how, { code }), ...since("issuer", then, now, code)];
    }
    default:
      return since("issuer", then, now, code);
  }
}

/** @param {import("./verify.js").Case} state */
function checkDestination({ claims, trust, day, today }) {
  const code = claims.kpc.importer.country;
  const participant = trust.participantOf(code);
  const [then, now] = [stateOn(participant, day), stateOn(participant, today)];
  switch (then) {
    case "none":
      return [finding("participant.destination-not-participant", { code })];
    case "suspended":
      return [finding("participant.destination-suspended", { code })];
    case "restricted":
      return [finding("participant.destination-restricted", { code }), ...since("destination", then, now, code)];
    default:
      return since("destination", then, now, code);
  }
}

/**
 * Goods on their way when a suspension begins stay good: say that it did, and no more.
 * @param {"issuer" | "destination"} who
 * @param {string} then
 * @param {string} now
 * @param {string} code
 */
const since = (who, then, now, code) => (now === "active" || now === then ? [] : [finding(`participant.${who}-suspended-since`, { code })]);

/**
 * Question 7. Is there a restriction on the countries of mining origin?
 * @param {import("./verify.js").Case} state
 * @param {import("./verdict.js").Finding[]} clearance what `checkClearance` found
 */
export function checkOrigins(state, clearance) {
  const { kpc } = state.claims;
  const zones = kpc.zones ?? [];
  const findings = [
    ...kpc.mining_origin.flatMap((/** @type {string} */ code) => checkOrigin(state, code, zones)),
    ...zones.filter((/** @type {string} */ zone) => !kpc.mining_origin.includes(zone.slice(0, 2))).map((/** @type {string} */ zone) => finding("origin.zone-foreign", { zone })),
    ...(kpc.mining_origin.length ? [] : [checkMixed(state)]),
    ...clearance,
  ];
  return findings.length ? findings : [finding("origin.ok")];
}

/** @param {import("./verify.js").Case} state */
function checkMixed({ claims, trust, day }) {
  const code = claims.kpc.importer.country;
  const from = trust.participantOf(code)?.origin_list_from ?? null;
  return from !== null && from <= day ? finding("origin.mixed-refused", { code }) : finding("origin.mixed");
}

/**
 * @param {import("./verify.js").Case} state
 * @param {string} code
 * @param {string[]} zones
 */
function checkOrigin(state, code, zones) {
  const { trust, day, today } = state;
  const participant = trust.participantOf(code);
  const [then, now] = [stateOn(participant, day), stateOn(participant, today)];
  const [rule, ruleNow] = [ruleOn(trust, code, day), ruleOn(trust, code, today)];
  const own = zones.filter((zone) => zone.startsWith(`${code}-`));
  const findings = checkRegime(state, code, rule, own);
  const hasBegun = (ruleNow === "suspended" && rule !== "suspended") || ((now === "suspended" || now === "none") && now !== then);
  if (then === "none") findings.unshift(finding("origin.not-participant", { code }));
  else if (hasBegun) findings.push(finding("origin.suspended-since", { code }));
  const advisories = participant?.advisories.filter((/** @type {any} */ one) => holdsOn(one, today) && concerns(one, own)) ?? [];
  return [...findings, ...advisories.map((/** @type {any} */ one) => warning(one, code))];
}

/**
 * Is an advisory about these goods? It may be limited to zones; goods that name no zone can be from any.
 * @param {{zones?: string[]}} advisory
 * @param {string[]} zones
 */
const concerns = ({ zones: limits = [] }, zones) => limits.length === 0 || zones.length === 0 || zones.some((zone) => limits.includes(zone));

/**
 * An advisory or a notice; by its id a page finds its words in other languages.
 * @param {{kind?: string, id: string, text: string, do?: string}} advisory
 * @param {string} code
 */
const warning = ({ kind = "advisory", id, text, do: what }, code) => finding(`origin.${kind}`, { code, id, text, ...(what ? { do: what } : {}) });

/**
 * The rule for goods of this origin on a day; `none` where there is no entry.
 * @param {import("./trust.js").Trust} trust
 * @param {string} code
 * @param {string} day
 * @returns {string}
 */
export const ruleOn = (trust, code, day) => periodOn(trust.regimes.get(code), day)?.rule ?? "none";

/**
 * @param {import("./verify.js").Case} state
 * @param {string} code
 * @param {string} rule of the day of issue
 * @param {string[]} zones those of this origin
 */
function checkRegime({ trust, day }, code, rule, zones) {
  switch (rule) {
    case "suspended":
      return [finding("origin.suspended", { code })];
    case "vigilance":
      return [finding("origin.vigilance", { code })];
    case "zones":
    case "zones_with_clearance":
      if (zones.length === 0) return [finding("origin.zone-missing", { code })];
      return zones.filter((zone) => !isCompliant(trust.zones.get(zone), day)).map((zone) => finding("origin.zone-not-compliant", { zone }));
    default:
      return [];
  }
}

/**
 * @param {any} zone undefined when not listed
 * @param {string} day
 */
function isCompliant(zone, day) {
  return periodOn(zone?.periods, day) !== undefined;
}
