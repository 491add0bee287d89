"""How fast a file of shipments becomes certificates, on a database of its own, whatever it costs to be safe."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROWS = 1000


def rows() -> list[dict[str, Any]]:
    """Issue a file of a thousand through `manage.py issue`, start-up included."""
    with tempfile.TemporaryDirectory(prefix="kpverify-bench-") as directory:
        return _measure(Path(directory))


def _measure(place: Path) -> list[dict[str, Any]]:
    env = {
        **os.environ,
        "KPVERIFY_ENV": "test",
        "KPVERIFY_VAR": str(place),
        "KPVERIFY_DATABASE_URL": f"sqlite:///{place / 'bench.sqlite3'}",
        "KPVERIFY_SEAL_KEY": base64.b64encode(os.urandom(32)).decode(),
    }
    people = json.loads(_run([sys.executable, "-m", "tests.certificates.node", "prepare", "0"], env).splitlines()[-1])
    file = place / "shipments.json"
    file.write_text(json.dumps([_shipment(number) for number in range(ROWS)]), encoding="utf-8")
    started = time.perf_counter()
    officers = [f"--prepared-by={people['preparer']}", f"--approved-by={people['approver']}"]
    said = _run([sys.executable, "manage.py", "issue", str(file), *officers], env)
    seconds = time.perf_counter() - started
    if f"All {ROWS} were issued." not in said:
        raise SystemExit("not everything was issued")
    raw = _raw_signatures()
    return [
        {
            "name": f"issue a file of {ROWS} (SQLite, synchronous=FULL)",
            "figure": ROWS / seconds,
            "unit": "certificates/s",
            "peer": "ES256 signatures alone",
            "peer_figure": raw,
            "ratio": ROWS / seconds / raw,
        }
    ]


def _run(command: list[str], env: dict[str, str]) -> str:
    return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout


def _shipment(number: int) -> dict[str, Any]:
    from tests.certificates.typed import content

    return content(seals=[f"S{number}"], parcels=number % 9 + 1)


def _raw_signatures() -> float:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.hashes import SHA256

    key = ec.generate_private_key(ec.SECP256R1())
    how = ec.ECDSA(SHA256(), deterministic_signing=True)
    started = time.perf_counter()
    for number in range(2000):
        key.sign(number.to_bytes(600, "big"), how)
    return 2000 / (time.perf_counter() - started)
