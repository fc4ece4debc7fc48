"""Sets of UTC days as one number each: a round calendar of 64 days.

Bit `day % 64` says whether something was seen on that day. While all days of a set lie within 64 days of each other
nothing is ambiguous, sets are united by a bitwise or, and eight bytes hold what a name needs, however often it is seen.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

LIFE_DAYS: Final = 30
"""How far apart two sightings may lie that are linked."""

KEPT_DAYS: Final = LIFE_DAYS + 2
"""Days remembered, the newest of a partition included: one more than its life, since what comes may be a day behind."""

_ROUND: Final = 64

Days = npt.NDArray[np.uint64]
"""Sets of days, one a row."""


def alone(days: npt.NDArray[np.int64]) -> Days:
    """Give for each day the set of it alone."""
    return np.left_shift(np.uint64(1), (days % _ROUND).astype(np.uint64))


def live(newest: int) -> np.uint64:
    """Give the set of the days that are remembered when this day is the newest."""
    return np.uint64(sum(1 << (newest - back) % _ROUND for back in range(KEPT_DAYS)))


def recency(sets: Days, newest: int) -> Days:
    """Give numbers that order sets of live days by their newest days: the larger, the newer."""
    turn = np.uint64((_ROUND - 1 - newest) % _ROUND)
    back = np.uint64((_ROUND - int(turn)) % _ROUND)
    left: Days = np.left_shift(sets, turn)
    right: Days = np.right_shift(sets, back)
    return np.bitwise_or(left, right)


def listed(days: int, newest: int) -> list[int]:
    """Give the live days of one set, oldest first."""
    return [day for day in range(newest - KEPT_DAYS + 1, newest + 1) if days >> day % _ROUND & 1]


def met(one: list[int], other: list[int]) -> set[int]:
    """Give each day on which one of two was seen, the other on it or up to `LIFE_DAYS` before."""
    return {max(a, b) for a in one for b in other if abs(a - b) <= LIFE_DAYS}
