"""What the first start shows while it fetches: a bar on a terminal, plain lines elsewhere; both on standard error."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

TITLE = "fetching Apache Kafka"


def shown(names: Sequence[str]) -> Iterator[Callable[[], None]]:
    """Show how many of these files have arrived; the `fetching` of `streams.broker.jars.class_path`."""
    console = Console(stderr=True)
    return _bar(console, len(names)) if console.is_terminal else _lines(console, len(names))


def _bar(console: Console, total: int) -> Iterator[Callable[[], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("jars"))
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as progress:
        task = progress.add_task(TITLE, total=total)
        yield lambda: progress.advance(task)


def _lines(console: Console, total: int) -> Iterator[Callable[[], None]]:
    arrived = 0
    lock = threading.Lock()

    def one() -> None:
        nonlocal arrived
        with lock:
            arrived += 1
            if arrived % 10 == 0 or arrived == total:
                console.print(f"{TITLE}: {arrived} of {total} jars", highlight=False)

    console.print(f"{TITLE}: {total} jars, 45 MB at most, once", highlight=False)
    yield one
