"""A transport for Faust whose events are slices: one event for what a fetch brought of a partition.

Stock Faust pays four tasks and eleven loop callbacks for each message; here it pays them once for thousands. Agents
stay `@app.agent`s (`streams.slices` has their rules); what changes lies below them:

- The consumer's thread draws slices straight out of aiokafka's fetcher, with the positions before and after each.
- `Ledger` knows which slices are out. A partition whose slices are all out is not drawn from until one comes back, and
  aiokafka fetches nothing for a partition that holds undrawn data: so back pressure reaches the broker.
- Commits are read from the ledger instead of Faust's lists of offsets, which stall at gaps and step over what isn't
  acknowledged.

Topics that the app does not name as batched go the way that Faust has laid, record by record. Which hooks of Faust,
mode and aiokafka are overridden or called, and what is expected of each, stands in
`tests/streams/test_transport_contract.py`.
"""

# ruff: noqa: SLF001 - a transport is made of its drivers' insides: versions are pinned, each use has a contract test

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, cast

import faust
from aiokafka.consumer.fetcher import FetchResult
from aiokafka.errors import ConsumerStoppedError
from faust.exceptions import ImproperlyConfigured
from faust.transport.consumer import ensure_TP
from faust.transport.drivers import aiokafka as driver
from faust.types import TP, ConsumerMessage
from faust.types.tuples import ack_lock
from mode.utils.futures import notify

from streams.ledger import Ledger
from streams.slices import Slice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import aiokafka
    from aiokafka.consumer.fetcher import Fetcher
    from aiokafka.structs import ConsumerRecord
    from faust.transport.consumer import RecordMap
    from faust.types import Message
    from faust.types.transports import TPorTopicSet

_NO_GENERATION = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOptions:
    """Bounds of the slices and of the fetch.

    Attributes:
        slice_records: most records of a slice.
        slice_bytes: of keys and values; the record that reaches it is the last, so that a slice exceeds it by less
            than one record.
        slices_in_flight: most slices of one partition that are fetched and not acknowledged. Memory is bounded by
            partitions x (this x slice_bytes + one fetch of up to 1 MiB).
        fetch_min_bytes: what a fetch waits for, for each partition that this worker has: a broker answers as soon as
            the sum over all is there, which with many partitions would be a few records of each. In sum at most half of
            what a fetch may bring of one partition, so that one that lags is not kept waiting by idle ones.
        fetch_max_wait_ms: how long it waits for that.
        drain_limit_s: how long a rebalance, or a stop, waits for agents to finish the slices that they hold.
    """

    slice_records: int = 4_000
    slice_bytes: int = 1024 * 1024
    slices_in_flight: int = 2
    fetch_min_bytes: int = 64 * 1024
    fetch_max_wait_ms: int = 200
    drain_limit_s: float = 5.0

    def __post_init__(self) -> None:
        for name, least, else_ in (
            ("slice_records", 1, "no record would ever reach an agent"),
            ("slice_bytes", 1, "no record would ever reach an agent"),
            ("slices_in_flight", 1, "every partition would be held back for good"),
            ("fetch_min_bytes", 1, "Kafka refuses a fetch that asks for less than a byte"),
            ("fetch_max_wait_ms", 1, "an idle worker would ask the broker without a pause"),
        ):
            if getattr(self, name) < least:
                raise ValueError(f"{name} is {getattr(self, name)}, must be at least {least}: else {else_}")
        if self.drain_limit_s <= 0:
            raise ValueError(
                f"drain_limit_s is {self.drain_limit_s}, must be above 0: else every rebalance repeats work"
            )


class BatchApp(faust.App):
    """A Faust app that says which of its topics the batch transport slices, and within which bounds."""

    def __init__(self, id: str, *, batched_topics: Iterable[str], batch: BatchOptions, **options: Any) -> None:  # noqa: A002, ANN401 - Faust's
        self.batched_topics = frozenset(batched_topics)
        self.batch = batch
        super().__init__(id, **options)


