"""A message as the digits in it: written, said in words, or drawn with letters that look like digits."""

from __future__ import annotations

import re
from collections import Counter
from enum import IntEnum
from functools import lru_cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from processors.handoff.number_cues import Cues, cues
from processors.handoff.numerals import LANGUAGES, TONGUES, WORDS, Tongue, numeral_at
from processors.handoff.text import Token

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from processors.handoff.text import Text

Writing = Literal["digits", "word", "letters", "roman"]


class Gap(IntEnum):
    """What stands between an element and the one before it, from nothing to too much."""

    SIGNS = 0
    FILLER = 1
    DECOY = 2
    NOISE = 3
    CORRECTION = 4
    BREAK = 5


class Element(NamedTuple):
    """One written or spoken piece of a number.

    Attributes:
        digits: what it says, in digits.
        start: first place in the folded text.
        end: one past the last.
        gap: what kind of thing stands before it.
        between: the last few words that stand before it, one space between them.
        signs: the sign that stands before it, where only one does.
    """

    digits: str
    start: int
    end: int
    writing: Writing
    gap: Gap
    between: str
    signs: str


class Digits(NamedTuple):
    """The elements of a message, all its words, and what reading them needs.

    `spoken` is the language of its number words where that is not the message's own.
    """

    elements: tuple[Element, ...]
    said: str
    spoken: str | None
    cues: Cues


