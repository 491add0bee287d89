"""How many questions a node answers a second: granian, two workers, the whole stack, on this machine's loopback.

The senders run on the same cores, so a server of its own does better. The peer of each row is `/healthz` of the same
run: what the stack costs before it does anything.
"""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.load import Load, drive, request

ROOT = Path(__file__).resolve().parents[2]
REQUESTS = 6_000
SENDERS = 8


def free_port() -> int:
    """Ask the system for a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def node() -> Iterator[tuple[int, dict[str, str]]]:
    """Prepare a node with real reference data, serve it, and take it down again."""
    with tempfile.TemporaryDirectory(prefix="kpverify-bench-") as folder:
        port = free_port()
        environment = {
            **os.environ,
            "KPVERIFY_ENV": "demo",
            "KPVERIFY_VAR": folder,
            "KPVERIFY_PUBLIC_URL": f"http://localhost:{port}",
            "KPVERIFY_SEAL_KEY": base64.b64encode(os.urandom(32)).decode(),
            "KPVERIFY_VERIFY_RATE": "1000000/s",
            "KPVERIFY_LOOKUP_RATE": "1000000/s",
        }
        environment.pop("KPVERIFY_DATABASE_URL", None)
        (Path(folder) / "static").mkdir()
        python = [sys.executable]
        subprocess.run([*python, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, env=environment, check=True)
        filled = subprocess.run(
            [*python, "-m", "tests.benchmarks.one_certificate"],
            cwd=ROOT,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        command = [*python, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
        command += ["--workers", "2", "--blocking-threads", "8", "--no-ws", "--log-level", "error"]
        command += ["kpverify.wsgi:application"]
        server = subprocess.Popen(command, cwd=ROOT, env=environment)
        try:
            wait_until_it_answers(port)
            yield port, json.loads(filled.stdout.splitlines()[-1])
        finally:
            server.terminate()
            server.wait(timeout=15)


def wait_until_it_answers(port: int) -> None:
    """Wait for a server that was just started.  Raises: TimeoutError."""
    for _ in range(150):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("The server did not start.")


def _row(name: str, load: Load, peer: Load) -> list[dict[str, object]]:
    if any(status >= 500 for status in load.statuses):
        raise RuntimeError(f"{name}: {load.statuses}")
    return [
        {
            "name": name,
            "figure": round(load.per_second),
            "unit": "answers/s",
            "peer": "/healthz of the same run",
            "peer_figure": round(peer.per_second),
            "ratio": round(load.per_second / peer.per_second, 2),
        },
        {
            "name": f"{name}, slowest of 20",
            "figure": round(load.p95_ms, 1),
            "unit": "ms (p95)",
            "peer": "/healthz of the same run",
            "peer_figure": round(peer.p95_ms, 1),
            "ratio": round(load.p95_ms / peer.p95_ms, 2),
        },
    ]


def rows() -> list[dict[str, object]]:
    """Measure each kind of question after a warm-up."""
    with node() as (port, held):
        code = json.dumps({"code": held["qr_text"]}).encode()
        pair = json.dumps({"number": held["number"], "check_code": held["check_code"]}).encode()
        tagged = f'If-None-Match: "{held["bundle_digest"]}"\r\n'
        kinds = {
            "verify": request("POST", "/api/v1/verify", port, body=code),
            "lookup": request("POST", "/api/v1/lookup", port, body=pair),
            "status list": request("GET", held["path"], port),
            "trust bundle, unchanged": request("GET", "/trust/bundle", port, headers=tagged),
        }
        alive = request("GET", "/healthz", port)
        drive(port, [alive, *kinds.values()], requests=800, senders=SENDERS)
        peer = drive(port, [alive], requests=REQUESTS, senders=SENDERS)
        return [
            row
            for name, text in kinds.items()
            for row in _row(name, drive(port, [text], requests=REQUESTS, senders=SENDERS), peer)
        ]


if __name__ == "__main__":
    for row in rows():
        print(row)
