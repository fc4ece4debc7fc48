"""What the sieve costs a message, layer by layer, and how many messages each lets through.

    python -m benchmarks.bench_sieve CHAT.jsonl.zst [--rows 2000]

CPU time of one thread, best of three passes, on the texts of raw messages (`text` of each line). Left out: decoding and
all that comes after the sieve. A pattern costs about 0.3 ms to begin on a slice, whatever its length, so the number
means nothing without the number of rows a slice; and it is that of a quiet machine only.
"""

from __future__ import annotations

import io
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

os.environ.setdefault("POLARS_MAX_THREADS", "1")  # before polars is imported

import orjson
import polars as pl
import typer
import zstandard

from processors.handoff import sieve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

PASSES: Final = 3


def main(chat: Path, rows: Annotated[int, typer.Option(help="messages of a slice")] = 2000) -> None:
    """Print a table: layer, microseconds of CPU a message, percent that pass."""
    texts = pl.Series([orjson.loads(line).get("text") for line in lines(chat)], dtype=pl.String)
    raw = [texts.slice(start, rows) for start in range(0, len(texts), rows)]
    plain = [sieve.normalised(one) for one in raw]
    show("normalise", cost(raw, sieve.normalised), None)
    show("app names", *measured(plain, sieve.names))
    show("phrases for apps", *measured(plain, sieve.phrases))
    show("ages", *measured(plain, sieve.ages))
    show("number words", *measured(plain, sieve.counts))
    for name, layer in sieve.LAYERS.items():
        show(name, *measured(plain, lambda one, layer=layer: sieve.passes(one, layer)))  # type: ignore[misc] # bound early
    show("normalise and sieve", *measured(raw, sieve.suspects))
    show("may answer", *measured(raw, sieve.may_answer))


def lines(chat: Path) -> Iterator[str]:
    """Give the lines of a file, compressed or not."""
    with chat.open("rb") as file:
        stream = zstandard.ZstdDecompressor().stream_reader(file) if chat.suffix == ".zst" else file
        yield from io.TextIOWrapper(stream, encoding="utf-8")


def measured(slices: Sequence[pl.Series], test: Callable[[pl.Series], pl.Series]) -> tuple[float, float]:
    """Give the cost in microseconds a message, and the share that passes, 0 to 1."""
    passed = sum(int(test(one).sum()) for one in slices)
    return cost(slices, test), passed / sum(map(len, slices))


def cost(slices: Sequence[pl.Series], test: Callable[[pl.Series], pl.Series]) -> float:
    """Give the microseconds of CPU a message of the fastest pass."""
    spent = []
    for _ in range(PASSES):
        begun = time.process_time()
        for one in slices:
            test(one)
        spent.append(time.process_time() - begun)
    return min(spent) / sum(map(len, slices)) * 1e6


def show(name: str, spent_us: float, passed: float | None) -> None:
    """Print one row."""
    print(f"{name:24}{spent_us:8.3f} us" + (f"{passed:10.2%}" if passed is not None else ""))


if __name__ == "__main__":
    typer.run(main)
