"""What an agent must know of a stage, and how a slice of records goes through it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, Generic, NamedTuple, TypeVar

import polars as pl
from polars.exceptions import PanicException

from processors.errors import DefectError
from streams.sender import Outgoing
from streams.wire.messages import Decoded
from streams.wire.rejects import Fault, Reason, Record, Reject

State = TypeVar("State")
Output = TypeVar("Output")


NOTHING: Final[Mapping[str, int]] = MappingProxyType({})


class Made(NamedTuple):
    """What a frame's output is on the wire, and what is to be counted of it.

    Attributes:
        doubles: records that said what was known.
        cut: how many things still needed, by what they are, a bound of the state has made it forget.
    """

    outgoing: list[Outgoing]
    rejects: list[Reject]
    doubles: int = 0
    cut: Mapping[str, int] = NOTHING


def _nothing_counted(_state: object) -> Mapping[str, int]:
    return NOTHING


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
        sizes: how much a state holds, by what it is: the same names as in `Made.cut`.
        remember: gives the state that `step` gives, without the work on its output, for warm-up; None: `step` itself.
    """

    name: str
    topic: str
    empty: Callable[[], State]
    decode: Callable[[Sequence[Record]], Decoded]
    step: Callable[[State, pl.DataFrame], tuple[State, Output]]
    encode: Callable[[Output, Sequence[Record]], Made]
    look_back_ms: int | None
    sizes: Callable[[State], Mapping[str, int]] = _nothing_counted
    remember: Callable[[State, pl.DataFrame], tuple[State, Output]] | None = None

    def warming(self) -> Stage[State, Output]:
        """Give the stage as it goes through what was processed before."""
        return replace(self, step=self.remember) if self.remember else self


class Done(NamedTuple, Generic[State]):
    """A slice that went through a stage: each of its records is processed or in `rejects`.

    Attributes:
        doubles: as in `Made`.
        cut: as in `Made`.
        delay_ms: how far the newest event time of the slice lies behind its newest Kafka timestamp; None where no
            record was good, or the stage's columns have no event time.
    """

    state: State
    outgoing: list[Outgoing]
    rejects: list[Reject]
    doubles: int = 0
    cut: Mapping[str, int] = NOTHING
    delay_ms: int | None = None


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
    parts: list[Done[State]] = []
    for record in records:
        try:
            part = _attempt(stage, state, [record])
        except MemoryError:
            raise
        except (Exception, PanicException) as error:  # noqa: BLE001 - as above
            # Its type and no more: an exception's text may quote the message.
            part = Done(state, [], [Reject(record, Fault(Reason.POISON, detail=type(error).__name__))])
        state = part.state
        parts.append(part)
    return _joined(state, parts)


def _joined(state: State, parts: Iterable[Done[State]]) -> Done[State]:
    outgoing: list[Outgoing] = []
    rejects: list[Reject] = []
    doubles, cut, delays = 0, Counter[str](), [part.delay_ms for part in parts if part.delay_ms is not None]
    for part in parts:
        outgoing += part.outgoing
        rejects += part.rejects
        doubles += part.doubles
        cut.update(part.cut)
    return Done(state, outgoing, rejects, doubles, cut, min(delays, default=None))


def _attempt(stage: Stage[State, Output], state: State, records: Sequence[Record]) -> Done[State]:
    decoded = stage.decode(records)
    if decoded.frame.is_empty():
        return Done(state, [], decoded.rejects)
    state, output = stage.step(state, decoded.frame)
    made = stage.encode(output, records)
    rejects = decoded.rejects + made.rejects
    return Done(state, made.outgoing, rejects, made.doubles, made.cut, _delay_ms(decoded.frame))


def _delay_ms(frame: pl.DataFrame) -> int | None:
    if not {"logged_at", "sent_at"} <= set(frame.columns):
        return None
    newest: tuple[Any, Any] = frame.select(pl.col("logged_at", "sent_at").max()).row(0)
    return int(newest[0] - newest[1])


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
