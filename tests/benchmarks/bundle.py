"""How much a phone downloads: the bundle of the whole scheme, 60 participants and 10,000 live certificates.

Made of what the services publish: real reference data, keys for every authority, status lists with one certificate in a
hundred suspended or revoked and half of them received. The peer is the same bundle without compression.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

CERTIFICATES = 10_000
ROOT = Path(__file__).resolve().parents[2]


def rows() -> list[dict[str, object]]:
    """Measure in a node of its own."""
    with tempfile.TemporaryDirectory(prefix="kpverify-bench-") as folder:
        environment = {**os.environ, "KPVERIFY_ENV": "test", "KPVERIFY_VAR": folder}
        environment |= {"KPVERIFY_PUBLIC_URL": "https://verify.example.org", "KPVERIFY_SEAL_KEY": "A" * 43 + "="}
        environment.pop("KPVERIFY_DATABASE_URL", None)
        command = [sys.executable, "-m", "tests.benchmarks.bundle"]
        done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    sizes = json.loads(done.stdout.splitlines()[-1])
    return [
        {
            "name": f"bundle ({coding}): {sizes['participants']} participants, {CERTIFICATES:,} certificates",
            "figure": sizes[coding] / 1000,
            "unit": "kB (at most 300)",
            "peer": "the same, not compressed",
            "peer_figure": sizes["plain"] / 1000,
            "ratio": round(sizes[coding] / sizes["plain"], 2),
        }
        for coding in ("br", "gzip")
    ]


def measure(seed: int = 7) -> dict[str, int]:
    """Fill an empty database with the whole scheme; give the bundle's sizes in bytes."""
    from django.core.management import call_command
    from django.db import transaction
    from django.utils import timezone

    from kpverify.registry import services as registry
    from kpverify.registry.models import Authority, Participant
    from kpverify.status import services as status
    from kpverify.status.models import StatusEntry
    from kpverify.verification.published import shelf
    from tests.world import BY, make_keys, publish

    chance, now = random.Random(seed), timezone.now().replace(microsecond=0)
    call_command("migrate", verbosity=0)
    registry.load_reference(now=now, by=BY)
    authorities = list(Authority.objects.order_by("pk").values_list("pk", flat=True))
    make_keys(authorities, now)
    for place, authority in enumerate(authorities):
        with transaction.atomic():
            status.allocate(authority_id=authority, count=len(range(place, CERTIFICATES, len(authorities))), now=now)
    entries = list(StatusEntry.objects.all())
    for entry in entries:
        entry.value = chance.choices((0, 1, 2, 3), (49, 0.6, 0.4, 50))[0]
    StatusEntry.objects.bulk_update(entries, ["value"], batch_size=500)
    publish(now)
    bundle = shelf.published().bundle
    if bundle is None:
        raise RuntimeError("Nothing was published.")
    counted = Participant.objects.filter(is_counted=True).count()
    return {"participants": counted} | {name or "plain": len(bundle.form(name)) for name in ("", "br", "gzip")}


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpverify.settings")
    django.setup()
    print(json.dumps(measure()))
