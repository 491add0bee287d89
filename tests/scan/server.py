"""A small origin for the scanner's tests: the collected static files under the site's own policy, and one bare page.

The files are collected as in production, so hashed names and rewritten imports are what the browser meets.
"""

from __future__ import annotations

import json
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

from kpverify.pwa.assets import SCAN_URLS

PAGE = Path(__file__).parent / "page"
MODULES = {name: f"pwa/scan/{name}.js" for name in ("configure", "camera", "pictures", "decoder")}
CSP = "; ".join(
    f"{name} {' '.join(map(str, values))}" for name, values in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
)


@contextmanager
def serve(frames: Path | None = None) -> Iterator[Origin]:
    """Serve until the block ends, on a free port."""
    origin = Origin(frames)
    server = ThreadingHTTPServer(("127.0.0.1", 0), origin.handler())
    origin.url = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield origin
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Origin:
    """What the server serves, and which addresses it was asked for."""

    def __init__(self, frames: Path | None) -> None:
        self.url = ""
        self.asked: list[str] = []
        self.missing: set[str] = set()
        self._frames = frames
        urls = {name: staticfiles_storage.url(path) for name, path in SCAN_URLS.items()}
        urls["modules"] = {name: staticfiles_storage.url(path) for name, path in MODULES.items()}
        self._index = (PAGE / "index.html").read_text().replace("{{ urls }}", json.dumps(urls)).encode()

    def find(self, path: str) -> bytes | None:
        """Give the bytes at a path."""
        self.asked.append(path)
        if any(part in path for part in self.missing):
            return None
        if path == "/":
            return self._index
        if path == "/page.js":
            return (PAGE / "page.js").read_bytes()
        root = self._frames if path.startswith("/frames/") else settings.STATIC_ROOT
        file = Path(root) / path.split("/", 2)[2] if root and path.count("/") > 1 else None
        return file.read_bytes() if file and file.is_file() else None

    def handler(self) -> type[BaseHTTPRequestHandler]:
        """Make the handler class that asks this origin."""
        origin = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.partition("?")[0]
                body = origin.find(path)
                self.send_response(404 if body is None else 200)
                self.send_header("Content-Security-Policy", CSP)
                self.send_header("Content-Type", _type(path))
                self.send_header("Content-Length", str(len(body or b"")))
                self.send_header("X-Content-Type-Options", "nosniff")
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *_: object) -> None:
                pass

        return Handler


def _type(path: str) -> str:
    if path == "/":
        return "text/html; charset=utf-8"
    if path.endswith((".js", ".mjs")):
        return "text/javascript; charset=utf-8"
    return mimetypes.guess_type(path)[0] or "application/octet-stream"
