// @ts-check
// The members a trust list must have, and their types (docs/token.md section 3). Unknown members are ignored.
import { fewOf, isDay, isFlag, isInstant, isInteger, isKid, isNumber, isObject, isText, listOf, matches, oneOf, orNull, record, textOf } from "./shape.js";

const isCountry = matches(/^[A-Z]{2}$/);
const PERIOD = { from: isDay, to: orNull(isDay) };
const KEY = { kid: isKid, kty: isText, crv: isText, x: isText, y: isText };

const isPolicy = record({ status_fresh_s: isInteger, status_stale_s: isInteger, clock_leeway_s: isInteger });
const isStatement = record({ id: isText, title: isText, text: isText });

// What a person reads of an advisory or a notice, in each language, and how much of it a list may carry.
const MAX_TEXT = 800;
const MAX_ZONES = 50;
const MAX_LANGUAGES = 20;
const MAX_MONITORS = 50;
const isLanguage = matches(/^[a-z]{2,3}(?:-[a-z0-9]{1,8}){0,2}$/);
const isWording = record({ text: textOf(MAX_TEXT), do: textOf(MAX_TEXT) });

/** @type {import("./shape.js").Rule} */
function areWords(value) {
  if (!isObject(value)) return false;
  const words = Object.entries(value);
  return words.length <= MAX_LANGUAGES && words.every(([language, wording]) => isLanguage(language) && isWording(wording));
}

const isAdvisory = record(
  { ...PERIOD, id: isText, text: isText, source: isText },
  {
    kind: oneOf("advisory", "notice"),
    zones: fewOf(matches(/^[A-Z]{2}-[A-Z0-9-]{1,24}$/), MAX_ZONES),
    do: textOf(MAX_TEXT),
    words: areWords,
  },
);

/** @param {string[]} uses */
const keyFor = (...uses) =>
  record({ ...KEY, use: oneOf(...uses), from: isInstant, to: orNull(isInstant), distrusted_at: orNull(isInstant) });

const isParticipant = record({
  code: isCountry,
  name: isText,
  members: listOf(isCountry),
  origin_list_from: orNull(isDay),
  periods: listOf(record({ ...PERIOD, state: oneOf("active", "suspended", "restricted"), reason: isText, source: isText })),
  advisories: listOf(isAdvisory),
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
  keys: listOf(keyFor("certificate", "status", "receipt")),
});

const hasMembers = record(
  {
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
  },
  { demo: isFlag, monitors: fewOf(keyFor("clearance"), MAX_MONITORS) },
);

/**
 * @param {any} payload
 * @returns {boolean}
 */
export function isTrustPayload(payload) {
  return hasMembers(payload);
}
