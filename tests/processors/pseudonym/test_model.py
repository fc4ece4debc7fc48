from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest

from processors.pseudonym.comparison import AFFIXES, DIGITS, FORMS, WORDS
from processors.pseudonym.model import SHIPPED, Curve, ModelError, load, parse, read

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_model_says_where_its_numbers_came_from(name: str) -> None:
    content = load(name)

    assert {"rarity", "weights", "declared"} <= content["provenance"].keys()
    assert len(next(iter(content["provenance"]["weights"]["files"].values()))) == 64  # a SHA-256


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_model_weighs_every_level_of_every_comparison(name: str) -> None:
    model = read(name)

    assert set(model.levels["form"]) == set(FORMS)
    assert set(model.levels["words"]) == set(WORDS)
    assert set(model.levels["digits"]) == set(DIGITS)
    assert set(model.levels["affixes"]) == set(AFFIXES)


@pytest.mark.parametrize("name", SHIPPED)
def test_sharing_something_rarer_never_speaks_against(name: str) -> None:
    shared = [log_odds for _, log_odds in read(name).curves["shared"].points]
    conflict = [log_odds for _, log_odds in read(name).curves["conflict"].points]

    assert shared == sorted(shared)
    assert conflict == sorted(conflict, reverse=True)


@pytest.mark.parametrize(("value", "log_odds"), [(-1, 0), (0, 0), (1, 1), (2, 2), (3, 2.5), (4, 3), (9, 3)])
def test_a_curve_is_straight_between_points_and_flat_beyond(value: float, log_odds: float) -> None:
    assert Curve(((0, 0), (2, 2), (4, 3))).at(value) == log_odds


def test_a_model_file_is_read_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_bytes(orjson.dumps(load("chat")))

    assert read(str(path)).prior == read("chat").prior


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"{", "not JSON"), (b"[]", "expected a JSON object"), (b'{"name": "x"}', "'parts' is missing")],
)
def test_what_is_no_model_is_told_with_what_was_expected(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "mine.json"
    path.write_bytes(content)

    with pytest.raises(ModelError, match=expected):
        read(str(path))


def test_a_missing_model_is_told_with_those_that_are_shipped(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="shipped are chat, nick-changes"):
        read(str(tmp_path / "none.json"))


def test_a_letter_too_few_is_told() -> None:
    content: dict[str, Any] = load("chat")
    content["rarity"]["letters"]["aa"] = "1 2 3"

    with pytest.raises(ModelError, match="chat is no model file"):
        parse(content, "chat")
