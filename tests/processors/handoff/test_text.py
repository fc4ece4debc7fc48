from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.handoff.text import FOLDS, fold, read

PLAIN = "abcdefghijklmnopqrstuvwxyz0123456789"
TWINS = {letter: [chr(code) for code, plain in FOLDS.items() if plain == letter and code > 127] for letter in PLAIN}
HIDDEN = ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e"]
MARKS = ["\u0301", "\u0336", "\u20e3", "\ufe0f"]


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("T'as Snap ?", "t'as snap ?"),
        ("ѕnар", "snap"),  # Cyrillic
        ("ѕnарсhаt mаrgоt_lilas", "snapchat margot_lilas"),
        ("ｓｎａｐ", "snap"),
        ("ᴛᴇʟᴇɢʀᴀᴍ", "telegram"),
        ("ⓘⓝⓢⓣⓐ", "insta"),
        ("🅢🅝🅐🅟", "snap"),
        ("🅺🅸🅺", "kik"),
        ("🇸 🇳 🇦 🇵", "s n a p"),
        ("𝓼𝓷𝓪𝓹 𝕤𝕟𝕒𝕡 ₛₙₐₚ ᔕᑎᗩᑭ 丂几卂卩", "snap snap snap snap snap"),
        ("s̷n̷a̷p̷", "snap"),
        ("s\u200bn\u200da\u2060p", "snap"),
        ("0️⃣6️⃣ ❶➋ 🔟 ٣", "06 12 10 3"),
        ("Éléonore, où ça ?", "eleonore, ou ca ?"),
        ("straße œuf", "strasse oeuf"),
        ("snaaaap", "snap"),
        ("cooool", "col"),
        ("tweeënzestig tweeenzestig", "tweeenzestig tweeenzestig"),
        ("lucass et emmaa", "lucass et emmaa"),
        ("06 000 XXXIX www.a", "06 000 xxxix www.a"),
        ("l’appli « jaune »", 'l\'appli " jaune "'),
        ("sn\x02ap", "snap"),
        ("👻 ok", "👻 ok"),
        ("", ""),
    ],
)
def test_folding_undoes_disguises_of_writing(raw: str, folded: str) -> None:
    assert read(raw).folded == folded


def test_a_span_points_to_the_disguised_letters() -> None:
    text = read("mon ѕ\u200bn\u0301а\u0336р\u0336 !")
    at = text.folded.index("snap")

    start, end = text.span(at, at + 4)

    assert text.raw[start:end] == "ѕ\u200bn\u0301а\u0336р\u0336"


def test_a_held_down_letter_is_one_letter_and_its_span_is_the_whole_run() -> None:
    text = read("snaaaap")

    assert text.span(2, 3) == (2, 6)
    assert text.exact(0, 4) == "snaaaap"


def test_tokens_are_words_with_their_places() -> None:
    assert [token.text for token in read("T'as lulu_75 ?").tokens] == ["t", "as", "lulu_75"]


@given(st.text(alphabet=st.characters(), max_size=200))
@settings(max_examples=300, derandomize=True, deadline=None)
def test_any_text_folds_and_its_places_run_forward_inside_it(raw: str) -> None:
    text = read(raw)

    assert len(text.folded) == len(text.start) == len(text.end)
    assert all(0 <= a < b <= len(raw) for a, b in zip(text.start, text.end, strict=True))
    assert list(text.start) == sorted(text.start)
    assert list(text.end) == sorted(text.end)
    assert all(text.folded[token.start : token.end] == token.text for token in text.tokens)
    assert fold(fold(raw)) == fold(raw)


@st.composite
def disguised(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A plain word, and each of its letters in a disguise: a twin, with marks on it, hidden characters between."""
    plain = draw(st.lists(st.sampled_from(PLAIN), min_size=1, max_size=12).filter(lambda word: _no_run("".join(word))))
    dress = [
        draw(st.sampled_from([letter, letter.upper(), *TWINS[letter]]))
        + "".join(draw(st.lists(st.sampled_from(MARKS), max_size=3)))
        for letter in plain
    ]
    return "".join(plain), dress


def _no_run(word: str) -> bool:
    return not any(word[i] == word[i + 1] == word[i + 2] for i in range(len(word) - 2))


@given(disguised(), st.sampled_from(HIDDEN))
@settings(max_examples=300, derandomize=True, deadline=None)
def test_a_disguise_put_on_is_undone_and_pointed_to(word: tuple[str, list[str]], hidden: str) -> None:
    plain, dress = word
    raw = f"> {hidden.join(dress)} <"
    text = read(raw)
    at = text.folded.index(plain)

    start, end = text.span(at, at + len(plain))

    assert text.folded == f"> {plain} <"
    assert raw[start:end] == hidden.join(dress)
