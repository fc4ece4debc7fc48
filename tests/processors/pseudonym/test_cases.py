"""The invented pairs of `tests/cases/pseudonyms.jsonl`, by the model that the stream and `tocsin link --pairs` use."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import orjson
import pytest

from processors.pseudonym.model import shipped
from processors.pseudonym.probability import explain

FILE = Path(__file__).parents[2] / "cases" / "pseudonyms.jsonl"
ROWS: list[dict[str, Any]] = [orjson.loads(line) for line in FILE.read_bytes().splitlines()]
FAMILIES: dict[str, list[dict[str, Any]]] = defaultdict(list)
for _row in ROWS:
    FAMILIES[_row["family"]].append(_row)


def is_right(row: dict[str, Any]) -> bool:
    return (explain(row["a"], row["b"], shipped("chat")).probability >= 0.5) == row["same"]


@pytest.mark.parametrize("family", FAMILIES)
def test_of_each_family_four_pairs_in_five_are_told_right(family: str) -> None:
    rows = FAMILIES[family]

    assert sum(map(is_right, rows)) >= 0.8 * len(rows)


def test_of_all_pairs_ninety_eight_in_a_hundred_are_told_right() -> None:
    assert sum(map(is_right, ROWS)) >= 0.98 * len(ROWS)


def test_each_pair_is_there_once_with_a_form_of_its_own() -> None:
    assert {frozenset(row) for row in ROWS} == {frozenset({"id", "family", "a", "b", "same"})}
    assert len({row["id"] for row in ROWS}) == len({(row["a"], row["b"]) for row in ROWS}) == len(ROWS)
