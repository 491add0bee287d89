"""Many at once in real processes that are killed, and timed: `python -m tests.uploads.node COMMAND ...`.

The node (its database, its world) is made by `python -m tests.certificates.node prepare 0`.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import django

from tests.certificates.node import child, people


def killed_after(seconds: float, work: Callable[[], None]) -> bool:
    """Let a process do something, and kill it; tells whether it was still at it."""
    pid = child(work)
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    return os.waitpid(pid, 0)[1] == signal.SIGKILL


def raw_file(rows: int, first: int = 1) -> bytes:
    """Write a CSV file with so many different shipments."""
    from kpverify.certificates.sheets import write_csv
    from kpverify.certificates.shipments import IN_ORDER, cells_of
    from tests.uploads.conftest import shipment

    cells = [cells_of(shipment(place)) for place in range(first, first + rows)]
    return write_csv([IN_ORDER, *([row[name] for name in IN_ORDER] for row in cells)])


def receive(raw: bytes) -> Any:
    """Receive a file of Ada's."""
    from django.utils import timezone

    from kpverify.uploads.services import receive_upload

    return receive_upload(raw=raw, name="shipments.csv", by=people()[0], now=timezone.now())


def finish() -> None:
    """Do what `manage.py work` does."""
    from django.utils import timezone

    from kpverify.uploads.services import finish_uploads

    list(finish_uploads(now=timezone.now(), most_steps=100_000))


def kill(times: int, seed: int) -> dict[str, Any]:
    """Kill processes that receive a file, judge its rows, and accept them, at any instant; `work` finishes it."""
    from collections import Counter

    from django.utils import timezone

    from kpverify.audit.services import check_chain
    from kpverify.certificates.models import Certificate
    from kpverify.uploads.models import Upload, UploadRow
    from kpverify.uploads.services import accept_rows

    chance, rows = random.Random(seed), 200
    before, killed, raw = Certificate.objects.count(), Counter[str](), raw_file(rows)
    for _ in range(times):
        killed["receiving"] += killed_after(chance.uniform(0.01, 0.12), lambda: receive(raw))
    sizes = [upload.rows.count() for upload in Upload.objects.all()]
    upload = receive(raw)
    for _ in range(times):
        killed["judging"] += killed_after(chance.uniform(0.01, 0.15), finish)
    finish()
    accept_rows(upload_id=upload.pk, rows="good", submits=False, by=people()[0], now=timezone.now())
    for _ in range(times):
        killed["accepting"] += killed_after(chance.uniform(0.01, 0.12), finish)
    part = Certificate.objects.count() - before
    finish()
    states = Counter(UploadRow.objects.filter(upload=upload).values_list("state", flat=True))
    return {
        "killed": dict(killed),
        "whole": all(size == rows for size in sizes),
        "part": part,
        "drafted": Certificate.objects.count() - before,
        "accepted": states["accepted"],
        "audit": check_chain(),
    }


def dry_run(rows: int) -> dict[str, Any]:
    """Time how long a file takes to be received, to be judged, and to be drafted."""
    from django.utils import timezone

    from kpverify.certificates.models import Certificate
    from kpverify.uploads.services import accept_rows

    raw, seconds = raw_file(rows, first=100_000), {}
    began = time.perf_counter()
    upload = receive(raw)
    seconds["receive"] = time.perf_counter() - began
    began = time.perf_counter()
    finish()
    seconds["judge"] = time.perf_counter() - began
    accept_rows(upload_id=upload.pk, rows="good", submits=False, by=people()[0], now=timezone.now())
    began = time.perf_counter()
    finish()
    seconds["accept"] = time.perf_counter() - began
    if Certificate.objects.filter(upload_row__upload=upload).count() != rows:
        raise SystemExit("not every row was drafted")
    return seconds


COMMANDS: dict[str, Callable[..., dict[str, Any]]] = {"kill": kill, "dry_run": dry_run}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpverify.settings")
    django.setup()
    print(json.dumps(COMMANDS[sys.argv[1]](*map(int, sys.argv[2:]))))
