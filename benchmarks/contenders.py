"""The readers that `bench_pipeline` compares, each the only thing in its process.

A contender prints two JSON lines, at its first records and at its last: how many it had read by then, its CPU seconds
and peak memory, and the time.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Final

import faust
from aiokafka import AIOKafkaConsumer

from streams import connections, worker
from streams.app import build_app
from streams.edge import Edge
from streams.settings import Settings, load


class Meter:
    """Counts messages, and says where it stands at the first and at the last."""

    def __init__(self, messages: int) -> None:
        self._wanted = messages
        self._read = 0

    def count(self, messages: int) -> None:
        """Take in messages; ends the process when all were read."""
        first = not self._read
        self._read += messages
        if first:
            self._say()
        if self._read >= self._wanted:
            self._say()
            sys.stdout.flush()
            os._exit(0)  # nothing of what would be tidied up outlives us

    def _say(self) -> None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        said = {
            "messages": self._read,
            "cpu_s": used.ru_utime + used.ru_stime,
            "peak_mb": _peak_mb(),
            "at_s": time.monotonic(),
        }
        print(json.dumps(said), flush=True)


def _peak_mb() -> int:
    """Give the peak of resident memory; `ru_maxrss` would count the parent's, from before we were ourselves."""
    status = Path("/proc/self/status").read_text("ascii")
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))


async def bare(settings: Settings, meter: Meter) -> None:
    """Read with aiokafka alone, and do nothing with it."""
    consumer = AIOKafkaConsumer(
        settings.topics.raw.name,
        **connections.arguments(settings.kafka),
        group_id=settings.kafka.group_id,
        auto_offset_reset="earliest",
    )
    await consumer.start()
    while True:
        fetched = await consumer.getmany(timeout_ms=200)
        meter.count(sum(map(len, fetched.values())))


async def stock(settings: Settings, meter: Meter) -> None:
    """Read with Faust as it comes, one event a message, and do nothing with it."""
    app = build_app(settings.kafka.group_id, settings.kafka.bootstrap.split(","), batched_topics=[], plain=True)

    @app.agent(app.topic(settings.topics.raw.name, value_type=bytes))
    async def read(stream: Any) -> None:  # noqa: ANN401 - Faust's stream
        async for _ in stream:
            meter.count(1)

    await _forever(app)


async def plain(settings: Settings, meter: Meter) -> None:
    """Run our scan stage on Faust's own transport."""
    await _scan(settings, meter, plain=True)


async def tocsin(settings: Settings, meter: Meter) -> None:
    """Run the scan worker as it is deployed."""
    await _scan(settings, meter, plain=False)


async def _scan(settings: Settings, meter: Meter, *, plain: bool) -> None:
    handle = Edge.handle

    async def counted(self: Edge[Any, Any], part: Any) -> None:  # noqa: ANN401 - a slice
        await handle(self, part)
        meter.count(len(part.records))

    Edge.handle = counted  # type: ignore[method-assign] # the one place that knows when a slice is done
    await worker.run(settings, ["scan"], plain=plain)


async def _forever(app: faust.App) -> None:
    app.finalize()
    await app.start()
    await app.wait_for_stopped()


CONTENDERS: Final[dict[str, Callable[[Settings, Meter], Coroutine[Any, Any, None]]]] = {
    "bare": bare,
    "stock": stock,
    "plain": plain,
    "tocsin": tocsin,
}

if __name__ == "__main__":
    asyncio.run(CONTENDERS[sys.argv[1]](load(), Meter(int(sys.argv[2]))))
