"""The words with which names are dictated, of all languages together, as `spelt/*.toml` has them.

Each phrase is the tuple of its words, folded as texts are.
"""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from itertools import product
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from processors.handoff.numerals import TONGUES, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from processors.handoff.text import Token

Kind = Literal["word", "edited", "letter", "number", "sign", "begin", "filler"]


class Part(NamedTuple):
    """A piece of a name, or of the talk around it; the span is half-open, in the folded text.

    Attributes:
        kind: "begin" is an @ said before a name, and "number" one in digits or in words.
        value: what it adds to the name.
        vague: that it is a sign only if its neighbours are parts of a name, as "point" and "at" are words, too.
    """

    kind: Kind
    value: str
    start: int
    end: int
    vague: bool = False


def _languages() -> Iterator[Mapping[str, Any]]:
    for lang in TONGUES:
        yield tomllib.loads(files(__package__).joinpath("spelt", f"{lang}.toml").read_text(encoding="utf-8"))


_TABLES: Final = tuple(_languages())


def _phrases(section: str, key: str) -> frozenset[tuple[str, ...]]:
    """Give the phrases of all languages under a key, each as its words."""
    return frozenset(tuple(plain(phrase).split(" ")) for table in _TABLES for phrase in table[section].get(key, ()))


def _nothing(key: str) -> dict[tuple[str, ...], Part]:
    return {words: Part("filler", "", 0, 0) for words in _phrases("talk", key)}


SIGNS: Final = {
    words: Part("sign", sign, 0, 0, vague=section == "signs_or_words")
    for section in ("signs_or_words", "signs")
    for sign in "._-@/"
    for words in _phrases(section, sign)
}
FILLERS: Final = _nothing("fillers")
FILLER_LASTS: Final = frozenset(words[-1] for words in FILLERS)
ANDS: Final = frozenset(
    {"et", "and", "y", "und", "e", "en", "avec", "with", "con", "mit", "com", "met", "plus", "mais"}
)
"""Fillers that are everyday words."""
NO_SPACES: Final = _nothing("no_spaces")
BACKWARDS: Final = _nothing("backwards")


def _pieces(key: str) -> frozenset[str]:
    """Give the words of all languages under a key of [pieces], also where they stand in lists of lists."""
    rows = (word for table in _TABLES for word in table["pieces"][key])
    return frozenset(plain(word) for row in rows for word in (row if isinstance(row, list) else [row]))


ORDINALS: Final = _pieces("ordinals")
NOUNS: Final = _pieces("nouns")
NUMBERS: Final = _pieces("numbers") | frozenset("1234")
PIECE_PHRASES: Final = {
    role: frozenset(tuple(phrase.split(" ")) for phrase in _pieces(role)) for role in ("next", "last", "front", "first")
}
"""What announces a part with no number, by where it goes."""


def _announcements() -> Iterator[tuple[tuple[str, ...], Part]]:
    """Give what announces a part of a name, with the role of the part; vague is what may only go on."""
    for role, phrases in PIECE_PHRASES.items():
        for words in phrases:
            yield words, Part("filler", role, 0, 0, vague=role in {"next", "front"} or len(words) == 1)
    for said in (table["pieces"] for table in _TABLES):
        for number, (ordinals, word) in enumerate(zip(said["ordinals"], said["numbers"], strict=True), 1):
            part = Part("filler", str(number), 0, 0)
            for ordinal, article in product(ordinals, ("", *said["articles"])):
                for noun in ("", *said["nouns"]):
                    if noun or article:
                        yield tuple(plain(f"{article} {ordinal} {noun}").split()), part._replace(vague=not noun)
            for noun, digit in product(said["nouns"], (str(number), word)):
                yield (plain(noun), plain(digit)), part


