"""Sending on a real broker: each record arrives once, as it was, where Kafka's own partitioner puts it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.structs import ConsumerRecord
from hypothesis import given
from hypothesis import strategies as st
from kafka.partitioner import DefaultPartitioner

from streams.sender import BATCH_BYTES, Outgoing, partition_of, sending
from streams.settings import load

MakeTopic = Callable[..., str]


class Cluster(NamedTuple):
    """What the partitioner asks of a cluster with one topic."""

    partitions: range

    def topics(self) -> set[str]:
        return {"topic"}

    def partitions_for_topic(self, _topic: str) -> range:
        return self.partitions

    available_partitions_for_topic = partitions_for_topic


@given(st.binary(max_size=60), st.integers(1, 50))
def test_a_partition_is_chosen_as_kafka_python_does(key: bytes, partitions: int) -> None:
    theirs = DefaultPartitioner().partition("topic", key, key, b"", b"", Cluster(range(partitions)))

    assert partition_of(key, partitions) == theirs


async def sent(broker: str, topic: str, records: list[Outgoing]) -> list[ConsumerRecord]:
    settings = load(environment={"TOCSIN_KAFKA_BOOTSTRAP": broker})
    async with sending(settings.kafka) as sender:
        await sender.send(records)
    async with AIOKafkaConsumer(bootstrap_servers=broker, auto_offset_reset="earliest") as consumer:
        partitions = [TopicPartition(topic, number) for number in range(4)]
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        found: list[ConsumerRecord] = []
        while any([await consumer.position(tp) < end for tp, end in ends.items()]):
            for part in (await consumer.getmany(timeout_ms=200)).values():
                found += part
    return found


@pytest.mark.broker
async def test_records_arrive_in_order_with_null_keys_null_values_and_repeated_headers(
    broker: str, make_topic: MakeTopic
) -> None:
    topic = make_topic(partitions=4)
    headers = [("a", b"1"), ("a", b"2")]
    records = [
        Outgoing(topic, b"one", b"first", headers),
        Outgoing(topic, None, b"no key", []),
        Outgoing(topic, b"one", None, []),
        Outgoing(topic, b"", b"", []),
        Outgoing(topic, b"other", b"to the partition of one", [], partition_key=b"one"),
    ]

    found = await sent(broker, topic, records)

    there = {partition_of(b"one", 4): [], partition_of(b"", 4): []}
    for record in found:
        there[record.partition].append((record.key, record.value, list(record.headers)))
    assert there[partition_of(b"one", 4)] == [
        (b"one", b"first", headers),
        (b"one", None, []),
        (b"other", b"to the partition of one", []),
    ]
    assert there[partition_of(b"", 4)] == [(None, b"no key", []), (b"", b"", [])]


@pytest.mark.broker
async def test_more_than_a_batch_and_a_record_larger_than_one_arrive_once_and_in_order(
    broker: str, make_topic: MakeTopic
) -> None:
    topic = make_topic(partitions=4, config={"max.message.bytes": str(2 * BATCH_BYTES)})
    sizes = [200_000, 200_000, BATCH_BYTES + 100_000, 10, 200_000, 200_000, 200_000]
    records = [Outgoing(topic, b"key", bytes([number]) * size, []) for number, size in enumerate(sizes)]

    found = await sent(broker, topic, records)

    assert [(record.value[0], len(record.value)) for record in found] == list(enumerate(sizes))
