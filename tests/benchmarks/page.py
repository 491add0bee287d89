"""The checking page on a slow phone: how much it downloads, how soon it answers, what Lighthouse thinks of it.

The node holds the whole scheme and 300,000 certificates. The processor is slowed to a quarter, as Lighthouse does for a
phone of the middle; codes are judged without a network. The peer is one raw ES256 check by the same browser.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.benchmarks.page_node import CERTIFICATES
from tests.benchmarks.server import free_port, wait_until_it_answers

ROOT = Path(__file__).resolve().parents[2]
SLOWED = 4
CHROMIUM = os.environ.get("KPVERIFY_CHROMIUM", "/usr/bin/chromium")
MOST_KB, MOST_MS = 100, 50
# The name of a wish, and the least Lighthouse may give.
WISHES = {"accessibility": 100, "best-practices": 100, "performance": 95}

JUDGE = """codes => {
  const screen = document.getElementById("verdict");
  const judged = (text) => new Promise((resolve) => {
    const data = new DataTransfer();
    data.setData("text", text);
    const startedAt = performance.now();
    const watcher = new MutationObserver(() => {
      const drawn = screen.querySelector(".verdict");
      // The last verdict is taken away before the next code is looked at.
      if (drawn === null) return;
      watcher.disconnect();
      resolve({ ms: performance.now() - startedAt, outcome: drawn.dataset.outcome });
    });
    watcher.observe(screen, { childList: true });
    document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  });
  return codes.reduce(async (before, text) => [...(await before), await judged(text)], Promise.resolve([]));
}"""
RAW = """async ({ tokens, jwk }) => {
  const plain = (text) => atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  const bytes = (text) => Uint8Array.from(plain(text), (sign) => sign.charCodeAt(0));
  const key = await crypto.subtle.importKey("jwk", jwk, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
  const times = [];
  for (const token of tokens) {
    const [head, body, tail] = token.split(".");
    const [input, signature] = [new TextEncoder().encode(`${head}.${body}`), bytes(tail)];
    const startedAt = performance.now();
    const isGood = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, input);
    if (!isGood) throw new Error("bad");
    times.push(performance.now() - startedAt);
  }
  return times;
}"""


@contextmanager
def node() -> Iterator[tuple[str, dict[str, Any]]]:
    """Prepare the node, serve it as in production, and take it down again."""
    with tempfile.TemporaryDirectory(prefix="kpverify-bench-") as folder:
        port = free_port()
        url = f"http://localhost:{port}"
        environment = {**os.environ, "KPVERIFY_ENV": "demo", "KPVERIFY_VAR": folder, "KPVERIFY_PUBLIC_URL": url}
        environment["KPVERIFY_SEAL_KEY"] = base64.b64encode(os.urandom(32)).decode()
        environment.pop("KPVERIFY_DATABASE_URL", None)
        run = {"cwd": ROOT, "env": environment, "check": True}
        for command in ("migrate", "collectstatic --noinput"):
            subprocess.run([sys.executable, "manage.py", *command.split(), "-v", "0"], **run)
        fill = [sys.executable, "-m", "tests.benchmarks.page_node"]
        filled = subprocess.run(fill, capture_output=True, text=True, **run)
        command = (
            f"-m granian --interface wsgi --host 127.0.0.1 --port {port} --log-level error kpverify.wsgi:application"
        )
        server = subprocess.Popen([sys.executable, *command.split()], cwd=ROOT, env=environment)
        try:
            wait_until_it_answers(port)
            yield url, json.loads(filled.stdout.splitlines()[-1])
        finally:
            server.terminate()
            server.wait(timeout=15)


def rows() -> list[dict[str, Any]]:
    """Measure; fail where a promise is not kept."""
    with node() as (url, held), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            found = [_first_visit(browser, url, held), *_verdicts(browser, url, held)]
        finally:
            browser.close()
        return [*found, *_lighthouse(url)]


def _first_visit(browser: Browser, url: str, held: dict[str, Any]) -> dict[str, Any]:
    """Weigh what comes over the wire, on the page and for the service worker, before the reader of pictures does."""
    page = browser.new_page()
    wire = page.context.new_cdp_session(page)
    weights: list[tuple[str, float]] = []
    names: dict[str, str] = {}
    wire.on("Network.requestWillBeSent", lambda event: names.update({event["requestId"]: event["request"]["url"]}))
    wire.on(
        "Network.loadingFinished",
        lambda event: weights.append((names.get(event["requestId"], ""), event["encodedDataLength"])),
    )
    wire.send("Network.enable")
    page.goto(f"{url}/v")
    expect(page.locator("#lists-tag")).to_have_class("tag good", timeout=60_000)
    page.close()
    lists = sum(weight for name, weight in weights if name.endswith("/trust/bundle"))
    own = sum(weight for _name, weight in weights) - lists + len(_get(f"{url}/sw.js", "br"))
    if own > MOST_KB * 1000:
        raise SystemExit(f"The first visit weighs {own / 1000:.0f} kB.")
    return {
        "name": f"first visit without the lists of {held['participants']} participants, before the decoder",
        "figure": round(own / 1000, 1),
        "unit": f"kB over the wire (at most {MOST_KB})",
        "peer": "those lists",
        "peer_figure": round(lists / 1000, 1),
        "ratio": round(own / lists, 2),
    }


def _get(url: str, coding: str) -> bytes:
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept-Encoding": coding}), timeout=30) as found:
        return bytes(found.read())


def _verdicts(browser: Browser, url: str, held: dict[str, Any]) -> list[dict[str, Any]]:
    """Judge every code once, without a network, on a slowed processor."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{url}/v")
    expect(page.locator("#ready")).to_have_class("tag good", timeout=120_000)
    context.set_offline(True)
    page.reload()
    expect(page.locator("#lists-tag")).to_have_class("tag good", timeout=60_000)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    raw = statistics.median(page.evaluate(RAW, {"tokens": held["tokens"], "jwk": _key(page, held["tokens"][0])}))
    judged = page.evaluate(JUDGE, held["codes"])
    context.close()
    if {one["outcome"] for one in judged} != {"valid"}:
        raise SystemExit(f"Not all codes were valid: {judged}")
    times = [one["ms"] for one in judged]
    if statistics.median(times) > MOST_MS:
        raise SystemExit(f"A verdict took {statistics.median(times):.0f} ms.")
    what = f"scanned text to verdict, offline, {CERTIFICATES:,} certificates, processor slowed {SLOWED} times"
    peer = {"peer": "one raw WebCrypto check of the same", "peer_figure": round(raw, 2)}
    return [
        {"name": what, "figure": round(middle, 1), "unit": unit, **peer, "ratio": round(middle / raw, 1)}
        for middle, unit in (
            (statistics.median(times), f"ms (median, at most {MOST_MS})"),
            (statistics.quantiles(times, n=20)[18], "ms (19 of 20)"),
        )
    ]


