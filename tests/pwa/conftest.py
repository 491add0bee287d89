"""The checking page as a visitor meets it: a running node, collected files, a real Chromium, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connections
from django.test.testcases import LiveServerThread, QuietWSGIRequestHandler
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect

from kpverify.pwa import views
from kpverify.tokens.transport import qr_text
from kpverify.verification.published import shelf
from tests.certificates.conftest import Shipping
from tests.world import World

# Playwright's event loop runs in this thread, and Django thinks that queries do, too.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
expect.set_options(timeout=15_000)

CHROMIUM = os.environ.get("KPVERIFY_CHROMIUM", "/usr/bin/chromium")
SWITCHES = ["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests share a server's files and a machine's patience: one worker takes them all."""
    for item in items:
        if item.get_closest_marker("browser") and "tests/pwa" in str(item.path):
            item.add_marker(pytest.mark.xdist_group("pwa"))


@pytest.fixture(scope="session")
def phone(browser_type: BrowserType) -> Iterator[Browser]:
    """Launch a Chromium of our own, with a camera: the plugin's is everybody's, and whoever comes first shapes it."""
    browser = browser_type.launch(executable_path=CHROMIUM, args=SWITCHES)
    yield browser
    browser.close()


class PatientServer(ThreadedWSGIServer):
    """Ends only when all its answers are given."""

    daemon_threads = False


class OneAnswer(QuietWSGIRequestHandler):
    """Closes after each answer: a browser that keeps a connection open would keep the server's socket, too."""

    protocol_version = "HTTP/1.0"
    timeout = 5

    def handle_one_request(self) -> None:
        """Let go of a connection that a browser opened in advance and never used."""
        try:
            super().handle_one_request()
        except TimeoutError:
            self.close_connection = True


class Server(LiveServerThread):
    """Serves static files through the site's own middleware, not Django's for development."""

    def _create_server(self, connections_override: object = None) -> PatientServer:
        return PatientServer((self.host, self.port), OneAnswer, connections_override=connections_override)


@pytest.fixture
def address(transactional_db: None, settings: object, tmp_path: object) -> Iterator[str]:
    """Serve the whole node, its static files as in production."""
    settings.VAR = tmp_path  # type: ignore[attr-defined]
    override = {one.alias: one for one in connections.all() if one.vendor == "sqlite" and one.is_in_memory_db()}
    for connection in override.values():
        connection.inc_thread_sharing()
    thread = Server("localhost", static_handler=lambda app: app, connections_override=override)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    settings.PUBLIC_URL = f"http://localhost:{thread.port}"  # type: ignore[attr-defined]
    shelf.__init__()
    try:
        yield settings.PUBLIC_URL  # type: ignore[attr-defined]
    finally:
        thread.terminate()
        for connection in override.values():
            connection.dec_thread_sharing()


@dataclass
class Node:
    """A node, the world in it, and ready-made certificates."""

    url: str
    world: World
    shipping: Shipping

    def code(self, certificate: object, *, host: str | None = None) -> str:
        """Write the QR text of a certificate."""
        return qr_text(certificate.token, host or self.url)  # type: ignore[attr-defined]


@pytest.fixture
def node(address: str, world: World) -> Node:
    """A node with Botswana's shipping office."""
    return Node(address, world, Shipping(world.ada, world.ben, world.now + timedelta(minutes=10)))


@dataclass
class Visit:
    """One device on the page: what it asked for, and every complaint of its browser."""

    node: Node
    context: BrowserContext
    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> Page:
        """Listen to a page."""
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        return page

    def open(self, path: str = "/v") -> Page:
        """Open the page and wait until it has its lists."""
        self.page.goto(self.node.url + path)
        expect(self.page.locator("html")).to_have_attribute("data-ready", "yes")
        return self.page

    def open_to_stay(self) -> Page:
        """Open the page and wait until it works without a network."""
        self.open()
        expect(self.page.locator("#ready")).to_have_class("tag good", timeout=60_000)
        expect(self.page.locator("#lists-tag")).to_have_class("tag good")
        return self.page

    def scan(self, text: str) -> None:
        """Let a hand scanner type a code: all keys at once, then Enter, wherever the focus stands."""
        self.page.evaluate(
            """text => {
              const press = (key, code) => {
                const keydown = new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true });
                const isFree = document.activeElement.dispatchEvent(keydown);
                const field = document.activeElement;
                if (isFree && "value" in field && key.length === 1) field.value += key;
              };
              for (const letter of text) press(letter, /[0-9]/.test(letter) ? `Digit${letter}` : "");
              press("Enter", "Enter");
            }""",
            text,
        )

    def paste(self, text: str) -> None:
        """Paste a code."""
        self.page.evaluate(
            """text => {
              const data = new DataTransfer();
              data.setData("text", text);
              const paste = { clipboardData: data, bubbles: true, cancelable: true };
              document.dispatchEvent(new ClipboardEvent("paste", paste));
            }""",
            text,
        )

    def judge(self, text: str) -> str:
        """Paste a code and give the outcome shown, which is not the one before."""
        self.page.evaluate("document.getElementById('verdict').replaceChildren()")
        self.paste(text)
        expect(self.page.locator("#verdict-word")).to_be_visible()
        return str(self.page.locator(".verdict").get_attribute("data-outcome"))


@pytest.fixture
def visit(node: Node, phone: Browser) -> Iterator[Visit]:
    """A phone that was never here. Its browser must have nothing to complain of, and nobody else to talk to."""
    context = phone.new_context(viewport={"width": 360, "height": 740}, service_workers="allow")
    made = Visit(node, context, context.new_page())
    made.page.add_init_script(
        "addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>"
        " console.error('CSP', violatedDirective, blockedURI))"
    )
    made.watch(made.page)
    yield made
    context.close()
    strangers = [url for url in made.asked if not url.startswith((node.url, "blob:", "data:", "about:"))]
    assert strangers == []
    offline = [text for text in made.complaints if "ERR_INTERNET_DISCONNECTED" not in text]
    assert offline == []


@pytest.fixture
def axe() -> Axe:
    """The accessibility judge."""
    return Axe()


@pytest.fixture(autouse=True)
def fresh_pages() -> Iterator[None]:
    """What the node keeps in memory must not outlive a test's settings."""
    yield
    for cached in (views._page, views._words, views._worker, views._manifest):
        cached.cache_clear()
