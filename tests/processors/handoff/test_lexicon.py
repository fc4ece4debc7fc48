"""The automaton's short cuts against what the words themselves say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.handoff import lexicon
from processors.handoff.text import read

CASES = Path(__file__).parents[2] / "cases" / "handoffs" / "everyday.jsonl"
TEXTS = st.lists(
    st.sampled_from(["t'as", "ton", "snap", "?", ",", ".", "a.b", "12", "don't", "jte", " ", "\n", "nicht", "insta"]),
    max_size=12,
).map(" ".join)


@given(TEXTS)
@settings(max_examples=200, derandomize=True, deadline=None)
def test_words_stand_where_they_are_said_to(raw: str) -> None:
    text = read(raw)
    words = lexicon.read(text, None)
    assert len(words.words) == len(words.start) == len(words.end)
    for word, start, end in zip(words.words, words.start, words.end, strict=True):
        sent = text.folded[start:end].replace("'", "")
        assert word in (lexicon.SPELLINGS.get(sent) or (sent,))


@given(TEXTS)
@settings(max_examples=200, derandomize=True, deadline=None)
def test_cues_stand_in_order_within_the_words(raw: str) -> None:
    words = lexicon.read(read(raw), None)
    assert [cue.start for cue in words.cues] == sorted({cue.start for cue in words.cues})
    assert all(cue.mask and cue.start < cue.end <= len(words.words) for cue in words.cues)


@pytest.mark.parametrize(
    ("raw", "stops"),
    [("ok, snap ?", [",", "?"]), ("lulu.zebre", []), ("lulu. zebre", ["."]), ("snap.", ["."]), ("a\nb", ["\n"])],
)
def test_a_dot_within_a_name_ends_no_clause(raw: str, stops: list[str]) -> None:
    words = lexicon.read(read(raw), None)
    assert [words.words[at] for at in words.stops] == stops


@pytest.mark.parametrize(
    ("raw", "refused"),
    [
        ("ich gebe nicht", True),
        ("geb ich fremden leuten hier nicht", True),
        ("geb ich heute gern jedem davon nicht", False),
        ("geef ik op deze site niet", True),
    ],
)
def test_a_gap_in_a_phrase_stands_for_up_to_three_words(raw: str, *, refused: bool) -> None:
    cues = lexicon.read(read(raw), None).cues
    assert any(cue.mask & lexicon.BIT["refuse"] for cue in cues) == refused


@pytest.mark.parametrize(
    ("raw", "cue", "stands"),
    [
        ("text me", "add_me", True),
        ("text me your number", "add_me", False),
        ("text me your number", "give_me", True),
        ("ici y a que des bots", "warn", False),
        ("attention, un bot", "warn", True),
        ("c quoi ton snap", "what", True),
        ("c'est quoi ton snap", "what", True),
        ("imagine tu donnes ton snap", "told", True),
    ],
)
def test_a_longer_phrase_says_better_what_is_meant(raw: str, cue: str, *, stands: bool) -> None:
    assert any(found.mask & lexicon.BIT[cue] for found in lexicon.read(read(raw), None).cues) == stands


def test_words_made_to_fill_the_memory_do_not_and_change_no_cue(monkeypatch: pytest.MonkeyPatch) -> None:
    talks = map(json.loads, CASES.read_text("utf-8").splitlines())
    texts = [read(message["text"]) for talk in talks for message in talk["messages"]]
    before = [lexicon.read(text, None).cues for text in texts]
    lexicon._forget()
    bound = len(lexicon._FIRST) + 300
    monkeypatch.setattr(lexicon, "_STATES_AT_MOST", bound)

    after = []
    for text in texts:
        after.append(lexicon.read(text, None).cues)
        assert len(lexicon._STATES) <= bound

    assert after == before
