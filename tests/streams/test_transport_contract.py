"""What streams/transport.py expects of Faust, mode and aiokafka: an upgrade that breaks it fails here, by name."""

from __future__ import annotations

import inspect
import tomllib
from importlib.metadata import entry_points, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.consumer import fetcher as aiokafka_fetcher
from aiokafka.consumer.subscription_state import SubscriptionState
from aiokafka.structs import ConsumerRecord
from faust import Stream
from faust.serializers import codecs
from faust.tables.recovery import Recovery
from faust.transport import consumer as base
from faust.transport.drivers import aiokafka as driver
from faust.transport.drivers import by_url
from faust.types import TP
from faust.types.tuples import ConsumerMessage, Message
from mode.threads import MethodQueue, QueueServiceThread

from streams import transport

if TYPE_CHECKING:
    from collections.abc import Callable

THREAD = driver.AIOKafkaConsumerThread
FETCHER = aiokafka_fetcher.Fetcher
RESULT = aiokafka_fetcher.FetchResult
PINNED = ("faust-streaming", "mode-streaming", "aiokafka")


def source(of: Any) -> str:  # noqa: ANN401 - a class or a function
    """Give the code on one line, with single spaces."""
    return " ".join(inspect.getsource(of).split())


@pytest.mark.parametrize("name", PINNED)
def test_the_version_that_runs_is_the_one_that_is_pinned(name: str) -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))

    assert f"{name}=={version(name)}" in project["project"]["dependencies"]


def test_the_scheme_batch_is_this_transport() -> None:
    assert [point.name for point in entry_points(group="faust.transports")] == ["batch"]
    assert by_url("batch://127.0.0.1:9092") is transport.Transport


@pytest.mark.parametrize(
    ("hook", "parameters"),
    [
        # Overridden
        (driver.Consumer._new_consumer_thread, "self"),
        (driver.Consumer._to_message, "self tp record"),
        (base.Consumer.ack, "self message"),
        (base.Consumer._filter_tps_with_pending_acks, "self topics"),
        (base.Consumer._new_offset, "self tp"),
        (base.Consumer._should_commit, "self tp offset"),
        (base.ThreadDelegateConsumer._commit, "self offsets"),
        (base.ThreadDelegateConsumer._seek, "self partition offset"),
        (base.Consumer.perform_seek, "self"),
        (base.Consumer.on_partitions_revoked, "self revoked"),
        (base.Consumer.on_partitions_assigned, "self assigned generation_id"),
        (base.Consumer.wait_empty, "self"),
        (THREAD._create_worker_consumer, "self transport"),
        (THREAD.on_partitions_assigned, "self assigned generation_id"),
        (THREAD._seek_wait, "self consumer partitions"),
        (THREAD._fetch_records, "self consumer active_partitions timeout max_records"),
        # Called
        (base.Consumer.commit_and_end_transactions, "self"),
        (base.Consumer.maybe_wait_for_commit_to_finish, "self"),
        (THREAD.seek, "self partition offset"),
        (THREAD._ensure_consumer, "self"),
        (QueueServiceThread.call_thread, "self fun args kwargs"),
        (FETCHER.fetched_records, "self partitions timeout max_records"),
        (FETCHER._create_fetch_waiter, "self"),
        (FETCHER._notify, "self future"),
        (RESULT.check_assignment, "self tp"),
        (RESULT.has_more, "self"),
        (RESULT._update_position, "self"),
        (SubscriptionState.fetch_context, "self"),
        (SubscriptionState.wait_for_assignment, "self"),
        (AIOKafkaConsumer.highwater, "self partition"),
    ],
    ids=lambda hook: getattr(hook, "__qualname__", None),
)
def test_the_hook_has_the_same_parameters(hook: Callable[..., Any], parameters: str) -> None:
    assert list(inspect.signature(hook).parameters) == parameters.split()


