from __future__ import annotations

import pytest

from streams.cuts import PAUSE_S, Cuts


class Clock:
    now_s = 5.0


@pytest.fixture
def clock() -> Clock:
    return Clock()


def cuts(clock: Clock) -> Cuts:
    return Cuts("windows", lambda: clock.now_s)


def test_what_was_cut_is_told_at_once_and_then_once_a_minute_in_sum(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    told = cuts(clock)
    for _ in range(3):
        told.note({"facts": 2, "alerts": 0})
    clock.now_s += PAUSE_S
    told.note({"facts": 1, "alerts": 7})

    assert [record.getMessage().split(" that")[0] for record in caplog.records] == [
        "windows: forgot 2 facts",
        "windows: forgot 5 facts, 7 alerts",
    ]


def test_where_nothing_was_cut_but_as_a_matter_of_course_nothing_is_told(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    cuts(clock).note({"facts": 0, "places": 3})

    assert caplog.records == []
