"""Who is who: the names behind the numbers of `processors.postings`, in sorted runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from processors.runs import gather

NAMES: Final = pl.Schema(
    {
        # The hash of all but the last column; it never leaves the process.
        "who": pl.UInt64(),
        "sender_id": pl.String(),
        "pseudonym": pl.String(),
        "age": pl.Int16(),
        "gender": pl.String(),
        "postcode": pl.String(),
        "handles": pl.List(pl.String),
        # Event time of the newest sighting.
        "last_at": pl.Int64(),
    }
)
"""Names, each with what it declared; one row for each that differs."""

Runs = tuple[pl.DataFrame, ...]
"""Frames of NAMES, each sorted by `who`."""

_SAID: Final = ("sender_id", "pseudonym", "age", "gender", "postcode")
WHO: Final = pl.concat_str(
    *(pl.col(name).cast(pl.String).fill_null("\1") for name in _SAID), pl.col("handles").list.join("\1"), separator="\0"
).hash()
"""Over columns of SIGHTINGS: the number of a name."""


def listed(sightings: pl.DataFrame) -> pl.DataFrame:
    """Give the run of the names in rows of SIGHTINGS that have their `who`."""
    return _once(sightings.select(*(name for name in NAMES if name != "last_at"), last_at="sent_at"))


def keep(runs: Runs, new: pl.DataFrame, floor: int) -> Runs:
    """Remember a new run, and forget in passing who was seen last at the floor (event time) or before it."""

    def merged(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
        return _once(pl.concat(parts).filter(pl.col("last_at") > floor))

    return gather(runs, new, lambda run: run.height, merged)


def sweep(runs: Runs, floor: int) -> Runs:
    """Forget them in each run that has many: at most a third more rows are held than are live."""
    swept = []
    for run in runs:
        alive = run["last_at"] > floor
        many = alive.sum() * 4 < run.height * 3
        swept.append(run.filter(alive) if many else run)
    return tuple(run for run in swept if run.height)


def newest(runs: Runs, number: int) -> pl.DataFrame:
    """Give one run of so many names: those seen last."""
    every = _once(pl.concat(runs))
    return every.filter(pl.col("last_at").rank("ordinal", descending=True) <= number)


def recall(runs: Runs, whos: npt.NDArray[np.uint64]) -> pl.DataFrame:
    """Give the rows of NAMES of those of these numbers that are known, once each, with their newest `last_at`."""
    wanted = pl.Series(np.unique(whos))
    found = []
    for run in runs:
        at = run["who"].search_sorted(wanted, "left")
        there = at < run.height
        rows = run[at.filter(there)]
        found.append(rows.filter(rows["who"] == wanted.filter(there)))
    return _once(pl.concat(found)) if found else NAMES.to_frame()


def _once(names: pl.DataFrame) -> pl.DataFrame:
    return names.sort("who", "last_at").unique("who", keep="last", maintain_order=True)
