"""The books of the batch transport: which slices are out, and how far each partition may be committed."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faust.types import TP

    from streams.slices import Slice


@dataclass(slots=True)
class _Partition:
    out: deque[Slice] = field(default_factory=deque)
    acknowledged: set[Slice] = field(default_factory=set)
    """Those of `out` that wait for an earlier one."""
    reached: int | None = None
    """Position after the last slice that is acknowledged together with all before it."""
    committed: int | None = None
    passed_over: tuple[int, int] | None = None


class Ledger:
    """What is out, in the order in which it was read, since the partition was last assigned or sought.

    A slice is known by identity, so that an acknowledgement of a slice handed out before a seek or by an older
    generation does nothing. The consumer's thread hands out and forgets, the agents' thread acknowledges: one lock.
    """

    def __init__(self, slices_in_flight: int) -> None:
        self._slices_in_flight = slices_in_flight
        self._partitions: dict[TP, _Partition] = {}
        self._lock = Lock()

    def has_room(self, tp: TP) -> bool:
        """Tell whether another slice of the partition may go out; one that waits for an earlier one still counts."""
        with self._lock:
            partition = self._partitions.get(tp)
            return partition is None or len(partition.out) < self._slices_in_flight

    def hand_out(self, piece: Slice) -> None:
        with self._lock:
            partition = self._partitions.setdefault(piece.tp, _Partition())
            partition.out.append(piece)
            partition.passed_over = None

    def is_out(self, piece: Slice) -> bool:
        with self._lock:
            partition = self._partitions.get(piece.tp)
            return partition is not None and piece in partition.out

    def acknowledge(self, piece: Slice) -> bool:
        """Take note that a slice is done; False, and nothing happens, if it isn't out or was acknowledged before."""
        with self._lock:
            partition = self._partitions.get(piece.tp)
            if partition is None or piece not in partition.out or piece in partition.acknowledged:
                return False
            partition.acknowledged.add(piece)
            while partition.out and partition.out[0] in partition.acknowledged:
                first = partition.out.popleft()
                partition.acknowledged.remove(first)
                partition.reached = first.next
            return True

    def pass_over(self, tp: TP, start: int, end: int) -> None:
        """Take note that no record stands in [start, end): transaction markers, or a batch that compaction emptied."""
        with self._lock:
            partition = self._partitions.setdefault(tp, _Partition())
            partition.passed_over = (self._start(partition, start), end)

    def start(self, tp: TP, position: int) -> int:
        """Give the start of a slice read from `position`: that, or where the empty stretch that ends there began."""
        with self._lock:
            partition = self._partitions.get(tp)
            return position if partition is None else self._start(partition, position)

    @staticmethod
    def _start(partition: _Partition, position: int) -> int:
        if partition.passed_over is not None and partition.passed_over[1] == position:
            return partition.passed_over[0]
        return position

    def to_commit(self) -> dict[TP, int]:
        """Give each partition's position that may be committed and isn't yet."""
        with self._lock:
            return {
                tp: partition.reached
                for tp, partition in self._partitions.items()
                if partition.reached is not None and partition.reached != partition.committed
            }

    def committed(self, tp: TP, position: int) -> None:
        with self._lock:
            if partition := self._partitions.get(tp):
                partition.committed = position

    def forget(self, tps: Iterable[TP] | None = None) -> None:
        """Drop what is known of these partitions, or of all: they were revoked, or are read from another position."""
        with self._lock:
            for tp in list(self._partitions) if tps is None else tps:
                self._partitions.pop(tp, None)
