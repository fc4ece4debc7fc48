from __future__ import annotations

from typing import TYPE_CHECKING

from streams.broker import progress

if TYPE_CHECKING:
    import pytest


def test_without_a_terminal_the_progress_is_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    shown = progress.shown([f"{n}.jar" for n in range(12)])
    arrived = next(shown)
    for _ in range(12):
        arrived()

    assert capsys.readouterr().err.splitlines() == [
        "fetching Apache Kafka: 12 jars, 45 MB at most, once",
        "fetching Apache Kafka: 10 of 12 jars",
        "fetching Apache Kafka: 12 of 12 jars",
    ]


def test_on_a_terminal_it_is_a_bar(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    shown = progress.shown(["a.jar", "b.jar"])
    next(shown)()
    assert next(shown, None) is None

    assert "fetching Apache Kafka" in capsys.readouterr().err
