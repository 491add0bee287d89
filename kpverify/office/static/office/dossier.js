// @ts-check
/** Files are dropped or chosen, several at a time, and each shows how far it is. Without scripts the form adds one. */

const form = document.getElementById("drop");
const input = document.getElementById("id_file");
const list = document.getElementById("sendings");

if (form instanceof HTMLFormElement && input instanceof HTMLInputElement && list !== null) prepare(form, input, list);

/**
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} input
 * @param {HTMLElement} list
 */
function prepare(form, input, list) {
  input.multiple = true;
  const hint = document.getElementById("drop-hint");
  if (hint !== null) hint.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, list, [...(input.files ?? [])]);
    input.value = "";
  });
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.add("over");
    });
  }
  form.addEventListener("dragleave", (event) => {
    if (!(event.relatedTarget instanceof Node) || !form.contains(event.relatedTarget)) form.classList.remove("over");
  });
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    send(form, list, [...(event.dataTransfer?.files ?? [])]);
  });
}

/**
 * Send files one after the other; the page is loaded anew when all were added.
 * @param {HTMLFormElement} form
 * @param {HTMLElement} list
 * @param {File[]} files
 */
async function send(form, list, files) {
  let allAdded = files.length > 0;
  let next = "";
  for (const file of files) {
    const line = document.createElement("li");
    const words = document.createElement("span");
    const bar = document.createElement("progress");
    bar.setAttribute("aria-label", file.name);
    line.append(words, bar);
    list.append(line);
    const answer = await sendOne(form, file, words, bar);
    bar.remove();
    if (answer.next === "") allAdded = false;
    next = answer.next || next;
  }
  if (!allAdded || next === "") return;
  // The address differs by its fragment alone, so it is loaded by name.
  history.replaceState(null, "", next);
  location.reload();
}

/**
 * @param {HTMLFormElement} form
 * @param {File} file
 * @param {HTMLElement} words
 * @param {HTMLProgressElement} bar
 * @returns {Promise<{next: string}>}
 */
function sendOne(form, file, words, bar) {
  const say = (/** @type {string | undefined} */ pattern, more = "", percent = "") => {
    const parts = { "{name}": file.name, "{words}": more, "{percent}": percent };
    words.textContent = (pattern ?? "").replace(/\{(name|words|percent)\}/g, (name) => parts[/** @type {keyof typeof parts} */ (name)]);
  };
  const { data } = { data: form.dataset };
  if (file.size > Number(data.most)) {
    say(data.refused, data.large);
    return Promise.resolve({ next: "" });
  }
  const body = new FormData(form);
  body.set("file", file);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      bar.max = event.total;
      bar.value = event.loaded;
      if (event.loaded === event.total) say(data.checking);
      else say(data.sending, "", String(Math.floor((100 * event.loaded) / event.total)));
    });
    request.addEventListener("error", () => {
      say(data.refused, data.lost);
      resolve({ next: "" });
    });
    request.addEventListener("load", () => {
      const said = request.response;
      const isAdded = request.status === 200 && typeof said?.next === "string" && said.next.startsWith("/");
      if (isAdded) say(data.done);
      else say(data.refused, typeof said?.title === "string" ? said.title : data.lost);
      resolve({ next: isAdded ? said.next : "" });
    });
    request.send(body);
  });
}
