"""A worker: stages, each a Faust app with a consumer group of its own, until told to stop or until one fails."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any, Final, NamedTuple

from aiokafka import AIOKafkaConsumer

from streams import connections, topics
from streams.agents import STAGES, add_agent
from streams.app import build_app, run_until
from streams.edge import Edge
from streams.health import served
from streams.history import History
from streams.metrics import Metrics
from streams.progress import Place, Progress
from streams.sender import BatchSender, sending
from streams.settings import Settings
from streams.transport import BatchApp, BatchOptions

log = logging.getLogger(__name__)

PATIENCE_S: Final = 120.0
"""How long a lagging partition may stand still before the worker is unhealthy: a warm-up of 30 minutes fits in."""

STOP_S: Final = 2.0
"""How long a consumer that reads the past may take to stop."""

LOOK_EVERY_S: Final = 5.0
"""How often the worker looks where its partitions stand."""


class _Member(NamedTuple):
    """A stage's app, its edge, and what reads its topic's past."""

    app: BatchApp
    edge: Edge[Any, Any]
    history: History


async def run(settings: Settings, stages: Sequence[str], *, plain: bool = False) -> None:
    """Run the stages until SIGTERM or SIGINT, then drain.

    Args:
        plain: read record by record over Faust's own transport, as the reference; slow.

    Raises:
        OperatorError: no broker, a topic that is missing, a port that is taken.
        WorkerError: a stage failed, or did not stop in time. The process must then end by `os._exit`.
    """
    await asyncio.to_thread(topics.need, settings.kafka, [spec.name for spec in topics.table(settings.topics)])
    _spare_the_collector()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    metrics, progress = Metrics(), Progress(PATIENCE_S)
    async with AsyncExitStack() as stack:
        sender = await stack.enter_async_context(sending(settings.kafka))
        members: list[_Member] = []
        for name in stages:
            history = History(await stack.enter_async_context(reader(settings)))
            members.append(_member(settings, name, sender, history, metrics, plain=plain))
        host = settings.worker.health_host
        port = await stack.enter_async_context(served(host, settings.worker.health_port, progress, metrics.registry))
        log.info("stages %s; health and metrics at http://%s:%d", ", ".join(stages), host, port)
        watch = asyncio.create_task(_watch(members, progress, metrics))
        try:
            await _run_all([member.app for member in members], stop, settings.worker.drain_ms / 1000)
        finally:
            watch.cancel()


def _member(
    settings: Settings, name: str, sender: BatchSender, history: History, metrics: Metrics, *, plain: bool
) -> _Member:
    stage, kafka, fetch = STAGES[name](settings), settings.kafka, settings.fetch
    app = build_app(
        f"{kafka.group_id}.{name}",
        kafka.bootstrap.split(","),
        batched_topics=[stage.topic],
        batch=BatchOptions(
            slice_records=fetch.slice_records,
            slice_bytes=fetch.slice_bytes,
            slices_in_flight=fetch.slices_in_flight,
            fetch_min_bytes=fetch.min_bytes,
            fetch_max_wait_ms=fetch.max_wait_ms,
            drain_limit_s=max(0.1, settings.worker.drain_ms / 2000),
        ),
        plain=plain,
        credentials=connections.faust_credentials(kafka),
        instance_id=f"{kafka.instance_id}.{name}" if kafka.instance_id else None,
        session_timeout_s=kafka.session_timeout_ms / 1000,
    )
    edge = Edge(
        stage,
        sender,
        history,
        rejected_topic=settings.topics.rejected.name,
        assigned=lambda: app.consumer.assignment(),  # noqa: PLW0108 - a consumer that is touched now is made too early
        spare_ms=settings.worker.warmup_spare_ms,
        metrics=metrics.of(name),
    )
    add_agent(app, edge)
    return _Member(app, edge, history)


async def _run_all(apps: Sequence[BatchApp], stop: asyncio.Event, drain_s: float) -> None:
    """Run all; when one fails the others drain, and its failure is raised."""

    async def one(app: BatchApp) -> None:
        try:
            await run_until(stop, app, stop_limit_s=drain_s)
        finally:
            stop.set()

    ended = await asyncio.gather(*(one(app) for app in apps), return_exceptions=True)
    for failure in ended:
        if isinstance(failure, BaseException):
            raise failure


async def _watch(members: Sequence[_Member], progress: Progress, metrics: Metrics) -> None:
    """Look again and again where each partition stands, and where it ends on the broker, whatever was fetched of it."""
    while True:
        places: dict[tuple[str, int], Place] = {}
        for app, edge, history in members:
            assigned = [tp.partition for tp in app.consumer.assignment()] if app.started else []
            for partition, end in (await history.ends(edge.topic, assigned)).items():
                places[edge.topic, partition] = edge.stands(partition, end)
                metrics.of(edge.name).stands(partition, places[edge.topic, partition])
            metrics.of(edge.name).keep(assigned)
        progress.note(places, asyncio.get_running_loop().time())
        await asyncio.sleep(LOOK_EVERY_S)


def _spare_the_collector() -> None:
    """Look for cycles less often: a slice makes thousands of objects that live for milliseconds and are in no cycle.

    Measured: 15 to 40 % more messages a CPU-second, even of bare aiokafka.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@asynccontextmanager
async def reader(settings: Settings) -> AsyncIterator[AIOKafkaConsumer]:
    """Connect what a `History` reads with, for as long as the context lasts."""
    consumer = AIOKafkaConsumer(
        **connections.arguments(settings.kafka),
        enable_auto_commit=False,
        auto_offset_reset="earliest",  # where retention overtakes a warm-up; the default would skip all that is left
        max_partition_fetch_bytes=4 * 1024 * 1024,
        fetch_max_wait_ms=20,  # a request for offsets waits behind a fetch that waits for data
    )
    await consumer.start()
    try:
        yield consumer
    finally:
        # Right after a stretch aiokafka's task that fetches may swallow a cancellation; a second one ends it.
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_S):
                await consumer.stop()
