"""Records out: in batches, by one idempotent producer, done when the brokers have confirmed all of them."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import NamedTuple, Protocol

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.partitioner import murmur2
from aiokafka.producer.message_accumulator import BatchBuilder

from streams import connections
from streams.errors import BrokerUnreachableError
from streams.settings import Kafka
from streams.wire.headers import Headers

BATCH_BYTES = 512 * 1024
"""Size at which a batch is full. A single larger record is a batch of its own."""


class Outgoing(NamedTuple):
    """A record to send.

    Attributes:
        partition_key: what the partition is chosen by; `key` where it is None.
    """

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers
    partition_key: bytes | None = None


class Sender(Protocol):
    """Where an agent leaves what it made."""

    async def send(self, records: Iterable[Outgoing]) -> None:
        """Send all, and return when all are confirmed; raises where one was not, and then some may have been sent."""


def partition_of(key: bytes, partitions: int) -> int:
    """Choose a partition as Kafka's default partitioner does: murmur2 of the key."""
    return int(murmur2(key) & 0x7FFFFFFF) % partitions


class BatchSender:
    """A sender over a started `AIOKafkaProducer` that is idempotent and has `acks="all"`.

    The producer itself tries again until its request timeout; what then fails is not tried again here, since a batch
    that has timed out may still arrive, and only a new producer (a new process) may safely follow.
    """

    def __init__(self, producer: AIOKafkaProducer) -> None:
        self._producer = producer

    async def send(self, records: Iterable[Outgoing]) -> None:
        groups: defaultdict[tuple[str, int], list[Outgoing]] = defaultdict(list)
        partitions: dict[str, int] = {}
        for record in records:
            if record.topic not in partitions:
                partitions[record.topic] = len(await self._producer.partitions_for(record.topic))
            key = record.partition_key if record.partition_key is not None else record.key
            groups[record.topic, partition_of(key or b"", partitions[record.topic])].append(record)
        await asyncio.gather(*(self._send(topic, partition, group) for (topic, partition), group in groups.items()))

    async def _send(self, topic: str, partition: int, records: list[Outgoing]) -> None:
        confirmed = [
            await self._producer.send_batch(batch, topic, partition=partition) for batch in self._batches(records)
        ]
        await asyncio.gather(*confirmed)

    def _batches(self, records: list[Outgoing]) -> list[BatchBuilder]:
        batches = [self._producer.create_batch()]
        for record in records:
            fields = {"timestamp": None, "key": record.key, "value": record.value, "headers": record.headers}
            if batches[-1].append(**fields) is None:
                batches.append(self._producer.create_batch())
                batches[-1].append(**fields)
        for batch in batches:
            batch.close()  # so that nobody else's record joins it
        return batches


DELIVERY_MS = 120_000
"""How long the producer tries to deliver a batch: it outlasts the restart of a broker."""


@asynccontextmanager
async def sending(kafka: Kafka) -> AsyncIterator[BatchSender]:
    """Connect a sender for as long as the context lasts.

    Raises:
        BrokerUnreachableError: no broker answers, or it refuses us.
    """
    producer = AIOKafkaProducer(
        **{**connections.arguments(kafka), "request_timeout_ms": DELIVERY_MS},
        enable_idempotence=True,
        acks="all",
        max_batch_size=BATCH_BYTES,
        max_request_size=4 * BATCH_BYTES,
    )
    try:
        await producer.start()
    except KafkaError as error:
        await producer.stop()
        raise BrokerUnreachableError(f"no broker answers at {kafka.bootstrap} ({type(error).__name__})") from error
    try:
        yield BatchSender(producer)
    finally:
        await producer.stop()
