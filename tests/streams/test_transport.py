"""The transport's parts that need no broker; what crosses one is tested in test_transport_on_kafka.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

import faust
import pytest
from aiokafka.consumer.fetcher import FetchResult, PartitionRecords
from aiokafka.consumer.subscription_state import Assignment
from aiokafka.record.default_records import DefaultRecordBatchBuilder
from aiokafka.record.memory_records import MemoryRecords
from aiokafka.structs import ConsumerRecord, TopicPartition
from faust.exceptions import ImproperlyConfigured
from faust.types import TP
from faust.types.tuples import ConsumerMessage

from streams import transport
from streams.app import build_app
from streams.slices import Slice
from streams.transport import BatchOptions, Consumer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

RAW = TP("chat.raw", 0)
PLAIN = TP("chat.plain", 0)
GENERATION = 7


def record(offset: int, tp: TP = RAW) -> ConsumerRecord:
    return ConsumerRecord(tp.topic, tp.partition, offset, 1_700_000_000_000 + offset, 0, b"k", b"v", None, 1, 1, ())


def piece(start: int, end: int) -> Slice:
    return Slice(RAW, [record(offset) for offset in range(start, end)], start, end)


@pytest.fixture
async def reader() -> AsyncIterator[Consumer]:
    """A consumer of its own class that was never started."""
    app = build_app("scan", ["127.0.0.1:9"], batched_topics=[RAW.topic])
    app.finalize()
    app.consumer_generation_id = GENERATION
    made = app.transport.create_consumer(nobody, on_partitions_revoked=nobody, on_partitions_assigned=nobody)
    assert isinstance(made, Consumer)
    yield made
    made._thread.thread_loop.close()


async def nobody(*_: object) -> None:
    """Where the app would be called back."""


def delivered(to: Consumer, each: Slice) -> ConsumerMessage:
    """A message as it is when a stream has taken it in and one agent reads it."""
    message = to._to_message(each.tp, each)
    message.incref()
    message.tracked = True
    return message


def handed_out(by: Consumer, *pieces: Slice) -> list[ConsumerMessage]:
    for each in pieces:
        by.ledger.hand_out(each)
    return [delivered(by, each) for each in pieces]


def committable(of: Consumer) -> dict[TP, int]:
    return of._filter_committable_offsets(list(of._filter_tps_with_pending_acks()))


async def test_commits_the_position_after_the_last_contiguous_acknowledged_slice(reader: Consumer) -> None:
    first, _, third = handed_out(reader, piece(0, 10), piece(10, 25), piece(25, 30))

    first.ack(reader)
    third.ack(reader)

    assert committable(reader) == {RAW: 10}


async def test_an_acknowledgement_by_an_older_generation_does_nothing(reader: Consumer) -> None:
    [message] = handed_out(reader, piece(0, 10))
    reader.app.consumer_generation_id = GENERATION + 1

    assert not message.ack(reader)
    assert committable(reader) == {}


async def test_an_acknowledgement_from_before_a_seek_does_nothing(reader: Consumer) -> None:
    [old] = handed_out(reader, piece(0, 10))
    reader.ledger.forget([RAW])
    handed_out(reader, piece(0, 10))

    assert not old.ack(reader)
    assert committable(reader) == {}


async def test_a_slice_that_was_drawn_before_a_seek_reaches_no_agent(reader: Consumer) -> None:
    """A stream skips a message whose generation isn't the app's."""
    drawn = piece(0, 10)
    reader.ledger.hand_out(drawn)
    reader.ledger.forget([RAW])

    assert reader._to_message(RAW, drawn).generation_id != GENERATION


async def test_a_message_that_a_stream_skips_is_not_taken_for_done(reader: Consumer) -> None:
    """Faust's Python stream acknowledges what it skips, before it has tracked it."""
    [message] = handed_out(reader, piece(0, 10))
    message.tracked = False

    assert not message.ack(reader)
    assert committable(reader) == {}


