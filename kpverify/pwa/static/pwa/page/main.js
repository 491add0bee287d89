// @ts-check
// The checking page: from a code, however it came, to the verdict. Nothing scanned leaves the device or outlives the page.
import { configure } from "../scan/configure.js";
import { verify } from "../verify.js";
import { CameraScreen, codeOf, codesIn, isCodeShaped } from "./camera.js";
import { byId, dataIn, el } from "./dom.js";
import { listenToFiles } from "./files.js";
import { showFreshness } from "./freshness.js";
import { Keeper, offerInstalling } from "./install.js";
import { Lists } from "./lists.js";
import { listenToTyped } from "./typed.js";
import { renewAges, verdictScreen } from "./verdict.js";
import { isWarning } from "./warnings.js";
import { listenToWedge } from "./wedge.js";
import { chosenBefore, fill, speak, spoken, word } from "./words.js";

const SCREENS = ["start", "camera", "typed", "several", "cut", "verdict"];
// Who comes with a network and lists not asked about for this long waits a little for newer ones, and no longer.
const RECENT_MS = 60 * 60_000;
const NEWER_LISTS_MS = 4000;
const RENEW_EVERY_MS = 15 * 60_000;
const RENEW_ON_FOCUS_MS = 60_000;
const BUZZ = { valid: [60], attention: [60, 80, 60], undetermined: [40, 60, 40, 60, 40], invalid: [500], unrecognised: [40] };

const lists = new Lists();
const keeper = new Keeper();
const camera = new CameraScreen({ onText: (text) => judge(text), onTrouble: (code) => say(`scan.${code}`) });
/** What the verdict screen shows, in memory only. @type {import("./verdict.js").Shown | null} */
let shown = null;
let cameFromCamera = false;
let turn = 0;

/** @param {string} name */
function show(name) {
  for (const screen of SCREENS) byId(`screen-${screen}`).hidden = screen !== name;
  if (name !== "camera") camera.stop();
  if (name !== "verdict") shown = null;
  byId("said").textContent = "";
  document.documentElement.dataset.screen = name;
  window.scrollTo(0, 0);
}

/** Say what happened, on the start screen. @param {string} key */
function say(key) {
  show("start");
  byId("said").textContent = word(key);
}

/** @param {string} key */
function showBusy(key) {
  byId("busy").textContent = word(key);
  byId("busy").hidden = false;
}

/** @param {string} text exactly as scanned */
async function judge(text) {
  const mine = ++turn;
  camera.stop();
  forgetVerdict();
  showBusy("page.working");
  await listsFor(text);
  const verdict = await verdictOn(text);
  if (mine !== turn) return;
  showVerdict({ verdict, text, trust: lists.bundle?.trust ?? null, by: null });
}

const WANTS_LISTS = new Set(["format.ok", "format.endorsement"]);

/**
 * Lists to judge by: those held, unless they are missing or old and newer ones are at hand.
 * @param {string} text
 */
async function listsFor(text) {
  await opened;
  const { bundle, askedAt } = lists;
  const age = Date.now() - (askedAt ?? 0);
  const isRecent = bundle !== null && age >= 0 && age < RECENT_MS;
  if (isRecent || !navigator.onLine) return;
  // What is no certificate is none by any list.
  const { checks } = await verdictOn(text);
  if (!WANTS_LISTS.has(checks[0].code)) return;
  await Promise.race([lists.ask(), new Promise((resolve) => setTimeout(resolve, bundle === null ? 4 * NEWER_LISTS_MS : NEWER_LISTS_MS))]);
}

/** @param {string} text */
async function verdictOn(text) {
  const now = new Date();
  try {
    return await verify(text, lists.bundle, now);
  } catch (error) {
    // A browser without WebCrypto, say.
    return failedVerdict(error, now);
  }
}

/**
 * What is said when the check, or the showing of it, broke off: never "valid" and never "invalid".
 * @param {unknown} error
 * @param {Date} now
 */
function failedVerdict(error, now) {
  console.error(error);
  const failed = { question: "page", result: "unknown", code: "page.failed", detail: "", values: {} };
  const freshness = { trust_list_version: null, trust_list_age_s: null, status_list_age_s: null };
  return { outcome: "undetermined", code: "C-PAGE-FAILED", demo: false, checks: [failed], certificate: null, amendments: [], freshness, verified_at: now.toISOString(), host: null };
}

/** Take the last verdict off the screen: it must never stand for the next code. */
function forgetVerdict() {
  shown = null;
  byId("verdict").replaceChildren();
}

/** @param {import("./verdict.js").Shown} found */
function showVerdict(found) {
  byId("busy").hidden = true;
  forgetVerdict();
  show("verdict");
  try {
    draw(found);
  } catch (error) {
    draw({ ...found, verdict: failedVerdict(error, new Date()) });
  }
  byId("verdict-word").focus();
  // Only now, and each its own: a sound or a buzz before the verdict has misled officers.
  const { outcome } = /** @type {import("./verdict.js").Shown} */ (/** @type {unknown} */ (shown)).verdict;
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(BUZZ[/** @type {keyof typeof BUZZ} */ (outcome)]);
}

/** @param {import("./verdict.js").Shown} found */
function draw(found) {
  byId("verdict").replaceChildren(...verdictScreen(found));
  shown = found;
  document.title = `${word(`outcome.${found.verdict.outcome}`)} – kpverify`;
}

