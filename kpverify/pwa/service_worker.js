// The checking page without a network. `SHIPPED` stands before this line: {revision, page, later}, written by
// kpverify/pwa/views.py. Addresses carry their content's hash, so what is kept never goes stale; the shell is one with
// them. The lists are not kept here: the page judges them before it keeps them (page/lists.js).
"use strict";

const SHELL = `shell-${SHIPPED.revision}`;
// Camera, pictures, other languages: fetched when the page stands. What two releases share is fetched once.
const LATER = "later";
// Specimens that were looked at, the last ones: text and small pictures.
const SPECIMENS = "specimens";
const SPECIMEN = /^\/(api\/v1\/specimens\/[A-Z]{2}|specimens\/pictures\/[0-9a-f]{32}\.jpg)$/;
const MOST_SPECIMENS = 100;
const ADDRESS = "/v";
const PIECES = new Set(SHIPPED.later);
const FILES = new Set(SHIPPED.page);

self.addEventListener("install", (event) => event.waitUntil(keepShell()));
self.addEventListener("activate", (event) => event.waitUntil(forgetOld()));
self.addEventListener("fetch", (event) => {
  const kept = keptNameOf(event.request);
  if (kept !== null) event.respondWith(fromKept(event.request, kept));
  else if (isOfSpecimen(event.request)) event.respondWith(newestOrSeen(event.request));
});
self.addEventListener("message", (event) => {
  const { ask } = event.data ?? {};
  if (ask === "take-over") self.skipWaiting();
  if (ask === "keep-later") event.waitUntil(keepLater().then((isKept) => event.ports[0]?.postMessage({ isKept })));
});

// All or nothing: a page with a piece missing would fail where there is no network.
async function keepShell() {
  const cache = await caches.open(SHELL);
  await cache.addAll([new Request(ADDRESS, { cache: "no-cache" }), ...SHIPPED.page]);
}

async function keepLater() {
  const cache = await caches.open(LATER);
  const kept = new Set((await cache.keys()).map(({ url }) => pathOf(url)));
  try {
    for (const url of SHIPPED.later) if (!kept.has(url)) await cache.add(url);
    return true;
  } catch {
    // No network, or no room: the page says so and asks again at the next visit.
    return false;
  }
}

async function forgetOld() {
  for (const name of await caches.keys()) if (name.startsWith("shell-") && name !== SHELL) await caches.delete(name);
  const cache = await caches.open(LATER);
  for (const { url } of await cache.keys()) if (!PIECES.has(pathOf(url))) await cache.delete(url);
}

function keptNameOf({ method, mode, url }) {
  if (method !== "GET") return null;
  const { origin, pathname } = new URL(url);
  if (origin !== self.location.origin) return null;
  if (mode === "navigate") return pathname === ADDRESS ? ADDRESS : null;
  const path = pathOf(url);
  return FILES.has(path) || PIECES.has(path) ? path : null;
}

async function fromKept(request, name) {
  const cache = await caches.open(PIECES.has(name) ? LATER : SHELL);
  const held = await cache.match(name);
  // Emptied behind our back: the network may still have it.
  return held ?? fetch(request);
}

function isOfSpecimen({ method, url }) {
  const { origin, pathname } = new URL(url);
  return method === "GET" && origin === self.location.origin && SPECIMEN.test(pathname);
}

// What a paper should look like: the newest, or what this device has seen of it before.
async function newestOrSeen(request) {
  const cache = await caches.open(SPECIMENS);
  try {
    const response = await fetch(request);
    if (response.ok) await keepSome(cache, request, response.clone());
    return response;
  } catch (error) {
    const held = await cache.match(request.url);
    if (held) return held;
    throw error;
  }
}

async function keepSome(cache, request, response) {
  try {
    await cache.put(request.url, response);
    for (const old of (await cache.keys()).slice(0, -MOST_SPECIMENS)) await cache.delete(old);
  } catch {
    // No room: it is shown now, and not without a network.
  }
}

function pathOf(url) {
  const { pathname, search } = new URL(url, self.location.origin);
  return pathname + search;
}