class _ConsumerThread(driver.AIOKafkaConsumerThread):
    """Draws slices out of aiokafka's fetcher, on the consumer's own loop."""

    consumer: Consumer
    _waiter: asyncio.Future[None] | None = None

    def _create_worker_consumer(self, transport: driver.Transport) -> aiokafka.AIOKafkaConsumer:
        consumer = super()._create_worker_consumer(transport)
        # The driver passes 1,500 ms and no least size; the fetcher is made of these when the consumer starts.
        consumer._fetch_min_bytes = self.consumer.batch.fetch_min_bytes
        consumer._fetch_max_wait_ms = self.consumer.batch.fetch_max_wait_ms
        return consumer

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        least = self.consumer.batch.fetch_min_bytes
        most = max(least, self.app.conf.consumer_max_fetch_size // 2)
        self._ensure_consumer()._fetcher._fetch_min_bytes = min(least * max(1, len(assigned)), most)
        await super().on_partitions_assigned(assigned, generation_id)

    async def seek_here(self, partition: TP, offset: int) -> None:
        # Both in one step of this loop, between two draws: what was drawn before is void, what is drawn after counts.
        self.seek(partition, offset)
        self.consumer.ledger.forget([partition])

    async def _seek_wait(self, consumer: aiokafka.AIOKafkaConsumer, partitions: Mapping[TP, int]) -> None:
        self.consumer.ledger.forget(partitions)  # super() seeks before it first waits
        await super()._seek_wait(consumer, partitions)

    def wake(self) -> None:
        """End the wait for data, from any thread: a partition that was held back may be drawn from again."""
        self.thread_loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def _fetch_records(
        self,
        consumer: aiokafka.AIOKafkaConsumer,
        active_partitions: set[TP],
        timeout: float | None = None,  # noqa: ASYNC109 - Faust's signature
        max_records: int | None = None,
    ) -> RecordMap:
        fetcher = consumer._fetcher
        deadline = monotonic() + (timeout or 0)
        with fetcher._subscriptions.fetch_context():
            while self.consumer.flow_active:
                if consumer._closed or fetcher._closed:
                    raise ConsumerStoppedError
                if fetcher._subscriptions.reassignment_in_progress:
                    await fetcher._subscriptions.wait_for_assignment()
                    continue
                records = await self._draw(consumer, active_partitions, max_records)
                remaining = deadline - monotonic()
                if records or remaining <= 0:
                    return records
                await self._wait_for_data(fetcher, remaining)
        return {}

    async def _wait_for_data(self, fetcher: Fetcher, limit_s: float) -> None:
        self._waiter = waiter = fetcher._create_fetch_waiter()
        await asyncio.wait([waiter], timeout=limit_s)
        if waiter.done():
            waiter.result()  # what the coordinator cannot mend, such as a refused authorization
        else:
            waiter.cancel()

    async def _draw(
        self, consumer: aiokafka.AIOKafkaConsumer, active: set[TP], max_records: int | None
    ) -> dict[TP, list[ConsumerRecord | Slice]]:
        fetcher = consumer._fetcher
        batched = {tp for tp in active if self.consumer.is_batched(tp)}
        drawn: dict[TP, list[ConsumerRecord | Slice]] = {}
        if plain := active - batched:  # to aiokafka no partitions means all
            drawn |= await fetcher.fetched_records(plain, timeout=0, max_records=max_records)
        for tp in [ensure_TP(tp) for tp in fetcher._records if tp in batched]:
            if isinstance(fetcher._records[tp], FetchResult):
                if self.consumer.ledger.has_room(tp) and (piece := self._draw_slice(consumer, tp)):
                    drawn[tp] = [piece]
            elif not drawn:  # an error: it is raised when nothing drawn would be lost with it
                await fetcher.fetched_records({tp}, timeout=0)
        return drawn

    def _draw_slice(self, consumer: aiokafka.AIOKafkaConsumer, tp: TP) -> Slice | None:
        fetcher, ledger = consumer._fetcher, self.consumer.ledger
        result = fetcher._records[tp]
        piece = None
        if result.check_assignment(tp) and result.has_more():
            start = result._partition_records.next_fetch_offset
            records = _take(result, self.consumer.batch)
            end = consumer._subscription.subscription.assignment.state_value(tp).position
            if records:
                piece = Slice(tp, records, ledger.start(tp, start), end, consumer.highwater(tp))
                ledger.hand_out(piece)
            else:
                ledger.pass_over(tp, start, end)
        if not result.has_more():
            del fetcher._records[tp]
            fetcher._notify(fetcher._wait_consume_future)
        return piece


def _take(result: FetchResult, bounds: BatchOptions) -> list[ConsumerRecord]:
    """Take a slice's records: `FetchResult.getall` with a bound in bytes too."""
    records: list[ConsumerRecord] = []
    space = bounds.slice_bytes
    for record in islice(result._partition_records, bounds.slice_records):
        records.append(record)
        space -= record.serialized_value_size + record.serialized_key_size
        if space <= 0:
            break
    result._update_position()
    if space > 0 and len(records) < bounds.slice_records:
        result._partition_records = None  # at the end, and past markers and emptied batches there
    return records


class Consumer(driver.Consumer):
    """Faust's consumer, with the ledger in place of its lists of acknowledged offsets where a topic is batched."""

    app: BatchApp
    _thread: _ConsumerThread

    def __init__(self, transport: driver.Transport, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - handed on
        if not isinstance(transport.app, BatchApp):
            raise ImproperlyConfigured("batch:// needs an app that says what to batch: streams.app.build_app makes one")
        super().__init__(transport, *args, **kwargs)
        self.batch = transport.app.batch
        self.ledger = Ledger(self.batch.slices_in_flight)

    def _new_consumer_thread(self) -> _ConsumerThread:
        return _ConsumerThread(self, loop=self.loop, beacon=self.beacon)

    def is_batched(self, tp: TP) -> bool:
        return tp.topic in self.app.batched_topics

    def _to_message(self, tp: TP, record: ConsumerRecord | Slice) -> ConsumerMessage:
        if not isinstance(record, Slice):
            return super()._to_message(tp, record)
        # The loop that reads us drops what lies before its own read offset, which after a seek may be an older slice's.
        self._read_offset[tp] = None
        last = record.records[-1]
        # A slice drawn before a seek goes on under a generation that no stream accepts.
        generation = self.app.consumer_generation_id if self.ledger.is_out(record) else _NO_GENERATION
        return ConsumerMessage(
            tp.topic,
            tp.partition,
            last.offset,
            (last.timestamp or 0) / 1000,
            last.timestamp_type,
            None,
            None,
            cast("bytes", record),  # the raw serializer hands it on as it is
            None,
            0,
            0,
            tp,
            generation_id=generation,
        )

    def ack(self, message: Message) -> bool:
        if not self.is_batched(message.tp):
            return super().ack(message)
        with ack_lock:
            if message.acked or not message.tracked:  # a stream that skips a message acknowledges it untracked
                return False
            message.acked = True
            piece = cast("Slice", message.value)
            held_back = not self.ledger.has_room(message.tp)
            counts = message.generation_id == self.app.consumer_generation_id and self.ledger.acknowledge(piece)
            self._n_acked += counts
            self._unacked_messages.discard(message)
        notify(self._waiting_for_ack)
        if counts and held_back:
            self._thread.wake()
        return counts

    def _filter_tps_with_pending_acks(self, topics: TPorTopicSet | None = None) -> Iterator[TP]:
        for tp in super()._filter_tps_with_pending_acks(topics):
            if not self.is_batched(tp):
                yield tp
            elif self._acked[tp] and not self.should_stop:
                raise ImproperlyConfigured(
                    f"An agent of {tp.topic} lets Faust acknowledge, which would commit what it failed at: "
                    "read the stream through streams.slices.slices"
                )
        for tp in self.ledger.to_commit():
            if topics is None or tp in topics or tp.topic in topics:
                yield tp

    def _new_offset(self, tp: TP) -> int | None:
        return self.ledger.to_commit().get(tp) if self.is_batched(tp) else super()._new_offset(tp)

    def _should_commit(self, tp: TP, offset: int) -> bool:
        # After a seek backwards the commit goes backwards too.
        return self.is_batched(tp) or super()._should_commit(tp, offset)

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        done = await super()._commit(offsets)
        if done:  # else it is tried again, which Faust's own lists do not
            for tp in filter(self.is_batched, offsets):
                self.ledger.committed(tp, offsets[tp])
        return done

    async def _seek(self, partition: TP, offset: int) -> None:
        await self._thread.call_thread(self._thread.seek_here, ensure_TP(partition), offset)

    async def perform_seek(self) -> None:
        # Nothing is drawn meanwhile: the flow is stopped. What was read before is read again, so no old
        # acknowledgement may count, nor block commits (faust-streaming issue 596).
        self.ledger.forget()
        for book in (self._gap, self._acked, self._acked_index):
            book.clear()
        await super().perform_seek()

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        # Nothing is drawn before perform_seek, after which the flow is resumed; a member that had no partition before
        # would read on, since Faust stops the flow at a revocation of something alone.
        self.stop_flow()
        await super().on_partitions_assigned(assigned, generation_id)

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        # super() forgets what was acknowledged before it commits.
        await self._commit_now()
        await super().on_partitions_revoked(revoked)
        self.ledger.forget(revoked)

    async def wait_empty(self) -> None:
        """Wait until agents have finished what they hold, no longer than `drain_limit_s`, and commit.

        Faust's own waits for ever, and swallows its cancellation.
        """
        deadline = monotonic() + self.batch.drain_limit_s
        while self._unacked_messages and not self.should_stop and (remaining := deadline - monotonic()) > 0:
            self._waiting_for_ack = asyncio.get_running_loop().create_future()
            # Once a second, since a message that an agent dropped without a word is missed by nobody.
            await asyncio.wait([self._waiting_for_ack], timeout=min(1.0, remaining))
        if self._unacked_messages:
            self.log.warning("%d slices are still held: they will be read again", len(self._unacked_messages))
        await self._commit_now()

    async def _commit_now(self) -> None:
        await self.maybe_wait_for_commit_to_finish()
        await self.commit_and_end_transactions()


class Transport(driver.Transport):
    """Faust's Kafka transport, in slices: scheme `batch://`, for a `BatchApp`."""

    Consumer: ClassVar[type[driver.Consumer]] = Consumer
