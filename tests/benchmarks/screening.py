"""How well names are found, and how fast: labelled pairs, and parties asked among 300,000 generated names.

The peer for quality is rapidfuzz alone (Jaro-Winkler on names in small letters, the threshold that serves it best); for
time, rapidfuzz over all the names in memory.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# The first set was written with the comparison, the others before it was mended: two by kind, one seen as numbers only.
SETS = {"pairs": "", "held_out": "held out", "unseen": "unseen", "disguised": "disguised"}
NAMES = 300_000
ADDRESS = "Bureau 4, Immeuble Rex, Avenue des Martyrs 5, Quartier Lakouanga, BP 1250, Bangui"
COLUMNS = "id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,emails,dataset"


def rows() -> list[dict[str, object]]:
    """Measure in a node of its own."""
    with tempfile.TemporaryDirectory(prefix="kpverify-bench-") as folder:
        environment = {**os.environ, "KPVERIFY_ENV": "test", "KPVERIFY_VAR": folder}
        environment.pop("KPVERIFY_DATABASE_URL", None)
        command = [sys.executable, "-m", "tests.benchmarks.screening"]
        done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    found: list[dict[str, object]] = json.loads(done.stdout.splitlines()[-1])
    return found


def quality(says_alike: Callable[[str, str, bool], bool], name: str = "pairs") -> tuple[float, float, float]:
    """Give precision, recall and F1 over a set of labelled pairs."""
    held = json.loads((ROOT / "tests" / "screening" / f"{name}.json").read_text(encoding="utf-8"))
    people = set(held["people"])
    alike = [says_alike(asked, listed, listed in people) for group in held["alike"].values() for listed, asked in group]
    wrong = sum(says_alike(asked, listed, listed in people) for listed, asked in held["different"])
    right = sum(alike)
    precision, recall = right / (right + wrong or 1), right / len(alike)
    return precision, recall, 2 * right / (right + wrong + len(alike))


def ours(asked: str, listed: str, is_person: bool) -> bool:
    """Would the one be found by the other, and called alike?"""
    from kpverify.screening.keys import keys_asked, keys_of_name
    from kpverify.screening.matching import LIKE, compare_names

    shares = keys_asked(asked) & keys_of_name(listed)
    return bool(shares) and compare_names(asked, listed, is_person=is_person).score >= LIKE


def peer(threshold: float) -> Callable[[str, str, bool], bool]:
    """Say alike what rapidfuzz alone says from a threshold on."""
    from rapidfuzz.distance import JaroWinkler

    return lambda asked, listed, _person: JaroWinkler.similarity(asked.lower(), listed.lower()) >= threshold


def generated(chance: random.Random) -> Iterator[list[str]]:
    """Make entries with two names each, of words as unevenly common as in real lists."""
    parts = "ba be bo da di do fa ga go ka ki ko la le lo ma mi mo na ni no pa ra ri ro sa se so ta ti to va vi za zo"
    syllables = parts.split()
    vocabulary = ["".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(40_000)]
    weights = [1 / (place + 30) for place in range(len(vocabulary))]
    common = ["trading", "general", "company", "mining", "group", "international", "gold", "diamond", "services"]
    drawn = iter(chance.choices(vocabulary, weights, k=NAMES * 3))
    for place in range(NAMES // 2):
        names = []
        for _ in range(2):
            words = [next(drawn) for _ in range(chance.choice((1, 2, 2, 3)))]
            words += chance.sample(common, chance.choice((0, 1, 2)))
            names.append(" ".join(words).title())
        schema = chance.choice(("Person", "Company", "Organization"))
        yield [f"g-{place}", schema, names[0], names[1], "", "cf", "", "", "generated", "", "", "bench"]


def table(entries: list[list[str]]) -> bytes:
    """Write them as the table of targets of OpenSanctions."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([COLUMNS.split(","), *entries])
    return text.getvalue().encode()


def measure(seed: int = 5) -> list[dict[str, object]]:
    """Load the names, ask for parties, and compare with the peers."""
    from django.core.management import call_command
    from django.utils import timezone
    from rapidfuzz import fuzz, process

    from kpverify.screening import searching, services
    from kpverify.screening.models import ListLoad
    from kpverify.screening.services import Party

    call_command("migrate", verbosity=0)
    chance, now = random.Random(seed), timezone.now()
    entries = list(generated(chance))
    begun = time.perf_counter()
    load = services.stage(files={"targets.simple.csv": table(entries)}, kind="opensanctions", by=None, now=now)
    longest = 0.0
    while load.state == ListLoad.State.STAGED:
        step = time.perf_counter()
        load = services.advance_load(load_id=load.pk, now=now)
        longest = max(longest, time.perf_counter() - step)
    loading = time.perf_counter() - begun

    def ask(name: str) -> float:
        step = time.perf_counter()
        services.screen([Party("exporter", name, "CF", ADDRESS)])
        return (time.perf_counter() - step) * 1000

    names = [name for entry in entries for name in entry[2:4]]
    asked = [_misspelled(name, chance) for name in chance.sample(names, 150)] + [
        f"Firm {n} Unlisted" for n in range(50)
    ]
    cold = ask(asked[0])
    once = [ask(name) for name in asked]
    again = [ask(name) for name in asked]
    searching._search.cache_clear()
    lowered, peers = [name.lower() for name in names], []
    for name in asked[:10]:
        step = time.perf_counter()
        process.extract(name.lower(), lowered, scorer=fuzz.token_sort_ratio, score_cutoff=85, limit=5)
        peers.append((time.perf_counter() - step) * 1000)
    rows = [row for name, words in SETS.items() for row in _quality_rows(name, words)]
    middle, theirs = statistics.median(once), statistics.median(peers)
    scan = {"unit": "ms", "peer": "rapidfuzz over all names"}
    return [
        *rows,
        {"name": "screening: party, first of a process (300)", "figure": cold, "peer_figure": peers[0], **scan},
        {
            "name": f"screening: party among {NAMES:,} names, median (10)",
            "figure": middle,
            "peer_figure": theirs,
            "ratio": middle / theirs,
            **scan,
        },
        {"name": "screening: the same, 95 of 100 are faster", "figure": sorted(once)[189], "unit": "ms"},
        {"name": "screening: party asked before", "figure": statistics.median(again), "unit": "ms"},
        {"name": f"screening: taking {NAMES:,} names in", "figure": loading, "unit": "s"},
        {"name": "screening: the longest step of it", "figure": longest, "unit": "s"},
    ]


def _quality_rows(name: str, words: str) -> Iterator[dict[str, object]]:
    p, r, f1 = quality(ours, name)
    best = max((quality(peer(at / 100), name) for at in range(70, 100)), key=lambda one: one[2])
    about = f" {words}" if words else ""
    for what, mine, theirs in (("F1 (0.85)", f1, best[2]), ("recall", r, best[1]), ("precision", p, best[0])):
        rate = {"figure": mine, "peer_figure": theirs, "ratio": mine / theirs, "unit": "of 1"}
        yield {"name": f"screening: {what}{about}", "peer": "rapidfuzz alone", **rate}


def _misspelled(name: str, chance: random.Random) -> str:
    """Write a name as somebody else might."""
    words = name.split()
    chance.shuffle(words)
    return " ".join(words).replace("i", "y").replace("k", "c") + chance.choice((" Ltd", " SARL", ""))


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpverify.settings")
    django.setup()
    print(json.dumps(measure()))
