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
 */
export function checkParticipants(state) {
  const findings = [...checkIssuer(state), ...checkDestination(state)];
  return findings.length ? findings : [finding("participant.ok")];
}

/** @param {import("./verify.js").Case} state */
function checkIssuer({ authority, trust, day, today }) {
  const code = authority.participant;
  const participant = trust.participants.get(code);
  switch (stateOn(participant, day)) {
    case "none":
      return [finding("participant.issuer-not-participant", { code })];
    case "suspended":
      return [finding("participant.issuer-suspended", { code })];
    case "restricted":
      return [finding("participant.issuer-restricted", { code })];
    default:
      return stateOn(participant, today) === "active" ? [] : [finding("participant.issuer-suspended-since", { code })];
  }
}

/** @param {import("./verify.js").Case} state */
function checkDestination({ claims, trust, day }) {
  const code = claims.kpc.importer.country;
  switch (stateOn(trust.participantOf(code), day)) {
    case "none":
      return [finding("participant.destination-not-participant", { code })];
    case "suspended":
      return [finding("participant.destination-suspended", { code })];
    case "restricted":
      return [finding("participant.destination-restricted", { code })];
    default:
      return [];
  }
}

/**
 * Question 7. Is there a restriction on the countries of mining origin?
 * @param {import("./verify.js").Case} state
 */
export function checkOrigins(state) {
  const { kpc } = state.claims;
  const zones = kpc.zones ?? [];
  const findings = [
    ...kpc.mining_origin.flatMap((/** @type {string} */ code) => checkOrigin(state, code, zones)),
    ...zones.filter((/** @type {string} */ zone) => !kpc.mining_origin.includes(zone.slice(0, 2))).map((/** @type {string} */ zone) => finding("origin.zone-foreign", { zone })),
    ...(kpc.mining_origin.length ? [] : [checkMixed(state)]),
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
  const findings = checkRegime(state, code, zones.filter((zone) => zone.startsWith(`${code}-`)));
  if (stateOn(participant, day) === "none") findings.unshift(finding("origin.not-participant", { code }));
  const advisories = participant?.advisories.filter((/** @type {any} */ one) => holdsOn(one, today)) ?? [];
  return [...findings, ...advisories.map((/** @type {any} */ { text }) => finding("origin.advisory", { code, text }))];
}

/**
 * @param {import("./verify.js").Case} state
 * @param {string} code
 * @param {string[]} zones those of this origin
 */
function checkRegime({ trust, day }, code, zones) {
  switch (periodOn(trust.regimes.get(code), day)?.rule) {
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
