"""Where each microsecond of a message goes, with no broker: each layer of scan, then each stage live and warming up.

Each layer is run on its own over the same slices, and timed in CPU seconds of one process (all threads), the median of
several rounds. A layer that comes before is no part of the next, save that the sieve normalises; `bytes to bytes` is a
stage as a worker runs it, `of a warm-up` as it goes through what was processed before. Given a file of raw messages,
it is measured on that in place of the corpus: what people really write has other suspects.

The figures would mean nothing if a text came twice (the caches of the detectors would answer) or if no message handed
off; the corpus sees to both. Kafka, and Python's own start, are left out.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any, Final

import polars as pl

from benchmarks import report
from benchmarks.bench_pipeline import commit
from benchmarks.corpus import values
from processors import handoff, scan
from processors.handoff import Line, Talk, sieve
from streams.agents import STAGES
from streams.scan_files import lines_of
from streams.sender import Outgoing
from streams.settings import load
from streams.stages import Stage, process
from streams.wire.rejects import Line as FileLine
from streams.wire.rejects import Record

SLICE: Final = 2000
ROUNDS: Final = 3

Slices = Sequence[Sequence[Record]]


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
    stages = {name: STAGES[name](load()) for name in STAGES}
    per_message = len(records)

    def layer(what: str, work: Callable[[], object], things: int = per_message) -> dict[str, Any]:
        return _row(what, _cpu_s(work), per_message, things)

    scanned = _slices(records)
    rows = [*_layers_of_scan(stages["scan"], scanned, layer)]
    made = _through(stages["scan"], scanned)
    for name, stage in stages.items():
        parts = scanned if name == "scan" else _slices(_records(made, stage.topic))
        things = sum(map(len, parts))
        rows += [
            layer(f"{name}, a record, bytes to bytes", partial(_through, stage, parts), things),
            layer(f"{name}, a record of a warm-up", partial(_through, stage.warming(), parts), things),
        ]
    return rows


def _layers_of_scan(
    stage: Stage[scan.ScanState, scan.ScanOutput], slices: Slices, layer: Callable[..., dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    frames = [stage.decode(part).frame for part in slices]
    texts = [frame["text"] for frame in frames]
    suspects = [line for frame in frames for line in _lines(frame)]
    outputs = list(_outputs(stage, frames))
    found = sum(len(output.signals) + len(output.sightings) for output in outputs)
    read = sum(output.suspects for output in outputs)
    memory_ms = scan.ScanOptions().memory_ms
    share, median_us = len(suspects) / sum(map(len, slices)), _median_us(suspects, memory_ms)
    print(f"{share:.1%} are suspects, the median one costs {median_us:.0f} µs")
    yield layer("decode", lambda: [stage.decode(part) for part in slices])
    yield layer("normalise", lambda: list(map(sieve.normalised, texts)))
    yield layer("normalise and sieve", lambda: list(map(handoff.suspects, texts)))
    yield layer(
        "detect, a suspect", lambda: [handoff.read(line, Talk(), memory_ms) for line in suspects], len(suspects)
    )
    yield layer("scan, decoded, a suspect or possible answer", lambda: list(_outputs(stage, frames)), read)
    yield layer("encode, a signal or sighting", lambda: list(map(stage.encode, outputs, slices)), found)


def _outputs(
    stage: Stage[scan.ScanState, scan.ScanOutput], frames: Sequence[pl.DataFrame]
) -> Iterator[scan.ScanOutput]:
    state = stage.empty()
    for frame in frames:
        state, output = stage.step(state, frame)
        yield output


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


def _through(stage: Stage[Any, Any], parts: Slices) -> list[Outgoing]:
    state, outgoing = stage.empty(), []
    for part in parts:
        done = process(stage, state, part)
        state = done.state
        outgoing += done.outgoing
    return outgoing


def _records(made: Sequence[Outgoing], topic: str) -> list[Record]:
    """Give what was made for a topic, as one partition of it would hold it."""
    return [FileLine(n, out.value or b"") for n, out in enumerate(out for out in made if out.topic == topic)]


def _slices(records: Sequence[Record]) -> Slices:
    return [records[start : start + SLICE] for start in range(0, len(records), SLICE)]


if __name__ == "__main__":
    main()
