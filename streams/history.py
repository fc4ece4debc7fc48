"""What a partition held before: the stretch that a warm-up folds over."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from streams.wire.rejects import Record


class History:
    """Reads stretches of partitions with a consumer of its own, in no group, one stretch at a time.

    The stage's own consumer holds still meanwhile: it gets no further than its slices in flight.
    """

    def __init__(self, consumer: AIOKafkaConsumer) -> None:
        self._consumer = consumer

    async def stretch(
        self, topic: str, partition: int, since_at: int | None, until: int
    ) -> AsyncIterator[Sequence[Record]]:
        """Give the records before offset `until`, in order.

        Args:
            since_at: from the first record with this Kafka timestamp in ms or a later one; None: from the oldest kept.
            until: half-open.
        """
        where = TopicPartition(topic, partition)
        self._consumer.assign([where])
        try:
            position = await self._start(where, since_at)
            self._consumer.seek(where, position)
            while position < until:
                fetched = await self._consumer.getmany(where, timeout_ms=200)
                records = [record for record in fetched.get(where, ()) if record.offset < until]
                if records:
                    yield records
                position = await self._consumer.position(where)
        finally:
            self._consumer.unsubscribe()

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
