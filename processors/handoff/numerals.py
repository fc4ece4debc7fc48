"""Number words of seven languages to numbers: for phone numbers, ages, and handles spelled out.

The words stand in `numbers/*.toml`. Grammar that needs no word list stands here, since it is arithmetic: tens and units
("vierunddreißig" the other way round), sixty and eighty with teens ("soixante-dix-huit"), hundreds with what follows.
Spaces and hyphens inside a number make no difference; a comma ends it ("soixante, onze" is 60, 11).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from importlib.resources import files
from itertools import product, zip_longest
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from processors.handoff.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from processors.handoff.text import Token

_HELD: Final = re.compile(r"([a-z])\1\1+")

LANGUAGES: Final = ("fr", "en", "es", "de", "it", "pt", "nl")

# A number is said in six words at most: "quatre vingt dix huit", "quatro centos e vinte e um".
_WORDS_AT_MOST: Final = 6


class Numeral(NamedTuple):
    """A number read from words or digits; `end` is one past its last token."""

    value: int
    end: int


@dataclass(frozen=True, slots=True)
class Tongue:
    """What one language's file says, folded as texts are.

    Attributes:
        wholes: numbers by their words written as one: 0 to 99, hundreds, and 101 to 999 where they are one word.
        parts: the single words that numbers are said with.
        spellings: the same in the order of the table's columns, so that of words as near to a misspelt one the usual
            spelling comes first.
        ands: what joins tens and units, or hundreds and the rest.
        take_teens: tens to which ten to nineteen are added: "soixante-dix-huit".
        hundreds_need_and: "nine hundred five" is 900 and 5, unlike "neuf cent cinq".
        table: the other tables of the file, each list of phrases folded, for those who read numbers piece by piece.
    """

    lang: str
    wholes: Mapping[str, int]
    parts: frozenset[str]
    spellings: tuple[str, ...]
    hundreds: frozenset[str]
    thousands: frozenset[str]
    ands: frozenset[str]
    take_teens: frozenset[int]
    hundreds_need_and: bool
    table: Mapping[str, Mapping[str, object]]


def plain(phrase: str) -> str:
    """Fold a phrase of a table as a text is folded: lower case, no accents, one space between words."""
    bare = fold(unicodedata.normalize("NFC", phrase))
    return " ".join("".join(char if char.isalnum() else " " for char in bare).split())


def _tongue(lang: str) -> Tongue:
    source = files(__package__).joinpath("numbers", f"{lang}.toml").read_text(encoding="utf-8")
    table = tomllib.loads(source)
    words = {int(value): [plain(word) for word in spelt] for value, spelt in table["words"].items()}
    grammar = table["grammar"]
    if grammar["four_twenties"]:
        words[80] += [four + twenty for four, twenty in product(words[4], words[20])]
        for unit in (7, 8, 9):
            words[10 + unit] += [ten + one for ten, one in product(words[10], words[unit])]
    ands = [plain(word) for word in grammar["and"]]
    wholes = dict(_below_hundred(words, ands, grammar["tens_take_teens"], units_first=grammar["units_first"]))
    if grammar["one_word"]:
        wholes = _hundreds_in_one_word(words, ands[0], wholes) | wholes
    # A letter held down is cut when a text is folded, and "tweeëntwintig" may look like that.
    wholes |= {_HELD.sub(r"\1", word): value for word, value in wholes.items()}
    columns = zip_longest(*words.values())
    parts = {part for spelt in words.values() for word in spelt for part in word.split()}
    return Tongue(
        lang=lang,
        wholes=MappingProxyType(wholes),
        parts=frozenset(parts.union(ands)),
        spellings=tuple(dict.fromkeys(word for column in columns for word in column if word and " " not in word)),
        hundreds=frozenset(words[100]),
        thousands=frozenset(words[1000]),
        ands=frozenset(ands),
        take_teens=frozenset(grammar["tens_take_teens"]),
        hundreds_need_and=grammar["hundreds_need_and"],
        table=MappingProxyType(table),
    )


def _below_hundred(
    words: Mapping[int, Sequence[str]], ands: Sequence[str], take_teens: Sequence[int], *, units_first: bool
) -> Iterator[tuple[str, int]]:
    """Give the numbers that tens and units make together, written as one word; then those of the table, which win."""
    for tens in range(20, 100, 10):
        for unit in range(1, 20 if tens in take_teens else 10):
            # "vier siebzig" is 4, 70: only where tens come first may nothing stand between.
            joints = ands if units_first else ["", *ands]
            for ten, one, joint in product(words.get(tens, ()), words.get(unit, ()), joints):
                yield _glued(one, joint, ten) if units_first else _glued(ten, joint, one), tens + unit
    yield from ((_glued(word), value) for value, spelt in words.items() for word in spelt)


def _hundreds_in_one_word(words: Mapping[int, Sequence[str]], joint: str, small: Mapping[str, int]) -> dict[str, int]:
    """Give 100 to 999 where they are one word, hundreds in their first spelling: "zweihundertfünfzig"."""
    heads = [(words[100][0], 100), *((words[unit][0] + words[100][0], unit * 100) for unit in range(1, 10))]
    rests = [("", 0), *((rest, value) for rest, value in small.items() if 0 < value < 100)]  # noqa: PLR2004 - as named
    return {head + link + rest: top + value for head, top in heads for link in ("", joint) for rest, value in rests}


def _glued(*phrases: str) -> str:
    return "".join(phrases).replace(" ", "")


TONGUES: Final[Mapping[str, Tongue]] = MappingProxyType({lang: _tongue(lang) for lang in LANGUAGES})


def _speakers() -> dict[str, tuple[str, ...]]:
    """Give the languages in which each word by itself is a number."""
    words = {word for tongue in TONGUES.values() for word in tongue.wholes}
    joints = {word for tongue in TONGUES.values() for word in tongue.ands}
    return {word: tuple(lang for lang, tongue in TONGUES.items() if word in tongue.wholes) for word in words - joints}


WORDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(_speakers())
"""Every word that by itself is a number, with its languages: a text with none of them says no number in words."""


def numeral_at(tokens: Sequence[Token], index: int, tongue: Tongue) -> Numeral | None:
    """Read the longest number that begins at a token, in digits (nine at most) or in words of a language.

    Tokens are part of one number where at most one character stands between them, so that a comma with its space
    ends it.
    """
    if tokens[index].text.isdecimal():
        digits = tokens[index].text
        return Numeral(int(digits), index + 1) if len(digits) < 10 else None  # noqa: PLR2004 - as said above
    head = _below_thousand(tokens, index, tongue)
    if head is None or not _says(tokens, head.end, tongue.thousands):
        return head
    rest = _rest(tokens, head.end + 1, tongue, under=1000)
    return Numeral(head.value * 1000 + rest.value, rest.end)


def _below_thousand(tokens: Sequence[Token], index: int, tongue: Tongue) -> Numeral | None:
    head = _whole(tokens, index, tongue)
    if head is None:
        return None
    if 0 < head.value < 10 and _says(tokens, head.end, tongue.hundreds):  # noqa: PLR2004 - "three hundred"
        head = Numeral(head.value * 100, head.end + 1)
    if head.value % 100 or not 0 < head.value < 1000:  # noqa: PLR2004 - what comes after hundreds is below
        return head
    rest = _rest(tokens, head.end, tongue, under=100)
    return Numeral(head.value + rest.value, rest.end)


def _rest(tokens: Sequence[Token], index: int, tongue: Tongue, *, under: int) -> Numeral:
    """Read what follows hundreds or thousands ("and twelve"), or nothing: 0."""
    start = index + _says(tokens, index, tongue.ands)
    if (start > index or not tongue.hundreds_need_and) and _joined(tokens, start):
        rest = _whole(tokens, start, tongue) if under == 100 else _below_thousand(tokens, start, tongue)  # noqa: PLR2004
        if rest and 0 < rest.value < under:
            return rest
    return Numeral(0, index)


def _whole(tokens: Sequence[Token], index: int, tongue: Tongue) -> Numeral | None:
    """Find the most words from here on that, written as one, are a number of the table."""
    glued = tokens[index].text
    value = tongue.wholes.get(glued)
    found = None if value is None else Numeral(value, index + 1)
    if glued not in tongue.parts:
        return found
    for after in range(index + 1, min(index + _WORDS_AT_MOST, len(tokens))):
        if tokens[after].text not in tongue.parts or not _joined(tokens, after):
            break
        glued += tokens[after].text
        if (value := tongue.wholes.get(glued)) is not None:
            found = Numeral(value, after + 1)
    return found


def _says(tokens: Sequence[Token], index: int, words: frozenset[str]) -> bool:
    return index < len(tokens) and tokens[index].text in words and _joined(tokens, index)


def _joined(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a token and the one before it may be one number: a space, hyphen or nothing between them."""
    return index < len(tokens) and tokens[index].start - tokens[index - 1].end <= 1
