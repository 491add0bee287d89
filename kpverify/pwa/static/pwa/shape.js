// @ts-check
// Rules about the shape of a value read from JSON, and how to put them together.

const KID = /^[A-Za-z0-9._-]{1,32}$/;
const NUMBER = /^[A-Z]{2}[0-9A-Z/-]{1,18}$/;
const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const MILLISECONDS = 1000;

/** The last second of the year 9999, the end of every time we accept. */
export const LAST_INSTANT = 253402300799;

/** @typedef {(value: any) => boolean} Rule */

/** @type {Rule} */
export const isText = (value) => typeof value === "string";
/** @type {Rule} */
export const isFlag = (value) => typeof value === "boolean";
/** The strict reader lets no other number through. @type {Rule} */
export const isInteger = (value) => typeof value === "number";
/** @type {Rule} */
export const isInstant = (value) => isInteger(value) && value >= 0 && value <= LAST_INSTANT;
/** @type {Rule} */
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
/** @type {Rule} */
export const isKid = (value) => isText(value) && KID.test(value);
/** A certificate's number. @type {Rule} */
export const isNumber = (value) => isText(value) && NUMBER.test(value);

/** Is it a day of the calendar, `YYYY-MM-DD`? @type {Rule} */
export function isDay(value) {
  if (!isText(value) || !DAY.test(value) || value.startsWith("0000")) return false;
  const at = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value);
}

/** @param {RegExp} pattern anchored @returns {Rule} */
export const matches = (pattern) => (value) => isText(value) && pattern.test(value);
/** @param {string[]} words @returns {Rule} */
export const oneOf = (...words) => (value) => words.includes(value);
/** @param {Rule} rule @returns {Rule} */
export const orNull = (rule) => (value) => value === null || rule(value);
/** @param {Rule} rule @returns {Rule} */
export const listOf = (rule) => (value) => Array.isArray(value) && value.every(rule);

/** At most so many characters (code points). @param {number} most @returns {Rule} */
export const textOf = (most) => (value) => isText(value) && [...value].length <= most;
/** A list of at most so many. @param {Rule} rule @param {number} most @returns {Rule} */
export const fewOf = (rule, most) => (value) => Array.isArray(value) && value.length <= most && value.every(rule);

/**
 * An object with at least these members; the optional ones fit where they are there.
 * @param {Record<string, Rule>} rules
 * @param {Record<string, Rule>} [optional]
 * @returns {Rule}
 */
export function record(rules, optional = {}) {
  const [members, others] = [Object.entries(rules), Object.entries(optional)];
  return (value) =>
    isObject(value) &&
    members.every(([name, rule]) => name in value && rule(value[name])) &&
    others.every(([name, rule]) => !(name in value) || rule(value[name]));
}

/**
 * Are these the member names, no more and no fewer?
 * @param {Record<string, any>} object
 * @param {string[]} names
 */
export function hasExactly(object, names) {
  return Object.keys(object).length === names.length && names.every((name) => name in object);
}

/**
 * The UTC day of an instant, `YYYY-MM-DD`.
 * @param {number} seconds
 */
export function dayOf(seconds) {
  return new Date(seconds * MILLISECONDS).toISOString().slice(0, 10);
}

/**
 * The first of these periods that holds on this day; undefined when none does.
 * @param {any[] | undefined} periods
 * @param {string} day
 */
export function periodOn(periods, day) {
  return periods?.find((period) => holdsOn(period, day));
}

/**
 * Does a period hold on this day? `from` is inside, `to` is outside.
 * @param {{from: string, to: string | null}} period
 * @param {string} day
 */
export function holdsOn(period, day) {
  return period.from <= day && (period.to === null || day < period.to);
}
