"""Fit the weights of a model file to labelled pairs: `python -m benchmarks.fit_pseudonyms MODEL --pairs FILE`.

Two kinds of labels can be read:

- `--pairs FILE.jsonl…`: lines `{"id", "family", "a", "b", "same"}`, each pair labelled;
- `--nicks PAIRS.tsv NICKS.txt`: a list of pseudonyms, and the pairs of it that are one person's; no other pair is.

What is fitted is a logistic regression whose curves may only rise (or only fall) with their number, by L-BFGS-B with a
ridge, so that a rarer thing shared never speaks against. Deterministic. Only numbers go into the model file, no pair.

The figures printed are cross-validated: pairs by random tenths and with each family left out; nicks by person, so that
nobody's names are both learnt and judged. Needs the extra `fit`. What would make them mean nothing: labels that were
looked at while `processors/pseudonym/` was written are no longer unseen, whatever is left out; only a hidden set tells.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import random
import string
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import orjson
from scipy.optimize import minimize

from processors.pseudonym import comparison
from processors.pseudonym.comparison import Comparison, compare, profile
from processors.pseudonym.model import rarity
from processors.pseudonym.pairing import candidates, namesakes, profiled
from processors.pseudonym.rarity import LETTERS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from processors.pseudonym.rarity import Rarity

    Floats = npt.NDArray[np.float64]

LEVELS: Final = {
    "form": comparison.FORMS,
    "words": comparison.WORDS,
    "digits": comparison.DIGITS,
    "affixes": comparison.AFFIXES,
}
# part: (where its line may bend, +1 for a line that may only rise, -1 for one that may only fall)
CURVES: Final = {
    "shared": ((0, 4, 8, 12, 16, 20, 26, 32, 40, 50), 1),
    "conflict": ((0, 3, 6, 10, 15, 20, 30), -1),
    "surplus": ((0, 3, 6, 10, 15, 20, 30), -1),
    "cover": ((0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1), 1),
    "opening": ((0, 4, 8, 12, 16, 20, 26, 32), 1),
    "letters": ((1, 2, 3, 4, 5, 6, 7, 8, 10), 1),
    "likeness": ((0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1), 1),
}
# Labelled pairs carry no declarations, so these are assumed, not fitted: log(m / u) of Fellegi and Sunter, m the chance
# of the level for one person's two names, u for two persons'. A site that knows its own puts them in its own file.
DECLARED: Final = {
    "age": {"same": (0.5, 0.03), "near": (0.1, 0.06), "differ": (0.4, 0.91)},
    "gender": {"same": (0.8, 0.5), "differ": (0.2, 0.5)},
    "postcode": {"same": (0.4, 0.01), "region": (0.15, 0.03), "differ": (0.45, 0.96)},
    "handle": {"same": (0.2, 0.000001)},
}
LIST_CURVES: Final = {"namesakes": ((1, 2, 3, 5, 9, 17, 65), -1)}
"""What only a list of names tells; columns of zeros where labels are pairs, and left out of their model."""

CHANCE: Final = 20_000
"""Pairs of a list, drawn by chance, that are learnt from beside those that blocking brings together."""

GUESTS: Final = (
    "web_{letters}{letters}",
    "web-{letters}",
    "client_{hex}",
    "Visitor{digits}",
    "chatuser_{digits}",
    "tmp{letters}{digits}",
    "Anon-{hex}",
    "user{letters}{digits}",
    "relay-{letters}",
    "{hex}{hex}",
    "kiosk_{letters}_{digits}",
    "lurker{digits}",
)
"""What networks other than the one learnt from give to whoever has no name, here always another person's. Without them
a model learns that a long beginning in common is a sign, which it is only where nobody is `webuser_x7k`."""
GUESTS_EACH: Final = 40

FOLDS: Final = 10
SEED: Final = 6
LEFT_OUT: Final = ("evalbot", "[REDACTED]")
"""Nicks that are no person's: a bot with a number for each run, and a mark of whoever made the list."""


