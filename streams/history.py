"""What a partition held before: the stretch that a warm-up folds over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from streams.errors import BrokerUnreachableError
from streams.wire.rejects import Record

PATIENCE_S: Final = 120.0
"""How long a warm-up may stand still: it outlasts the restart of a broker, as sending does."""


class History:
    """Reads stretches of partitions with a consumer of its own, in no group, one stretch at a time.

    The stage's own consumer holds still meanwhile: it gets no further than its slices in flight.

    Args:
        consumer: one that goes on with the oldest record kept where the one it wants is gone by retention.
        patience_s: how long it waits for the next record.
    """

    def __init__(self, consumer: AIOKafkaConsumer, patience_s: float = PATIENCE_S) -> None:
        self._consumer = consumer
        self._patience_s = patience_s

    async def stretch(
        self, topic: str, partition: int, since_at: int | None, until: int
    ) -> AsyncIterator[Sequence[Record]]:
        """Give the records before offset `until`, in order, as far as the partition holds them.

        Args:
            since_at: from the first record with this Kafka timestamp in ms or a later one; None: from the oldest kept.
            until: half-open.

        Raises:
            BrokerUnreachableError: no further record came within the patience.
        """
        where = TopicPartition(topic, partition)
        self._consumer.assign([where])
        try:
            position = await self._start(where, since_at)
            # A partition may end before: it lost records with its leader, or was made anew.
            until = min(until, (await self._consumer.end_offsets([where]))[where])
            self._consumer.seek(where, position)
            while position < until:
                fetched, position = await self._further(where, position, until)
                records = [record for record in fetched if record.offset < until]
                if records:
                    yield records
        finally:
            self._consumer.unsubscribe()

    async def _further(self, where: TopicPartition, position: int, until: int) -> tuple[Sequence[Record], int]:
        """Give what was fetched, if only a gap in the offsets, and the position behind it."""
        try:
            async with asyncio.timeout(self._patience_s):
                while True:
                    fetched = (await self._consumer.getmany(where, timeout_ms=200)).get(where, ())
                    reached = await self._consumer.position(where)
                    if fetched or reached != position:
                        return fetched, reached
        except TimeoutError as late:
            raise BrokerUnreachableError(
                f"a warm-up stands at offset {position} of {where.topic}[{where.partition}], before {until}, for "
                f"{self._patience_s:.0f} s: the brokers don't give its records"
            ) from late

    async def ends(self, topic: str, partitions: Iterable[int]) -> dict[int, int]:
        """Give the offset after each partition's last record, as the brokers know it; none while they don't answer."""
        asked = [TopicPartition(topic, partition) for partition in partitions]
        try:
            return {where.partition: end for where, end in (await self._consumer.end_offsets(asked)).items()}
        except KafkaError:
            return {}

    async def _start(self, where: TopicPartition, since_at: int | None) -> int:
        oldest: int = (await self._consumer.beginning_offsets([where]))[where]
        if since_at is None:
            return oldest
        found = (await self._consumer.offsets_for_times({where: max(0, since_at)}))[where]
        newest: int = (await self._consumer.end_offsets([where]))[where]
        return max(oldest, found.offset) if found else newest
