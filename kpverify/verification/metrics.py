"""What this node counts, for Prometheus: verdicts, refusals, time to a verdict; never a token, a number or a client.

All processes of a node add to one shared table, so any of them can answer for all.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator

from django.conf import settings
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from kpverify.verification.shared import SharedTable, shared_table

CHANNELS = ("verify", "lookup")
OUTCOMES = ("valid", "attention", "undetermined", "invalid", "unrecognised")
REFUSALS = ("wrong-shape", "too-large", "length-required", "unsupported-media-type", "throttled")
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)

CELLS: tuple[str, ...] = (
    *(f"verdict {channel} {outcome}" for channel in CHANNELS for outcome in OUTCOMES),
    *(f"refused {reason}" for reason in REFUSALS),
    *(f"under {bound}" for bound in BUCKETS),
    "under +Inf",
    "nanoseconds",
)
PLACES = {cell: 8 * place for place, cell in enumerate(CELLS)}
COUNTER = struct.Struct("<Q")


def _table() -> SharedTable:
    # Another layout is another file: a new release never reads old counters into the wrong cells.
    layout = hashlib.sha256("\n".join(CELLS).encode()).hexdigest()[:8]
    return shared_table(settings.VAR / f"metrics-{layout}", size=8 * len(CELLS))


def _add(amounts: dict[str, int]) -> None:
    with _table().locked() as memory:
        for cell, amount in amounts.items():
            place = PLACES[cell]
            (held,) = COUNTER.unpack_from(memory, place)
            COUNTER.pack_into(memory, place, held + amount)


def count_verdict(*, channel: str, outcome: str, seconds: float) -> None:
    """Count one verdict and how long it took."""
    bound = next((str(bucket) for bucket in BUCKETS if seconds <= bucket), "+Inf")
    _add({f"verdict {channel} {outcome}": 1, f"under {bound}": 1, "nanoseconds": int(seconds * 1e9)})


def count_refusal(reason: str) -> None:
    """Count one request that was not a question; reasons nobody listed are other people's codes."""
    if reason in REFUSALS:
        _add({f"refused {reason}": 1})


def counted() -> dict[str, int]:
    """Read every cell at one moment."""
    with _table().locked() as memory:
        return {cell: COUNTER.unpack_from(memory, place)[0] for cell, place in PLACES.items()}


class NodeCollector(Collector):
    """Lays the shared counters and the ages of what is published out as Prometheus metrics."""

    def __init__(self, ages: Iterable[tuple[str, str, float]]) -> None:
        self._ages = list(ages)

    def collect(self) -> Iterator[Metric]:
        """Yield each metric once."""
        cells = counted()
        verdicts = CounterMetricFamily("kpverify_verdicts", "Verdicts given.", labels=["channel", "outcome"])
        for channel in CHANNELS:
            for outcome in OUTCOMES:
                verdicts.add_metric([channel, outcome], cells[f"verdict {channel} {outcome}"])
        yield verdicts
        refusals = CounterMetricFamily("kpverify_refusals", "Requests that were not a question.", labels=["code"])
        for reason in REFUSALS:
            refusals.add_metric([reason], cells[f"refused {reason}"])
        yield refusals
        yield _histogram(cells)
        ages = GaugeMetricFamily(
            "kpverify_published_age_seconds", "Age of what is published.", labels=["artefact", "name"]
        )
        for artefact, name, age in self._ages:
            ages.add_metric([artefact, name], age)
        yield ages


def _histogram(cells: dict[str, int]) -> HistogramMetricFamily:
    buckets, so_far = [], 0
    for bound in (*map(str, BUCKETS), "+Inf"):
        so_far += cells[f"under {bound}"]
        buckets.append((bound, float(so_far)))
    seconds = HistogramMetricFamily("kpverify_verdict_seconds", "Time from the request's arrival to the verdict.")
    seconds.add_metric([], buckets, sum_value=cells["nanoseconds"] / 1e9)
    return seconds


def render(ages: Iterable[tuple[str, str, float]]) -> bytes:
    """Write the text format.  Source: Prometheus text exposition format 0.0.4."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(NodeCollector(ages))
    return generate_latest(registry)
