"""What an agent must know of a stage, and how a slice of records goes through it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, NamedTuple, TypeVar

import polars as pl
from polars.exceptions import PanicException

from processors.errors import DefectError
from streams.sender import Outgoing
from streams.wire.messages import Decoded
from streams.wire.rejects import Fault, Reason, Record, Reject

State = TypeVar("State")
Output = TypeVar("Output")


class Made(NamedTuple):
    """What a frame's output is on the wire."""

    outgoing: list[Outgoing]
    rejects: list[Reject]


@dataclass(frozen=True, slots=True)
class Stage(Generic[State, Output]):
    """A fold over one partition, from bytes to bytes.

    Attributes:
        topic: what it reads.
        empty: gives the state before the first record.
        decode: bytes to columns; total.
        step: the pure fold. Where it raises, the state that it was given is as before.
        encode: its output to records, given the records that it was made from.
        look_back_ms: how far back, in Kafka time, the state reaches; None: over the whole partition.
    """

    name: str
    topic: str
    empty: Callable[[], State]
    decode: Callable[[Sequence[Record]], Decoded]
    step: Callable[[State, pl.DataFrame], tuple[State, Output]]
    encode: Callable[[Output, Sequence[Record]], Made]
    look_back_ms: int | None


class Done(NamedTuple, Generic[State]):
    """A slice that went through a stage: each of its records is processed or in `rejects`."""

    state: State
    outgoing: list[Outgoing]
    rejects: list[Reject]


def process(stage: Stage[State, Output], state: State, records: Sequence[Record]) -> Done[State]:
    """Take records through a stage; where that raises, once more record by record, so that only the poison is rejected.

    Raises:
        MemoryError: a full memory is never a record's fault.
    """
    try:
        return _attempt(stage, state, records)
    except MemoryError:
        raise
    except (Exception, PanicException):  # noqa: BLE001 - whatever a pure function raises is about its argument
        return _one_by_one(stage, state, records)


def _one_by_one(stage: Stage[State, Output], state: State, records: Sequence[Record]) -> Done[State]:
    done: Done[State] = Done(state, [], [])
    for record in records:
        try:
            one = _attempt(stage, done.state, [record])
        except MemoryError:
            raise
        except (Exception, PanicException) as error:  # noqa: BLE001 - as above
            # Its type and no more: an exception's text may quote the message.
            done.rejects.append(Reject(record, Fault(Reason.POISON, detail=type(error).__name__)))
        else:
            done = Done(one.state, done.outgoing + one.outgoing, done.rejects + one.rejects)
    return done


def _attempt(stage: Stage[State, Output], state: State, records: Sequence[Record]) -> Done[State]:
    decoded = stage.decode(records)
    if decoded.frame.is_empty():
        return Done(state, [], decoded.rejects)
    state, output = stage.step(state, decoded.frame)
    made = stage.encode(output, records)
    return Done(state, made.outgoing, decoded.rejects + made.rejects)


POISON_IN_A_ROW: Final = 100
POISON_PER_THOUSAND: Final = 50


class BadReleaseError(DefectError):
    """So much poison that the fault is ours, not the data's."""


class PoisonGuard:
    """Tells bad data from a bad release: by poison in a row, and by its share of each thousand records."""

    def __init__(self) -> None:
        self._in_a_row = 0
        self._of_this_thousand = 0
        self._records = 0

    def check(self, records: Sequence[Record], rejects: Sequence[Reject]) -> None:
        """Take in a slice.

        Raises:
            BadReleaseError: a hundred poison records in a row, or more than 5 % of a thousand.
        """
        poison = {reject.record.offset for reject in rejects if reject.fault.reason is Reason.POISON}
        if not poison:  # nearly always: then the slice counts as a whole
            self._in_a_row = 0
            self._pass(len(records))
            return
        for record in records:
            is_poison = record.offset in poison
            self._in_a_row = self._in_a_row + 1 if is_poison else 0
            self._of_this_thousand += is_poison
            if self._in_a_row >= POISON_IN_A_ROW:
                raise BadReleaseError(_what_to_do(f"the last {POISON_IN_A_ROW} records"))
            self._pass(1)

    def _pass(self, records: int) -> None:
        self._records += records
        if self._records < 1000:  # noqa: PLR2004 - a thousand
            return
        if self._of_this_thousand > POISON_PER_THOUSAND:
            raise BadReleaseError(_what_to_do(f"{self._of_this_thousand} of the last 1000 records"))
        self._records %= 1000
        self._of_this_thousand = 0


def _what_to_do(which: str) -> str:
    return f"{which} made this release fail: deploy another one; they stand in the topic of rejects as poison"
