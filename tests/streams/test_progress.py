"""Health by progress: what lags must advance."""

from __future__ import annotations

from streams.progress import Place, Progress

RAW = ("raw", 0)


def test_a_partition_that_lags_and_stands_still_is_stuck() -> None:
    progress = Progress(patience_s=10)
    progress.note({RAW: Place(5, 9)}, 0)
    progress.note({RAW: Place(5, 12)}, 11)

    assert progress.stuck(11) == [RAW]


def test_a_partition_that_advances_is_not_stuck_however_far_behind() -> None:
    progress = Progress(patience_s=10)
    for second in range(0, 100, 8):
        progress.note({RAW: Place(second, 10_000)}, second)

    assert progress.stuck(100) == []
    assert progress.lag() == {RAW: 10_000 - 96}


def test_an_idle_partition_is_not_stuck() -> None:
    progress = Progress(patience_s=10)
    progress.note({RAW: Place(9, 9)}, 0)
    progress.note({RAW: Place(9, 9)}, 99)

    assert progress.stuck(99) == []


def test_patience_starts_anew_when_an_idle_partition_begins_to_lag() -> None:
    progress = Progress(patience_s=10)
    progress.note({RAW: Place(9, 9)}, 0)
    progress.note({RAW: Place(9, 10)}, 99)

    assert progress.stuck(105) == []
    assert progress.stuck(110) == [RAW]


def test_a_partition_that_went_to_another_worker_is_forgotten() -> None:
    progress = Progress(patience_s=10)
    progress.note({RAW: Place(5, 9)}, 0)
    progress.note({}, 99)

    assert progress.stuck(99) == []
