"""A warm-up reads on, or ends with an error that says where it stands; it never waits for ever."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from aiokafka import TopicPartition
from kafka import KafkaAdminClient
from kafka import TopicPartition as AdminTopicPartition

from streams.broker import Broker
from streams.errors import BrokerUnreachableError
from streams.history import History
from streams.sender import Outgoing, sending
from streams.settings import Settings, load
from streams.wire.rejects import Record
from streams.worker import reader

MakeTopic = Callable[..., str]

pytestmark = pytest.mark.broker


class Early(History):
    """One that looked for its start before retention took the records there."""

    async def _start(self, _where: TopicPartition, _since_at: int | None) -> int:
        return 0


def settings_of(bootstrap: str) -> Settings:
    return load(environment={"TOCSIN_KAFKA_BOOTSTRAP": bootstrap})


async def fill(settings: Settings, topic: str, records: int, key: bytes | None = None) -> None:
    """Send so many numbered records, each in a batch of its own."""
    async with sending(settings.kafka) as sender:
        for number in range(records):
            await sender.send([Outgoing(topic, key, str(number).encode(), [])])


def forget(bootstrap: str, topic: str, before: int) -> None:
    """Delete records as retention does."""
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    try:
        admin.delete_records({AdminTopicPartition(topic, 0): before})
    finally:
        admin.close()


async def offsets(history: History, topic: str, since_at: int | None, until: int) -> list[int]:
    stretches: list[Sequence[Record]] = [part async for part in history.stretch(topic, 0, since_at, until)]
    return [record.offset for part in stretches for record in part]


async def test_a_stretch_ends_before_its_end_and_begins_where_the_log_does(broker: str, make_topic: MakeTopic) -> None:
    settings, topic = settings_of(broker), make_topic(partitions=1)
    await fill(settings, topic, 10)
    async with reader(settings) as consumer:
        whole = await offsets(History(consumer), topic, None, 7)
        forget(broker, topic, 4)
        kept = await offsets(History(consumer), topic, 0, 7)

    assert (whole, kept) == ([0, 1, 2, 3, 4, 5, 6], [4, 5, 6])


async def test_where_retention_overtakes_a_warm_up_it_goes_on_with_what_is_left(
    broker: str, make_topic: MakeTopic
) -> None:
    settings, topic = settings_of(broker), make_topic(partitions=1)
    await fill(settings, topic, 10)
    forget(broker, topic, 4)
    async with reader(settings) as consumer:
        assert await offsets(Early(consumer), topic, None, 7) == [4, 5, 6]
        forget(broker, topic, 10)
        assert await offsets(Early(consumer), topic, None, 7) == []


async def test_where_no_record_is_so_young_or_none_at_all_is_kept_there_is_nothing_to_read(
    broker: str, make_topic: MakeTopic
) -> None:
    settings, topic, empty = settings_of(broker), make_topic(partitions=1), make_topic(partitions=1)
    await fill(settings, topic, 3)
    async with reader(settings) as consumer:
        assert await offsets(History(consumer), topic, 2**45, 3) == []
        assert await offsets(History(consumer), empty, None, 0) == []


async def test_a_partition_that_ends_before_the_stretch_does_is_read_to_its_end(
    broker: str, make_topic: MakeTopic
) -> None:
    """It lost its newest records with a leader, or was made anew under its old name."""
    settings, topic = settings_of(broker), make_topic(partitions=1)
    await fill(settings, topic, 3)
    async with reader(settings) as consumer:
        assert await offsets(History(consumer), topic, None, 5000) == [0, 1, 2]


async def test_a_broker_that_goes_away_amid_a_warm_up_ends_it_with_the_place(
    own_broker: Broker, make_topic_at: Callable[[str], MakeTopic]
) -> None:
    settings, topic = settings_of(own_broker.bootstrap), make_topic_at(own_broker.bootstrap)(partitions=1)
    await fill(settings, topic, 3)
    async with reader(settings) as consumer:
        reading = History(consumer, patience_s=2)
        partly = reading.stretch(topic, 0, None, 6)
        consumer.end_offsets = always(6)
        assert len(await anext(partly)) == 3
        own_broker.stop()
        with pytest.raises(BrokerUnreachableError, match=r"stands at offset 3 of topic\.\d+\[0\], before 6, for 2 s"):
            await anext(partly)


def always(end: int) -> Callable[..., object]:
    """Give the ends of a partition that has more than was sent: the broker will be gone before it gives that."""

    async def ends(partitions: Sequence[TopicPartition]) -> dict[TopicPartition, int]:
        return dict.fromkeys(partitions, end)

    return ends
