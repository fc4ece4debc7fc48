"""The command line in this process, and the whole line on a real broker: topics of its own, workers as processes."""

from __future__ import annotations

import asyncio
import io
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple

import orjson
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from streams import cli, connections, topics
from streams.demo.town import Post, Town
from streams.logs import NOISY
from streams.scan_files import scan_files
from streams.sender import Outgoing, sending
from streams.settings import Settings, load

PARTITIONS = 4
READS = {"scan": "raw", "link": "sightings", "windows": "signals"}
"""The topic that each stage reads."""
SPAN_MS = 9 * 60_000
"""Event time from the first to the last message: minutes, so that being behind means something."""


class Ran(NamedTuple):
    """What a command left behind."""

    status: int
    out: str
    err: str


@pytest.fixture
def tocsin(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> Iterator[Callable[..., Ran]]:
    """Run the command line in this process, where no settings' file lies, with bytes on its standard input."""
    monkeypatch.chdir(tmp_path)
    # What a command that logs sets for its whole process is put back.
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    levels = {name: logging.getLogger(name).level for name in NOISY}

    def run(*arguments: str, given: bytes = b"", **variables: str) -> Ran:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        monkeypatch.setattr(sys, "argv", ["tocsin", *arguments])
        with pytest.raises(SystemExit) as left:
            cli.main()
        code = left.value.code
        out, err = capsysbinary.readouterr()
        return Ran(code if isinstance(code, int) else 0, out.decode(), err.decode())

    yield run
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@dataclass
class WholeLine:
    """Topics, and the workers that run on them.

    Attributes:
        environment: the settings, as a worker gets them.
        records: what was sent to the raw topic: key and value.
    """

    environment: Mapping[str, str]
    settings: Settings
    records: list[tuple[bytes, bytes]] = field(default_factory=list)
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start_worker(
        self, *options: str, program: str = "from streams.cli import main; main()", stderr: IO[bytes] | None = None
    ) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", program, "worker", *options]
        environment = {**os.environ, **self.environment}
        worker = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stderr=stderr)
        self.workers.append(worker)
        return worker

    async def send(self, records: Sequence[tuple[bytes, bytes]], *, seconds: float = 0) -> None:
        """Send to the raw topic, spread over so many seconds."""
        topic, steps = self.settings.topics.raw.name, max(1, round(seconds / 0.1))
        size = -(-len(records) // steps)
        async with sending(self.settings.kafka) as sender:
            for step in range(0, len(records), size):
                part = records[step : step + size]
                await sender.send(Outgoing(topic, key, value, []) for key, value in part)
                self.records += part
                await asyncio.sleep(0.1 if seconds else 0)

    async def until_begun(self) -> None:
        """Wait until the scan stage has committed something."""
        deadline = time.monotonic() + 60
        while not sum((await self.committed("scan")).values()):
            assert time.monotonic() < deadline, "no worker has begun"
            await asyncio.sleep(0.2)

    async def until_processed(self, limit_s: float = 90) -> None:
        """Wait until all stages have committed all that their topics hold, twice: links and flags go round."""
        deadline, quiet = time.monotonic() + limit_s, 0
        while quiet < 2:
            lags = [await self.lag(stage, role) for stage, role in READS.items()]
            quiet = 0 if any(lags) else quiet + 1
            assert time.monotonic() < deadline, "not all was processed in time"
            await asyncio.sleep(0.3)

    async def lag(self, stage: str, role: str) -> int:
        """Give how many records of the topic the stage has not committed."""
        committed = await self.committed(stage)
        async with self._reader(role) as (consumer, partitions):
            ends = await consumer.end_offsets(partitions)
        return sum(end - committed.get(tp, 0) for tp, end in ends.items())

    async def committed(self, stage: str) -> dict[TopicPartition, int]:
        """Give the positions that the stage has committed."""
        admin = AIOKafkaAdminClient(**connections.arguments(self.settings.kafka))
        await admin.start()
        try:
            found = await admin.list_consumer_group_offsets(f"{self.settings.kafka.group_id}.{stage}")
        except KafkaError:  # no worker has joined yet
            return {}
        finally:
            await admin.close()
        return {tp: place.offset for tp, place in found.items()}

    async def alerts(self) -> dict[str, int]:
        """Give the last revision of each alert."""
        revisions: dict[str, int] = {}
        for record in await self.read("alerts"):
            alert = orjson.loads(record.value)
            revisions[alert["alert_id"]] = max(alert["revision"], revisions.get(alert["alert_id"], 0))
        return revisions

    async def rejected(self) -> list[bytes]:
        """Give the values of the rejects, each place of the raw topic once, sorted."""
        found = {
            (headers["rejected.topic"], headers["rejected.partition"], headers["rejected.offset"]): record.value
            for record in await self.read("rejected")
            for headers in [dict(record.headers)]
        }
        return sorted(found.values())

    async def read(self, role: str) -> list[Any]:
        """Give all records of a topic."""
        records: list[Any] = []
        async with self._reader(role) as (consumer, partitions):
            ends = await consumer.end_offsets(partitions)
            while any([await consumer.position(tp) < end for tp, end in ends.items()]):
                for found in (await consumer.getmany(timeout_ms=200)).values():
                    records += found
        return records

    @asynccontextmanager
    async def _reader(self, role: str) -> AsyncIterator[tuple[AIOKafkaConsumer, list[TopicPartition]]]:
        # From the start by default, not by a seek, which may lose against the reset that `assign` begins.
        consumer = AIOKafkaConsumer(
            **connections.arguments(self.settings.kafka), enable_auto_commit=False, auto_offset_reset="earliest"
        )
        await consumer.start()
        try:
            partitions = [TopicPartition(getattr(self.settings.topics, role).name, n) for n in range(PARTITIONS)]
            consumer.assign(partitions)
            yield consumer, partitions
        finally:
            await consumer.stop()

    def undisturbed(self, folder: Path) -> dict[str, int]:
        """Give the last revision of each alert when the same stages read what was sent with no broker between."""
        file = folder / "sent.jsonl"
        file.write_bytes(b"\n".join(value for _, value in self.records))
        scan = scan_files([str(file)], self.settings, lambda _: None, signals=False, alerts=False)
        return {alert_id: alert["revision"] for alert_id, alert in scan.alerts.items()}

    def close(self) -> None:
        for worker in self.workers:
            with suppress(ProcessLookupError):
                worker.send_signal(signal.SIGKILL)
            worker.wait()


@pytest.fixture
def line_at() -> Iterator[Callable[[str], WholeLine]]:
    """Give the maker of a whole line at a bootstrap address."""
    made: list[WholeLine] = []

    def make(bootstrap: str) -> WholeLine:
        name = f"line-{os.getpid()}-{time.time_ns()}"
        environment = {
            "TOCSIN_KAFKA_BOOTSTRAP": bootstrap,
            "TOCSIN_KAFKA_GROUP_ID": name,
            "TOCSIN_KAFKA_SESSION_TIMEOUT_MS": "6000",
            "TOCSIN_WORKER_HEALTH_PORT": "0",
        }
        for role in ("raw", "rejected", "sightings", "signals", "alerts"):
            environment[f"TOCSIN_TOPICS_{role.upper()}_NAME"] = f"{name}.{role}"
            environment[f"TOCSIN_TOPICS_{role.upper()}_PARTITIONS"] = str(PARTITIONS)
        settings = load(environment=environment)
        topics.create(settings.kafka, topics.table(settings.topics))
        made.append(WholeLine(environment, settings))
        return made[-1]

    yield make
    for line in made:
        line.close()


@pytest.fixture
def line(broker: str, line_at: Callable[[str], WholeLine]) -> WholeLine:
    """A whole line on the session's broker."""
    return line_at(broker)


@pytest.fixture
def town_records() -> Callable[[int], list[tuple[bytes, bytes]]]:
    """Give the maker of so many raw records, good ones all, sent over the last minutes."""

    def make(number: int) -> list[tuple[bytes, bytes]]:
        start = time.time_ns() // 1_000_000 - SPAN_MS
        posts: list[Post] = [post for post in islice(Town(5, f"t{start}").posts(), number) if post.message]
        return [(post.key, post.value(start + index * SPAN_MS // number)) for index, post in enumerate(posts)]

    return make
