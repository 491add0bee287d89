"""Both verifiers side by side.  `python -m tests.tokens.twins --count 100000 --seed 7` looks further than the tests."""

from __future__ import annotations

import argparse
import base64
import json
import os
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kpverify.tokens import Bundle, verify
from kpverify.tokens.errors import Malformed
from tests.tokens.cases import cast
from tests.tokens.mutations import Sample, samples

JUDGE = Path(__file__).parents[1] / "js/judge.js"
MAIN = cast.dumps(cast.bundle(cast.signed(cast.trust())))
BATCH = 5000


def node() -> str:
    """Find Node.  Raises: RuntimeError: the tests need a real one."""
    found = os.environ.get("KPVERIFY_NODE") or shutil.which("node")
    if not found:
        raise RuntimeError("Node 20 or later is needed: run .ci/components")
    return found


def judge_here(found: Iterable[Sample]) -> list[dict[str, Any]]:
    """Judge with the Python verifier."""
    main = Bundle.load(MAIN)
    return [
        verify(one.code, main if one.bundle is None else _load(one.bundle), _at(one.now)).as_json() for one in found
    ]


def _load(content: bytes) -> Bundle | bytes:
    try:
        return Bundle.load(content)
    except Malformed:
        return content


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def judge_there(found: Iterable[Sample]) -> list[dict[str, Any]]:
    """Judge with the JavaScript verifier, in one process."""
    with tempfile.TemporaryFile("w+", encoding="ascii") as lines:
        held: bytes | None = b""
        for one in found:
            if one.bundle != held:
                held = one.bundle
                content = base64.b64encode(held or MAIN).decode()
                lines.write(json.dumps({"bundle": "held", "bytes": content}) + "\n")
            lines.write(json.dumps({"code": one.code, "bundle": "held", "now": one.now}) + "\n")
        lines.seek(0)
        done = subprocess.run([node(), str(JUDGE)], stdin=lines, capture_output=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def compare(found: list[Sample]) -> tuple[list[str], Counter[str]]:
    """Judge on both sides; give what differs, and how often each outcome came."""
    # Those of the bundle at hand come first, so that it is loaded once.
    found = sorted(found, key=lambda one: one.bundle is not None)
    here, there = judge_here(found), judge_there(found)
    assert len(here) == len(there)
    differing = [
        f"{sample.kind}: {sample}\n  Python {ours}\n  JavaScript {theirs}"
        for sample, ours, theirs in zip(found, here, there, strict=True)
        if ours != theirs
    ]
    return differing, Counter(one["outcome"] for one in here) + Counter(one["code"].split("-V")[0] for one in here)


def main() -> None:
    """Compare many, and print what differs."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--count", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    total, counts = 0, Counter[str]()
    for number, start in enumerate(range(0, options.count, BATCH)):
        count = min(BATCH, options.count - start)
        differing, outcomes = compare(list(samples(options.seed * 1_000_003 + number, count)))
        total, counts = total + len(differing), counts + outcomes
        print("\n".join(differing), flush=True) if differing else None
    print(counts.most_common(40))
    print(f"{options.count} judged by both, {total} answers differ")


if __name__ == "__main__":
    main()
