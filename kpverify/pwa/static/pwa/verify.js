// @ts-check
// From a scanned text to a verdict (docs/verification.md): no clock, no network, no switches.
// Twin of kpverify/tokens/verify.py; tests/vectors/ and tests/js/ hold the two to one answer.
import { checkAmendments, checkEndorsement, isEndorsement } from "./amended.js";
import { isLoaded, loadBundle } from "./bundle.js";
import { checkCode, readClaims, readHeader } from "./claims.js";
import { checkClearance } from "./clearance.js";
import { checkDates, clockOf } from "./dates.js";
import { Malformed } from "./errors.js";
import { checkEntitled, checkKeyIsListed, checkStillTrusted } from "./issuer.js";
import { verifyES256 } from "./p256.js";
import { checkOrigins, checkParticipants } from "./participants.js";
import { dayOf } from "./shape.js";
import { checkPresentation, checkStatus, findList, valueAt } from "./status.js";
import { decode, hostOf } from "./transport.js";
import { conclude, finding, shortCode } from "./verdict.js";

/** @typedef {import("./verdict.js").Finding} Finding */
/** @typedef {import("./bundle.js").Bundle} Bundle */
/**
 * @typedef {object} Known what is in hand at the gates
 * @property {Record<string, any>} claims
 * @property {string} kid
 * @property {any} key
 * @property {any} authority the key's
 * @property {import("./trust.js").Trust} trust
 * @property {number} now the caller's clock
 * @property {number} at the same, with the newest signed instant as its floor
 * @property {boolean} isBehind
 */
/**
 * @typedef {object} Found what the questions after the gates need as well
 * @property {import("./status.js").Listed} listed
 * @property {number | undefined} value of the certificate in its status list
 * @property {string} day of issue
 * @property {string} today the day of `at`
 */
/** @typedef {Known & Found} Case what the questions look at */
/**
 * @typedef {object} Answers
 * @property {Finding[]} findings
 * @property {Record<string, any> | null} certificate
 * @property {import("./status.js").StatusList | null} list
 * @property {Record<string, any>[]} amendments what the issuer changed since, in order
 */

/**
 * @param {string} code the scanned text, exactly
 * @param {unknown} bundle what `loadBundle` gave (faster), or what it takes
 * @param {Date} now
 */
export async function verify(code, bundle, now) {
  const seconds = Math.floor(now.getTime() / 1000);
  const held = await hold(bundle);
  const answers = await answer(code, held, seconds);
  const outcome = conclude(answers.findings);
  const freshness = freshnessOf(held, answers.list, seconds);
  return {
    outcome,
    code: shortCode(outcome, answers.findings, freshness.status_list_age_s),
    demo: isLoaded(held) && held.trust.list.demo === true,
    checks: answers.findings,
    certificate: answers.certificate,
    amendments: answers.amendments,
    freshness,
    verified_at: `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`,
    host: hostOf(code),
  };
}

/**
 * The bundle, or why it cannot be used.
 * @param {unknown} source
 * @returns {Promise<Bundle | Malformed>}
 */
async function hold(source) {
  if (isLoaded(source)) return source;
  return loadBundle(source).catch(refusal);
}

/**
 * A refusal is an answer; anything else is a bug, and goes up.
 * @param {unknown} error
 * @returns {Malformed}
 */
function refusal(error) {
  if (error instanceof Malformed) return error;
  throw error;
}

/**
 * The three gates, each of which may end the check, then every other question.
 * @param {string} code
 * @param {Bundle | Malformed} held
 * @param {number} now
 * @returns {Promise<Answers>}
 */
