"""The transport on a real broker: what agents are given, what is committed, and what is held back."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections import defaultdict
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, NamedTuple

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from faust.types import TP

from streams.app import build_app, run_until
from streams.errors import BrokerUnreachableError, WorkerError
from streams.slices import Slice, slices
from streams.transport import BatchApp, BatchOptions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Mapping

    import faust
    from faust.types import EventT

    MakeTopic = Callable[..., str]

pytestmark = pytest.mark.broker

PATIENCE_S = 60  # a dead member is missed after 6 s; the rest is for a machine that is busy with other tests
TENS = BatchOptions(slice_records=10, fetch_max_wait_ms=20, drain_limit_s=1)
HEADERS = (("traceparent", b"00-1"), ("tag", b"first"), ("tag", b"second"))


class Given(NamedTuple):
    event: EventT[object]
    piece: Slice


async def send(broker: str, topic: str, counts: Mapping[int, int], *, transactional_id: str | None = None) -> None:
    """Send so many numbered records to each partition, in one transaction if it has an id."""
    async with AIOKafkaProducer(bootstrap_servers=broker, transactional_id=transactional_id) as producer:
        if transactional_id:
            await producer.begin_transaction()
        for partition, count in counts.items():
            for number in range(count):
                value, key = b"value %d" % number, b"key %d" % partition
                stamp = 1_700_000_000_000 + number
                await producer.send(
                    topic, value, key=key, partition=partition, timestamp_ms=stamp, headers=list(HEADERS)
                )
        if transactional_id:
            await producer.commit_transaction()


async def committed(broker: str, group: str, topic: str, partitions: Iterable[int]) -> dict[int, int | None]:
    async with AIOKafkaConsumer(bootstrap_servers=broker, group_id=group, enable_auto_commit=False) as consumer:
        return {each: await consumer.committed(TopicPartition(topic, each)) for each in partitions}


def app_of(
    broker: str,
    topic: str,
    *,
    batch: BatchOptions = TENS,
    plain: bool = False,
    group: str = "",
    commit_interval_s: float = 0.1,
) -> BatchApp:
    return build_app(
        group or f"reads {topic}",
        [broker],
        batched_topics=[topic],
        batch=batch,
        plain=plain,
        commit_interval_s=commit_interval_s,
        session_timeout_s=6,
    )


def gathering(app: BatchApp, topic: str) -> asyncio.Queue[Given]:
    """Let an agent put all that it is given into a queue, and acknowledge nothing."""
    given: asyncio.Queue[Given] = asyncio.Queue()

    @app.agent(app.topic(topic), name=f"gathers {topic}")
    async def gather(stream: faust.Stream[object]) -> None:
        async for event, piece in slices(stream):
            given.put_nowait(Given(event, piece))

    return given


def shares_of(app: BatchApp) -> asyncio.Queue[int]:
    """Put the number of partitions of each new assignment into a queue."""
    shares: asyncio.Queue[int] = asyncio.Queue()

    @app.on_partitions_assigned.connect
    async def count(_: faust.App, assigned: set[TP], **__: object) -> None:
        shares.put_nowait(len(assigned))

    return shares


@asynccontextmanager
async def running(app: BatchApp) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(run_until(stop, app))
    try:
        async with asyncio.timeout(PATIENCE_S):
            yield
    finally:
        stop.set()
        await task


async def take(given: asyncio.Queue[Given], records: int, *, acknowledge: bool = True) -> list[Given]:
    taken: list[Given] = []
    while sum(len(each.piece.records) for each in taken) < records:
        taken.append(await given.get())
        if acknowledge:
            taken[-1].event.ack()
    return taken


async def test_records_keep_keys_timestamps_and_repeated_headers(broker: str, make_topic: MakeTopic) -> None:
    topic = make_topic("whole", partitions=1)
    await send(broker, topic, {0: 25})
    app = app_of(broker, topic)
    given = gathering(app, topic)

    async with running(app):
        taken = await take(given, 25)

    assert [(each.piece.start, each.piece.next) for each in taken] == [(0, 10), (10, 20), (20, 25)]
    records = [record for each in taken for record in each.piece.records]
    assert [(record.offset, record.value) for record in records] == [(n, b"value %d" % n) for n in range(25)]
    assert {record.key for record in records} == {b"key 0"}
    assert {record.headers for record in records} == {HEADERS}
    assert [record.timestamp for record in records] == [1_700_000_000_000 + n for n in range(25)]
    assert taken[0].piece.highwater == 25


async def test_a_slice_starts_where_the_last_ended_over_transaction_markers(broker: str, make_topic: MakeTopic) -> None:
    topic = make_topic("gaps", partitions=1)
    app = app_of(broker, topic)
    given = gathering(app, topic)
    for _ in range(3):
        await send(broker, topic, {0: 5}, transactional_id=topic)  # five records and a marker

    async with running(app):
        taken = await take(given, 15)
        await send(broker, topic, {0: 5})
        taken += await take(given, 5)

    ends = [each.piece.next for each in taken]
    assert [each.piece.start for each in taken] == [0, *ends[:-1]]
    assert await committed(broker, app.conf.id, topic, [0]) == {0: ends[-1]}
    assert ends[-1] == 23


async def test_a_partition_that_is_not_acknowledged_is_held_back_and_others_go_on(
    broker: str, make_topic: MakeTopic
) -> None:
    topic = make_topic("slow", partitions=2)
    await send(broker, topic, {0: 100, 1: 100})
    app = app_of(broker, topic)
    given = gathering(app, topic)
    held: list[Given] = []
    seen: defaultdict[int, int] = defaultdict(int)

    async with running(app):
        while seen[1] < 100:
            each = await given.get()
            seen[each.piece.partition] += len(each.piece.records)
            if each.piece.partition == 1:
                each.event.ack()
            else:
                held.append(each)
        assert [each.piece.next for each in held] == [10, 20]
        assert await app.consumer.position(TP(topic, 0)) == 20

        held[1].event.ack()  # it waits for the first: still no room
        held[0].event.ack()
        assert [each.piece.next for each in await take(given, 20, acknowledge=False)] == [30, 40]

    assert await committed(broker, app.conf.id, topic, [0, 1]) == {0: 20, 1: 100}


async def test_a_plain_topic_beside_a_batched_one_goes_record_by_record(broker: str, make_topic: MakeTopic) -> None:
    topic, beside = make_topic("batched", partitions=1), make_topic("plain", partitions=1)
    await send(broker, topic, {0: 30})
    await send(broker, beside, {0: 30})
    app = app_of(broker, topic)
    given = gathering(app, topic)
    values: asyncio.Queue[object] = asyncio.Queue()

    @app.agent(app.topic(beside))
    async def read(stream: faust.Stream[object]) -> None:
        async for value in stream:
            values.put_nowait(value)

    async with running(app):
        await take(given, 30)
        assert [await values.get() for _ in range(30)] == [b"value %d" % n for n in range(30)]

    assert await committed(broker, app.conf.id, topic, [0]) == {0: 30}
    assert await committed(broker, app.conf.id, beside, [0]) == {0: 30}


async def test_both_transports_give_the_same_records_and_commits(broker: str, make_topic: MakeTopic) -> None:
    topic = make_topic("both", partitions=3)
    await send(broker, topic, {0: 40, 1: 7, 2: 23})
    read: list[dict[int, list[object]]] = []
    commits = []
    for plain in (False, True):
        app = app_of(broker, topic, plain=plain, group=f"{topic} {plain}")
        given = gathering(app, topic)
        async with running(app):
            taken = await take(given, 70)
        records: defaultdict[int, list[object]] = defaultdict(list)
        for each in taken:
            records[each.piece.partition] += each.piece.records
        read.append(records)
        commits.append(await committed(broker, app.conf.id, topic, range(3)))

    assert read[0] == read[1]
    assert commits == [{0: 40, 1: 7, 2: 23}] * 2


WORKER = """
import asyncio, sys
from streams.app import build_app, run_until
from streams.slices import slices
from streams.transport import BatchOptions

