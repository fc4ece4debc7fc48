from __future__ import annotations

import math
from typing import TYPE_CHECKING

import orjson
import pytest

from processors.pseudonym.probability import logistic
from streams.commands.explain import bar

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ran


def test_each_pair_is_answered_with_parts_that_sum_to_its_log_odds(tocsin: Callable[..., Ran]) -> None:
    ran = tocsin(
        "link",
        "--pairs",
        "-",
        given=b'{"id": "x", "a": "velourine974", "b": "velourine13"}\n\n{"id": 2, "a": "", "b": ""}',
    )
    rows = [orjson.loads(line) for line in ran.out.splitlines()]

    assert [row["id"] for row in rows] == ["x", 2]
    for row in rows:
        assert row["probability"] == pytest.approx(logistic(math.fsum(row["parts"].values())), abs=1e-5)


def test_a_bad_line_is_told_with_its_number_and_the_others_are_answered(tocsin: Callable[..., Ran]) -> None:
    ran = tocsin(
        "link",
        "--pairs",
        "-",
        given=b'nonsense\n{"id": 1, "a": 3, "b": ""}\n{"id": 1}\n{"id": 9, "a": "x", "b": "y"}\n',
    )

    assert ran.status == 1
    assert [orjson.loads(line)["id"] for line in ran.out.splitlines()] == [9]
    assert [line.split(":")[0] for line in ran.err.splitlines()] == [f"standard input, line {n}" for n in (1, 2, 3)]


def test_the_pairs_of_a_list_are_written(tocsin: Callable[..., Ran]) -> None:
    ran = tocsin("link", "--nicks", "-", given="velourine\nmistigrave\n\nvelourine_\n♡mistigrave♡".encode())
    rows = [orjson.loads(line) for line in ran.out.splitlines()]

    assert [(row["a"], row["b"]) for row in rows] == [("velourine", "velourine_"), ("mistigrave", "♡mistigrave♡")]


def test_a_list_that_is_not_utf8_is_told_with_its_line(tocsin: Callable[..., Ran]) -> None:
    ran = tocsin("link", "--nicks", "-", given=b"velourine\nv\xe9lourine\n")

    assert (ran.status, ran.err) == (1, "tocsin: standard input, line 2: expected UTF-8\n")


@pytest.mark.parametrize("arguments", [(), ("--pairs", "-", "--nicks", "-")])
def test_pairs_and_lists_exclude_each_other(tocsin: Callable[..., Ran], arguments: tuple[str, ...]) -> None:
    ran = tocsin("link", *arguments)

    assert ran.status == 2
    assert "one of --pairs and --nicks" in ran.err


def test_a_missing_file_and_a_missing_model_are_told(tocsin: Callable[..., Ran]) -> None:
    assert "none.txt" in tocsin("link", "--nicks", "none.txt").err
    assert "shipped are chat, nick-changes" in tocsin("link", "--nicks", "-", "--model", "none.json").err


def test_explain_shows_each_part_and_the_probability(tocsin: Callable[..., Ran]) -> None:
    told = tocsin("explain", "velourine974", "velourine13").out

    assert "rarity of what both have" in told
    assert "probability 0." in told


def test_explain_answers_a_program_in_json(tocsin: Callable[..., Ran]) -> None:
    [answer] = orjson.loads(tocsin("explain", "velourine974", "velourine13", "--json").out)

    assert answer["probability"] == logistic(math.fsum(answer["parts"].values()))


@pytest.mark.parametrize(
    ("log_odds", "drawn"),
    [(0, " " * 10 + "│" + " " * 10), (1, " " * 10 + "│██" + " " * 8), (-99, "█" * 10 + "│" + " " * 10)],
)
def test_a_bar_points_to_what_speaks_for_or_against(log_odds: float, drawn: str) -> None:
    assert bar(log_odds) == drawn


def test_a_learnt_model_is_a_model(tocsin: Callable[..., Ran], tmp_path: Path) -> None:
    names = "\n".join(f"velourine{n}" for n in range(50)).encode()

    assert tocsin("learn", "-", "--output", "site.json", given=names).status == 0
    usual, learnt = (
        orjson.loads(tocsin("explain", "velourine974", "velourine13", "--model", model, "--json").out)[0]["probability"]
        for model in ("chat", str(tmp_path / "site.json"))
    )
    assert learnt < usual


def test_nothing_to_learn_from_is_told(tocsin: Callable[..., Ran]) -> None:
    assert "no pseudonym in it" in tocsin("learn", "-", "--output", "site.json").err
