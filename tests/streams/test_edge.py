"""The edge: a state goes on where its slice starts, and is rebuilt from the log where it does not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.edge import Edge
from streams.metrics import Metrics
from streams.sender import Outgoing
from streams.stages import Made, Stage
from streams.wire.messages import Decoded
from streams.wire.rejects import Fault, Line, Reason, Record, Reject

PARTITION = 3


class Part(NamedTuple):
    """A slice."""

    records: Sequence[Record]
    start: int
    next: int
    topic: str = "numbers"
    partition: int = PARTITION


class Log:
    """A partition, and what of it was read for warm-ups."""

    def __init__(self, values: Sequence[int]) -> None:
        self.records = [Line(offset, str(value).encode(), offset * 1000) for offset, value in enumerate(values)]
        self.read: list[tuple[int | None, int]] = []

    def part(self, start: int, end: int) -> Part:
        return Part(self.records[start:end], start, end)

    async def stretch(
        self, _topic: str, _partition: int, since_at: int | None, until: int
    ) -> AsyncIterator[Sequence[Record]]:
        self.read.append((since_at, until))
        for record in self.records[:until]:
            if since_at is None or (record.timestamp or 0) >= since_at:
                yield [record]


class Outbox:
    """A sender that keeps what it is given, and fails when told to."""

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []
        self.is_broken = False

    async def send(self, records: Iterable[Outgoing]) -> None:
        if self.is_broken:
            raise ConnectionError
        self.sent += records

    def of(self, topic: str) -> list[int]:
        return [int(record.value or b"") for record in self.sent if record.topic == topic]


def decode(records: Sequence[Record]) -> Decoded:
    bad = [Reject(record, Fault(Reason.NOT_JSON)) for record in records if record.value == b"0"]
    good = [(record.offset, int(record.value or b"")) for record in records if record.value != b"0"]
    return Decoded(pl.DataFrame(good, schema={"offset": pl.Int64, "value": pl.Int64}, orient="row"), bad)


def step(total: int, frame: pl.DataFrame) -> tuple[int, list[int]]:
    sums = [total + partial for partial in frame["value"].cum_sum()]
    return sums[-1], sums


def encode(sums: list[int], _records: Sequence[Record]) -> Made:
    return Made([Outgoing("sums", None, str(each).encode(), []) for each in sums], [])


SUMS = Stage("sums", "numbers", lambda: 0, decode, step, encode, look_back_ms=None)


def edge_over(log: Log, outbox: Outbox, stage: Stage[int, list[int]] = SUMS) -> Edge[int, list[int]]:
    return Edge(
        stage,
        outbox,
        log,
        rejected_topic="rejected",
        assigned=lambda: {("numbers", PARTITION)},
        spare_ms=500,
        metrics=Metrics().of("sums"),
    )


@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.data())
async def test_any_slicing_and_any_restarts_give_the_same_outputs(values: list[int], data: st.DataObject) -> None:
    """A restart loses the state; the warm-up gives it back; each output is there once."""
    log, outbox = Log(values), Outbox()
    cuts = sorted({0, len(values), *data.draw(st.lists(st.integers(0, len(values))))})
    edge = edge_over(log, outbox)
    for start, end in pairwise(cuts):
        if data.draw(st.booleans()):
            edge = edge_over(log, outbox)
        await edge.handle(log.part(start, end))

    good = [value for value in values if value]
    assert outbox.of("sums") == [sum(good[: number + 1]) for number in range(len(good))]
    assert len(outbox.of("rejected")) == len(values) - len(good)


async def test_a_state_goes_on_where_its_slice_starts_with_no_warm_up() -> None:
    log, outbox = Log([1, 2, 3, 4]), Outbox()
    edge = edge_over(log, outbox)

    await edge.handle(log.part(0, 2))
    await edge.handle(log.part(2, 4))

    assert log.read == [(None, 0)]


async def test_a_slice_from_elsewhere_warms_up_again() -> None:
    log, outbox = Log([1, 2, 3, 4]), Outbox()
    edge = edge_over(log, outbox)

    await edge.handle(log.part(2, 4))
    await edge.handle(log.part(0, 2))
    await edge.handle(log.part(2, 4))

    assert outbox.of("sums") == [6, 10, 1, 3, 6, 10]


async def test_a_warm_up_reads_no_further_back_than_the_memory_and_the_clocks_spare() -> None:
    log, outbox = Log([1] * 10), Outbox()

    await edge_over(log, outbox, replace(SUMS, look_back_ms=2000)).handle(log.part(8, 10))

    assert log.read == [(8000 - 2000 - 500, 8)]
    assert outbox.of("sums") == [3, 4]


async def test_a_warm_up_remembers_and_spares_the_work_on_outputs() -> None:
    """A stage that knows how: what it remembers is the same, and `step` sees what is new alone."""
    log, outbox, stepped = Log([1, 2, 3, 4]), Outbox(), []

    def watched(total: int, frame: pl.DataFrame) -> tuple[int, list[int]]:
        stepped.extend(frame["value"])
        return step(total, frame)

    stage = replace(SUMS, step=watched, remember=lambda total, frame: (total + int(frame["value"].sum()), []))
    await edge_over(log, outbox, stage).handle(log.part(2, 4))

    assert outbox.of("sums") == [6, 10]
    assert stepped == [3, 4]


async def test_a_failure_to_send_goes_through_and_leaves_no_state_behind() -> None:
    """What was not confirmed is read again, by a state that has not seen it."""
    log, outbox = Log([1, 2, 3]), Outbox()
    edge = edge_over(log, outbox)
    await edge.handle(log.part(0, 1))
    outbox.is_broken = True
    with pytest.raises(ConnectionError):
        await edge.handle(log.part(1, 3))
    outbox.is_broken = False

    await edge.handle(log.part(1, 3))

    assert outbox.of("sums") == [1, 3, 6]


async def test_a_reject_keeps_key_value_and_headers_and_says_where_it_stood() -> None:
    log, outbox = Log([0]), Outbox()
    record = Line(0, b"0", 77, b"key", (("a", b"1"), ("a", b"2")))

    await edge_over(log, outbox).handle(Part([record], 0, 1))

    [sent] = outbox.sent
    assert (sent.topic, sent.key, sent.value, sent.headers[:2]) == ("rejected", b"key", b"0", list(record.headers))
    assert dict(sent.headers[2:]) | {"rejected.by": b""} == {
        "rejected.reason": b"not_json",
        "rejected.field": b"",
        "rejected.detail": b"",
        "rejected.topic": b"numbers",
        "rejected.partition": b"3",
        "rejected.offset": b"0",
        "rejected.at": b"77",
        "rejected.by": b"",
    }


@pytest.mark.parametrize("error", [ValueError, MemoryError, ConnectionError])
async def test_whatever_a_stage_raises_about_a_message_nothing_that_is_logged_or_rejected_quotes_it(
    error: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    def failing(_total: int, frame: pl.DataFrame) -> tuple[int, list[int]]:
        raise error(f"the message says {frame['value'].to_list()}")

    caplog.set_level("DEBUG")
    log, outbox = Log([4711]), Outbox()
    with suppress(MemoryError):
        await edge_over(log, outbox, replace(SUMS, step=failing)).handle(log.part(0, 1))

    assert [record for record in caplog.records if "4711" in record.getMessage() or record.exc_info] == []
    assert [header for sent in outbox.sent for header in sent.headers if b"4711" in header[1]] == []
    assert {sent.value for sent in outbox.sent} == ({b"4711"} if error is not MemoryError else set())