ANNOUNCED: Final = dict(_announcements())
BETWEEN: Final = {tuple(phrase.split(" ")): Part("filler", "", 0, 0) for phrase in _pieces("between")}
SURE_WORDS: Final = NOUNS | {words[-2] for role in ("first", "last") for words in PIECE_PHRASES[role] if len(words) > 1}
"""One word or another of each phrase that surely announces a part."""
CHATTER: Final = _pieces("chatter")
COUNTS: Final = _pieces("counts")
ARTICLES: Final = frozenset(words[0] for words in _phrases("talk", "articles"))
AS_IN: Final = _phrases("talk", "as_in")
EDITS: Final = {words: edit for edit in ("twice", "once", "without") for words in _phrases("letters", edit)}
EDIT_FIRSTS: Final = frozenset(words[0] for words in EDITS)
REPLACES: Final = _phrases("letters", "replaces")
BY: Final = _phrases("letters", "by")
INSTEAD: Final = _phrases("letters", "instead")
BECOMES: Final = _phrases("letters", "becomes")
REPEATS: Final = _phrases("letters", "repeats")
WITH: Final = frozenset(words[0] for words in _phrases("letters", "with"))
BUTS: Final = frozenset(word for words in _phrases("letters", "but") for word in words)
SMALL: Final = frozenset(words[0] for words in _phrases("letters", "small"))
DOUBLES: Final = frozenset(words[0] for words in _phrases("letters", "double"))
LETTERS_AND_WORDS: Final = frozenset("aeiouy")
"""Letters that are words, too: "without a doubt"."""
TIMES: Final = frozenset({"fois", "times", "mal", "veces", "volte", "vezes", "keer", "x"})
THEN: Final = frozenset(
    {"puis", "ensuite", "then", "luego", "despues", "dann", "danach", "poi", "depois", "dan", "daarna"}
)
ALPHABETS: Final = tuple(
    (
        {
            plain(word): chr(ord("a") + place)
            for place, words in enumerate(row)
            for word in words.split(" ")
            if word != "-"
        },
        4 if name.startswith("names") else 3,  # letter names are short words, too
    )
    for table in _TABLES
    for name, row in table["alphabets"].items()
)
LONGEST: Final = max(map(len, [*SIGNS, *FILLERS, *NO_SPACES, *BACKWARDS, *ANNOUNCED, *BETWEEN]))

FIRSTS: Final = frozenset(
    words[0] for table in (SIGNS, FILLERS, NO_SPACES, BACKWARDS, ANNOUNCED, BETWEEN) for words in table
)
AT: Final = frozenset(words[0] for words, sign in SIGNS.items() if sign.vague and sign.value == "@")
SIGN_FIRSTS: Final = frozenset(words[0] for words in SIGNS if len(words[0]) > 1) - AT
AS_IN_FIRSTS: Final = frozenset(words[0] for words in AS_IN)
LETTER_AS_IN: Final = re.compile(rf"(?<![\w'])([a-z]) (?:{'|'.join(map(' '.join, sorted(AS_IN)))}) \1")
NO_SPACES_FIRSTS: Final = frozenset(words[0] for words in NO_SPACES)
BACKWARDS_FIRSTS: Final = frozenset(words[0] for words in BACKWARDS)
SPELT: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789").union(*(alphabet for alphabet, _ in ALPHABETS))
TWO_WORDS: Final[dict[tuple[str, ...], str]] = {
    **{(double, v): "w" for double in ("double", "doble", "doppia", "dubbele") for v in ("v", "ve", "u", "vu", "uve")},
    ("uve", "doble"): "w", ("i", "grec"): "y", ("i", "griega"): "y", ("i", "greca"): "y",
}  # fmt: skip
"""Names of letters that are two words."""


def longest(tokens: Sequence[Token], index: int, table: Mapping[tuple[str, ...], Part]) -> tuple[Part | None, int]:
    """Find the most words from here on that stand in a table, and give one past them."""
    if index >= len(tokens) or tokens[index].text not in FIRSTS:
        return None, index
    words = [token.text for token in tokens[index : index + LONGEST]]
    for after in range(index + len(words), index, -1):
        found = table.get(tuple(words[: after - index]))
        if found is not None:
            return found, after
    return None, index