topic, broker = sys.argv[1:]
batch = BatchOptions(slice_records=10, fetch_max_wait_ms=20, slices_in_flight=9)
app = build_app(topic, [broker], batched_topics=[topic], batch=batch, commit_interval_s=0.1, session_timeout_s=6)
done = []

@app.agent(app.topic(topic))
async def agent(stream):
    async for event, piece in slices(stream):
        done.append(piece.next)
        if piece.next != 40:  # the fourth never gets done
            event.ack()
        print(piece.next, flush=True)

asyncio.run(run_until(asyncio.Event(), app))
"""


async def test_after_kill_9_the_next_worker_goes_on_at_the_first_slice_not_done(
    broker: str, make_topic: MakeTopic
) -> None:
    topic = make_topic("killed", partitions=1)
    await send(broker, topic, {0: 60})
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WORKER, topic, broker, stdout=asyncio.subprocess.PIPE
    )
    assert worker.stdout is not None
    async with asyncio.timeout(PATIENCE_S):
        while await worker.stdout.readline() != b"60\n":
            pass
        while await committed(broker, topic, topic, [0]) != {0: 30}:
            pass  # the broker tells nobody; asking takes a while
    worker.send_signal(signal.SIGKILL)
    await worker.wait()

    app = app_of(broker, topic, group=topic)
    given = gathering(app, topic)
    async with running(app):
        taken = await take(given, 30)

    assert [each.piece.start for each in taken] == [30, 40, 50]
    assert await committed(broker, topic, topic, [0]) == {0: 60}


async def test_an_agent_that_raises_leaves_its_slice_and_ends_the_app(broker: str, make_topic: MakeTopic) -> None:
    topic = make_topic("raises", partitions=1)
    await send(broker, topic, {0: 30})
    app = app_of(broker, topic)

    @app.agent(app.topic(topic))
    async def agent(stream: faust.Stream[object]) -> None:
        async for event, piece in slices(stream):
            if piece.start == 10:
                raise ZeroDivisionError
            event.ack()

    async with asyncio.timeout(PATIENCE_S):
        with pytest.raises(WorkerError, match="ZeroDivisionError") as caught:
            await run_until(asyncio.Event(), app)

    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert await committed(broker, app.conf.id, topic, [0]) == {0: 10}


async def test_an_agent_that_lets_faust_acknowledge_ends_the_app(broker: str, make_topic: MakeTopic) -> None:
    topic = make_topic("careless", partitions=1)
    await send(broker, topic, {0: 30})
    app = app_of(broker, topic)

    @app.agent(app.topic(topic))
    async def agent(stream: faust.Stream[object]) -> None:
        async for _ in stream:
            pass

    async with asyncio.timeout(PATIENCE_S):
        with pytest.raises(WorkerError, match="ImproperlyConfigured"):
            await run_until(asyncio.Event(), app)

    assert await committed(broker, app.conf.id, topic, [0]) == {0: None}


async def test_after_a_seek_the_old_slices_count_no_more_and_the_commit_follows(
    broker: str, make_topic: MakeTopic
) -> None:
    topic = make_topic("sought", partitions=1)
    await send(broker, topic, {0: 40})
    app = app_of(broker, topic)
    given = gathering(app, topic)

    async with running(app):
        await take(given, 20)
        old = await take(given, 20, acknowledge=False)
        await app.consumer.seek(TP(topic, 0), 5)
        assert [each.event.ack() for each in old] == [False, False]
        [new] = await take(given, 10)
        assert (new.piece.start, new.piece.next) == (5, 15)

    assert await committed(broker, app.conf.id, topic, [0]) == {0: 15}


async def test_a_partition_is_committed_before_it_leaves(broker: str, make_topic: MakeTopic) -> None:
    """A second member joins while the first has acknowledged all and not yet committed: nothing is read twice."""
    topic = make_topic("leaves", partitions=4)
    await send(broker, topic, dict.fromkeys(range(4), 50))
    first, second = app_of(broker, topic, commit_interval_s=3_600), app_of(broker, topic)
    given, given_over = gathering(first, topic), gathering(second, topic)
    shares, shares_over = shares_of(first), shares_of(second)

    async with running(first):
        await take(given, 200)
        async with running(second):
            assert [await shares.get(), await shares.get(), await shares_over.get()] == [4, 2, 2]
            await send(broker, topic, dict.fromkeys(range(4), 1))
            new = [*await take(given, 2), *await take(given_over, 2)]

    assert [(each.piece.start, each.piece.next) for each in new] == [(50, 51)] * 4
    assert {each.piece.partition for each in new} == set(range(4))


async def test_an_agent_that_hangs_does_not_keep_the_app_from_stopping(broker: str, make_topic: MakeTopic) -> None:
    topic = make_topic("hangs", partitions=1)
    await send(broker, topic, {0: 30})
    app = app_of(broker, topic)
    reached: asyncio.Queue[int] = asyncio.Queue()

    @app.agent(app.topic(topic))
    async def agent(stream: faust.Stream[object]) -> None:
        async for event, piece in slices(stream):
            reached.put_nowait(piece.start)
            if piece.start == 10:
                await asyncio.Event().wait()
            event.ack()

    async with running(app):
        assert [await reached.get(), await reached.get()] == [0, 10]

    assert await committed(broker, app.conf.id, topic, [0]) == {0: 10}


async def test_fetches_wait_as_long_as_the_options_say(broker: str, make_topic: MakeTopic) -> None:
    topic = make_topic("fetch", partitions=4)
    app = app_of(broker, topic, batch=BatchOptions(fetch_min_bytes=1000, fetch_max_wait_ms=70))
    given = gathering(app, topic)
    await send(broker, topic, {0: 1})

    async with running(app):
        await take(given, 1)
        fetcher = app.consumer._thread._consumer._fetcher

    assert (fetcher._fetch_min_bytes, fetcher._fetch_max_wait_ms) == (4000, 70)


async def test_a_start_without_a_broker_ends_in_an_error_that_says_so() -> None:
    app = app_of("127.0.0.1:9", "nowhere")
    gathering(app, "nowhere")

    with pytest.raises(BrokerUnreachableError, match=r"127\.0\.0\.1:9"):
        await run_until(asyncio.Event(), app, start_limit_s=5)

    app.consumer._thread.thread_loop.close()  # made at once by mode, and closed by the thread that never ran
