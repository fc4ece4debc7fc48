"""The way of a slice: warm the state, decode, call the stage, send, and say that it may be acknowledged."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from time import monotonic
from typing import Generic, NamedTuple, Protocol

from processors import __version__
from streams.cuts import Cuts
from streams.metrics import StageMetrics
from streams.progress import Place
from streams.sender import Outgoing, Sender
from streams.stages import Done, Output, PoisonGuard, Stage, State, process
from streams.wire.rejects import Record, Reject, rejected_headers

log = logging.getLogger(__name__)

WRITTEN_BY = f"tocsin/{__version__}"


class Slice(Protocol):
    """What the edge needs of the transport's slice: see `streams.slices`."""

    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def records(self) -> Sequence[Record]: ...
    @property
    def start(self) -> int: ...
    @property
    def next(self) -> int: ...


class Past(Protocol):
    """Where a warm-up reads: see `streams.history.History`."""

    def stretch(
        self, topic: str, partition: int, since_at: int | None, until: int
    ) -> AsyncIterator[Sequence[Record]]: ...


class Kept(NamedTuple, Generic[State]):
    """A state, and the position at which it ends."""

    state: State
    position: int


class Edge(Generic[State, Output]):
    """One stage's states, a partition each, and the only place that changes them.

    Args:
        assigned: which (topic, partition) the worker has now; the states of others are dropped.
        spare_ms: how much further than its look-back a warm-up reads, since Kafka timestamps may run back.
    """

    def __init__(
        self,
        stage: Stage[State, Output],
        sender: Sender,
        history: Past,
        rejected_topic: str,
        assigned: Callable[[], Collection[tuple[str, int]]],
        spare_ms: int,
        metrics: StageMetrics,
    ) -> None:
        self._stage = stage
        self._sender = sender
        self._history = history
        self._rejected_topic = rejected_topic
        self._assigned = assigned
        self._spare_ms = spare_ms
        self._metrics = metrics
        self._kept: dict[int, Kept[State]] = {}
        self._positions: dict[int, int] = {}
        self._guard = PoisonGuard()
        self._cuts = Cuts(stage.name, monotonic)

    @property
    def name(self) -> str:
        return self._stage.name

    @property
    def topic(self) -> str:
        return self._stage.topic

    def stands(self, partition: int, end: int) -> Place:
        """Give where it stands in a partition that ends at `end`; before its first slice, at the end first seen."""
        return Place(self._positions.setdefault(partition, end), end)

    async def handle(self, part: Slice) -> None:
        """Process a slice; when this returns, the brokers have confirmed all that it gave rise to.

        Raises:
            BadReleaseError: too much poison.
            Exception: a broken connection and the like; nothing may be acknowledged then.
        """
        self._positions[part.partition] = part.start
        state = await self._state_at(part)
        with self._metrics.time_slice(len(part.records)):
            done = await asyncio.to_thread(process, self._stage, state, part.records)
        self._guard.check(part.records, done.rejects)
        await self._sender.send([*done.outgoing, *(self._rejected(part, reject) for reject in done.rejects)])
        self._kept[part.partition] = Kept(done.state, part.next)
        self._positions[part.partition] = part.next
        self._metrics.count(part.partition, len(part.records), done)
        self._note(part, done)

    async def _state_at(self, part: Slice) -> State:
        """Give the state that ends where the slice starts. It is taken out, so that a failure leaves none behind."""
        for gone in self._kept.keys() - {partition for topic, partition in self._assigned() if topic == part.topic}:
            del self._kept[gone]
            self._positions.pop(gone, None)
        kept = self._kept.pop(part.partition, None)
        return kept.state if kept and kept.position == part.start else await self._warm_up(part)

    async def _warm_up(self, part: Slice) -> State:
        state, records = self._stage.empty(), 0
        look_back_ms, first_at = self._stage.look_back_ms, part.records[0].timestamp or 0
        since_at = None if look_back_ms is None else first_at - look_back_ms - self._spare_ms
        with self._metrics.time_warm_up():
            async for stretch in self._history.stretch(part.topic, part.partition, since_at, part.start):
                done = await asyncio.to_thread(process, self._stage.warming(), state, stretch)
                state = done.state
                records += len(stretch)
                self._metrics.warming(part.partition, records)
                self._note(part, done)
        log.info(
            "%s: warm on %s[%d] at %d, %d records", self._stage.name, part.topic, part.partition, part.start, records
        )
        return state

    def _note(self, part: Slice, done: Done[State]) -> None:
        """Tell how much is remembered, and what the bounds have cut, in a warm-up as in a slice."""
        self._metrics.remembers(part.partition, self._stage.sizes(done.state))
        self._metrics.forgot(done.cut)
        self._cuts.note(done.cut)

    def _rejected(self, part: Slice, reject: Reject) -> Outgoing:
        record = reject.record
        headers = rejected_headers(
            reject, topic=part.topic, partition=part.partition, at=record.timestamp or 0, by=WRITTEN_BY
        )
        place = f"{part.topic}|{part.partition}|{record.offset}".encode()
        return Outgoing(self._rejected_topic, record.key, record.value, headers, place)
