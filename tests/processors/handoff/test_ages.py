"""Ages that people say they have: the table of `tests/cases/ages.jsonl`, where the evidence lies, and hostile text."""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.handoff.age_gate import suspects
from processors.handoff.ages import asks_age, find
from processors.handoff.sieve import may_answer
from processors.handoff.text import read

CASES = Path(__file__).parents[2] / "cases" / "ages.jsonl"
ROWS: list[dict[str, Any]] = [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]
# Letters, digits and signs of which ages and their disguises are made.
CHATTY = st.text(st.sampled_from("j'ai 14ansmghf/wx.,*-+ 0156ème?!\n\"«»1️⃣𝟏éñ@€$") | st.characters(), max_size=60)


def ages(text: str, lang: str | None = None, *, asked: bool = False) -> list[int]:
    return [stated.age for stated in find(read(text), lang, asked=asked)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_the_sender_says_these_ages_and_no_others(row: dict[str, Any]) -> None:
    assert sorted(ages(row["text"], row["lang"])) == sorted(row["expect"])


def test_without_a_hint_of_the_language_nine_in_ten_are_still_read() -> None:
    right = sum(sorted(ages(row["text"])) == sorted(row["expect"]) for row in ROWS)

    assert right >= 0.9 * len(ROWS)


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("slt j'ai 14 ans et toi", "j'ai 14 ans"),
        ("hop g 1 4 a.n.s voilà", "g 1 4 a.n.s"),
        ("moi 1️⃣6️⃣ ans ici", "moi 1️⃣6️⃣ ans"),
        ("im f1ft33n lol", "im f1ft33n"),
        ("salut, 𝟏𝟒 ans", "𝟏𝟒 ans"),
    ],
)
def test_the_evidence_is_the_stretch_as_sent(text: str, evidence: str) -> None:
    [stated] = find(read(text))
    [shown] = stated.evidence

    assert (text[shown.start : shown.end], shown.part, shown.message_id) == (evidence, "age", None)


@pytest.mark.parametrize(
    ("text", "age"), [("14", 14), ("15 et toi", 15), ("bientôt 16", 15), ("fifteen, u?", 15), ("euh 13 lol", 13)]
)
def test_a_bare_number_is_an_age_only_where_it_was_asked_for(text: str, age: int) -> None:
    assert ages(text, asked=True) == [age]
    assert ages(text) == []


@pytest.mark.parametrize("text", ["14€", "à 14h", "14 min", "la salle 14", "06 12 34 56 78", "14/20", "2010"])
def test_other_numbers_answer_no_question(text: str) -> None:
    assert ages(text, asked=True) == []


@pytest.mark.parametrize(
    "text",
    [
        "t'as quel âge ?",
        "asv stp",
        "how old r u",
        "asl?",
        "cuántos años tienes",
        "wie alt bist du",
        "quanti anni hai",
        "quantos anos vc tem",
        "hoe oud ben je",
        "c koi ton age",
    ],
)
def test_a_question_for_the_age_is_heard(text: str) -> None:
    assert asks_age(read(text))


@pytest.mark.parametrize(
    "text", ["t'as quel bus ?", "old songs are best", "j'ai 14 ans", "wie spät ist es", "page 12 ?"]
)
def test_other_questions_ask_for_no_age(text: str) -> None:
    assert not asks_age(read(text))


def test_the_sieve_passes_whatever_is_found_without_it() -> None:
    found = [row["text"] for row in ROWS if ages(row["text"], row["lang"])]
    passed = suspects(pl.Series([read(text).folded for text in found]))

    assert [text for text, sure in zip(found, passed, strict=True) if not sure] == []


@pytest.mark.parametrize("text", ["14", "15 et toi", "fifteen, u?", "euh treize lol", "seize mdr", "bientôt 16"])
def test_the_sieve_passes_a_bare_answer_once_the_age_was_asked_for(text: str) -> None:
    assert ages(text, asked=True)
    assert may_answer(pl.Series([text])).to_list() == [True]


@given(CHATTY)
@settings(max_examples=300, derandomize=True, deadline=None)
def test_any_text_is_read_the_same_way_twice_with_its_evidence_inside(text: str) -> None:
    found = find(read(text), "fr")

    assert found == find(read(text), "fr")
    for stated in found:
        assert 6 <= stated.age <= 99
        assert all(0 <= shown.start < shown.end <= len(text) for shown in stated.evidence)
    if found:
        assert suspects(pl.Series([read(text).folded])).to_list() == [True]


@pytest.mark.parametrize("bit", ["j'ai 14 ", "1 ", "'a", '"', "a.1.", "$1", "g", "14 ans, ", "et ", "f/", "1 2 "])
def test_a_message_of_the_longest_kind_takes_no_more_than_its_length_demands(bit: str) -> None:
    """Four times the text costs some four times as much; a square would be sixteen."""
    cost = [_cost(bit * (length // len(bit))) for length in (4_000, 16_000)]

    assert cost[1] < 10 * cost[0] + 0.05


def _cost(raw: str) -> float:
    """The least of three, in CPU seconds: what else this machine does is not in it."""
    text, costs = read(raw), []
    for _ in range(3):
        began = process_time()
        find(text)
        costs.append(process_time() - began)
    return min(costs)
