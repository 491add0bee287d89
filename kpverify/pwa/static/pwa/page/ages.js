// @ts-check
// Times in words. Instants are UTC and say so: a certificate crosses time zones.
import { locale } from "./words.js";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Making a formatter takes a slow phone longer than checking a signature. @type {Map<string, any>} */
const formatters = new Map();

/**
 * @template T
 * @param {string} name
 * @param {() => T} make
 * @returns {T}
 */
export function made(name, make) {
  if (!formatters.has(name)) formatters.set(name, make());
  return formatters.get(name);
}

/**
 * "5 minutes", "2 hours", "3 days".
 * @param {number} seconds
 */
export function ageWords(seconds) {
  if (seconds < 2 * HOUR) return amount(Math.max(1, Math.floor(seconds / MINUTE)), "minute");
  if (seconds < 2 * DAY) return amount(Math.floor(seconds / HOUR), "hour");
  return amount(Math.floor(seconds / DAY), "day");
}

/**
 * @param {number} count
 * @param {string} unit
 */
function amount(count, unit) {
  const make = () => new Intl.NumberFormat(locale(), { style: "unit", unit, unitDisplay: "long" });
  return made(`${locale()} ${unit}`, make).format(count);
}

/**
 * "25 November 2026, 13:05 UTC".
 * @param {number} instant seconds since 1970
 */
export function momentWords(instant) {
  return `${write(instant, { dateStyle: "long", timeStyle: "short" })} UTC`;
}

/**
 * "25 November 2026".
 * @param {number} instant
 */
export function dayWords(instant) {
  return write(instant, { dateStyle: "long" });
}

/**
 * When a certificate ends: 24:00 of its last day, or the instant when it ends within a day. As on the paper.
 * @param {number} exp the first instant at which it is no longer in force
 */
export function endWords(exp) {
  return exp % DAY === 0 ? `${dayWords(exp - 1)}, 24:00 UTC` : momentWords(exp);
}

/**
 * Values of a finding that are days or moments ("2026-11-25", "2026-11-25 13:05 UTC"), in words.
 * @param {string} text
 */
export function datesInWords(text) {
  const found = /^(\d{4}-\d{2}-\d{2})(?: (\d{2}:\d{2}) UTC)?$/.exec(text);
  if (!found) return text;
  const instant = Date.parse(`${found[1]}T${found[2] ?? "00:00"}:00Z`) / 1000;
  // A stranger's word may look like a day and be none.
  if (Number.isNaN(instant)) return text;
  return found[2] ? momentWords(instant) : dayWords(instant);
}

/**
 * @param {number} instant
 * @param {Intl.DateTimeFormatOptions} how
 */
function write(instant, how) {
  const language = locale() === "en" ? "en-GB" : locale();
  const make = () => new Intl.DateTimeFormat(language, { ...how, hourCycle: "h23", timeZone: "UTC" });
  return made(`${language} ${JSON.stringify(how)}`, make).format(new Date(instant * 1000));
}
