from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from processors.days import KEPT_DAYS, alone
from processors.postings import CAP, Run, keep, meet, posted, sweep

NEWEST = 19_000
rows = st.tuples(st.integers(0, 3), st.integers(0, 6), st.integers(NEWEST - KEPT_DAYS + 1, NEWEST))


def run(*given_rows: tuple[int, int, int]) -> Run:
    """Make a run of (block, who, day)."""
    block, who, day = np.array(given_rows, np.int64).reshape(-1, 3).T
    number = who.astype(np.uint64)
    return posted(block.astype(np.uint64) << np.uint64(40), number, alone(day), number, number)


def found(runs: tuple[Run, ...], block: int) -> dict[int, int]:
    """Give the days of each who under a block."""
    met = meet(runs, np.array([block << 40], np.uint64)).rows
    days: dict[int, int] = {}
    for who, at in zip(met.who.tolist(), met.days.tolist(), strict=True):
        days[who] = days.get(who, 0) | at
    return days


@given(st.lists(st.lists(rows, min_size=1, max_size=8), max_size=20))
def test_what_was_posted_is_met_however_it_came_in(frames: list[list[tuple[int, int, int]]]) -> None:
    runs: tuple[Run, ...] = ()
    for each in frames:
        runs, cut = keep(runs, run(*each), NEWEST)
        assert cut == 0

    expected: dict[int, dict[int, int]] = {block: {} for block in range(4)}
    for block, who, day in (row for each in frames for row in each):
        expected[block][who] = expected[block].get(who, 0) | 1 << day % 64
    assert {block: found(runs, block) for block in range(4)} == expected


def test_a_block_keeps_its_newest() -> None:
    runs: tuple[Run, ...] = ()
    cut = 0
    for day in (NEWEST - 2, NEWEST, NEWEST - 1, NEWEST - 3):
        runs, lost = keep(runs, run(*((1, (NEWEST - day) * 1000 + who, day) for who in range(CAP))), NEWEST)
        cut += lost

    assert set(found(runs, 1)) == set(range(CAP))
    assert cut == 3 * CAP


def test_one_who_asks_meets_no_more_than_the_cap_from_the_newest_run_on() -> None:
    old, new = run(*((1, who, NEWEST) for who in range(CAP))), run(*((1, 1000 + who, NEWEST) for who in range(10)))

    whos = set(meet((old, new), np.array([1 << 40], np.uint64)).rows.who.tolist())

    assert len(whos) == CAP
    assert whos >= set(range(1000, 1010))


def test_a_run_that_is_mostly_dead_is_swept() -> None:
    runs = (run((1, 1, NEWEST), (1, 2, NEWEST), (1, 3, NEWEST + 20)), run((2, 4, NEWEST)))

    swept = sweep(runs, NEWEST + KEPT_DAYS)

    assert [one.who.tolist() for one in swept] == [[3]]