@pytest.mark.parametrize(
    ("where", "relied_on"),
    [
        # The loop that reads getmany() neither drops nor counts a gap where the read offset is None.
        (base.Consumer._drain_messages, "if r_offset is None or offset >= r_offset: gap = offset - (r_offset or 0)"),
        (base.Consumer._drain_messages, "if gap > 1 and r_offset:"),
        # It ends a delivery when the flow is suspended; getmany() then gives no more of what was drawn.
        (base.Consumer._drain_messages, "await self.wait_first( callback(message), self.suspend_flow.wait() )"),
        (base.Consumer.getmany, "for tp, record in records_it: if not self.flow_active: break"),
        (base.Consumer.getmany, "if new_generation_id != generation_id:"),
        (base.Consumer.getmany, "yield tp, to_message(tp, record)"),
        # A fetch goes through the thread's _fetch_records, on the thread's loop.
        (THREAD.getmany, "self._fetch_records, _consumer, active_partitions, timeout=timeout,"),
        (base.Consumer._wait_next_records, "if is_client_only or active_partitions:"),
        # Commits go through our four hooks; a commit that failed is not undone in Faust's own books.
        (base.Consumer.force_commit, "commit_tps = list(self._filter_tps_with_pending_acks(topics))"),
        (base.Consumer._filter_committable_offsets, "offset = self._new_offset(tp)"),
        (base.Consumer._filter_committable_offsets, "if offset is not None and self._should_commit(tp, offset):"),
        (base.Consumer._commit_offsets, "did_commit = await self._commit(committable_offsets)"),
        # A revocation forgets acknowledgements, then waits for agents; nothing limits that wait.
        (base.Consumer.on_partitions_revoked, "self._acked.pop(tp, None)"),
        (base.Consumer.wait_empty, "while not self.should_stop and self._unacked_messages:"),
        (base.Consumer._wait_for_ack, "self._waiting_for_ack = asyncio.Future(loop=self.loop)"),
        # After an assignment the flow is resumed, when all positions are sought.
        (Recovery._resume_streams, "consumer.perform_seek(), timeout="),
        (Recovery._resume_streams, "app.flow_control.resume() consumer.resume_flow()"),
        # The generation is known before anybody is told of the assignment; seeks come before the first wait.
        (
            driver.ConsumerRebalanceListener.on_partitions_assigned,
            "self._thread.app.consumer_generation_id = generation",
        ),
        (
            THREAD._seek_wait,
            'for tp, offset in partitions.items(): self.log.dev("SEEK %r -> %r", tp, offset) consumer.seek(tp, offset)',
        ),
        # What a stream skips (another generation, a suspended flow) it has not tracked.
        (Stream._py_aiter, "message.generation_id != self.app.consumer_generation_id ): value = skipped_value"),
        (Stream._py_aiter, "if topic in acking_topics and not message.tracked: message.tracked = True"),
        # The driver's settings are read when the consumer starts; the fetcher reads its own for each request.
        (AIOKafkaConsumer.start, "fetch_min_bytes=self._fetch_min_bytes,"),
        (AIOKafkaConsumer.start, "fetch_max_wait_ms=self._fetch_max_wait_ms,"),
        (FETCHER._get_actions_per_node, "req = FetchRequest( self._fetch_max_wait_ms, self._fetch_min_bytes,"),
        # Nothing is fetched for a partition that holds undrawn records, and others wait for it 0.1 s at most.
        (FETCHER._get_actions_per_node, "if tp in self._records:"),
        (FETCHER._get_actions_per_node, "backoff = record.calculate_backoff()"),
        # How a fetch is drawn: our _take and _draw_slice say the same with a bound in bytes.
        (RESULT.getall, "if not self.check_assignment(tp) or not self.has_more(): return []"),
        (RESULT.getall, "for msg in self._partition_records: ret_list.append(msg)"),
        (RESULT.getall, "else: self._update_position() self._partition_records = None"),
        (RESULT._update_position, "state.consumed_to(self._partition_records.next_fetch_offset)"),
        (FETCHER.fetched_records, "if partitions and tp not in partitions:"),
        (FETCHER.fetched_records, "del self._records[tp] self._notify(self._wait_consume_future)"),
        (FETCHER.fetched_records, "if drained or not timeout: return drained"),
        (FETCHER._fetch_requests_routine, "for waiter in self._fetch_waiters:"),
    ],
    ids=lambda value: getattr(value, "__qualname__", None),
)
def test_the_hook_still_does_what_we_rely_on(where: Callable[..., Any], relied_on: str) -> None:
    assert relied_on in source(where)


def test_the_compiled_stream_acknowledges_in_the_books_where_we_look_for_it() -> None:
    """streams.pyx comes with the wheel: it passes Consumer.ack by, which is why such an agent is refused."""
    compiled = " ".join((Path(inspect.getfile(Stream)).parent / "_cython" / "streams.pyx").read_text("utf-8").split())

    assert "acked_for_tp = consumer._acked[tp] acked_for_tp.append(offset)" in compiled
    assert "return None, self._skipped_value, stream_state" in compiled


@pytest.mark.parametrize("name", ["_acked", "_acked_index", "_gap", "_read_offset"])
def test_the_consumer_keeps_this_book_by_partition(name: str) -> None:
    assert f"self.{name} = defaultdict(" in source(base.Consumer.__init__)


def test_the_raw_serializer_hands_on_what_is_no_text_as_it_is() -> None:
    thing = object()

    assert codecs.loads("raw", thing) is thing  # type: ignore[arg-type]


def test_a_message_is_acknowledged_through_the_consumer_once_its_last_reader_is_done() -> None:
    done: list[Message] = []

    class Books:
        def ack(self, message: Message) -> bool:
            done.append(message)
            return True

    message = ConsumerMessage("t", 0, 0, 0.0, 0, None, None, b"", None)
    message.incref(2)

    assert [message.ack(Books()), message.ack(Books())] == [False, True]  # type: ignore[arg-type]
    assert done == [message]
    assert not message.tracked


def test_partitions_of_faust_and_of_aiokafka_are_one_key() -> None:
    assert {TP("t", 1): "found"}[TopicPartition("t", 1)] == "found"  # type: ignore[index]


def test_a_record_has_its_sizes_and_all_its_headers() -> None:
    assert {"serialized_key_size", "serialized_value_size", "headers"} <= set(ConsumerRecord.__dataclass_fields__)


def test_the_thread_does_two_things_at_once_so_that_a_fetch_does_not_hold_up_a_commit() -> None:
    assert inspect.signature(MethodQueue.__init__).parameters["num_workers"].default == 2


def test_aiokafka_has_the_attributes_that_we_read() -> None:
    assert isinstance(SubscriptionState.reassignment_in_progress, property)
    for name in ("_records", "_subscriptions", "_wait_consume_future", "_fetch_min_bytes", "_closed"):
        assert f"self.{name} = " in source(FETCHER.__init__)
    for name in ("_fetcher", "_closed", "_subscription"):
        assert f"self.{name} = " in source(AIOKafkaConsumer.__init__)
    for name in ("_partition_records", "_assignment"):
        assert f"self.{name} = " in source(RESULT.__init__)


def test_the_flow_is_a_plain_flag_that_the_thread_may_read() -> None:
    assert base.Consumer.flow_active is True
