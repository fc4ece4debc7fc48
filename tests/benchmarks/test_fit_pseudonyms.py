from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import orjson
import pytest

pytest.importorskip("scipy", reason="the extra `fit` is not installed")

from benchmarks.fit_pseudonyms import (
    CURVES,
    LEVELS,
    columns,
    figures,
    fit,
    parts,
    read_nicks,
    read_pairs,
)
from processors.pseudonym.model import Curve, shipped

if TYPE_CHECKING:
    from pathlib import Path

TABLE = shipped("chat").rarity
PAIRS = [
    ("velourine974", "velourine13", True),
    ("grignotelune", "gr1gnot3lun3", True),
    ("mistigrave_", "mistigrave", True),
    ("zorbecque", "zorbecque_away", True),
    ("soleil974", "soleil13", False),
    ("marie33", "marie_59", False),
    ("tarte_citron", "tarte_pomme", False),
    ("jf18paris", "jf19paris", False),
]


@pytest.fixture
def pairs_file(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.jsonl"
    lines = [{"id": n, "family": "f", "a": a, "b": b, "same": same} for n, (a, b, same) in enumerate(PAIRS)]
    path.write_bytes(b"\n".join(map(orjson.dumps, lines)))
    return path


def test_a_fit_learns_its_labels_and_keeps_curves_monotone(pairs_file: Path) -> None:
    labels = read_pairs([pairs_file], TABLE)
    spread = columns(labels.rows)
    fitted = fit(spread, np.array([row.same for row in labels.rows]), ridge=1.0)

    assert figures(labels, fitted.log_odds(spread))["f1_best"] == 1.0
    for part, (_, sign) in CURVES.items():
        log_odds = [sign * weight for _, weight in parts(fitted)[part]]
        assert log_odds == sorted(log_odds)


def test_the_file_s_parts_give_the_fit_s_log_odds(pairs_file: Path) -> None:
    labels = read_pairs([pairs_file], TABLE)
    spread = columns(labels.rows)
    fitted = fit(spread, np.array([row.same for row in labels.rows]), ridge=1.0)
    table = parts(fitted)
    values = labels.rows[0].values._asdict()
    summed = fitted.prior + sum(table[part][values[part]] for part in LEVELS)
    summed += sum(Curve(tuple(map(tuple, table[part]))).at(values[part]) for part in CURVES)

    assert summed == pytest.approx(float(fitted.log_odds(spread)[0]), abs=0.02)


def test_the_same_labels_give_the_same_fit(pairs_file: Path) -> None:
    labels = read_pairs([pairs_file], TABLE)
    same = np.array([row.same for row in labels.rows])
    one, other = (parts(fit(columns(labels.rows), same, ridge=1.0)) for _ in range(2))

    assert one == other


def test_a_list_is_read_by_person_and_without_its_bots(tmp_path: Path) -> None:
    nicks = ["velourine", "velourine_", "velourine|afk", "mistigrave", "evalbot_1", "evalbot_2"]
    true = ["velourine\tvelourine_", "velourine_\tvelourine|afk", "evalbot_1\tevalbot_2"]
    (tmp_path / "nicks.txt").write_text("\n".join(nicks), "utf-8")
    (tmp_path / "pairs.tsv").write_text("\n".join(true), "utf-8")
    labels = read_nicks(tmp_path / "pairs.tsv", tmp_path / "nicks.txt", TABLE)

    assert (labels.true_pairs, labels.population) == (2, 4)
    assert {row.is_real for row in labels.rows if {"velourine"} == set(row.groups)} == {True}
    assert {row.same for row in labels.rows if not row.is_real} == {False}
    assert {row.groups for row in labels.rows if row.same} == {("velourine", "velourine")}
    assert {row.namesakes for row in labels.rows if row.same} == {3}
