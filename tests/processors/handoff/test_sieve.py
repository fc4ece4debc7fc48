from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.series.string import StringNameSpace

from processors import handoff
from processors.handoff import Line, Talk, read
from processors.handoff import text as texts
from processors.handoff.apps import APPS, CLASSES
from processors.handoff.mentions import mentions
from processors.handoff.sieve import may_answer, normalised, signs, suspects

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES = Path(__file__).parents[2] / "cases" / "handoffs"
NAMES = [
    "snap",
    "snapchat",
    "insta",
    "instagram",
    "telegram",
    "whatsapp",
    "discord",
    "kik",
    "signal",
    "tiktok",
    "skype",
]
DOUBTFUL = 0.2  # what is less sure is told nowhere
LIKELY = 0.45  # what is surer is told in private talk
LEET = {"a": "4@", "e": "3€", "i": "1!", "l": "1", "o": "0", "s": "5$", "t": "7", "g": "9", "b": "8"}


def talks() -> list[dict[str, Any]]:
    return [orjson.loads(line) for path in sorted(CASES.glob("*.jsonl")) for line in path.read_bytes().splitlines()]


def line(raw: str, lang: str | None = None) -> Line:
    return Line("m", "a", "b", raw, lang, None, 0, 0)


def test_no_invented_case_is_found_or_remembered_that_the_sieve_stops() -> None:
    rows = [(str(talk["lang"]), str(m["text"])) for talk in talks() for m in talk["messages"]]
    passed = handoff.suspects(pl.Series([raw for _, raw in rows]))

    stopped = [raw for (lang, raw), ok in zip(rows, passed, strict=True) if not ok and _says(raw, lang)]
    assert stopped == []


def test_a_message_is_read_the_same_where_only_what_the_sieve_has_seen_is_looked_for() -> None:
    rows = [(str(talk["lang"]), str(m["text"])) for talk in talks() for m in talk["messages"]]
    seen = signs(pl.Series([raw for _, raw in rows]))

    for (lang, raw), mask in zip(rows, seen, strict=True):
        assert read(line(raw, lang), Talk(), 1_800_000, mask) == read(line(raw, lang), Talk(), 1_800_000), raw


def test_no_ask_or_move_of_an_invented_case_that_rests_on_its_talk_is_stopped() -> None:
    found = [raw for talk in talks() for raw in _asked_in(talk)]
    rows = pl.Series(found, dtype=pl.String)

    assert rows.filter(~(suspects(rows) | may_answer(rows))).to_list() == []


def _asked_in(talk: dict[str, Any]) -> Iterator[str]:
    """Give the messages of a talk in which something is asked for or proposed."""
    memory = Talk()
    for at, message in enumerate(talk["messages"]):
        one = Line(str(at), message["from"], None, message["text"], talk["lang"], None, at, at)
        reading, memory = read(one, memory, 1_800_000)
        if any(found.intent != "give" and found.confidence > LIKELY for found in reading.handoffs):
            yield message["text"]


def _says(raw: str, lang: str) -> bool:
    reading, talk = read(line(raw, lang), Talk(), 1_800_000)
    return bool(talk or reading.ages) or any(found.confidence > DOUBTFUL for found in reading.handoffs)


@pytest.mark.parametrize(
    "raw",
    [
        "salut ça va ?",
        "je prends un snack et je file",
        "on a deux chats et trois poules",
        "the discourse of the day was dull",
        "mañana voy al mercado",
        "ich backe gerade brot",
        "$name is set, see the docs",
    ],
)
def test_most_talk_stops_at_the_sieve(raw: str) -> None:
    assert suspects(pl.Series([raw])).to_list() == [False]


@pytest.mark.parametrize(
    "raw", ["lulu_zebre75", "zebraillon", "et toi ?", "zebre.bavard", "06 39", "moi c'est zebraillon", "point bavard"]
)
def test_a_bare_answer_may_answer(raw: str) -> None:
    assert may_answer(pl.Series([raw])).to_list() == [True]


def test_no_message_stays_none_and_an_empty_one_is_none_of_a_suspect() -> None:
    assert suspects(pl.Series([None, "", "snap ?"], dtype=pl.String)).to_list() == [None, False, True]


def test_a_column_of_no_rows_gives_no_rows() -> None:
    assert suspects(pl.Series([], dtype=pl.String)).len() == 0


@given(st.lists(st.text(max_size=60), min_size=1, max_size=20))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_normalising_a_column_is_folding_each_row(rows: list[str]) -> None:
    plain = normalised(pl.Series(rows)).to_list()

    assert [one.removesuffix(" snapchat") for one in plain] == [
        "".join(char if char.isascii() else " " for char in texts.flat(row.replace("€", "e"))) for row in rows
    ]


@st.composite
def disguised(draw: st.DrawFn) -> str:
    """An app's name with a letter off, drawn with digits, set apart, held down, backwards or glued."""
    name = draw(st.sampled_from(NAMES))
    place = draw(st.integers(0, len(name) - 1))
    letter = draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    sign = draw(st.sampled_from([" ", ".", "-", " . ", "*", "/", "|", "_", "🌿", "\n"]))
    cuts = draw(st.lists(st.sampled_from(["", sign]), min_size=len(name), max_size=len(name)))
    return draw(
        st.sampled_from(
            [
                name[:place] + name[place + 1 :],
                name[:place] + letter + name[place + 1 :],
                name[:place] + letter + name[place:],
                name[:place] + name[place : place + 2][::-1] + name[place + 2 :],
                name[:place] + name[place] * 4 + name[place + 1 :],
                "".join(draw(st.sampled_from(LEET.get(char, char) + char)) for char in name),
                "".join(chain.from_iterable(zip(name, cuts, strict=True))),
                name[::-1],
                f"ton{name}",
                name.upper(),
            ]
        )
    )


@given(st.lists(disguised(), min_size=20, max_size=20))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_no_disguise_that_names_an_app_is_stopped(rows: list[str]) -> None:
    passed = suspects(pl.Series([f"ok {row} ?" for row in rows]))

    assert [row for row, ok in zip(rows, passed, strict=True) if not ok and mentions(texts.read(f"ok {row} ?"))] == []


def test_every_word_phrase_and_sign_of_the_table_passes() -> None:
    words = [word for app in APPS.values() for word in (*app.names, *app.short, *app.emoji)]
    phrases = [
        " ".join(draw(_readings(word)) for word in words.split(" ") if word != "..")
        for app in APPS.values()
        for words in app.phrases
        for draw in (min, max)
    ]
    rows = pl.Series([f"ok {row} la" for row in (*words, *phrases)])

    assert rows.filter(~suspects(rows)).to_list() == []


def _readings(word: str) -> frozenset[str]:
    """Give the words that one of a phrase may be."""
    return CLASSES[word[1:-1]] if word[0] == "{" else frozenset({word.rstrip("*")})


def test_all_patterns_of_a_slice_fit_into_what_polars_keeps_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    patterns, contains = set[str](), StringNameSpace.contains

    def counted(self: StringNameSpace, pattern: str, **options: bool) -> pl.Series:
        patterns.add(pattern)
        return contains(self, pattern, **options)

    monkeypatch.setattr(StringNameSpace, "contains", counted)
    rows = pl.Series(["ok", "j'ai 14 ans", "t'as quel age ?", "sn4p", "06 39 98", "l'appli jaune"])
    suspects(rows)
    may_answer(rows)

    assert len(patterns) < 32
