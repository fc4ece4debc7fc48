"""Where each microsecond of a message goes, with no broker: decode, normalise, sieve, detect, encode, windows, warm-up.

Each layer is run on its own over the same slices, and timed in CPU seconds of one process (all threads), the median of
several rounds; `all of scan` is the stage as a worker runs it. A layer that comes before is no part of the next, save
that the sieve normalises. Given a file of raw messages, it is measured on that in place of the corpus: what people
really write has other suspects.

The figures would mean nothing if a text came twice (the caches of the detectors would answer) or if no message handed
off; the corpus sees to both. Kafka, and Python's own start, are left out.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any, Final

import polars as pl

from benchmarks import report
from benchmarks.bench_pipeline import commit
from benchmarks.corpus import values
from processors import handoff, scan
from processors.handoff import Line, Talk, sieve
from streams.agents import STAGES, scan_stage, windows_stage
from streams.scan_files import lines_of
from streams.settings import load
from streams.stages import process
from streams.wire.rejects import Line as FileLine
from streams.wire.rejects import Record

SLICE: Final = 2000
ROUNDS: Final = 3


def main() -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--file", help="raw messages, JSON Lines, also .zst and .gz, in place of the corpus")
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--share", type=float, default=0.01, help="of the corpus's messages that hand off")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    drawn = (value for _, value in values(chosen.seed, chosen.messages, chosen.share))
    source: Iterable[bytes] = lines_of(chosen.file) if chosen.file else drawn
    records: list[Record] = [FileLine(n, value) for n, value in enumerate(islice(source, chosen.messages))]
    rows = measure(records)
    about = report.about(commit(), os.cpu_count() or 1) | {"seed": chosen.seed, "messages": len(records)}
    print(json.dumps({"about": about, "rows": rows}) if chosen.json else f"{report.table(rows)}\n\n{about}")


def measure(records: Sequence[Record]) -> list[dict[str, Any]]:
    """Give a row for each layer: what it costs for each message, and for each of the things that it works on."""
    settings = load()
    stage = scan_stage(settings)
    slices = [records[start : start + SLICE] for start in range(0, len(records), SLICE)]
    frames = [stage.decode(part).frame for part in slices]
    texts = [frame["text"] for frame in frames]
    suspects = [row for frame in frames for row in _lines(frame)]
    found = _signals(records)
    window = windows_stage(settings)
    per_message = len(records)

    def layer(what: str, work: Callable[[], object], things: int) -> dict[str, Any]:
        return _row(what, _cpu_s(work), per_message, things)

    options = scan.ScanOptions()
    rows = [
        layer("decode", lambda: [stage.decode(part) for part in slices], per_message),
        layer("normalise", lambda: list(map(sieve.normalised, texts)), per_message),
        layer("normalise and sieve", lambda: list(map(handoff.suspects, texts)), per_message),
        layer(
            "detect, a suspect",
            lambda: [handoff.read(line, Talk(), options.memory_ms) for line in suspects],
            len(suspects),
        ),
        layer(
            "scan, decoded",
            lambda: _fold(lambda state, frame: scan.step(state, frame, options), scan.ScanState(), frames),
            per_message,
        ),
        layer("all of scan, bytes to bytes", lambda: _through(stage, slices), per_message),
        layer("windows, a signal's copy", lambda: _through(window, [found]), max(1, len(found))),
    ]
    median_us = _median_us(suspects, options.memory_ms)
    told = f"{len(suspects)} suspects ({len(suspects) / per_message:.1%}), the median one costs {median_us:.0f} µs"
    print(f"{told}; {len(found)} copies of signals")
    return rows


def _row(what: str, cpu_s: float, messages: int, things: int) -> dict[str, Any]:
    return {
        "layer": what,
        "things": things,
        "µs each": round(cpu_s * 1e6 / max(1, things), 2),
        "µs a message": round(cpu_s * 1e6 / messages, 3),
        "messages/CPU-s": round(messages / cpu_s),
    }


def _cpu_s(work: Callable[[], object]) -> float:
    took = []
    for _ in range(ROUNDS):
        since = time.process_time()
        work()
        took.append(time.process_time() - since)
    return statistics.median(took)


def _lines(frame: pl.DataFrame) -> list[Line]:
    rows = frame.filter(handoff.suspects(frame["text"])).select(
        "message_id", "sender_id", "recipient_id", "text", "lang", "sender_postcode", "sent_at", "logged_at"
    )
    return [Line(*row) for row in rows.iter_rows()]


def _median_us(lines: Sequence[Line], memory_ms: int) -> float:
    took = [0.0]
    for line in lines[:5000]:
        since = time.perf_counter()
        handoff.read(line, Talk(), memory_ms)
        took.append(time.perf_counter() - since)
    return statistics.median(took) * 1e6


def _fold(step: Callable[[Any, pl.DataFrame], tuple[Any, Any]], state: Any, frames: Sequence[pl.DataFrame]) -> None:  # noqa: ANN401 - any stage's
    for frame in frames:
        state, _ = step(state, frame)


def _through(stage: Any, slices: Sequence[Sequence[Record]]) -> list[Any]:  # noqa: ANN401 - any stage
    state, outgoing = stage.empty(), []
    for part in slices:
        done = process(stage, state, part)
        state = done.state
        outgoing += done.outgoing
    return outgoing


def _signals(records: Sequence[Record]) -> list[Record]:
    outgoing = _through(STAGES["scan"](load()), [records])
    return [FileLine(n, out.value) for n, out in enumerate(outgoing)]


if __name__ == "__main__":
    main()
