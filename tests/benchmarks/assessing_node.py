"""Load many listed names into an empty node, or judge drafts and an upload in it; print figures, as JSON.

    python -m tests.benchmarks.assessing_node load 300000
    python -m tests.benchmarks.assessing_node ask 200

The two are processes of their own, so that what is asked is asked by one that knows nothing yet. Every draft names
another exporter and importer; a tenth of them write a listed name in another way.
"""

from __future__ import annotations

import json
import os
import random
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any

import django

ROWS = 1000
SEED = 5


def load(count: int) -> dict[str, Any]:
    """Take the names in by the real service, and put the list in force."""
    from django.db import connection
    from django.utils import timezone

    from kpverify.screening import services
    from kpverify.screening.models import ListLoad
    from tests.benchmarks.screening import generated, table

    now, entries = (
        timezone.now(),
        [one for one, _ in zip(generated(random.Random(SEED)), range(count // 2), strict=False)],
    )
    begun = time.perf_counter()
    held = services.stage(files={"targets.simple.csv": table(entries)}, kind="opensanctions", by=None, now=now)
    while held.state == ListLoad.State.STAGED:
        held = services.advance_load(load_id=held.pk, now=now)
    seconds = time.perf_counter() - begun
    if held.state != ListLoad.State.IN_FORCE:
        raise SystemExit(f"the list is {held.state}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"load_s": seconds}


def contents(count: int, chance: random.Random, first: int = 0) -> Iterator[dict[str, Any]]:
    """Make contents of different shipments of different parties."""
    from tests.benchmarks.screening import _misspelled, generated
    from tests.uploads.conftest import shipment

    listed = generated(random.Random(SEED))
    others = generated(random.Random(SEED + 1))
    for place in range(first, first + count):
        exporter, entry = next(others), next(listed)
        name = _misspelled(entry[2], chance) if place % 10 == 0 else f"{exporter[2]} {place}"
        one = shipment(place + 1)
        one["exporter"] = {**one["exporter"], "name": name}
        importer = f"{exporter[3]} House {place}"
        one["importer"] = {**one["importer"], "name": importer, "address": f"{place} Gold Souk Road, Dubai"}
        yield one


def ask(count: int) -> dict[str, Any]:
    """Judge drafts one by one, then a file of a thousand rows whose parties all differ."""
    from django.utils import timezone

    from kpverify.certificates.assessment import assess
    from kpverify.certificates.models import Certificate
    from kpverify.certificates.sheets import write_csv
    from kpverify.certificates.shipments import IN_ORDER, cells_of
    from kpverify.uploads.models import UploadRow
    from tests.certificates.node import people
    from tests.uploads.node import finish, receive

    chance, ada = random.Random(SEED), people()[0]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    drafts = [Certificate(authority_id="BW", content=one, prepared_by=ada) for one in contents(count, chance)]
    times, hits = [], 0
    for draft in drafts:
        begun = time.perf_counter()
        found = assess(certificate=draft, now=timezone.now())
        times.append((time.perf_counter() - begun) * 1000)
        hits += any(one["code"].startswith("screening.") for one in found)
    cells = [cells_of(one) for one in contents(ROWS, chance, first=10_000)]
    raw = write_csv([IN_ORDER, *([row[name] for name in IN_ORDER] for row in cells)])
    begun, busy = time.perf_counter(), time.process_time()
    upload = receive(raw)
    finish()
    seconds, busy = time.perf_counter() - begun, time.process_time() - busy
    if UploadRow.objects.filter(upload=upload).exclude(findings=None).count() != ROWS:
        raise SystemExit("not every row was judged")
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "first_ms": times[0],
        "median_ms": statistics.median(times[1:]),
        "p95_ms": sorted(times[1:])[int(len(times) * 0.95) - 1],
        "hits": hits,
        "upload_s": seconds,
        "upload_own_s": busy,
        "memory_mb": after / 1024,
        "more_mb": (after - before) / 1024,
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpverify.settings")
    django.setup()
    print(json.dumps({"load": load, "ask": ask}[sys.argv[1]](int(sys.argv[2]))))
