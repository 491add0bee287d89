"""Every page of the demonstration, reached by following links as each role: accessible, narrow enough, never broken.

Light, dark and Arabic, on a phone; the pictures stay in `build/pages/` for people to look at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import resolve
from playwright.sync_api import Browser, BrowserContext, Page

from kpverify.office.urls import ONE
from tests.demo.conftest import CHROMIUM, started
from tests.demo.people import sign_in

pytestmark = pytest.mark.browser
PICTURES = Path(settings.ROOT) / "build" / "pages"
PHONE = {"width": 360, "height": 740}
# Who walks, and where they begin.
WALKERS = {
    "": ("/",),
    "ada@bw.example": ("/office/",),
    "ben@bw.example": ("/office/",),
    "naledi@bw.example": ("/office/",),
    "sefako@secretariat.example": ("/secretariat/",),
    "odile@observer.example": ("/secretariat/",),
}
# Where following a link is an act of its own, or leaves the house's pages.
LEFT_OUT = re.compile(
    r"^/(accounts/logout|api|trust|status|static|metrics|healthz|readyz)(/|$)"
    r"|\.(pdf|svg|png|jpg|csv|xlsx|json|webmanifest|js)$|/office/[0-9a-f-]{36}/files/|/concerns/[A-Z0-9-]+/files/"
)
# How many pages of one route are looked at, by each person and in all: a list of thirty certificates leads to one page
# thirty times. The certificate's own page is another one in each state.
MINE, ALL = 1, 2
MANY = {"office/<certificate>/": (9, 18)}


@dataclass
class Walk:
    """What was seen, and what was wrong with it."""

    seen: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def look(self, page: Page, url: str, who: str) -> list[str]:
        """Look at one page in every way; tells its links."""
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        answer = page.goto(url)
        # A job's page goes on by itself while it has something to do.
        page.wait_for_load_state("networkidle")
        path = urlsplit(url).path
        if answer is None or answer.status >= 400:
            self.wrong.append(f"{path} ({who}): {answer and answer.status}")
            return []
        if "html" not in (answer.headers.get("content-type") or ""):
            return []
        self._judge(page, f"{path} light")
        page.emulate_media(color_scheme="dark")
        self._judge(page, f"{path} dark", only="color-contrast")
        page.emulate_media(color_scheme="light")
        links = page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
        if path == "/v":
            # Speaks as its own language buttons say; tests/pwa looks at it in Arabic.
            return links
        _speak(page.context, url, "ar")
        page.reload()
        if page.evaluate("document.documentElement.dir") != "rtl":
            self.wrong.append(f"{path} is not written from right to left in Arabic")
        self._judge(page, f"{path} arabic")
        _speak(page.context, url, "en")
        self.wrong += [f"{path}: {words}" for words in complaints]
        return links

    def _judge(self, page: Page, what: str, only: str | None = None) -> None:
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > PHONE["width"]:
            self.wrong.append(f"{what} is {wide} wide")
        rules = {"resultTypes": ["violations"], **({"runOnly": {"type": "rule", "values": [only]}} if only else {})}
        for fault in Axe().run(page, options=rules).response["violations"]:
            targets = [one["target"] for one in fault["nodes"]][:3]
            self.wrong.append(f"{what}: {fault['id']} {targets}")
        name = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "id", what).strip("/").replace("/", "-").replace(" ", "_") or "home"
        page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def _speak(context: BrowserContext, url: str, language: str) -> None:
    host = urlsplit(url).hostname or ""
    context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "domain": host, "path": "/"}])


def kind_of(path: str) -> str:
    """Name what pages of this address have in common: the route, and for acts which act it is."""
    found = resolve(path)
    route = found.route.replace(ONE, "<certificate>").replace("^", "").replace("$", "")
    acts = [str(found.kwargs[name]) for name in ("name", "what") if name in found.kwargs]
    return " ".join([route, *acts])


def test_every_page_that_links_lead_to(browser_type, tmp_path):
    PICTURES.mkdir(parents=True, exist_ok=True)
    walk = Walk()
    browser: Browser = browser_type.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    with started(tmp_path / "node") as demo:
        for who, starts in WALKERS.items():
            context = browser.new_context(viewport=PHONE, reduced_motion="reduce")
            page = context.new_page()
            if who:
                sign_in(page, demo, who)
            mine: dict[str, int] = {}
            todo, known = [urljoin(demo.url, one) for one in starts], set()
            while todo:
                url = todo.pop(0).partition("#")[0]
                parts = urlsplit(url)
                if url in known or not url.startswith(demo.url) or LEFT_OUT.search(parts.path):
                    continue
                known.add(url)
                route = kind_of(parts.path) + ("?" if parts.query else "")
                most = MANY.get(route, (MINE, ALL))
                if mine.get(route, 0) >= most[0] or walk.seen.get(route, 0) >= most[1]:
                    continue
                mine[route] = mine.get(route, 0) + 1
                walk.seen[route] = walk.seen.get(route, 0) + 1
                todo += walk.look(page, url, who)
            context.close()
    browser.close()
    (PICTURES / "seen.txt").write_text("\n".join(sorted(walk.seen)), encoding="utf-8")
    (PICTURES / "wrong.txt").write_text("\n".join(walk.wrong), encoding="utf-8")
    assert walk.wrong == []
    assert len(walk.seen) > 80
