"""Who stands under which blocking key: rows in sorted runs, found by key, each once, the newest of a key up to a cap.

A row is 48 bytes of numbers, since there are several for each of millions of names. Runs are never changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from processors.days import Days, live, recency
from processors.runs import gather

CAP: Final = 48
"""Names that one name meets under one key, at most; also how many of a key a run keeps. The newest stay. With a million
live names (`benchmarks/bench_link.py`) twice as many find three links more in a hundred, and cost a third more."""

UNKNOWN: Final = np.inf
"""A reach that rules nothing out."""

Numbers = npt.NDArray[np.uint64]
LogOdds = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

BLOCK: Final = np.uint64(0xFFFF_FFFF_0000_0000)
UNSPELT: Final = np.uint64(0x0000_0001_0000_0000)
_LOW: Final = np.uint64(0xFFFF_FFFF)


class Run(NamedTuple):
    """Rows sorted by `key`.

    Attributes:
        key: the block, then half of `who`. A block is half of the hash of a blocking key: where two share it their
            names meet, and are then told apart by how alike they are. Its last bit (`UNSPELT`) is set where names
            that meet need not have letters in common.
        who: the hash of a name with what it declares.
        days: on which it was seen under this key; see `processors.days`.
        letters: which letters follow each other in it; see `processors.pseudonym.letters`.
        said: what it declares; see `processors.pseudonym.bounds`.
        reach: its reach (see there), or `UNKNOWN` where it was not asked for.
    """

    key: Numbers
    who: Numbers
    days: Days
    letters: Numbers
    said: Numbers
    reach: LogOdds

    def at(self, rows: npt.NDArray[np.int64] | npt.NDArray[np.bool_] | slice) -> Run:
        """Give some of the rows."""
        key, who, days, letters, said, reach = self
        return Run(key[rows], who[rows], days[rows], letters[rows], said[rows], reach[rows])


class Met(NamedTuple):
    """Rows that stand under blocks asked for; `asked` is the place of the block in what was asked."""

    asked: Places
    rows: Run


_NONE: Final = np.empty(0, np.uint64)
EMPTY: Final = Run(_NONE, _NONE, _NONE, _NONE, _NONE, np.empty(0, np.float64))


def posted(block: Numbers, who: Numbers, days: Days, letters: Numbers, said: Numbers) -> Run:
    """Make a run of rows in any order, doubles among them, of names whose reach is not known."""
    key = (block & BLOCK) | (who & _LOW)
    order = np.argsort(key, kind="stable")
    return _united(Run(key, who, days, letters, said, np.full(len(key), UNKNOWN)).at(order))


def keep(runs: tuple[Run, ...], new: Run, newest: int) -> tuple[tuple[Run, ...], int]:
    """Remember a new run. Returns the runs, and how many rows the cap cut where some were merged."""
    cuts = []

    def merged(parts: Sequence[Run]) -> Run:
        run, cut = merge(parts, newest)
        cuts.append(cut)
        return run

    return gather(runs, new, lambda run: len(run.key), merged), sum(cuts)


def sweep(runs: tuple[Run, ...], newest: int) -> tuple[Run, ...]:
    """Drop the dead of each run that has many: at most a third more rows are held than are live."""
    swept = []
    for run in runs:
        alive = run.days & live(newest) != 0
        many = alive.sum() * 4 < len(alive) * 3
        swept.append(run.at(alive) if many else run)
    return tuple(run for run in swept if len(run.key))


def merge(runs: Sequence[Run], newest: int) -> tuple[Run, int]:
    """Give one run of the live rows of several, and how many the cap cut."""
    every = together(runs)
    # Sorted runs one behind the other are what this sort is quickest at.
    every = _united(every.at(np.argsort(every.key, kind="stable")))
    every = every.at(every.days & live(newest) != 0)
    return _capped(every, newest)


def together(runs: Sequence[Run]) -> Run:
    """Lay runs one behind the other."""
    return Run(*map(np.concatenate, zip(*runs, strict=True)))


def meet(runs: Sequence[Run], blocks: Numbers) -> Met:
    """Give the rows under each of these blocks, `CAP` at most for each, from the newest run on."""
    room = np.full(len(blocks), CAP, np.int64)
    order = np.argsort(blocks)
    first_key, last_key = (blocks & BLOCK)[order], (blocks | _LOW)[order]
    found = [Met(np.empty(0, np.int64), EMPTY)]
    for run in reversed(runs):
        first = np.empty(len(blocks), np.int64)
        end = np.empty(len(blocks), np.int64)
        first[order] = np.searchsorted(run.key, first_key, "left")
        end[order] = np.searchsorted(run.key, last_key, "right")
        taken = np.minimum(end - first, room)
        room -= taken
        asked, rows = spread(first, taken)
        found.append(Met(asked, run.at(rows)))
    return Met(np.concatenate([met.asked for met in found]), together([met.rows for met in found]))


def spread(first: Places, count: Places) -> tuple[Places, Places]:
    """Give, for stretches of `count` numbers from `first` on, each number with the place of its stretch."""
    asked = np.repeat(np.arange(len(count)), count)
    within = np.arange(len(asked)) - np.repeat(np.cumsum(count) - count, count)
    return asked, first[asked] + within


def _tier(run: Run) -> int:
    return len(run.key).bit_length() // 2


def _united(run: Run) -> Run:
    """Make one row of those of one name under one key, with all its days."""
    if not len(run.key):
        return run
    new = np.empty(len(run.key), np.bool_)
    new[0] = True
    new[1:] = (run.key[1:] != run.key[:-1]) | (run.who[1:] != run.who[:-1])
    if new.all():
        return run
    starts = np.flatnonzero(new)
    days, reach = np.bitwise_or.reduceat(run.days, starts), np.minimum.reduceat(run.reach, starts)
    return run.at(starts)._replace(days=days, reach=reach)


def _capped(run: Run, newest: int) -> tuple[Run, int]:
    """Drop the oldest rows of each key that has more than `CAP`."""
    if not len(run.key):
        return run, 0
    block = run.key & BLOCK
    starts = np.flatnonzero(np.r_[True, block[1:] != block[:-1]])
    sizes = np.diff(np.r_[starts, len(block)])
    kept = np.ones(len(block), np.bool_)
    for start, size in zip(starts[sizes > CAP], sizes[sizes > CAP], strict=True):
        age = np.argsort(recency(run.days[start : start + size], newest), kind="stable")
        kept[start + age[: size - CAP]] = False
    cut = int(len(kept) - kept.sum())
    return (run.at(kept), cut) if cut else (run, 0)
