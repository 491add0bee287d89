// @ts-check
// How old the lists are, always in sight: a gate must see when its own data are out of date.
import { ageWords, momentWords } from "./ages.js";
import { byId, el } from "./dom.js";
import { word } from "./words.js";

/** @typedef {import("./lists.js").Lists} Lists */
/** @typedef {import("./install.js").Keeper} Keeper */

/**
 * @param {Lists} lists
 * @param {Keeper} keeper
 * @param {number} now seconds
 */
export async function showFreshness(lists, keeper, now) {
  const newest = await lists.newestStatus();
  showTag(lists, newest, now);
  showAlarm(lists);
  byId("lists-facts").replaceChildren(...facts(lists, newest));
  const ready = byId("ready");
  ready.textContent = word(`ready.${keeper.readiness}`);
  ready.className = `tag ${keeper.readiness === "yes" ? "good" : "warn"}`;
  byId("ready-kept").textContent = word(keeper.isPersisted ? "ready.kept" : "ready.not-kept");
}

/** @param {Lists} lists @param {number} newest @param {number} now */
function showTag(lists, newest, now) {
  const [level, words] = tagOf(lists, newest, now);
  for (const tag of [byId("lists-tag"), byId("lists-brief")]) {
    if (tag.textContent !== words) tag.textContent = words;
    tag.className = `tag ${level}`;
  }
}

/**
 * @param {Lists} lists
 * @param {number} newest
 * @param {number} now
 * @returns {[string, string]}
 */
function tagOf({ bundle, isAsking, problem }, newest, now) {
  if (bundle === null) return isAsking || problem === null ? ["wait", word("lists.loading")] : ["bad", word("lists.none")];
  const { exp, iat, policy } = bundle.trust.list;
  const seconds = Math.max(0, now - (newest || iat));
  const age = ageWords(seconds);
  if (now >= exp || seconds > policy.status_stale_s) return ["bad", word("lists.expired")];
  if (seconds > policy.status_fresh_s) return ["warn", word("lists.old", { age })];
  return ["good", seconds < 60 ? word("lists.now") : word("lists.fresh", { age })];
}

/** What an officer must know before the next scan. @param {Lists} lists */
function showAlarm({ bundle, problem, isWiped }) {
  const alarm = byId("alarm");
  const key = alarmKey();
  alarm.hidden = key === null;
  const words = key === null ? "" : word(key, { reason: problem?.reason ?? "" });
  if (alarm.textContent !== words) alarm.textContent = words;
  alarm.className = `notice ${bundle === null ? "bad" : "warn"}`;
  byId("lists-anew-field").hidden = problem?.trouble !== "refused";

  function alarmKey() {
    if (!window.isSecureContext) return "page.insecure";
    if (problem?.trouble === "refused") return bundle === null ? "lists.refused-first" : "lists.refused";
    if (bundle === null) return problem === null ? null : isWiped ? "lists.wiped" : "lists.first";
    return problem ? `lists.${problem.trouble}` : null;
  }
}

/** @param {Lists} lists @param {number} newest */
function facts({ bundle, askedAt }, newest) {
  const asked = askedAt === null ? word("lists.never") : momentWords(Math.floor(askedAt / 1000));
  const rows = [];
  if (bundle !== null) {
    rows.push(["lists.version", String(bundle.trust.list.version)], ["lists.signed", momentWords(bundle.trust.list.iat)]);
    if (newest) rows.push(["lists.status", momentWords(newest)]);
  }
  return [...rows, ["lists.asked", asked]].map(([key, value]) => el("div", {}, el("dt", {}, word(key)), el("dd", {}, value)));
}