/** The same code again, by newer lists or a later clock; told aloud only when the answer is another. */
async function judgeAgain() {
  if (shown === null || shown.by !== null) return;
  const { text, verdict: before } = shown;
  const verdict = await verdictOn(text);
  if (shown?.text !== text) return;
  const found = { verdict, text, trust: lists.bundle?.trust ?? null, by: null };
  if (reasonOf(verdict) !== reasonOf(before)) return showVerdict(found);
  shown = found;
  renewAges(byId("verdict"), found);
}

/** The short code without its age, what was amended, and what is warned of: a second one changes no code. @param {any} verdict */
const reasonOf = ({ code, amendments, checks }) => `${code.replace(/-\d+H$/, "")} ${JSON.stringify([amendments, checks.filter(isWarning)])}`;

/** @param {string[]} texts */
function choose(texts) {
  const ours = texts.filter(isCodeShaped);
  if (texts.length === 0) say("file.none");
  else if (ours.length < 2) judge(ours[0] ?? texts[0]);
  else {
    show("several");
    byId("several-title").textContent = word("file.several", { count: String(ours.length) });
    const buttons = ours.map((text, i) => {
      const button = el("button", { type: "button", class: "button second" }, word("file.one", { number: String(i + 1) }));
      button.addEventListener("click", () => judge(text));
      return button;
    });
    byId("several").replaceChildren(...buttons);
    byId("several-title").focus();
  }
}

/** @param {File} file */
async function readFile(file) {
  const mine = ++turn;
  show("start");
  cameFromCamera = false;
  showBusy("page.reading");
  try {
    const texts = await codesIn(file);
    if (mine === turn) choose(texts);
  } catch (error) {
    if (mine === turn) say(`scan.${codeOf(error)}`);
  }
  if (shown === null) byId("busy").hidden = true;
}

function startCamera() {
  turn += 1;
  cameFromCamera = true;
  show("camera");
  byId("camera-stop").focus();
  camera.start();
}

/** The code in the address, if another reader opened the page with one. */
function readAddress() {
  const { hash, href, pathname, search } = location;
  // The skip link leads to a place on the page, and is no code.
  if (!href.includes("#") || (hash && document.getElementById(hash.slice(1)))) return;
  // A code is nobody's business afterwards: it stays neither in the address nor in the history.
  history.replaceState(null, "", pathname + search);
  cameFromCamera = false;
  if (hash.length > 1) judge(`${location.origin}/v${hash}`);
  else {
    show("cut");
    byId("cut-title").focus();
  }
}

function refreshWords() {
  fill();
  byId("language").value = spoken();
  if (shown !== null) draw(shown);
  showAges();
}

function showAges() {
  return showFreshness(lists, keeper, Math.floor(Date.now() / 1000));
}

function listen() {
  byId("camera-start").addEventListener("click", startCamera);
  byId("camera-again").addEventListener("click", startCamera);
  byId("again").addEventListener("click", () => (cameFromCamera ? startCamera() : toStart()));
  for (const button of document.querySelectorAll("[data-to-start]")) button.addEventListener("click", toStart);
  byId("typed-open").addEventListener("click", () => {
    show("typed");
    byId("typed-number").focus();
  });
  listenToTyped({ onAsk: () => ++turn, onVerdict: lookedUp });
  listenToFiles({ onFile: readFile, onText: scanned }, byId("file"));
  listenToWedge((readings) => scanned(readings.find(isCodeShaped) ?? readings[0]));
  byId("lists-update").addEventListener("click", () => renew());
  byId("lists-anew").addEventListener("click", () => lists.forget());
  byId("language").addEventListener("change", async () => {
    await speak(byId("language").value);
    refreshWords();
  });
  window.addEventListener("hashchange", readAddress);
  window.addEventListener("online", renew);
  document.addEventListener("visibilitychange", () => document.hidden || onReturn());
  lists.addEventListener("change", showAges);
  lists.addEventListener("renewed", judgeAgain);
  keeper.addEventListener("change", showAges);
  setInterval(showAges, 30_000);
  setInterval(() => document.hidden || renew(), RENEW_EVERY_MS);
}

/**
 * What the register says; too late, when another code came in between.
 * @param {any} verdict
 * @param {number} asked the turn in which it was asked
 */
function lookedUp(verdict, asked) {
  if (asked === turn) showVerdict({ verdict, text: "", trust: lists.bundle?.trust ?? null, by: location.host });
}

/** @param {string} text from a hand scanner, pasted or dropped */
function scanned(text) {
  cameFromCamera = false;
  judge(text);
}

function toStart() {
  turn += 1;
  byId("busy").hidden = true;
  show("start");
  byId("start-title").focus();
}

function onReturn() {
  showAges();
  judgeAgain();
  if (Date.now() - (lists.askedAt ?? 0) > RENEW_ON_FOCUS_MS) renew();
}

function renew() {
  keeper.look();
  return lists.ask();
}

configure(dataIn("shipped").scanner);
listen();
offerInstalling();
const opened = lists.open({ isKnownHere: keeper.isKnownHere || new URLSearchParams(location.search).has("home") });
const before = chosenBefore();
if (before !== null) await speak(before);
refreshWords();
readAddress();
document.documentElement.dataset.ready = "yes";
await opened;
lists.ask();
keeper.start(() => shown === null && !byId("screen-start").hidden);