_TOKEN: Final = re.compile(r"[0-9]+|[^\W\d_]+")
_WORD: Final = re.compile(r"[^\W\d_]+")
_GLUED, _LONG, _LONGEST_WORD = 6, 11, 24  # letters: two number words, surely several, the longest one below a hundred
_LOOKS: Final = str.maketrans("oilsbz", "011582")
_LOOKING: Final = re.compile(r"[oilsbz]{1,4}")
_ROMAN: Final = re.compile(r"(?=[xvilc]{2})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
ROMANS: Final = re.compile(r"\b[XVILC]{2,7}\b")
"""What may be Roman numbers, in the text as sent."""
_ROMAN_VALUES: Final = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_WORDS_BETWEEN, _CHARS_BETWEEN, _SIGNS_BETWEEN = 6, 60, 24  # a longer gap parts any number
_FOREIGN_WORDS: Final = 3  # number words of another language that are no chance
_SIGN_AND_SPACES: Final = 4
_LETTERS_APART: Final = 4  # the shortest words of which it is worth while: "zero", "nine"
_SAME_DECOY: Final = 3  # what stands between pieces so often is there to hide them


def words_of_numbers(text: Text) -> list[str]:
    """Give the words of a text that may be number words, in any language."""
    return [word for word in _WORD.findall(text.folded) if word in WORDS or _says_several(word)]


def _says_several(word: str) -> bool:
    return len(word) > _LONG and any(taken_apart(word, lang) for lang in LANGUAGES)


@lru_cache(maxsize=4096)
def taken_apart(word: str, lang: str) -> str | None:
    """Read number words written as one word, the longest first: "zerosixtrenteneuf" is 0639. None where it is none."""
    wholes = TONGUES[lang].wholes
    said, place = [], 0
    while place < len(word):
        ends = range(min(len(word), place + _LONGEST_WORD), place + 1, -1)
        end = next((end for end in ends if word[place:end] in wholes), 0)
        if not end:
            return None
        said.append(str(wholes[word[place:end]]))
        place = end
    return "".join(said) if len(said) > 1 else None


def read(text: Text, lang: str | None, words: Sequence[str]) -> Digits:
    """Read the digits of a message; `words` are its `words_of_numbers`."""
    tokens = _spelled_together([Token(match.group(), *match.span()) for match in _TOKEN.finditer(text.folded)])
    tongue = _tongue(lang, tokens)
    phrases = cues(lang, tongue.lang if words else None)
    found: list[Element] = []
    between: list[str] = []
    past = index = 0
    while index < len(tokens):
        piece = _piece(text, tokens, index, tongue, phrases)
        if piece is None:
            between.append(tokens[index].text)
            index += 1
            continue
        digits, writing, after = piece
        start, end = tokens[index].start, tokens[after - 1].end
        words_before = " ".join(between[-_WORDS_BETWEEN:])
        gap = _gap(between, words_before, start - past, phrases)
        sign = text.folded[past:start].strip() if start - past < _SIGN_AND_SPACES else ""
        found.append(Element(digits, start, end, writing, gap, words_before, sign))
        between, past, index = [], end, after
    said = " ".join([token.text for token in tokens if not token.text.isdecimal()])
    return Digits(_decoys_marked(found), said, tongue.lang if tongue.lang != lang and words else None, phrases)


def _spelled_together(tokens: list[Token]) -> list[Token]:
    """Put letters that stand alone together to words where they say numbers: "z e r o  s i x"."""
    if sum(len(token.text) == 1 and token.text.isalpha() for token in tokens) < _LETTERS_APART:
        return tokens
    done: list[Token] = []
    for alone, group in groupby(tokens, key=lambda token: len(token.text) == 1 and token.text.isalpha()):
        run = list(group)
        word = "".join(token.text for token in run)
        if alone and len(run) >= _LETTERS_APART and any(taken_apart(word, tongue.lang) for tongue in TONGUES.values()):
            run = [Token(word, run[0].start, run[-1].end)]
        done += run
    return done


def _tongue(lang: str | None, tokens: Iterable[Token]) -> Tongue:
    """Choose the language of the number words: the message's own, unless another says more of them, and enough."""
    words = [token.text for token in tokens if len(token.text) > 1]
    own = lang if lang is not None and lang in TONGUES else "en"
    if not any(word in WORDS or len(word) >= _GLUED for word in words):
        return TONGUES[own]
    said = {name: _count(words, TONGUES[name]) for name in LANGUAGES}
    most = max(LANGUAGES, key=lambda name: (said[name], name == own))
    known = own if own == lang else None
    return TONGUES[most if said[most] >= _FOREIGN_WORDS or known is None else own]


def _count(words: Iterable[str], tongue: Tongue) -> int:
    return sum(_says_number(word, tongue) for word in words)


def _says_number(word: str, tongue: Tongue) -> bool:
    if word in tongue.parts or word in tongue.wholes:
        return word not in tongue.ands
    return len(word) >= _GLUED and taken_apart(word, tongue.lang) is not None


def _piece(
    text: Text, tokens: Sequence[Token], index: int, tongue: Tongue, phrases: Cues
) -> tuple[str, Writing, int] | None:
    """Read the element that begins at a token: its digits, how they are written, and the token after it."""
    word = tokens[index].text
    if word.isdecimal():
        return word, "digits", index + 1
    if spoken := _spoken(tokens, index, tongue, phrases):
        return spoken[0], "word", spoken[1]
    if _LOOKING.fullmatch(word) and _touches(tokens, index):
        exact = text.exact(tokens[index].start, tokens[index].end)
        return exact.translate(_LOOKS), "letters", index + 1
    if len(word) > 1 and _ROMAN.fullmatch(word) and _shouted(text, tokens[index]):
        return str(_roman(word)), "roman", index + 1
    return None


def _spoken(tokens: Sequence[Token], index: int, tongue: Tongue, phrases: Cues) -> tuple[str, int] | None:
    """Read a number in words: "a dozen", "soixante-dix", "double five" (or "double 5")."""
    word = tokens[index].text
    after = tokens[index + 1].text if index + 1 < len(tokens) else ""
    if after in phrases.dozen:
        return str(phrases.dozen.get(f"{word} {after}") or phrases.dozen[after]), index + 2
    if word in tongue.parts or word in tongue.wholes:
        numeral = numeral_at(tokens, index, tongue)
        return (str(numeral.value), numeral.end) if numeral else None
    if len(word) >= _GLUED and (parts := taken_apart(word, tongue.lang)):
        return parts, index + 1
    if after and (times := phrases.repeat.get(word)):
        once = numeral_at(tokens, index + 1, tongue)
        if once and once.value < 10 and tokens[index + 1].text[0] != "0":  # noqa: PLR2004 - one digit
            return str(once.value) * times, once.end
    return None


def _touches(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether digits stand right beside a token."""
    token = tokens[index]
    before, after = tokens[index - 1] if index else None, tokens[index + 1] if index + 1 < len(tokens) else None
    return bool(
        (before and before.end == token.start and before.text.isdecimal())
        or (after and after.start == token.end and after.text.isdecimal())
    )


def _shouted(text: Text, token: Token) -> bool:
    start, end = text.span(token.start, token.end)
    return text.raw[start:end].isupper()


def _roman(word: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in word]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def _gap(between: Sequence[str], words: str, width: int, phrases: Cues) -> Gap:
    if not between:
        return Gap.SIGNS if width <= _SIGNS_BETWEEN else Gap.BREAK
    if len(between) > _WORDS_BETWEEN or width > _CHARS_BETWEEN:
        return Gap.BREAK
    if phrases.filler.fullmatch(words):
        return Gap.FILLER
    return Gap.CORRECTION if phrases.correction.fullmatch(words) else Gap.NOISE


def _decoys_marked(found: Sequence[Element]) -> tuple[Element, ...]:
    """Mark as decoys the words that stand between elements again and again, as alike as can be."""
    kinds = Counter(_kind(before, one) for before, one in pairwise(found) if one.gap is Gap.NOISE)
    often = {kind for kind, count in kinds.items() if count >= _SAME_DECOY}
    if not often:
        return tuple(found)
    return (
        *found[:1],
        *(one._replace(gap=Gap.DECOY) if _kind(before, one) in often else one for before, one in pairwise(found)),
    )


def _kind(before: Element, one: Element) -> str:
    """Name what stands between two elements; letters that touch digits on both sides are of one kind."""
    if one.gap is not Gap.NOISE:
        return ""
    return "a letter" if len(one.between) == 1 and one.start - before.end == 1 else one.between