async function answer(code, held, now) {
  // 1. Format.
  const parts = takenApart(code);
  if (parts instanceof Malformed) return stopped(finding(parts.code, parts.values));
  const token = read(parts);
  if (token instanceof Malformed) {
    if (token.code === "format.header" && isEndorsement(parts.header)) return answerEndorsement(parts, held, now);
    return stopped(finding(token.code, token.values));
  }
  const format = finding("format.ok");

  // 2. Issuer.
  if (held instanceof Malformed) return stopped(format, finding("issuer.trust-refused", { reason: held.code }));
  const { trust } = held;
  const clock = clockOf(now, trust.list.iat, trust.list.policy.clock_leeway_s);
  const unlisted = checkKeyIsListed({ ...token, ...clock, trust });
  if (unlisted) return stopped(format, unlisted);
  const key = trust.keys.get(token.kid);
  const known = { ...token, ...clock, trust, key, authority: key.authority };
  const refused = checkEntitled(known);
  if (refused) return stopped(format, refused);
  const issuer = checkStillTrusted(known);

  // 3. Signature.
  if (!(await verifyES256(key, token.signature, token.input))) return stopped(format, ...issuer, finding("signature.bad"));

  // 4 to 9.
  const state = await completed(known, held, now);
  const amended = await checkAmendments(state, token.input);
  const clearance = await checkClearance(state, amended.kpc ?? state.claims.kpc);
  return {
    findings: [format, ...issuer, finding("signature.ok"), ...answerAll(state, amended, clearance)],
    certificate: { ...JSON.parse(JSON.stringify(token.claims)), check_code: await checkCode(token.input), kid: token.kid },
    list: state.listed.list,
    amendments: amended.changes,
  };
}

/**
 * @param {...Finding} findings
 * @returns {Answers}
 */
const stopped = (...findings) => ({ findings, certificate: null, list: null, amendments: [] });

/**
 * Somebody scanned the endorsement's own code: what it changes is shown, but it is no certificate.
 * @param {import("./transport.js").Parts} parts
 * @param {Bundle | Malformed} held
 * @param {number} now
 * @returns {Promise<Answers>}
 */
async function answerEndorsement(parts, held, now) {
  const { findings, changes } = await checkEndorsement(parts, held instanceof Malformed ? held : held.trust, now);
  return { ...stopped(...findings), amendments: changes };
}

/**
 * @param {string} code
 * @returns {import("./transport.js").Parts | Malformed}
 */
function takenApart(code) {
  try {
    return decode(code);
  } catch (error) {
    return refusal(error);
  }
}

/**
 * @param {import("./transport.js").Parts} parts
 * @returns {{kid: string, claims: Record<string, any>, signature: Uint8Array, input: Uint8Array} | Malformed}
 */
function read({ header, payload, signature, input }) {
  try {
    return { kid: readHeader(header), claims: readClaims(payload), signature, input };
  } catch (error) {
    return refusal(error);
  }
}

/**
 * The case with its status list, whose time may raise the floor of the clock.
 * @param {any} known
 * @param {Bundle} held
 * @param {number} now
 * @returns {Promise<Case>}
 */
async function completed(known, held, now) {
  const { claims, authority, trust } = known;
  const { idx, uri } = claims.status.status_list;
  const listed = await findList(held, authority, uri);
  const floor = Math.max(trust.list.iat, listed.list?.iat ?? 0);
  const clock = clockOf(now, floor, trust.list.policy.clock_leeway_s);
  const value = listed.list ? valueAt(listed.list.values, idx) : undefined;
  return { ...known, ...clock, listed, value, day: dayOf(claims.iat), today: dayOf(clock.at) };
}

/**
 * @param {Case} state
 * @param {import("./amended.js").Amended} amended
 * @param {Finding[]} clearance
 * @returns {Finding[]}
 */
function answerAll(state, amended, clearance) {
  // The rules of the scheme are asked of what the certificate says now, by the day it was issued.
  const now = amended.kpc === null ? state : { ...state, claims: { ...state.claims, kpc: amended.kpc } };
  return [
    ...checkDates(state),
    checkStatus(state),
    ...amended.findings,
    ...checkParticipants(now, clearance),
    ...checkOrigins(now, clearance),
    checkNumber(state),
    checkPresentation(state),
  ];
}

/**
 * Question 8. Is the number on the authority's list of lost, stolen and faked certificates?
 * @param {Case} state
 */
function checkNumber({ claims: { sub }, authority, trust }) {
  const reason = trust.void.get(authority.id)?.get(sub);
  return reason === undefined ? finding("number.ok") : finding("number.void", { number: sub, reason });
}

/**
 * @param {Bundle | Malformed} held
 * @param {import("./status.js").StatusList | null} list
 * @param {number} now
 */
function freshnessOf(held, list, now) {
  const age = (/** @type {number} */ iat) => Math.max(0, now - iat);
  const trust = held instanceof Malformed ? null : held.trust.list;
  return {
    trust_list_version: trust && trust.version,
    trust_list_age_s: trust && age(trust.iat),
    status_list_age_s: list && age(list.iat),
  };
}
