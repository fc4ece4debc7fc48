"""Slices: what one fetch brought for one partition, which is what an agent of a batched topic is given.

An agent of a batched topic is written so:

    @app.agent(app.topic("chat.raw"))
    async def scan(stream: faust.Stream) -> None:
        async for event, piece in slices(stream):
            ...                     # handle piece.records, and have the broker confirm all that they produced
            event.ack()

and keeps four rules:

- It reads through `slices`, never the stream itself: Faust acknowledges an event even when the agent raised, and what
  is acknowledged is committed. An agent that lets Faust acknowledge stops the worker.
- It acknowledges last: after the broker has confirmed everything that the slice produced.
- It lets an exception go through. The slice stays unacknowledged, the worker ends, and the next one reads it again.
- It goes by positions. `start` equals the `next` of the slice before it, unless the partition was assigned anew or
  somebody sought; then whatever the agent remembers of the partition belongs to another stretch of the log. Where the
  two meet, it may go on with what it remembers, also after a rebalance.

On Faust's own transport the same agent gets slices of one record each.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiokafka.structs import ConsumerRecord
from faust.types import TP

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    import faust
    from faust.types import EventT, Message


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """A run of records of one partition, in its order; two slices are the same only if they are one object.

    Attributes:
        tp: topic and partition.
        records: the driver's own, at least one, with headers as they were sent, repeated ones too; `timestamp` in ms.
        start: the position from which it was read: the `next` of the slice before it, also where offsets are missing
            between them (compaction, transaction markers), or after an assignment or a seek the position of the fetch.
        next: the position after it: what is committed once this slice and all before it are acknowledged.
        highwater: the end of the partition when it was fetched, so that `highwater - next` is the lag; None if unknown.
    """

    tp: TP
    records: Sequence[ConsumerRecord] = field(repr=False)  # message text never reaches a log
    start: int
    next: int
    highwater: int | None = None

    @property
    def topic(self) -> str:
        return self.tp.topic

    @property
    def partition(self) -> int:
        return self.tp.partition


async def slices(stream: faust.Stream[Any]) -> AsyncIterator[tuple[EventT[Any], Slice]]:
    """Give each event of the stream, to be acknowledged by `event.ack()`, with its slice.

    An event of Faust's own transport becomes a slice of one record whose `start` is its offset: there a gap in the
    offsets cannot be told from a seek.
    """
    async for event in stream.noack().events():
        yield event, event.value if isinstance(event.value, Slice) else _alone(event.message)


def _alone(message: Message) -> Slice:
    record = ConsumerRecord(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        timestamp=round(message.timestamp * 1000),
        timestamp_type=message.timestamp_type,
        key=message.key,
        value=message.value,
        checksum=message.checksum,
        serialized_key_size=message.serialized_key_size,
        serialized_value_size=message.serialized_value_size,
        headers=tuple(message.headers or ()),
    )
    return Slice(TP(*message.tp), (record,), message.offset, message.offset + 1)
