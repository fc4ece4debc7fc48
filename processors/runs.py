"""Sorted runs: what is remembered lies in a few of them, and small ones are merged as they gather."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

FAN: Final = 4
"""Runs of about one size that are merged into one: so a row is copied once for each fourfold growth."""

RunT = TypeVar("RunT")


def gather(
    runs: tuple[RunT, ...], new: RunT, size: Callable[[RunT], int], merge: Callable[[Sequence[RunT]], RunT]
) -> tuple[RunT, ...]:
    """Give the runs with a new one behind them, merged where enough have gathered. No run is changed."""
    if not size(new):
        return runs
    kept = [*runs, new]
    while len(kept) >= FAN and _tier(size(kept[-FAN])) <= _tier(size(kept[-1])):
        kept[-FAN:] = [merge(kept[-FAN:])]
    return tuple(kept)


def _tier(size: int) -> int:
    return size.bit_length() // 2
