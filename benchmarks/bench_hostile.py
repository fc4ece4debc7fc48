"""How time grows with a text that is made to be dear: each attack at 1,000 to 16,000 characters.

    python -m benchmarks.bench_hostile [--only WORD] [--worst 20] [--json]

Each attack of `hostile.py` is read by itself: the sieve over a column of one, the detectors with an empty memory, and
once more by another sender in the talk that this leaves. CPU milliseconds of one thread, the best of a few rounds. The
*growth* is the exponent of the length by which time grew from 2,000 to 16,000 characters: 1 is linear, 2 square. It
ends with 1 where an attack grows faster than 1.3 and takes more than a tenth of a second: a text as long as a message
may be is then dearer than thousands of others.

Growth is shown only for what takes a millisecond or more, as below that a clock says little. A shared machine can make
any row slower; a growth that stays when it is run again is real.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import polars as pl

from benchmarks import report
from benchmarks.bench_pipeline import commit
from benchmarks.hostile import ATTACKS
from processors.handoff import Line, Talk, may_answer, read, suspects

LENGTHS: Final = (1_000, 2_000, 4_000, 8_000, 16_000)
FROM: Final = 2_000  # below this length what does not grow weighs more
ROUNDS: Final = 2
MEMORY_MS: Final = 1_800_000
GROWTH_AT_MOST: Final = 1.3
MS_AT_MOST: Final = 100.0
MEASURABLE_MS: Final = 1.0


def main() -> None:
    """Measure, print, and say by the exit status whether every attack stays linear."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", metavar="WORD", help="attacks whose name has this in it")
    parser.add_argument("--worst", type=int, metavar="N", help="print the N dearest only")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    rows = [measured(name, attack) for name, attack in ATTACKS.items() if chosen.only in name]
    rows.sort(key=lambda row: -row[_column(LENGTHS[-1])])
    shown = rows[: chosen.worst]
    about = report.about(commit(), os.cpu_count() or 1)
    print(json.dumps({"about": about, "rows": rows}) if chosen.json else f"{report.table(shown)}\n\n{about}")
    if any(map(is_dear, rows)):
        sys.exit(1)


def measured(name: str, attack: Callable[[int], str]) -> dict[str, Any]:
    """Give a row: the attack, milliseconds by length, and the exponent by which they grow."""
    spent = {length: cost_ms(attack(length)) for length in LENGTHS}
    return {"attack": name, **{_column(length): round(ms, 1) for length, ms in spent.items()}, "growth": growth(spent)}


def _column(length: int) -> str:
    return f"ms at {length // 1000}k"


def cost_ms(text: str) -> float:
    """Give the CPU milliseconds that a text takes."""
    return min(_once_ms(text) for _ in range(ROUNDS))


def _once_ms(text: str) -> float:
    since = time.thread_time()
    column = pl.Series([text])
    suspects(column)
    may_answer(column)
    line = Line("m", "a", None, text, None, "75011", 0, 0)
    talk = read(line, Talk(), MEMORY_MS)[1]
    read(line._replace(message_id="n", sender_id="b"), talk, MEMORY_MS)
    return (time.thread_time() - since) * 1000


def growth(spent: Mapping[int, float]) -> float | None:
    """Give the exponent of the length by which time grew; None where it is too short to tell."""
    longest = max(spent)
    if spent[FROM] < MEASURABLE_MS:
        return None
    return math.log(spent[longest] / spent[FROM]) / math.log(longest / FROM)


def is_dear(row: Mapping[str, Any]) -> bool:
    """Tell whether an attack is worth while."""
    return row[_column(LENGTHS[-1])] > MS_AT_MOST and (row["growth"] or 0) > GROWTH_AT_MOST


if __name__ == "__main__":
    main()
