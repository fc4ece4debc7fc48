"""Which names of a list are one person's: tocsin beside Jaro-Winkler and Splink, in quality and in time.

    python -m benchmarks.bench_pseudonyms PAIRS.tsv NICKS.txt [--json]

`NICKS.txt` holds a pseudonym a line, `PAIRS.tsv` the pairs of it that are one person's; all other pairs count as wrong.
Reported for each contender: the best F1 at any threshold, F1 at its own 0.5, CPU seconds (all threads) and wall seconds
from names to pairs; and, of what tocsin finds by comparing all pairs of some names, how much it finds by blocking.

What it can't show: Splink is made for records of several columns, of which a pseudonym is one; it is given what its
guide for names would have (letters, first letters, length) and, in a second run, tocsin's own folded columns. It learns
without labels, by expectation maximisation, as it is usually run; tocsin's shipped weights were fitted to labels, and
where these are the labels of this very list, its figure is too good by a point: see the cross-validated one in the
model file. Needs the extra `bench`.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import time
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
import splink.comparison_library as cl
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from processors.pseudonym.comparison import profile
from processors.pseudonym.model import read
from processors.pseudonym.pairing import candidates, namesakes, pair, profiled
from processors.pseudonym.probability import Listed, match

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from processors.pseudonym.model import Model

SEED: Final = 6
FLOOR: Final = 0.02
"""Probability below which no contender's pair is looked at."""

