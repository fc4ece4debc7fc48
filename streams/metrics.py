"""What a worker counts. Labels are closed sets: no text, handle, pseudonym or id can become one."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

if TYPE_CHECKING:
    from streams.progress import Place
    from streams.stages import Done

SLICE_SECONDS: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
WARM_UP_SECONDS: Final = (0.1, 0.5, 1, 2, 5, 10, 20, 60, 120, 300, 600)
SLICE_RECORDS: Final = (1, 10, 100, 1000, 5000)


class Metrics:
    """All metrics of one process, in a registry of their own.

    Labels: `stage`; `partition` of the stage's topic; `topic`; `reason` of a reject; `what` is remembered:
    conversations, facts, alerts, pseudonyms.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._partitions: dict[str, set[int]] = {}
        self.read = self._counter("tocsin_read_records_total", "Records read")
        self.rejected = self._counter("tocsin_rejected_records_total", "Records that stand in chat.rejected", "reason")
        self.sent = self._counter("tocsin_sent_records_total", "Records sent, rejects aside", "topic")
        self.doubles = self._counter("tocsin_double_records_total", "Records that said what was known")
        self.cut = self._counter(
            "tocsin_cut_items_total", "Things still needed that a bound has made the stage forget", "what"
        )
        self.slice_seconds = self._histogram(
            "tocsin_slice_seconds", "Time of the pure stage on one slice", SLICE_SECONDS
        )
        self.slice_records = self._histogram("tocsin_slice_records", "Records of one slice", SLICE_RECORDS)
        self.warm_up_seconds = self._histogram("tocsin_warm_up_seconds", "Time of one warm-up", WARM_UP_SECONDS)
        self.position = self._gauge("tocsin_position_offset", "Next offset to process")
        self.lag = self._gauge("tocsin_lag_records", "Records of the partition still to process")
        self.delay = self._gauge(
            "tocsin_watermark_delay_seconds", "How far event time lies behind the records' own timestamps, last slice"
        )
        self.warming = self._gauge("tocsin_warm_up_records", "Records of the running or last warm-up")
        self.remembered = self._gauge("tocsin_remembered_items", "What the stage remembers of the partition", "what")

    def of(self, stage: str) -> StageMetrics:
        """Give the view of one stage."""
        return StageMetrics(self, stage, self._partitions.setdefault(stage, set()))

    def _counter(self, name: str, said: str, *labels: str) -> Counter:
        return Counter(name, said, ("stage", *labels), registry=self.registry)

    def _gauge(self, name: str, said: str, *labels: str) -> Gauge:
        return Gauge(name, said, ("stage", "partition", *labels), registry=self.registry)

    def _histogram(self, name: str, said: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(name, said, ("stage",), buckets=buckets, registry=self.registry)


class StageMetrics:
    """The metrics of one stage.

    Args:
        partitions: those of which something is told.
    """

    def __init__(self, metrics: Metrics, stage: str, partitions: set[int]) -> None:
        self._metrics = metrics
        self._stage = stage
        self._partitions = partitions

    def time_slice(self, records: int) -> AbstractContextManager[Any]:
        self._metrics.slice_records.labels(self._stage).observe(records)
        return self._metrics.slice_seconds.labels(self._stage).time()

    def time_warm_up(self) -> AbstractContextManager[Any]:
        return self._metrics.warm_up_seconds.labels(self._stage).time()

    def warming(self, partition: int, records: int) -> None:
        self._gauge(self._metrics.warming, partition).set(records)

    def stands(self, partition: int, place: Place) -> None:
        self._gauge(self._metrics.position, partition).set(place.position)
        self._gauge(self._metrics.lag, partition).set(max(0, place.end - place.position))

    def remembers(self, partition: int, sizes: Mapping[str, int]) -> None:
        for what, size in sizes.items():
            self._gauge(self._metrics.remembered, partition, what).set(size)

    def forgot(self, cut: Mapping[str, int]) -> None:
        for what, times in cut.items():
            self._metrics.cut.labels(self._stage, what).inc(times)

    def keep(self, partitions: Collection[int]) -> None:
        """Tell no more of partitions other than these: another worker has them now."""
        for gone in self._partitions.difference(partitions):
            for gauge in self._metrics.position, self._metrics.lag, self._metrics.delay, self._metrics.warming:
                gauge.remove_by_labels({"stage": self._stage, "partition": str(gone)})
            self._metrics.remembered.remove_by_labels({"stage": self._stage, "partition": str(gone)})
            self._partitions.discard(gone)

    def count(self, partition: int, records: int, done: Done[Any]) -> None:
        self._metrics.read.labels(self._stage).inc(records)
        self._metrics.doubles.labels(self._stage).inc(done.doubles)
        for reason, times in Tally(reject.fault.reason for reject in done.rejects).items():
            self._metrics.rejected.labels(self._stage, reason).inc(times)
        for topic, times in Tally(outgoing.topic for outgoing in done.outgoing).items():
            self._metrics.sent.labels(self._stage, topic).inc(times)
        if done.delay_ms is not None:
            self._gauge(self._metrics.delay, partition).set(done.delay_ms / 1000)

    def _gauge(self, gauge: Gauge, partition: int, *labels: str) -> Gauge:
        self._partitions.add(partition)
        return gauge.labels(self._stage, str(partition), *labels)
