// @ts-check
// The members a trust list must have, and their types (docs/token.md section 3). Unknown members are ignored.
import { isDay, isFlag, isInstant, isInteger, isKid, isNumber, isText, listOf, matches, oneOf, orNull, record } from "./shape.js";

const isCountry = matches(/^[A-Z]{2}$/);
const PERIOD = { from: isDay, to: orNull(isDay) };
const KEY = { kid: isKid, kty: isText, crv: isText, x: isText, y: isText };

const isPolicy = record({ status_fresh_s: isInteger, status_stale_s: isInteger, clock_leeway_s: isInteger });
const isStatement = record({ id: isText, title: isText, text: isText });

const isParticipant = record({
  code: isCountry,
  name: isText,
  members: listOf(isCountry),
  origin_list_from: orNull(isDay),
  periods: listOf(record({ ...PERIOD, state: oneOf("active", "suspended", "restricted"), reason: isText, source: isText })),
  advisories: listOf(record({ ...PERIOD, id: isText, text: isText, source: isText })),
});

const isRegime = record({
  ...PERIOD,
  origin: isCountry,
  rule: oneOf("none", "suspended", "zones_with_clearance", "zones", "vigilance"),
  source: isText,
});

const isZone = record({ id: isText, origin: isCountry, name: isText, periods: listOf(record(PERIOD)) });

const isRange = record({ year: isInteger, first: isNumber, last: isNumber });

const isAuthority = record({
  id: isText,
  participant: isText,
  name: isText,
  place: isText,
  numbers: listOf((value) => isRange(value) && value.first.length === value.last.length),
  void: listOf(record({ number: isText, reason: oneOf("lost", "stolen", "withdrawn", "fake", "spoiled") })),
  status_lists: listOf(record({ uri: isText, iat: isInstant })),
  keys: listOf(
    record({
      ...KEY,
      use: oneOf("certificate", "status", "receipt"),
      from: isInstant,
      to: orNull(isInstant),
      distrusted_at: orNull(isInstant),
    }),
  ),
});

const hasMembers = record({
  version: isInteger,
  iat: isInteger,
  exp: isInteger,
  threshold: isInteger,
  roots: listOf(record(KEY)),
  hosts: listOf(isText),
  policy: isPolicy,
  statements: listOf(isStatement),
  participants: listOf(isParticipant),
  regimes: listOf(isRegime),
  zones: listOf(isZone),
  authorities: listOf(isAuthority),
});

/**
 * @param {any} payload
 * @returns {boolean}
 */
export function isTrustPayload(payload) {
  return hasMembers(payload) && (!("demo" in payload) || isFlag(payload.demo));
}