def _key(page: Page, token: str) -> dict[str, str]:
    """Find the public key that a token names, where the page has it."""
    kid = json.loads(base64.urlsafe_b64decode(token.partition(".")[0] + "=="))["kid"]
    bundle = json.loads(page.evaluate("caches.match('/trust/bundle').then(found => found.text())"))
    trust = json.loads(base64.urlsafe_b64decode(bundle["trust_list"]["payload"] + "=="))
    keys = [key for authority in trust["authorities"] for key in authority["keys"]]
    return next({name: key[name] for name in ("kty", "crv", "x", "y")} for key in keys if key["kid"] == kid)


def _lighthouse(url: str) -> list[dict[str, Any]]:
    """Ask Lighthouse, where this machine can fetch it."""
    npx = shutil.which("npx")
    if npx is None:
        return []
    command = [npx, "--yes", "lighthouse@12", f"{url}/v", "--output=json", "--quiet"]
    command += [f"--only-categories={','.join(WISHES)}", "--chrome-flags=--headless=new --no-sandbox"]
    done = subprocess.run(command, env={**os.environ, "CHROME_PATH": CHROMIUM}, capture_output=True, text=True)
    if done.returncode:
        print(f"Lighthouse did not run: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return []
    scores = {name: round(found["score"] * 100) for name, found in json.loads(done.stdout)["categories"].items()}
    return [
        {
            "name": f"Lighthouse 12, mobile, /v: {name}",
            "figure": scores[name],
            "unit": "of 100",
            "peer": "our wish",
            "peer_figure": least,
            "ratio": round(scores[name] / least, 2),
        }
        for name, least in WISHES.items()
    ]
