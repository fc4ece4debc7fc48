"""How many new pseudonyms a CPU-second the link stage takes, and how many bytes each costs, as more of them are live.

All pseudonyms are live and lie in one partition. Links of all pairs are looked for, not only of those that are flagged.
Measured is `step` over frames of 4,000 new names, some six sightings each, and `remember`, as warm-up calls it; the
bytes on both sides are left out. Names are seeded (`benchmarks.pseudonyms`), one in two declares age, gender and
postcode. Were they all coined, or all `invite123`, the numbers would mean nothing.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

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
    bytes_each: float
    warm_up_s: float
    links: int


def main() -> None:
    """Print a line for each size."""
    parsed = argparse.ArgumentParser(description=__doc__)
    parsed.add_argument("--seed", type=int, default=7)
    parsed.add_argument("--live", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    chosen = parsed.parse_args()
    print(f"seed {chosen.seed}, polars threads {pl.thread_pool_size()}")
    print(f"{'live':>10} {'names/CPU-s':>12} {'CPU us each':>12} {'bytes each':>11} {'warm-up CPU-s':>14} {'links':>7}")
    for live in chosen.live:
        point = measure(chosen.seed, live)
        print(
            f"{point.live:>10,} {1e6 / point.us_each:>12,.0f} {point.us_each:>12.0f} {point.bytes_each:>11.0f}"
            f" {point.warm_up_s:>14.1f} {point.links:>7,}",
            flush=True,
        )


def measure(seed: int, live: int) -> Point:
    """Warm a state of so many names, then give it frames of new ones."""
    options = replace(LinkOptions(), told="all", max_pseudonyms=2 * live + NAMES * FRAMES)
    named = enumerate(pseudonyms(seed, options.model))
    state, warm_up_s = LinkState(), 0.0
    for start in range(0, live, NAMES):
        frame = sightings(islice(named, min(NAMES, live - start)))
        before_s = time.process_time()
        state, _ = link.remember(state, frame, options)
        warm_up_s += time.process_time() - before_s
    size = held_bytes(state)
    took_us, links = [], 0
    for _ in range(FRAMES):
        frame = sightings(islice(named, NAMES))
        before_s = time.process_time()
        state, output = link.step(state, frame, options)
        took_us.append((time.process_time() - before_s) * 1e6 / NAMES)
        links += len(output.links)
    return Point(live, statistics.median(took_us), size / live, warm_up_s, links)


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
