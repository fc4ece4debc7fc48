"""A message as the digits in it: written, said in words, or drawn with letters that look like digits."""

from __future__ import annotations

import re
from collections import Counter
from enum import IntEnum
from functools import lru_cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from processors.handoff.number_cues import Cues, cues
from processors.handoff.numerals import LANGUAGES, TONGUES, WORDS, Numeral, Tongue, numeral_at
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
_MIXED: Final = re.compile(r"[a-z][0-9]|[0-9][a-z]")
_LEET: Final = str.maketrans("0134579", "oieastg")
_LOOKS: Final = str.maketrans("oilsbz", "011582")
_LOOKING: Final = re.compile(r"[oilsbz]{1,8}")
_ROMAN: Final = re.compile(r"(?=[xvilc]{2})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_ROMANS: Final = re.compile(r"\b[XVILC]{2,7}\b")
_DIGITS: Final = re.compile(r"(?:[oilsbz]{1,8}(?=[0-9]))?[0-9][0-9oilsbz]*")
_LETTERS_OF_A_NUMBER: Final = 16  # single letters that may spell four number words
_ROMAN_VALUES: Final = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_WORDS_BETWEEN, _CHARS_BETWEEN, _SIGNS_BETWEEN = 6, 60, 24  # a longer gap parts any number
_FOREIGN_WORDS: Final = 3  # number words of another language that are no chance
_SIGN_AND_SPACES: Final = 4
_MENDABLE, _LONG_ENOUGH_FOR_TWO = 3, 8  # letters of a word that may be misspelt
_LETTERS_APART: Final = 4  # the shortest words of which it is worth while: "zero", "nine"
_SAME_DECOY: Final = 3  # what stands between pieces so often is there to hide them


def says_enough(text: Text, enough: int) -> bool:
    """Tell whether a text may say as many digits: as written, and two for each number word, of any language."""
    folded = text.folded
    written = sum(map(len, _DIGITS.findall(folded)))
    if written >= enough:
        return True
    words = _WORD.findall(folded) if written else [token.text for token in text.tokens]
    said = 0 if WORDS.keys().isdisjoint(words) else sum([word in WORDS for word in words])
    said += sum([len(word) > _LONG and _says_several(word) for word in words])
    if written + 2 * said >= enough or (written and said + len(_ROMANS.findall(text.raw)) > 1):
        return True
    return len(words) >= _LETTERS_OF_A_NUMBER <= sum([len(word) == 1 for word in words])


def _says_several(word: str) -> bool:
    return any(taken_apart(word, lang) for lang in LANGUAGES)


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


def read(text: Text, lang: str | None, *, lenient: bool = False) -> Digits:
    """Read the digits of a message; `lenient` takes misspelt number words for what they were meant for."""
    tokens = _spelled_together(_tokens(text))
    tongue = _tongue(lang, tokens)
    if lenient:
        tokens = [token._replace(text=_mended(token.text, tongue.lang)) for token in tokens]
    phrases = cues(lang, tongue.lang)
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
    return Digits(
        _decoys_marked(found),
        said,
        tongue.lang if tongue.lang != lang and any(one.writing == "word" for one in found) else None,
        phrases,
    )


def _tokens(text: Text) -> list[Token]:
    """Part a text in words and digits; digits that stand for letters in a number word stay in it ("s1x", "z3ro")."""
    if not _MIXED.search(text.folded):
        return [Token(match.group(), *match.span()) for match in _TOKEN.finditer(text.folded)]
    tokens: list[Token] = []
    for token in text.tokens:
        word = token.text.translate(_LEET)
        if word in WORDS and word != token.text and not token.text.isdecimal():
            tokens.append(token._replace(text=word))
        else:
            parts = _TOKEN.finditer(text.folded, token.start, token.end)
            tokens += [Token(match.group(), *match.span()) for match in parts]
    return tokens


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


@lru_cache(maxsize=4096)
def _mended(word: str, lang: str) -> str:
    """Give the number word that a word of three letters or more was meant for: one letter off, two in long words."""
    if len(word) < _MENDABLE or not word.isalpha() or word in TONGUES[lang].wholes:
        return word
    off = 2 if len(word) >= _LONG_ENOUGH_FOR_TWO else 1
    near = process.extractOne(word, TONGUES[lang].spellings, scorer=DamerauLevenshtein.distance, score_cutoff=off)
    return str(near[0]) if near and len(near[0]) >= _MENDABLE else word


def _tongue(lang: str | None, tokens: Iterable[Token]) -> Tongue:
    """Choose the language of the number words: the message's own, unless another says more of them, and enough."""
    own = lang if lang is not None and lang in TONGUES else "en"
    words = [token.text for token in tokens if len(token.text) > 1]
    if WORDS.keys().isdisjoint(words) and max(map(len, words), default=0) <= _LONG:
        return TONGUES[own]
    said = Counter(name for word in words for name in _speakers(word))
    most = max(LANGUAGES, key=lambda name: (said[name], name == own))
    return TONGUES[most if said[most] >= _FOREIGN_WORDS or own != lang else own]


def _speakers(word: str) -> Iterable[str]:
    if len(word) <= _LONG:
        return WORDS.get(word, ())
    return WORDS.get(word) or [lang for lang in LANGUAGES if taken_apart(word, lang)]


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
        return _with_unit(tokens, numeral) if numeral else None
    if len(word) >= _GLUED and (parts := taken_apart(word, tongue.lang)):
        return parts, index + 1
    if after and (times := phrases.repeat.get(word)):
        once = numeral_at(tokens, index + 1, tongue)
        if once and once.value < 10 and tokens[index + 1].text[0] != "0":  # noqa: PLR2004 - one digit
            return str(once.value) * times, once.end
    return None


def _with_unit(tokens: Sequence[Token], numeral: Numeral) -> tuple[str, int]:
    """Add a unit written as a digit to tens in words: "trente 9" is 39."""
    value, end = numeral
    unit = tokens[end].text if end < len(tokens) and tokens[end].start - tokens[end - 1].end <= 1 else ""
    if unit in set("123456789") and value in range(20, 100, 10):
        return str(value + int(unit)), end + 1
    return str(value), end


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
