"""A slice through a stage: the good records come out, the poison alone is rejected."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.sender import Outgoing
from streams.stages import BadReleaseError, Made, PoisonGuard, Stage, process
from streams.wire.messages import Decoded
from streams.wire.rejects import Fault, Line, Reason, Record, Reject

POISON = 13
UNREADABLE = 99


def decode(records: Sequence[Record]) -> Decoded:
    """Read one byte a record; 99 cannot be read."""
    read = [(record.offset, (record.value or b"\0")[0]) for record in records]
    bad = {offset for offset, byte in read if byte == UNREADABLE}
    frame = pl.DataFrame([row for row in read if row[0] not in bad], schema=["offset", "byte"], orient="row")
    return Decoded(frame, [Reject(record, Fault(Reason.NOT_JSON)) for record in records if record.offset in bad])


def step(total: int, frame: pl.DataFrame) -> tuple[int, list[int]]:
    """Give running sums; 13 makes it fail."""
    if POISON in frame["byte"]:
        raise ValueError("secret text 13")
    sums = [total + int(partial) for partial in frame["byte"].cum_sum()]
    return sums[-1], sums


def encode(sums: list[int], _records: Sequence[Record]) -> Made:
    return Made([Outgoing("sums", None, str(each).encode(), []) for each in sums], [])


SUMS = Stage("sums", "bytes", lambda: 0, decode, step, encode, look_back_ms=None)


def records(*values: int) -> list[Record]:
    return [Line(offset, bytes([value])) for offset, value in enumerate(values)]


@given(st.lists(st.sampled_from([1, 2, POISON, UNREADABLE]), min_size=1, max_size=20))
def test_each_record_is_processed_or_rejected_whatever_its_neighbours(values: list[int]) -> None:
    good = [value for value in values if value not in (POISON, UNREADABLE)]

    done = process(SUMS, 0, records(*values))

    assert done.state == sum(good)
    assert len(done.outgoing) == len(good)
    assert sorted((reject.record.offset, reject.fault.reason) for reject in done.rejects) == [
        (offset, Reason.POISON if value == POISON else Reason.NOT_JSON)
        for offset, value in enumerate(values)
        if value not in good
    ]


def test_a_poison_fault_names_the_error_and_quotes_nothing() -> None:
    [reject] = process(SUMS, 0, records(POISON)).rejects

    assert (reject.fault.reason, reject.fault.detail) == (Reason.POISON, "ValueError")


def test_a_full_memory_is_never_poison() -> None:
    def full(_total: int, _frame: pl.DataFrame) -> tuple[int, list[int]]:
        raise MemoryError

    with pytest.raises(MemoryError):
        process(Stage("full", "bytes", lambda: 0, decode, full, encode, None), 0, records(1))


def poison(read: Sequence[Record], *offsets: int) -> list[Reject]:
    return [Reject(record, Fault(Reason.POISON)) for record in read if record.offset in offsets]


def test_a_hundred_poison_records_in_a_row_stop_the_worker() -> None:
    guard, read = PoisonGuard(), records(*[1] * 100)

    guard.check(read[:50], poison(read, *range(50)))
    guard.check(read[50:99], poison(read, *range(50, 99)))
    with pytest.raises(BadReleaseError, match="the last 100 records"):
        guard.check(read[99:], poison(read, 99))


def test_more_than_one_in_twenty_of_a_thousand_stop_the_worker() -> None:
    guard, read = PoisonGuard(), records(*[1] * 200)

    for _ in range(4):
        guard.check(read, poison(read, *range(0, 200, 20)))
    with pytest.raises(BadReleaseError, match="51 of the last 1000"):
        guard.check(read, poison(read, *range(0, 200, 20), 199))


def test_five_in_a_hundred_over_ten_thousand_records_stop_nothing() -> None:
    guard, read = PoisonGuard(), records(*[1] * 100)

    for _ in range(100):
        guard.check(read, poison(read, 0, 20, 40, 60, 80))


def test_other_rejects_are_no_poison() -> None:
    guard, read = PoisonGuard(), records(*[1] * 200)

    for _ in range(10):
        guard.check(read, [Reject(record, Fault(Reason.NOT_JSON)) for record in read])
