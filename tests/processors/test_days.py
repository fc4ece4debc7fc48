from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from processors.days import KEPT_DAYS, LIFE_DAYS, alone, listed, live, met, recency

newest = st.integers(KEPT_DAYS, 40_000)
ages = st.sets(st.integers(0, KEPT_DAYS - 1), min_size=1)


def of(days: set[int]) -> np.uint64:
    return np.bitwise_or.reduce(alone(np.array(sorted(days))))


@given(newest, ages)
def test_a_set_gives_back_its_days(last: int, back: set[int]) -> None:
    days = {last - each for each in back}

    assert listed(int(of(days)), last) == sorted(days)
    assert of(days) & live(last) == of(days)


@given(newest)
def test_a_day_is_forgotten_as_it_leaves_those_kept(last: int) -> None:
    assert of({last - KEPT_DAYS}) & live(last) == 0


@given(newest, ages, ages)
def test_recency_orders_by_the_newest_days(last: int, one: set[int], other: set[int]) -> None:
    """Days back, smallest first: who was seen nearer to now comes first; where equal, the next day decides."""
    a, b = (of({last - each for each in back}) for back in (one, other))
    newer = recency(np.array([a, b]), last)

    assert (newer[0] > newer[1]) == ([*sorted(one), KEPT_DAYS] < [*sorted(other), KEPT_DAYS])


def test_two_meet_on_each_day_of_one_with_the_other_at_most_thirty_days_before() -> None:
    assert met([0, 5], [5, 36]) == {5}
    assert met([0], [LIFE_DAYS]) == {LIFE_DAYS}
    assert met([0], [LIFE_DAYS + 1]) == set()
