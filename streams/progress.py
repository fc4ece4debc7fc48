"""Health by progress: a worker in which a lagging partition stands still is not alive, whatever its threads say."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """Where a stage stands in a partition: the next offset to process, and the partition's end."""

    position: int
    end: int


class Progress:
    """Watches partitions.

    Args:
        patience_s: how long a lagging partition may stand still; a warm-up must fit in.
    """

    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s
        self._places: dict[tuple[str, int], tuple[Place, float]] = {}

    def note(self, places: dict[tuple[str, int], Place], now_s: float) -> None:
        """Take in where the assigned partitions stand, at a monotonic time in seconds."""
        before = self._places
        self._places = {}
        for partition, place in places.items():
            last, since_s = before.get(partition, (place, now_s))
            is_still = last.position == place.position < last.end
            self._places[partition] = (place, since_s if is_still else now_s)

    def stuck(self, now_s: float) -> list[tuple[str, int]]:
        """Name the topics and partitions that lag and have stood still for longer than the patience."""
        return sorted(
            partition
            for partition, (place, since_s) in self._places.items()
            if place.position < place.end and now_s - since_s > self._patience_s
        )

    def lag(self) -> dict[tuple[str, int], int]:
        """Give how many records each partition has still to process."""
        return {partition: max(0, place.end - place.position) for partition, (place, _) in self._places.items()}
