from __future__ import annotations

import time
import tracemalloc
from typing import TYPE_CHECKING

import polars as pl
import pytest

from benchmarks.bench_hostile import growth, is_dear, measured
from benchmarks.hostile import ATTACKS
from processors.handoff import Line, Talk, may_answer, read, suspects

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 8_192
MEMORY_MS = 60_000
ENOUGH_S = 5.0
"""CPU seconds that no text may take: ten times what the dearest takes."""


def line(text: str) -> Line:
    return Line("m", "a", None, text, None, "75011", 0, 0)


def cost_s(text: str) -> float:
    """Give the CPU seconds of reading a text, by itself and in the talk that this leaves, as of one thread."""
    since = time.thread_time()
    column = pl.Series([text])
    suspects(column)
    may_answer(column)
    talk = read(line(text), Talk(), MEMORY_MS)[1]
    read(line(text)._replace(message_id="n", sender_id="b"), talk, MEMORY_MS)
    return time.thread_time() - since


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_no_attack_crashes_or_takes_more_than_its_length(attack: Callable[[int], str]) -> None:
    def is_linear() -> bool:
        short = max(cost_s(attack(LONGEST // 4)) for _ in range(2))
        # Four times the text; a square would be sixteen times the work.
        return cost_s(attack(LONGEST)) < min(8 * short + 0.05, ENOUGH_S)

    assert any(is_linear() for _ in range(3))  # a shared machine may falter in one, and not in all


@pytest.mark.parametrize("pattern", ["snap : {}", "j'ai 14{}", "zero{} six sept"])
def test_what_was_read_leaves_nothing_as_long_as_itself(pattern: str) -> None:
    texts = [pattern.format(chr(ord("a") + place) * 2 + "xy" * 8_000) for place in range(12)]
    for text in ("snap : lulu_75", *texts[:2]):
        read(line(text), Talk(), MEMORY_MS)
    tracemalloc.start()
    try:
        for text in texts[2:]:
            read(line(text), Talk(), MEMORY_MS)
            suspects(pl.Series([text]))
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert held < 60_000


def test_growth_is_the_exponent_of_the_length() -> None:
    assert growth({2_000: 4.0, 16_000: 32.0}) == pytest.approx(1.0)
    assert growth({2_000: 4.0, 16_000: 256.0}) == pytest.approx(2.0)
    assert growth({2_000: 0.2, 16_000: 256.0}) is None


def test_an_attack_that_grows_like_a_square_is_dear() -> None:
    assert is_dear({"ms at 16k": 900.0, "growth": 2.0})
    assert not is_dear({"ms at 16k": 900.0, "growth": 1.0})
    assert not is_dear({"ms at 16k": 20.0, "growth": None})


def test_a_row_tells_milliseconds_by_length() -> None:
    row = measured("full stops", ATTACKS["full stops"])

    assert list(row) == ["attack", "ms at 1k", "ms at 2k", "ms at 4k", "ms at 8k", "ms at 16k", "growth"]


def test_each_attack_is_as_long_as_it_is_asked_to_be() -> None:
    assert {name: len(attack(1_000)) for name, attack in ATTACKS.items()} == dict.fromkeys(ATTACKS, 1_000)