class Row(NamedTuple):
    """A labelled pair: its comparison, its label, and the groups (family, or persons) that must not be split.

    One that is not real is learnt from, and judges nothing.
    """

    values: Comparison
    same: bool
    groups: tuple[str, ...]
    namesakes: int = 1
    is_real: bool = True


@dataclass(frozen=True)
class Labels:
    """Labelled pairs of one file, and how many true pairs there are in all, those that blocking missed included."""

    rows: list[Row]
    true_pairs: int
    population: int | None
    provenance: dict[str, Any]


@dataclass(frozen=True)
class Fit:
    """A fitted regression: the weight of each column, and the prior."""

    weights: Floats
    prior: float

    def log_odds(self, columns: Floats) -> Floats:
        """Give the log-odds of each row."""
        return columns @ self.weights + self.prior


def read_pairs(files: Sequence[Path], table: Rarity) -> Labels:
    """Read labelled pairs, in the files' order."""
    pairs = [orjson.loads(line) for file in files for line in file.read_bytes().splitlines() if line.strip()]
    rows = [
        Row(compare(profile(p["a"], table), profile(p["b"], table)), bool(p["same"]), (str(p.get("family", "")),))
        for p in pairs
    ]
    return Labels(
        rows, sum(row.same for row in rows), None, _provenance(files, len(rows), sum(row.same for row in rows))
    )


def read_nicks(pairs_file: Path, nicks_file: Path, table: Rarity) -> Labels:
    """Read a list of nicks and its true pairs; rows are the pairs that blocking brings together and some others."""
    nicks = [nick for nick in nicks_file.read_text("utf-8").splitlines() if nick.strip() and not _is_left_out(nick)]
    lines = [line.split("\t")[:2] for line in pairs_file.read_text("utf-8").splitlines() if line and line[0] != "#"]
    true = {frozenset(pair) for pair in lines if not any(map(_is_left_out, pair))}
    person = _persons(true)
    population = len(nicks)
    nicks += _guests(set(nicks))
    profiles = profiled(nicks, table)
    stems = namesakes(profiles)
    rows = [
        Row(
            compare(profiles[i], profiles[j]),
            frozenset((nicks[i], nicks[j])) in true,
            (person.get(nicks[i], nicks[i]), person.get(nicks[j], nicks[j])),
            max(stems[i], stems[j]),
            is_real=max(i, j) < population,
        )
        for i, j in sorted({*candidates(profiles, table), *_chance(population)})
    ]
    return Labels(
        rows, len(true), population, _provenance([pairs_file, nicks_file], len(rows), sum(row.same for row in rows))
    )


def _guests(known: set[str]) -> list[str]:
    seeded = random.Random(SEED)  # noqa: S311 - seeded names, no secret

    def drawn(signs: str, least: int, most: int) -> str:
        return "".join(seeded.choices(signs, k=seeded.randint(least, most)))

    guests = [
        form.format(
            letters=drawn(LETTERS, 2, 4), digits=drawn(string.digits, 2, 5), hex=drawn(string.hexdigits[:16], 4, 6)
        )
        for form in GUESTS
        for _ in range(GUESTS_EACH)
    ]
    return [guest for guest in dict.fromkeys(guests) if guest not in known]


def _chance(size: int) -> set[tuple[int, int]]:
    """Give pairs of places drawn by chance: blocking shows no names that have nothing in common; a model must."""
    seeded = random.Random(SEED)  # noqa: S311 - a seeded sample, no secret
    drawn = (sorted(seeded.sample(range(size), 2)) for _ in range(CHANCE if size > 1 else 0))
    return {(i, j) for i, j in drawn}


def _is_left_out(nick: str) -> bool:
    return nick.startswith(LEFT_OUT)


