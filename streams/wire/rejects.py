"""What could not be read: the reason, and the record as it is kept in `chat.rejected`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol


class Reason(StrEnum):
    """Why a record was rejected: a closed set, fit for a metric's label."""

    NOT_UTF8 = "not_utf8"
    NOT_JSON = "not_json"
    NOT_AN_OBJECT = "not_an_object"
    MISSING_FIELD = "missing_field"
    WRONG_TYPE = "wrong_type"
    OUT_OF_RANGE = "out_of_range"
    TOO_LARGE = "too_large"
    TOO_LATE = "too_late"
    POISON = "poison"


class Record(Protocol):
    """What the decoders need of a record; aiokafka's ConsumerRecord has it, and so has a line of a file.

    `timestamp` is the record's Kafka timestamp in ms, None where there is none (a file).
    """

    @property
    def offset(self) -> int: ...
    @property
    def timestamp(self) -> int | None: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Sequence[tuple[str, bytes]]: ...


class Line(NamedTuple):
    """A line of a file as a record: `offset` is its number, counted from 0."""

    offset: int
    value: bytes | None
    timestamp: int | None = None
    key: bytes | None = None
    headers: Sequence[tuple[str, bytes]] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one record, and what was expected; it never quotes the record's content."""

    reason: Reason
    field: str = ""
    detail: str = ""

    def __str__(self) -> str:
        """Give the fault as a line for a person."""
        return ": ".join(filter(None, (self.reason, self.field, self.detail)))


class Reject(NamedTuple):
    """A record with its fault."""

    record: Record
    fault: Fault


def rejected_headers(reject: Reject, *, topic: str, partition: int, at: int, by: str) -> list[tuple[str, bytes]]:
    """Give the record's own headers, as received, followed by the `rejected.*` ones.

    Args:
        at: the rejected record's own Kafka timestamp in ms, so that a replay writes the same bytes.
        by: name and version of the program.
    """
    said = {
        "reason": reject.fault.reason,
        "field": reject.fault.field,
        "detail": reject.fault.detail,
        "topic": topic,
        "partition": partition,
        "offset": reject.record.offset,
        "at": at,
        "by": by,
    }
    return [*reject.record.headers, *((f"rejected.{name}", str(value).encode()) for name, value in said.items())]
