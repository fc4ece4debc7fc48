"""What comes back: alerts, rejects, and how far the scan stage has committed."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from streams import connections
from streams.agents import STAGES
from streams.demo.tally import Tally
from streams.errors import WorkerError
from streams.settings import Settings

LOOK_EVERY_S = 0.5
READY_S = 60.0


class Watch:
    """Counts into a tally what happens from `start` on, whatever the topics held before."""

    def __init__(self, settings: Settings, tally: Tally) -> None:
        self._settings = settings
        self._tally = tally
        connection = connections.arguments(settings.kafka)
        self._consumer = AIOKafkaConsumer(**connection, enable_auto_commit=False, fetch_max_wait_ms=50)
        self._admin = AIOKafkaAdminClient(**connection)
        self._group = f"{settings.kafka.group_id}.scan"
        self._raw_starts: dict[TopicPartition, int] = {}

    async def start(self) -> None:
        topics = self._settings.topics
        await self._consumer.start()
        await self._admin.start()
        self._raw_starts = await self._consumer.end_offsets(await self._partitions(topics.raw.name))
        told = [*await self._partitions(topics.alerts.name), *await self._partitions(topics.rejected.name)]
        self._consumer.assign(told)
        await self._consumer.seek_to_end()
        for partition in told:
            await self._consumer.position(partition)

    async def until_ready(self) -> None:
        """Wait until workers have shared out the partitions of all stages, so that the feed starts with no lag.

        Raises:
            WorkerError: it took longer than a start may.
        """
        groups = [f"{self._settings.kafka.group_id}.{stage}" for stage in STAGES]
        try:
            async with asyncio.timeout(READY_S):
                while not all([await self._is_stable(group) for group in groups]):  # noqa: ASYNC110 - Kafka tells nobody
                    await asyncio.sleep(0.2)
        except TimeoutError as error:
            raise WorkerError(f"no worker has taken up its partitions after {READY_S:.0f} s") from error

    async def _is_stable(self, group: str) -> bool:
        with suppress(KafkaError):  # a group's coordinator is made with the first worker that joins
            return any(
                row[2] == "Stable"
                for answer in await self._admin.describe_consumer_groups([group])
                for row in answer.groups
            )
        return False

    async def stop(self) -> None:
        await self._consumer.stop()
        await self._admin.close()

    async def run(self) -> None:
        """Count until cancelled."""
        await asyncio.gather(self._count_records(), self._count_processed())

    async def _count_records(self) -> None:
        while True:
            fetched = await self._consumer.getmany(timeout_ms=200)
            now = time.time_ns() // 1_000_000
            for partition, records in fetched.items():
                if partition.topic == self._settings.topics.rejected.name:
                    self._tally.rejected += len(records)
                    continue
                for record in records:
                    self._tally.count_alert(orjson.loads(record.value), now)

    async def _count_processed(self) -> None:
        while True:
            with suppress(KafkaError):  # as above
                committed = await self._admin.list_consumer_group_offsets(self._group)
                self._tally.processed = sum(
                    max(0, committed[partition].offset - start)
                    for partition, start in self._raw_starts.items()
                    if partition in committed
                )
            await asyncio.sleep(LOOK_EVERY_S)

    async def _partitions(self, topic: str) -> list[TopicPartition]:
        await self._consumer._client._wait_on_metadata(topic)  # noqa: SLF001 - `partitions_for_topic` knows only topics asked for
        return [TopicPartition(topic, number) for number in sorted(self._consumer.partitions_for_topic(topic) or ())]
