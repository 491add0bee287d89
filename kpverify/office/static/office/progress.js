// @ts-check
/**
 * Drive a long job: post the page's form again and again until the answer says that it has finished.
 *
 * The answer of each step is `{"done": n, "total": m, "finished": bool, "next": url}`. Without scripts the form's button
 * does one step, and without the page `manage.py work` does them all: nothing here may be needed for the job to end.
 */

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
const GIVE_UP_AFTER = 60_000;

const form = document.getElementById("progress-form");
if (form instanceof HTMLFormElement) drive(form);

/** @param {HTMLFormElement} form */
async function drive(form) {
  at("progress-actions").hidden = true;
  let wait = FIRST_WAIT;
  let done = -1;
  for (;;) {
    const answer = await step(form);
    if (answer.kind === "stopped") {
      trouble(answer.words || form.dataset.stopped || "");
      at("progress-actions").hidden = false;
      return;
    }
    if (answer.kind === "lost") {
      trouble(answer.words || form.dataset.lost || "");
      await pause(wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
      continue;
    }
    trouble("");
    wait = FIRST_WAIT;
    show(form, answer);
    if (answer.finished) {
      location.assign(answer.next);
      return;
    }
    // Somebody else is at work on it: look again in a moment.
    if (answer.done === done) await pause(FIRST_WAIT);
    done = answer.done;
  }
}

/**
 * @typedef {{kind: "step", done: number, total: number, finished: boolean, next: string}} Step
 * @param {HTMLFormElement} form
 * @returns {Promise<Step | {kind: "lost", words: string} | {kind: "stopped", words: string}>}
 */
async function step(form) {
  /** @type {Response} */
  let response;
  /** @type {any} */
  let said;
  try {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) body.append(name, String(value));
    response = await fetch(form.action, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      redirect: "error",
      signal: AbortSignal.timeout(GIVE_UP_AFTER),
    });
    said = await response.json().catch(() => null);
  } catch {
    return { kind: "lost", words: "" };
  }
  const words = typeof said?.title === "string" ? said.title : "";
  if (response.status === 429 || response.status >= 500) return { kind: "lost", words };
  if (!response.ok) return { kind: "stopped", words };
  const { done, total, finished } = said ?? {};
  const next = new URL(String(said?.next), location.href);
  const isRight = Number.isSafeInteger(done) && Number.isSafeInteger(total) && next.origin === location.origin;
  if (!isRight || typeof finished !== "boolean") return { kind: "stopped", words: "" };
  return { kind: "step", done, total, finished, next: next.href };
}

/**
 * @param {HTMLFormElement} form
 * @param {Step} answer
 */
function show(form, { done, total, finished }) {
  const bar = at("progress-bar");
  if (!(bar instanceof HTMLProgressElement)) return;
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const words = (form.dataset.words || "{done} / {total}")
    .replace("{done}", number.format(done))
    .replace("{total}", number.format(total));
  const tenth = Math.floor((10 * bar.value) / bar.max);
  bar.max = Math.max(total, 1);
  bar.value = done;
  at("progress-words").textContent = words;
  // A screen reader is told every tenth, not every step.
  if (finished || Math.floor((10 * bar.value) / bar.max) !== tenth) at("progress-said").textContent = words;
}

/** @param {string} words */
function trouble(words) {
  const place = at("progress-trouble");
  if (place.textContent !== words) place.textContent = words;
  place.hidden = words === "";
}

/**
 * Wait, or less when the network comes back.
 * @param {number} milliseconds
 */
function pause(milliseconds) {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
    addEventListener("online", resolve, { once: true });
  });
}

/** @param {string} id */
function at(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no ${id}.`);
  return found;
}