def _persons(pairs: set[frozenset[str]]) -> dict[str, str]:
    """Name each person by the first of their names: the connected components of the true pairs."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    for a, b in sorted(tuple(sorted(pair)) for pair in pairs if len(pair) == 2):  # noqa: PLR2004 - a pair
        first, second = sorted((root(a), root(b)))
        parent[second] = first
    return {name: root(name) for name in parent}


def _provenance(files: Sequence[Path], pairs: int, same: int) -> dict[str, Any]:
    return {
        "files": {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files},
        "pairs": pairs,
        "same": same,
    }


def columns(rows: Sequence[Row]) -> Floats:
    """Spread comparisons into columns: one for each level, one for each stretch of a curve (0 before it, 1 past it)."""
    spread = []
    for part, levels in LEVELS.items():
        place = {level: n for n, level in enumerate(levels)}
        spread.append(np.eye(len(levels))[[place[getattr(row.values, part)] for row in rows]])
    for part, (knots, sign) in (CURVES | LIST_CURVES).items():
        numbers = [row.namesakes if part in LIST_CURVES else getattr(row.values, part) for row in rows]
        values = np.array(numbers, dtype=np.float64)[:, None]
        left, right = np.array(knots[:-1]), np.array(knots[1:])
        spread.append(sign * np.clip((values - left) / (right - left), 0, 1))
    return np.hstack(spread)


def fit(spread: Floats, same: npt.NDArray[np.bool_], ridge: float) -> Fit:
    """Fit by maximum likelihood with a ridge; curve columns get weights of 0 or more."""
    free = sum(map(len, LEVELS.values()))
    width = spread.shape[1]

    def loss(weights: Floats) -> tuple[float, Floats]:
        z = spread @ weights[:-1] + weights[-1]
        off = 1 / (1 + np.exp(-np.clip(z, -500, 500))) - same
        value = float((np.logaddexp(0, z) - same * z).sum() + ridge / 2 * (weights[:-1] ** 2).sum())
        return value, np.append(spread.T @ off + ridge * weights[:-1], off.sum())

    bounds = [(None, None)] * free + [(0.0, None)] * (width - free) + [(None, None)]
    found = minimize(loss, np.zeros(width + 1), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 2000})
    return Fit(found.x[:-1], float(found.x[-1]))


def parts(fitted: Fit) -> dict[str, Any]:
    """Give the weights as the model file has them: levels as a table, curves as points."""
    table: dict[str, Any] = {}
    at = 0
    for part, levels in LEVELS.items():
        table[part] = {level: round(float(w), 3) for level, w in zip(levels, fitted.weights[at:], strict=False)}
        at += len(levels)
    for part, (knots, sign) in (CURVES | LIST_CURVES).items():
        steps = np.cumsum(np.append(0.0, sign * fitted.weights[at : at + len(knots) - 1]))
        if part in CURVES or steps.any():
            table[part] = [[float(knot), round(float(w), 3)] for knot, w in zip(knots, steps, strict=True)]
        at += len(knots) - 1
    for part, chances in DECLARED.items():
        table[part] = {level: round(float(math.log(m / u)), 3) for level, (m, u) in chances.items()}
    return table


def held_out(labels: Labels, spread: Floats, ridge: float, group_of: Callable[[str], int]) -> Floats:
    """Give each row the log-odds of a fit that saw none of its groups. `group_of` gives the fold of a group."""
    same = np.array([row.same for row in labels.rows])
    folds = np.array([[group_of(row.groups[0]), group_of(row.groups[-1])] for row in labels.rows])
    log_odds = np.zeros(len(same))
    for fold in np.unique(folds):
        judged = folds[:, 0] == fold
        learnt = (folds != fold).all(axis=1)
        log_odds[judged] = fit(spread[learnt], same[learnt], ridge).log_odds(spread[judged])
    return log_odds


def figures(labels: Labels, log_odds: Floats) -> dict[str, float]:
    """Give F1 at 0.5, the best F1 at any threshold, and the Brier score over the rows."""
    real = np.array([row.is_real for row in labels.rows])
    same, log_odds = np.array([row.same for row in labels.rows])[real], log_odds[real]
    order = np.argsort(-log_odds, kind="stable")
    hits = np.cumsum(same[order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + labels.true_pairs)
    linked = log_odds >= 0
    at_half = 2 * (same & linked).sum() / (linked.sum() + labels.true_pairs)
    brier = ((1 / (1 + np.exp(-log_odds)) - same) ** 2).mean()
    return {
        "f1_at_half": round(float(at_half), 4),
        "f1_best": round(float(f1.max()), 4),
        "brier": round(float(brier), 4),
    }


def by_family(labels: Labels, log_odds: Floats) -> dict[str, float]:
    """Give the share of right answers in each family, the worst first."""
    right: dict[str, list[bool]] = defaultdict(list)
    for row, z in zip(labels.rows, log_odds, strict=True):
        right[row.groups[0]].append(bool(z >= 0) == row.same)
    return dict(sorted(((f, round(sum(r) / len(r), 3)) for f, r in right.items()), key=lambda pair: pair[1]))


def validate_pairs(labels: Labels, spread: Floats, ridge: float) -> dict[str, Any]:
    """Cross-validate pairs by random tenths, and with each family left out."""
    folds = [n % FOLDS for n in range(len(labels.rows))]
    random.Random(SEED).shuffle(folds)  # noqa: S311 - a seeded split, no secret
    alone = Labels([row._replace(groups=(str(n),)) for n, row in enumerate(labels.rows)], labels.true_pairs, None, {})
    tenths = held_out(alone, spread, ridge, lambda group: folds[int(group)])
    place = {family: n for n, family in enumerate(dict.fromkeys(row.groups[0] for row in labels.rows))}
    families = held_out(labels, spread, ridge, place.__getitem__)
    return {
        "tenths": figures(labels, tenths) | {"worst": dict(list(by_family(labels, tenths).items())[:4])},
        "family_left_out": figures(labels, families) | {"worst": dict(list(by_family(labels, families).items())[:4])},
    }


def validate_nicks(labels: Labels, spread: Floats, ridge: float) -> dict[str, Any]:
    """Cross-validate nicks by person."""

    def fold(person: str) -> int:
        return hashlib.sha256(f"{SEED}|{person}".encode()).digest()[0] % 5

    return {"persons_left_out": figures(labels, held_out(labels, spread, ridge, fold))}


def main() -> None:
    """Fit, validate, and write the weights into the model file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="the model file, with its tables of rarity; its weights are replaced")
    parser.add_argument("--pairs", type=Path, nargs="+", metavar="FILE.jsonl")
    parser.add_argument("--nicks", type=Path, nargs=2, metavar=("PAIRS.tsv", "NICKS.txt"))
    parser.add_argument("--ridge", type=float, default=1.0, help="strength of the pull to 0 of each weight")
    parser.add_argument("--dry-run", action="store_true", help="print the figures alone")
    options = parser.parse_args()
    model = orjson.loads(options.model.read_bytes())
    table = rarity(model["rarity"])
    labels = (
        read_pairs(options.pairs, table) if options.pairs else read_nicks(options.nicks[0], options.nicks[1], table)
    )
    spread = columns(labels.rows)
    fitted = fit(spread, np.array([row.same for row in labels.rows]), options.ridge)
    checked = (validate_pairs if options.pairs else validate_nicks)(labels, spread, options.ridge)
    seen = figures(labels, fitted.log_odds(spread))
    print(orjson.dumps({"fitted": seen, "cross_validated": checked}, option=orjson.OPT_INDENT_2).decode())
    if options.dry_run:
        return
    provenance = model.get("provenance", {}) | {
        "weights": labels.provenance | {"ridge": options.ridge, "fitted": seen, "cross_validated": checked},
        "declared": "assumed, see benchmarks/fit_pseudonyms.py",
    }
    head = {"name": options.model.stem, "version": model.get("version", 1), "provenance": provenance}
    written = head | {
        "prior": round(fitted.prior, 3),
        "population": labels.population,
        "parts": parts(fitted),
        "rarity": model["rarity"],
    }
    options.model.write_bytes(orjson.dumps(written, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


if __name__ == "__main__":
    main()
