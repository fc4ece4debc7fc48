"""How many new pseudonyms a CPU-second the link stage takes, and how many bytes each costs, as more of them are live.

All pseudonyms are live and lie in one partition. Measured is `step` over frames of 4,000 new names, some six sightings
each: once looking for links of all pairs, in a state that grew so, and once as shipped (`link.told`), where nobody is
flagged; and `remember`, as warm-up calls it. The bytes on both sides are left out. `cut` is how many places of names
under a key the caps made it forget. Names are seeded (`benchmarks.pseudonyms`), one in two declares age, gender and
postcode. Were they all coined, or all `invite123`, the numbers would mean nothing. A million take some five minutes; a
worker has one thread for its frames (`POLARS_MAX_THREADS=1`).
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final, NamedTuple

import polars as pl

from benchmarks.pseudonyms import pseudonyms
from processors import link
from processors.link import LinkOptions, LinkState
from processors.pseudonym.model import shipped
from processors.records import SIGHTINGS
from processors.sightings import blocks

START_AT = 1_700_000_000_000
NAMES = 4000
"""New names in a frame."""
FRAMES = 5
"""Frames that are measured; the median counts."""


class Point(NamedTuple):
    """What is measured at a number of live pseudonyms."""

    live: int
    us_each: float
    us_each_flagged: float
    bytes_each: float
    warm_up_s: float
    links: int
    cut: int


HEAD: Final = ("live", "names/CPU-s", "CPU us each", "as shipped", "bytes each", "warm-up CPU-s", "links", "cut")


def main() -> None:
    """Print a line for each size."""
    parsed = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parsed.add_argument("--seed", type=int, default=7)
    parsed.add_argument("--live", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    chosen = parsed.parse_args()
    print(f"seed {chosen.seed}, polars threads {pl.thread_pool_size()}")
    print("".join(f"{name:>14}" for name in HEAD))
    for live in chosen.live:
        point = measure(chosen.seed, live)
        cells = (
            f"{point.live:,}",
            f"{1e6 / point.us_each:,.0f}",
            f"{point.us_each:.0f}",
            f"{point.us_each_flagged:.0f}",
            f"{point.bytes_each:.0f}",
            f"{point.warm_up_s:.1f}",
            f"{point.links:,}",
            f"{point.cut:,}",
        )
        print("".join(f"{cell:>14}" for cell in cells), flush=True)


def measure(seed: int, live: int) -> Point:
    """Let a state of so many names grow, and warm another one up with them; then give it frames of new ones."""
    options = replace(LinkOptions(), told="all", max_pseudonyms=2 * live + NAMES * FRAMES)
    named = enumerate(pseudonyms(seed, options.model))
    state, warmed, warm_up_s, links, cut = LinkState(), LinkState(), 0.0, 0, 0
    for start in range(0, live, NAMES):
        frame = sightings(islice(named, min(NAMES, live - start)))
        before_s = time.process_time()
        warmed, _ = link.remember(warmed, frame, options)
        warm_up_s += time.process_time() - before_s
        state, output = link.step(state, frame, options)
        links, cut = links + len(output.links), cut + output.cut + output.crowded_out
    size = held_bytes(state)
    del warmed
    frames = [sightings(islice(named, NAMES)) for _ in range(FRAMES)]
    us_each, us_each_flagged = (_us_each(state, frames, replace(options, told=told)) for told in ("all", "flagged"))
    return Point(live, us_each, us_each_flagged, size / live, warm_up_s, links, cut)


def _us_each(state: LinkState, frames: Sequence[pl.DataFrame], options: LinkOptions) -> float:
    """Give the median CPU time of a name."""
    took_us = []
    for frame in frames:
        before_s = time.process_time()
        state, _ = link.step(state, frame, options)
        took_us.append((time.process_time() - before_s) * 1e6 / NAMES)
    return statistics.median(took_us)


def held_bytes(state: LinkState) -> float:
    """Give the bytes of the state's columns: all that it holds but a few dozen objects around them."""
    numbers = sum(column.nbytes for run in state.postings for column in run)
    return numbers + sum(run.estimated_size() for run in state.names)


def sightings(named: Iterator[tuple[int, str]]) -> pl.DataFrame:
    """Give the frame of names, each of a sender of its own."""
    rarity = shipped("chat").rarity
    rows: list[tuple[object, ...]] = []
    for number, pseudonym in named:
        said = (18 + number % 43, "hf"[number % 2], f"{number % 95:02}{number % 900:03}")
        sender_id = f"{number:08x}-5c1e-4b7a-9d2f-{number * 7919 % 2**48:012x}"
        row = (sender_id, pseudonym, START_AT + number, *(said if number // 2 % 2 else (None,) * 3), [], None, None)
        rows += [(0, 0, "seen", block, *row) for block in blocks(pseudonym, rarity)]
    return pl.DataFrame(rows, SIGHTINGS, orient="row")


if __name__ == "__main__":
    main()