async def test_the_driver_neither_drops_a_slice_nor_counts_a_gap_after_a_seek(reader: Consumer) -> None:
    reader._read_offset[RAW] = 4_000  # as an older slice left it

    reader._to_message(RAW, piece(0, 10))

    assert reader._read_offset[RAW] is None


async def test_nothing_is_drawn_between_an_assignment_and_the_seek_to_what_is_committed(reader: Consumer) -> None:
    reader.resume_flow()

    await reader.on_partitions_assigned({RAW}, GENERATION)

    assert not reader.flow_active


async def test_topics_that_are_not_batched_stay_messages(reader: Consumer) -> None:

    message = reader._to_message(PLAIN, record(5, PLAIN))

    assert (message.value, message.key, message.offset, message.generation_id) == (b"v", b"k", 5, GENERATION)


async def test_an_agent_that_lets_faust_acknowledge_is_refused(reader: Consumer) -> None:
    reader._acked[RAW].append(9)  # what the compiled stream does itself

    with pytest.raises(ImproperlyConfigured, match=r"chat\.raw.*slices"):
        committable(reader)


async def test_an_app_that_does_not_say_what_is_batched_is_refused() -> None:
    app = faust.App("scan", broker="batch://127.0.0.1:9")
    app.finalize()

    with pytest.raises(ImproperlyConfigured, match="build_app"):
        app.transport.create_consumer(nobody, on_partitions_revoked=nobody, on_partitions_assigned=nobody)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slice_records", 0),
        ("slice_bytes", 0),
        ("slices_in_flight", 0),
        ("fetch_min_bytes", 0),
        ("fetch_max_wait_ms", 0),
        ("drain_limit_s", 0),
    ],
)
def test_options_that_would_do_harm_are_refused_by_name(field: str, value: int) -> None:
    with pytest.raises(ValueError, match=rf"{field} is 0, .*else "):
        BatchOptions(**{field: value})


def fetched(values: Sequence[tuple[int, bytes]], *, position: int) -> FetchResult:
    """What aiokafka holds after a fetch from `position` that brought these offsets and values."""
    builder = DefaultRecordBatchBuilder(2, 0, 0, -1, -1, -1, 1 << 20)
    for offset, value in values:
        assert builder.append(offset, timestamp=1, key=None, value=value, headers=[])
    tp = TopicPartition(*RAW)
    assignment = Assignment([tp])
    assignment.state_value(tp).reset_to(position)
    records = PartitionRecords(
        tp, MemoryRecords(bytes(builder.build())), [], position, None, None, check_crcs=True, isolation_level=0
    )
    return FetchResult(tp, assignment=assignment, partition_records=records, backoff=0)


def taken(result: FetchResult, bounds: BatchOptions) -> list[tuple[list[int], int]]:
    """Offsets of each slice, with the position after it."""
    slices = []
    while result.has_more():
        offsets = [each.offset for each in transport._take(result, bounds)]
        slices.append((offsets, result._assignment.state_value(RAW).position))
    return slices


async def test_a_slice_ends_with_the_record_that_fills_it_in_number() -> None:
    result = fetched([(offset, b"x") for offset in range(5)], position=0)

    assert taken(result, BatchOptions(slice_records=2)) == [([0, 1], 2), ([2, 3], 4), ([4], 5)]


async def test_a_slice_ends_with_the_record_that_fills_it_in_bytes() -> None:
    result = fetched([(0, b"x" * 6), (1, b"x" * 6), (2, b"x" * 30), (3, b"x")], position=0)

    assert taken(result, BatchOptions(slice_bytes=10)) == [([0, 1], 2), ([2], 3), ([3], 4)]


async def test_a_fetch_from_amid_a_batch_gives_no_record_twice() -> None:
    result = fetched([(offset, b"x") for offset in range(5)], position=3)

    assert taken(result, BatchOptions()) == [([3, 4], 5)]


async def test_positions_run_on_over_offsets_that_compaction_took() -> None:
    result = fetched([(0, b"x"), (4, b"x"), (9, b"x")], position=0)

    assert taken(result, BatchOptions(slice_records=1)) == [([0], 1), ([4], 5), ([9], 10), ([], 10)]
