"""What a worker counts. Labels are closed sets: no text, handle or pseudonym can become one."""

from __future__ import annotations

from collections import Counter as Tally
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

if TYPE_CHECKING:
    from streams.edge import Slice
    from streams.progress import Place
    from streams.stages import Done

SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)


class Metrics:
    """All metrics of one process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        stage = ("stage",)
        self.records = Counter("tocsin_records_total", "Records read", stage, registry=self.registry)
        self.rejected = Counter(
            "tocsin_rejected_total", "Records that stand in chat.rejected", (*stage, "reason"), registry=self.registry
        )
        self.sent = Counter("tocsin_sent_total", "Records sent", (*stage, "topic"), registry=self.registry)
        self.slice_seconds = Histogram(
            "tocsin_slice_seconds",
            "Time of the pure stage on one slice",
            stage,
            buckets=SECONDS,
            registry=self.registry,
        )
        self.slice_records = Histogram(
            "tocsin_slice_records",
            "Records of one slice",
            stage,
            buckets=(1, 10, 100, 1000, 5000),
            registry=self.registry,
        )
        self.warm_up_seconds = Histogram(
            "tocsin_warm_up_seconds", "Time of one warm-up", stage, buckets=SECONDS, registry=self.registry
        )
        self.position = Gauge(
            "tocsin_position", "Next offset to process", (*stage, "partition"), registry=self.registry
        )
        self.lag = Gauge(
            "tocsin_lag_records",
            "Records of the partition still to process",
            (*stage, "partition"),
            registry=self.registry,
        )
        self.warming = Gauge(
            "tocsin_warm_up_records",
            "Records of the running or last warm-up",
            (*stage, "partition"),
            registry=self.registry,
        )

    def of(self, stage: str) -> StageMetrics:
        """Give the view of one stage."""
        return StageMetrics(self, stage)


class StageMetrics:
    """The metrics of one stage."""

    def __init__(self, metrics: Metrics, stage: str) -> None:
        self._metrics = metrics
        self._stage = stage

    def time_slice(self, records: int) -> AbstractContextManager[Any]:
        self._metrics.slice_records.labels(self._stage).observe(records)
        return self._metrics.slice_seconds.labels(self._stage).time()

    def time_warm_up(self) -> AbstractContextManager[Any]:
        return self._metrics.warm_up_seconds.labels(self._stage).time()

    def warming(self, partition: int, records: int) -> None:
        self._metrics.warming.labels(self._stage, partition).set(records)

    def stands(self, partition: int, place: Place) -> None:
        self._metrics.position.labels(self._stage, partition).set(place.position)
        self._metrics.lag.labels(self._stage, partition).set(max(0, place.end - place.position))

    def count(self, part: Slice, done: Done[Any]) -> None:
        self._metrics.records.labels(self._stage).inc(len(part.records))
        for reason, times in Tally(reject.fault.reason for reject in done.rejects).items():
            self._metrics.rejected.labels(self._stage, reason).inc(times)
        for topic, times in Tally(outgoing.topic for outgoing in done.outgoing).items():
            self._metrics.sent.labels(self._stage, topic).inc(times)
