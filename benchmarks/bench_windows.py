"""What a fact costs in the windows stage, by how many are remembered, live and in warm-up.

For each size a partition is warmed up from nothing until about so many facts are remembered, in large slices, as a
worker does on assignment; then come live slices, of a thousand and of ten. Reported: CPU microseconds for each fact,
alerts told, and the memory of the whole process. Left out: the bytes on both sides, Kafka, and Python's own start.

The figures would mean nothing if no alert ever rose, if one subject had all facts, or if none expired. So half of the
hand-offs are with minors, few subjects are busy and most are seen now and then, and event time advances so that in the
end as much expires as comes. All is drawn from a seed.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import resource
import statistics
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from processors.identity import DAY_MS, signal_id
from processors.records import FACTS
from processors.windows import Options, State, step

if TYPE_CHECKING:
    from collections.abc import Iterator

START = 1_700_000_000_000
SPANS = '[{"start":12,"end":16,"part":"app","why":"app name"},{"start":19,"end":28,"part":"handle","why":"grammar"}]'
WARM_SLICE = 20_000
LIVE = ((1_000, 40), (10, 40))
"""Facts in a slice, and slices."""
MINOR_SHARE = 0.5
FACTS_PER_SUBJECT = 10


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table; CPU microseconds (all threads) are a median over slices, with the first and last decile."""

    phase: str
    remembered: int
    slice_facts: int
    us_per_fact: float
    us_p10: float
    us_p90: float
    worst_slice_ms: float
    alerts_per_1000: float
    resident_mb: float


def signals(remembered: int, size: int, seed: int) -> Iterator[pl.DataFrame]:
    """Draw slices of one partition without end, at a rate at which about so many facts are in the windows of a day."""
    rng = random.Random(seed)  # noqa: S311 - a printed seed, no secret
    # Of those without a minor the sender's copies are remembered for two hours: a small part, left out of the sum.
    facts_per_day = remembered / MINOR_SHARE * 24 / 25
    subjects = max(int(facts_per_day / FACTS_PER_SUBJECT), 1)
    place = 0
    while True:
        rows = []
        for place in range(place, place + size):  # noqa: B020 - it goes on where the last slice ended
            rows.append(signal(rng, place, START + int(place * DAY_MS / facts_per_day), subjects))
        place += 1
        yield pl.DataFrame(rows, FACTS, orient="row")


def signal(rng: random.Random, place: int, logged_at: int, subjects: int) -> tuple[Any, ...]:
    """Draw one row of FACTS, sent within the five minutes before it was logged."""
    # The square of a uniform draw: one subject in a hundred has a tenth of all facts.
    subject = f"account-{int(subjects * rng.random() ** 2):08d}"
    other = f"account-{rng.randrange(subjects * FACTS_PER_SUBJECT):08d}"
    message = f"message-{place:010d}"
    row = dict.fromkeys(FACTS) | {
        "offset": place,
        "logged_at": logged_at,
        "signal_id": signal_id("talk", message, "handoff", 0),
        "subject_kind": "person",
        "subject_value": subject,
        "role": rng.choice(["sender", "recipient"]),
        "kind": "handoff",
        "sent_at": logged_at - rng.randrange(300_000),
        "message_id": message,
        "conversation_id": f"talk-{subject[-8:]}-{other[-8:]}",
        "sender_pseudonym": f"name{subject[-6:]}",
        "recipient_pseudonym": f"name{other[-6:]}",
        "recipient_id": other,
        "minor_id": other if rng.random() < MINOR_SHARE else None,
        "spans": SPANS,
    }
    return tuple(row.values())


def measure(phase: str, state: State, slices: Iterator[pl.DataFrame], enough: int) -> tuple[State, Figure]:
    """Fold slices until so many facts were taken, and time each; drawing them is not timed."""
    options, took, alerts, taken, size = Options(), [], 0, 0, 0
    while taken < enough:
        facts = next(slices)
        since = time.process_time()
        state, output = step(state, facts, options)
        took.append(time.process_time() - since)
        alerts += len(output.alerts)
        size = facts.height
        taken += size
    each = [seconds * 1e6 / size for seconds in took]
    deciles = statistics.quantiles(each, n=10) if len(each) > 1 else each * 9
    remembered = sum(block.height for block in state.facts)
    return state, Figure(
        phase=phase,
        remembered=remembered,
        slice_facts=size,
        us_per_fact=round(statistics.median(each), 2),
        us_p10=round(deciles[0], 2),
        us_p90=round(deciles[-1], 2),
        worst_slice_ms=round(max(took) * 1e3, 1),
        alerts_per_1000=round(alerts * 1000 / taken, 1),
        resident_mb=round(resident_mb(), 1),
    )


def resident_mb() -> float:
    """Give the memory that the process holds now (Linux; what an allocator keeps for later is in it)."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def figures(sizes: list[int], seed: int) -> Iterator[Figure]:
    """Warm up and go live at each size."""
    for remembered in sizes:
        size = min(WARM_SLICE, remembered // 5)
        warm = signals(remembered, size, seed)
        state, figure = measure("warm-up", State(), warm, int(remembered / MINOR_SHARE))
        yield figure
        assert figure.alerts_per_1000, "no alert rose: the figures would mean nothing"
        for size, slices in LIVE:
            live = continued(signals(remembered, size, seed + size), state.newest or START, str(size))
            state, figure = measure("live", state, live, size * slices)
            yield figure


def continued(slices: Iterator[pl.DataFrame], newest: int, name: str) -> Iterator[pl.DataFrame]:
    """Move slices to where a log has come, and give their signals ids of their own."""
    later = pl.col("sent_at", "logged_at") + (newest - START)
    return (facts.with_columns(later, signal_id=name + pl.col("signal_id")) for facts in slices)


def main() -> None:
    """Print a table, or JSON with versions and machine."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--remembered", type=int, nargs="+", default=[10_000, 100_000, 1_000_000], metavar="FACTS")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="for machines: figures, seed, versions, machine")
    asked = parser.parse_args()
    rows = [asdict(figure) for figure in figures(asked.remembered, asked.seed)]
    if asked.json:
        versions = {"python": platform.python_version(), "polars": pl.__version__, "threads": pl.thread_pool_size()}
        print(json.dumps({"seed": asked.seed, "machine": platform.platform(), **versions, "figures": rows}))
        return
    with pl.Config(tbl_rows=-1, tbl_cols=-1, tbl_width_chars=200, tbl_hide_dataframe_shape=True):
        print(f"seed {asked.seed}, polars {pl.__version__}, {pl.thread_pool_size()} threads")
        print(pl.DataFrame(rows))


if __name__ == "__main__":
    main()
