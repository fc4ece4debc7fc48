"""What a stage remembers of its subjects: rows in blocks, found by subject, forgotten by time.

Frames are never changed, so a state that holds blocks stays whole whatever becomes of the step that takes it further.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from polars._typing import SearchSortedSide

SUBJECT: Final = ["subject_kind", "subject_value"]
"""The columns that name a subject. All blocks have them, and `until`, the event time at which a row is past."""

BLOCK_ROWS: Final = 65_536
"""Rows up to which blocks are merged: to merge one takes tens of milliseconds, and a million rows are sixteen."""

Blocks = tuple[pl.DataFrame, ...]
"""Frames of the same columns, each sorted by `key`, a hash of the subject.

The hash leads to a few rows, whose subjects are then compared; it never leaves the process, nobody needs its seed.
"""

_SIDES: Final[tuple[SearchSortedSide, ...]] = ("left", "right")
_KEY: Final = pl.concat_str(SUBJECT).hash()


def recall(blocks: Blocks, subjects: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Give the rows about these subjects.

    Args:
        blocks: one or more.
        subjects: SUBJECT and `who`, a number for each.
        columns: those wanted. A row is wide, and what is not wanted of it costs the most.

    Returns:
        `who`, `place` (the number of the row, all blocks laid one behind the other) and the columns, in no order.
    """
    keys = subjects.select(_KEY.unique().sort()).to_series()
    places = _places(blocks, keys)
    return (
        pl.concat(blocks, rechunk=False)
        .select(*SUBJECT, *columns)[places]
        .with_columns(places)
        .join(subjects, on=SUBJECT)
        .select("who", "place", *columns)
    )


def _places(blocks: Blocks, keys: pl.Series) -> pl.Series:
    """Find the rows that have one of these keys, which are sorted."""
    found, offset = [], 0
    for block in blocks:
        first, end = (pl.col("key").search_sorted(pl.lit(keys), side) for side in _SIDES)
        found.append(block.select(first=first + offset, end=end + offset))
        offset += block.height
    hits = pl.concat(found).filter(pl.col("first") < pl.col("end"))
    return hits.select(pl.int_ranges("first", "end").explode().cast(pl.UInt32).alias("place")).to_series()


def keyed(rows: pl.DataFrame) -> pl.DataFrame:
    """Make a block of rows: with their `key`, and sorted by it."""
    return rows.select(_KEY.alias("key"), pl.all()).sort("key")


def keep(blocks: Blocks, block: pl.DataFrame, floor: int) -> Blocks:
    """Remember a new block, and forget rows with `until` at the floor or before it.

    It is merged with the newest blocks while these are no longer, so a row is copied once for each doubling until its
    block is full. A block drops its dead once they are half of it: at most twice as many rows are held as are live.
    """
    kept = list(_living(blocks, floor))
    if block.is_empty():
        return tuple(kept)
    while kept and kept[-1].height <= block.height < BLOCK_ROWS:
        block = _tight(pl.concat([kept.pop(), block])).sort("key")
    return (*kept, block)


def bound(blocks: Blocks, floor: int, most: int) -> tuple[Blocks, int]:
    """Where more than `most` rows are held, forget the dead, and then those with the least `until`, down to `room`.

    Returns:
        The blocks, and how many rows with `until` above the floor that cost; of rows with the same `until` those of
        the older blocks go first.
    """
    if held(blocks) <= most:
        return blocks, 0
    living = [_tight(block.filter(pl.col("until") > floor)) for block in blocks]
    excess = held(living) - room(most)
    if excess > 0:
        numbered = pl.concat([block.select("until", part=pl.lit(part)) for part, block in enumerate(living)])
        place = pl.col("until").reverse().rank("ordinal", descending=True).reverse()
        kept = numbered.select("part", keep=place <= room(most))
        masks = kept.partition_by("part", maintain_order=True, include_key=False)
        whole = [block for block in living if block.height]
        living = [_tight(block.filter(mask["keep"])) for block, mask in zip(whole, masks, strict=True)]
    return tuple(block for block in living if block.height), max(0, excess)


def held(blocks: Iterable[pl.DataFrame]) -> int:
    """Give the number of rows, the dead ones that are not dropped yet among them."""
    return sum(block.height for block in blocks)


def room(most: int) -> int:
    """Give the number of rows down to which a bound cuts: an eighth below it, as to cut means to copy all."""
    return most - most // 8


def _living(blocks: Blocks, floor: int) -> Iterator[pl.DataFrame]:
    for block in blocks:
        live = int((block["until"] > floor).sum())
        if live * 2 > block.height:
            yield block
        elif live:
            yield _tight(block.filter(pl.col("until") > floor))


def _tight(rows: pl.DataFrame) -> pl.DataFrame:
    """Copy the strings: rows that were filtered hold on to the text of all rows that they were chosen from."""
    return rows.with_columns(pl.col(pl.String) + "")