Scored = tuple[float, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Figure:
    """One contender's row."""

    contender: str
    f1_best: float
    f1_at_half: float | None
    links: int
    cpu_s: float
    wall_s: float


def f1_best(scored: Iterable[Scored], true: set[frozenset[str]]) -> float:
    """Give the best F1 at any threshold; pairs of one score are taken together."""
    best, hits, ranked = 0.0, 0, sorted(scored, key=lambda row: -row[0])
    for n, (score, names) in enumerate(ranked, 1):
        hits += names in true
        if n == len(ranked) or ranked[n][0] != score:
            best = max(best, 2 * hits / (n + len(true)))
    return best


def f1_from(scored: Iterable[Scored], true: set[frozenset[str]], threshold: float) -> float:
    """Give F1 at a threshold (closed)."""
    linked = [names in true for score, names in scored if score >= threshold]
    return 2 * sum(linked) / (len(linked) + len(true))


def jaro_winkler(nicks: list[str]) -> list[Scored]:
    """Compare all pairs, case aside, from similarity 0.8 on."""
    lower = [nick.lower() for nick in nicks]
    found = []
    for start in range(0, len(nicks), 1000):
        scores = process.cdist(
            lower[start : start + 1000], lower, scorer=JaroWinkler.similarity, score_cutoff=0.8, dtype=np.float32
        )
        for i, j in zip(*np.nonzero(scores), strict=True):
            if start + i < j:
                found.append((float(scores[i, j]), frozenset((nicks[start + i], nicks[j]))))
    return found


def tocsin(nicks: list[str], model: Model) -> list[Scored]:
    """Link the list as `tocsin link --nicks` does."""
    return [(found.probability, frozenset((found.a, found.b))) for found in pair(nicks, model, FLOOR)]


def splink_plain(nicks: list[str]) -> list[Scored]:
    """Link by Splink, on columns that its users would make of a name."""
    frame = pl.DataFrame({"unique_id": nicks}).with_columns(
        letters=pl.col("unique_id").str.to_lowercase().str.replace_all(r"[^a-z]", ""),
        digits=pl.col("unique_id").str.replace_all(r"[^0-9]", ""),
    )
    return _splink(frame)


def splink_folded(nicks: list[str], model: Model) -> list[Scored]:
    """Link by Splink, on tocsin's folded columns."""
    names = [profile(nick, model.rarity).name for nick in nicks]
    frame = pl.DataFrame(
        {
            "unique_id": nicks,
            "letters": [name.stem for name in names],
            "digits": [name.digits for name in names],
        }
    )
    return _splink(frame)


def _splink(frame: pl.DataFrame) -> list[Scored]:
    """Train without labels, then predict, with adjustments for how frequent a value is in this list."""
    opening = pl.col("letters").str.slice(0, 4)
    # What is empty is unknown, not equal.
    known = frame.with_columns(pl.when(pl.col("letters", "digits") != "").then(pl.col("letters", "digits")).name.keep())
    table = known.with_columns(opening=opening, ending=pl.col("letters").str.slice(-4)).to_arrow()
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("letters", [0.95, 0.9, 0.85, 0.8]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("digits").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[block_on("letters"), block_on("opening"), block_on("ending")],
    )
    linker = Linker(DuckDBAPI().register(table), settings, log_level="ERROR")
    linker.training.estimate_probability_two_random_records_match([block_on("letters")], recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=1_000_000, seed=SEED)
    linker.training.estimate_parameters_using_expectation_maximisation(
        block_on("opening"), record_sample_proportion=1.0
    )
    found = linker.inference.predict().as_pyarrow_table()  # type: ignore[no-untyped-call]  # splink's own gap
    columns = ("match_probability", "unique_id_l", "unique_id_r")
    return [(p, frozenset((a, b))) for p, a, b in zip(*(found[name].to_pylist() for name in columns), strict=True)]


def blocking_recall(nicks: list[str], model: Model, sample: int) -> tuple[int, int]:
    """Count the pairs of some names that are at 0.5 when compared with all, and those of them that blocking finds."""
    profiles = profiled(nicks, model.rarity)
    stems = namesakes(profiles)
    met = set(candidates(profiles, model.rarity))
    seeded = random.Random(SEED)  # noqa: S311 - a seeded sample, no secret
    found: set[tuple[int, int]] = set()
    for i in seeded.sample(range(len(nicks)), min(sample, len(nicks))):
        for j in range(len(nicks)):
            listed = Listed(len(nicks), max(stems[i], stems[j]))
            if i != j and match(profiles[i], profiles[j], model, listed=listed).probability >= 0.5:  # noqa: PLR2004 - the threshold
                found.add((min(i, j), max(i, j)))
    return len(found), len(found & met)


def measure(contender: str, link: Callable[[], list[Scored]], true: set[frozenset[str]], *, half: bool) -> Figure:
    """Run one contender and score what it found."""
    wall, cpu = time.perf_counter(), time.process_time()
    scored = link()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    at_half = round(f1_from(scored, true, 0.5), 4) if half else None
    return Figure(contender, round(f1_best(scored, true), 4), at_half, len(scored), round(cpu, 2), round(wall, 2))


def main() -> None:
    """Run all contenders on one list and print a table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("nicks", type=Path)
    parser.add_argument("--model", default="nick-changes")
    parser.add_argument("--sample", type=int, default=200, help="names compared with all others, to measure blocking")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    nicks = list(dict.fromkeys(nick for nick in options.nicks.read_text("utf-8").splitlines() if nick.strip()))
    lines = options.pairs.read_text("utf-8").splitlines()
    true = {frozenset(line.split("\t")[:2]) for line in lines if line.strip() and not line.startswith("#")}
    model = read(options.model)
    figures = [
        measure("jaro-winkler, all pairs", lambda: jaro_winkler(nicks), true, half=False),
        measure("splink, plain columns", lambda: splink_plain(nicks), true, half=True),
        measure("splink, folded columns", lambda: splink_folded(nicks, model), true, half=True),
        measure(f"tocsin, {model.name}", lambda: tocsin(nicks, model), true, half=True),
    ]
    whole, met = blocking_recall(nicks, model, options.sample)
    if options.json:
        machine = {name: version(name) for name in ("splink", "duckdb", "rapidfuzz")} | {"machine": platform.machine()}
        blocking = {"found_by_all_pairs": whole, "found_by_blocking": met}
        print(json.dumps({"contenders": [asdict(row) for row in figures], "blocking": blocking} | machine, indent=2))
        return
    print(f"{len(nicks)} names, {len(true)} true pairs")
    for row in figures:
        half = "    -" if row.f1_at_half is None else f"{row.f1_at_half:.3f}"
        print(
            f"{row.contender:26} best F1 {row.f1_best:.3f}  at 0.5 {half}  {row.links:8} pairs"
            f"  {row.cpu_s:7.2f} s CPU  {row.wall_s:7.2f} s"
        )
    print(f"blocking finds {met} of the {whole} pairs that {options.sample} names have at 0.5 when compared with all")


if __name__ == "__main__":
    main()
