// @ts-check
/**
 * Nothing typed is lost: to the server every few seconds and when the page goes; in this browser, sealed, until the
 * server has it. Each opened page writes a sheet of its own, so two tabs never overwrite one another.
 */

import { Sealed } from "./sealed.js";
import { Server } from "./server.js";
import { fieldsOf, say } from "./words.js";

const TO_SERVER_MS = 2_500;
const TO_BROWSER_MS = 250;
const AGAIN_MS = 10_000;

/** @param {HTMLFormElement} form */
export function startKeeping(form) {
  const { officer = "", keeper = "", keep = "", form: name = "" } = form.dataset;
  const sealed = new Sealed(officer, keeper);
  const server = new Server(keep, officer);
  const sheet = /** @type {HTMLInputElement} */ (form.elements.namedItem("sheet"));
  let typedMs = "unsaved" in form.dataset ? Date.now() : 0;
  let keptMs = 0;
  let sealedMs = 0;
  let isSubmitted = false;
  let isOnItsWay = false;
  let toServer = 0;
  let toBrowser = 0;
  let stop = new AbortController();

  const now = () => ({ form: name, sheet: sheet.value, typedMs, fields: withoutPage(fieldsOf(form)).toString() });

  async function seal() {
    toBrowser = 0;
    const kept = now();
    if (await sealed.put(kept)) sealedMs = Math.max(sealedMs, kept.typedMs);
    if (keptMs >= kept.typedMs) await sealed.drop(kept.sheet);
  }

  async function send() {
    toServer = 0;
    if (isSubmitted || isOnItsWay || typedMs <= keptMs) return;
    isOnItsWay = true;
    stop = new AbortController();
    const kept = now();
    const answer = await server.keep(kept, { signal: stop.signal });
    isOnItsWay = false;
    if (isSubmitted) return;
    if (answer === "ended") {
      anotherSheet();
      void send();
      return;
    }
    if (answer === "kept") {
      keptMs = kept.typedMs;
      if (typedMs === kept.typedMs) await sealed.drop(kept.sheet);
    } else if (!toBrowser) {
      await seal();
    }
    tell(form, answer, sealedMs >= kept.typedMs);
    if (typedMs > keptMs) toServer ||= setTimeout(send, answer === "kept" ? TO_SERVER_MS : AGAIN_MS);
  }

  function anotherSheet() {
    void sealed.drop(sheet.value);
    sheet.value = crypto.randomUUID ? crypto.randomUUID().replaceAll("-", "") : randomHex();
  }

  function typed() {
    typedMs = Math.max(Date.now(), typedMs + 1);
    isSubmitted = false;
    toServer ||= setTimeout(send, TO_SERVER_MS);
    toBrowser ||= setTimeout(seal, TO_BROWSER_MS);
  }

  function leave() {
    if (isSubmitted || typedMs <= keptMs) return;
    void sealed.put(now());
    void server.keep(now(), { isLast: true }).then((answer) => {
      if (answer === "kept") void sealed.drop(sheet.value);
    });
  }

  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    isSubmitted = true;
    stop.abort();
    // Should the answer never come, it is offered again.
    if (typedMs > 0) void sealed.put(now());
  });
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
  window.addEventListener("online", () => void send());
  // Back from another page, by the browser's own memory: what was saved there is another sheet's.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) anotherSheet();
    isSubmitted = false;
  });
  window.addEventListener("beforeunload", (event) => {
    const isSafe = isSubmitted || typedMs <= keptMs || sealedMs >= typedMs || sealed.isAble;
    if (!isSafe) event.preventDefault();
  });
  if (typedMs) typed();
  void handIn(sealed, server, sheet.value).then((many) => {
    if (many) offer(form, typedMs === 0);
  });
}

/**
 * Give the server what earlier pages of this officer left in the browser; tells how many were taken.
 *
 * @param {Sealed} sealed
 * @param {Server} server
 * @param {string} but the sheet of this page
 */
export async function handIn(sealed, server, but) {
  let many = 0;
  for (const kept of await sealed.all()) {
    if (kept.sheet === but) continue;
    const answer = await server.keep(kept);
    if (answer === "kept") many += 1;
    if (answer === "kept" || answer === "ended") await sealed.drop(kept.sheet);
  }
  return many;
}

/**
 * @param {HTMLElement} form
 * @param {boolean} isUntouched
 */
function offer(form, isUntouched) {
  if (isUntouched && form.dataset.method === "GET") {
    location.reload();
    return;
  }
  const bar = document.getElementById("kept");
  const link = document.createElement("a");
  link.href = location.pathname;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = say("look");
  const line = document.createElement("p");
  line.append(say("earlier"), " ", link);
  bar?.before(line);
}

let said = "";

/**
 * @param {HTMLFormElement} form
 * @param {import("./server.js").Answer} answer
 * @param {boolean} isSealed
 */
function tell(form, answer, isSealed) {
  const bar = document.getElementById("kept");
  const words = bar?.querySelector("[data-says]");
  const link = bar?.querySelector("a");
  const aloud = document.getElementById("kept-aloud");
  if (!bar || !words || !link || !aloud) return;
  const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const how = answer === "kept" || answer === "too-large" ? answer : !isSealed ? "nowhere" : answer === "unreachable" ? "here" : answer;
  bar.hidden = false;
  bar.dataset.how = how;
  words.textContent = how === "kept" ? say("saved", time) : say(how);
  link.hidden = answer !== "signed-out";
  link.textContent = say("sign-in");
  link.href = `${form.dataset.signIn}?next=${encodeURIComponent(location.pathname)}`;
  // Said aloud when it changes, not every few seconds.
  if (how !== said && (said || how !== "kept")) aloud.textContent = words.textContent;
  said = how;
}

/** @param {URLSearchParams} fields */
function withoutPage(fields) {
  for (const name of ["csrfmiddlewaretoken", "key", "sheet"]) fields.delete(name);
  return fields;
}

function randomHex() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
