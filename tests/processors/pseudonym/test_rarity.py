import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.pseudonym.model import shipped

RARITY = shipped("chat").rarity


def bits(*words: str) -> float:
    return RARITY.running(words)[-1]


@pytest.mark.parametrize(
    ("common", "rare"),
    [("soleil", "velourine"), ("marie", "zorbecque"), ("invite", "paris"), ("jf", "velours"), ("azerty", "grizzly")],
)
def test_what_many_write_has_fewer_bits(common: str, rare: str) -> None:
    assert bits(common) < bits(rare)


def test_words_written_together_cost_about_what_they_cost_apart() -> None:
    assert bits("velourscitron") == pytest.approx(bits("velours", "citron"), abs=2)


def test_an_unlisted_word_costs_more_with_each_letter() -> None:
    assert bits("zq") < bits("zqv") < bits("zqvw")


@given(st.lists(st.text(min_size=1, max_size=20), max_size=4))
@settings(max_examples=200, derandomize=True)
def test_bits_run_up_letter_by_letter(words: list[str]) -> None:
    running = RARITY.running(words)

    assert len(running) == len("".join(words)) + 1
    assert list(running) == sorted(running)
