"""What a stage remembers of its subjects: rows in blocks, found by subject, forgotten by time.

Frames are never changed, so a state that holds blocks stays whole whatever becomes of the step that takes it further.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SUBJECT: Final = ["subject_kind", "subject_value"]
"""The columns that name a subject. All blocks have them, and `until`, the event time at which a row is past."""

BLOCK_ROWS: Final = 65_536
"""Rows up to which blocks are merged: to copy one costs milliseconds, and a million rows are sixteen."""

Blocks = tuple[pl.DataFrame, ...]
"""Rows in the order of their coming; all blocks have the same columns."""


def recall(memory: pl.DataFrame, subjects: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Give the rows about these subjects.

    Args:
        memory: blocks one behind the other.
        subjects: SUBJECT and `who`, a number for each.
        columns: those wanted. A row is wide, and what is not wanted of it costs the most.

    Returns:
        `who`, `place` (the number of the row in `memory`) and the columns, in the order of `memory`.
    """
    return (
        memory.select(*SUBJECT, *columns)
        .with_row_index("place")
        .filter(pl.col("subject_value").is_in(subjects["subject_value"].implode()))
        .join(subjects, on=SUBJECT, maintain_order="left")
        .select("who", "place", *columns)
    )


def keep(blocks: Blocks, new: pl.DataFrame, floor: int) -> Blocks:
    """Put new rows behind the others, and forget those with `until` at the floor or before it.

    The last blocks are merged with the new rows while they are no longer than these, so a row is copied once for each
    doubling, until its block is full. A block drops its dead once they are half of it: at most twice as many rows are
    held as are live.
    """
    kept = list(_living(blocks, floor))
    while kept and kept[-1].height <= new.height < BLOCK_ROWS:
        new = pl.concat([kept.pop(), new], rechunk=True)
    return (*kept, new) if new.height else tuple(kept)


def _living(blocks: Blocks, floor: int) -> Iterator[pl.DataFrame]:
    for block in blocks:
        live = int((block["until"] > floor).sum())
        if live * 2 > block.height:
            yield block
        elif live:
            yield block.filter(pl.col("until") > floor)
