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
    from collections.abc import Collection, Iterable, Sequence

    from processors.handoff.text import Text

Writing = Literal["digits", "word", "letters", "roman"]


_WRITTEN: Final[Writing] = "digits"


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
    words: tuple[str, ...]
    spoken: str | None
    cues: Cues


# Of a text longer than the longest message that chats commonly take (Discord: 2,000 characters), and of one with more
# digits than any number, what stands near the ends is looked at: no padding hides a number, no paste costs more.
_LOOKED_AT = 1024  # characters of the folded text at either end
_ELEMENTS = 64  # the first ones, and then the last words or digits

_TOKEN: Final = re.compile(r"[0-9]+|[^\W\d_]+")
_WORD: Final = re.compile(r"[^\W\d_]+")
_GLUED, _LONG, _LONGEST_WORD = 6, 11, 24  # letters: two number words, surely several, the longest one below a hundred
_GLUED_AT_MOST = 120  # letters of a whole number written as one word
_HEAD = 3  # letters that tell most other words from numbers; the shortest of these has one fewer
_DIGIT: Final = re.compile("[0-9]")
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
    written = sum(map(len, _DIGITS.findall(folded))) if _DIGIT.search(folded) else 0
    if written >= enough:
        return True
    words = _WORD.findall(folded) if written else text.words
    said = 0 if WORDS.keys().isdisjoint(words) else sum([word in WORDS for word in words])
    written += sum([_said_at_once(word) for word in words if len(word) > _LONG])
    if written + 2 * said >= enough or (written and said + len(_ROMANS.findall(text.raw)) > 1):
        return True
    return len(words) >= _LETTERS_OF_A_NUMBER <= sum([len(word) == 1 for word in words])


def _said_at_once(word: str) -> int:
    """Count the digits that a word of several numbers says."""
    return max([len(taken_apart(word, lang) or "") for lang in LANGUAGES])


_HEADS: Final = {lang: frozenset(whole[:_HEAD] for whole in tongue.wholes) for lang, tongue in TONGUES.items()}


def taken_apart(word: str, lang: str) -> str | None:
    """Read number words written as one word, the longest first: "zerosixtrenteneuf" is 0639. None where it is none."""
    heads = _HEADS[lang]
    if len(word) > _GLUED_AT_MOST or (word[:_HEAD] not in heads and word[: _HEAD - 1] not in heads):
        return None
    return _taken_apart(word, lang)


@lru_cache(maxsize=4096)
def _taken_apart(word: str, lang: str) -> str | None:
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
    words = tuple([token.text for token in tokens if not token.text.isdecimal()])
    tongue = _tongue(lang, words)
    if lenient:
        tokens = [token._replace(text=_mended(token.text, tongue.lang)) for token in tokens]
        words = tuple([token.text for token in tokens if not token.text.isdecimal()])
    phrases = cues(lang, tongue.lang)
    found = _elements(text, tokens, tongue, phrases)
    foreign = tongue.lang != lang and any(one.writing == "word" for one in found)
    return Digits(_decoys_marked(found), words, tongue.lang if foreign else None, phrases)


def _elements(text: Text, tokens: Sequence[Token], tongue: Tongue, phrases: Cues) -> list[Element]:
    found: list[Element] = []
    past = index = first = 0  # where the last element ended: its character, and the token after it
    dozens = not phrases.dozen.keys().isdisjoint([token.text for token in tokens])
    while index < len(tokens):
        word, start, end = tokens[index]
        if word.isdecimal():
            digits, writing, after = word, _WRITTEN, index + 1
        elif (dozens or _may_begin(word, tongue.lang, phrases.langs)) and (
            piece := _piece(text, tokens, index, tongue, phrases)
        ):
            digits, writing, after = piece
            end = tokens[after - 1].end
        else:
            index += 1
            continue
        sign = text.folded[past:start].strip() if start - past < _SIGN_AND_SPACES else ""
        words, gap = "", Gap.SIGNS if start - past <= _SIGNS_BETWEEN else Gap.BREAK
        if index > first:
            words = " ".join([token.text for token in tokens[max(first, index - _WORDS_BETWEEN) : index]])
            gap = _gap(index - first, words, start - past, phrases)
        found.append(Element(digits, start, end, writing, gap, words, sign))
        past, index, first = end, after, after
        if len(found) == _ELEMENTS and len(tokens) > index + _ELEMENTS:
            index = first = len(tokens) - _ELEMENTS
            past = -_SIGNS_BETWEEN  # so that what comes next is a run of its own
    return found


@lru_cache(maxsize=8192)
def _may_begin(word: str, spoken: str, langs: tuple[str, ...]) -> bool:
    """Tell whether an element may begin with a word; `spoken` and `langs` are of the `Tongue` and the `Cues`."""
    tongue = TONGUES[spoken]
    if word in tongue.parts or word in tongue.wholes or any(word in cues(lang).repeat for lang in langs):
        return True
    if _LOOKING.fullmatch(word) or (len(word) > 1 and _ROMAN.fullmatch(word)):
        return True
    return len(word) >= _GLUED and taken_apart(word, spoken) is not None


def _tokens(text: Text) -> list[Token]:
    """Part a text in words and digits; digits that stand for letters in a number word stay in it ("s1x", "z3ro")."""
    tokens: list[Token] = []
    for token in _at_the_ends(text):
        word = token.text
        if word.isalpha() or (word.isdecimal() and word.isascii()):
            tokens.append(token)
        elif (meant := word.translate(_LEET)) in WORDS and not word.isdecimal():
            tokens.append(token._replace(text=meant))
        else:
            parts = _TOKEN.finditer(text.folded, token.start, token.end)
            tokens += [Token(match.group(), *match.span()) for match in parts]
    return tokens


def _at_the_ends(text: Text) -> Sequence[Token]:
    """Give the words that are looked at: of a text longer than people's messages those near its ends, cut there."""
    length = len(text.folded)
    if length <= 2 * _LOOKED_AT:
        return text.tokens
    spans = [
        (max(token.start, first), min(token.end, past))
        for first, past in ((0, _LOOKED_AT), (length - _LOOKED_AT, length))
        for token in text.tokens
        if token.start < past and first < token.end
    ]
    return [Token(text.folded[start:end], start, end) for start, end in spans]


def _spelled_together(tokens: list[Token]) -> list[Token]:
    """Put together to words what says numbers only so: "z e r o  s i x", "tren te"."""
    tokens = _mended_in_two(tokens)
    if sum([len(token.text) == 1 and token.text.isalpha() for token in tokens]) < _LETTERS_APART:
        return tokens
    done: list[Token] = []
    for alone, group in groupby(tokens, key=lambda token: len(token.text) == 1 and token.text.isalpha()):
        run = list(group)
        word = "".join(token.text for token in run)
        if alone and len(run) >= _LETTERS_APART and any(taken_apart(word, tongue.lang) for tongue in TONGUES.values()):
            run = [Token(word, run[0].start, run[-1].end)]
        done += run
    return done


def _mended_in_two(tokens: list[Token]) -> list[Token]:
    broken = [
        place
        for place, (one, other) in enumerate(pairwise(tokens))
        if other.start - one.end <= 1
        and not one.text.isdecimal()
        and one.text + other.text in WORDS
        and one.text not in WORDS
        and other.text not in WORDS
    ]
    for place in reversed(broken):
        one, other = tokens[place : place + 2]
        tokens[place : place + 2] = [Token(one.text + other.text, one.start, other.end)]
    return tokens


@lru_cache(maxsize=4096)
def _mended(word: str, lang: str) -> str:
    """Give the number word that a word of three letters or more was meant for: one letter off, two in long words."""
    if len(word) < _MENDABLE or not word.isalpha() or word in TONGUES[lang].wholes:
        return word
    off = 2 if len(word) >= _LONG_ENOUGH_FOR_TWO else 1
    near = process.extractOne(word, TONGUES[lang].spellings, scorer=DamerauLevenshtein.distance, score_cutoff=off)
    return str(near[0]) if near and len(near[0]) >= _MENDABLE else word


def _tongue(lang: str | None, words: Sequence[str]) -> Tongue:
    """Choose the language of the number words: the message's own, unless another says more of them, and enough."""
    own = lang if lang is not None and lang in TONGUES else "en"
    numbers = [word for word in words if len(word) > 1 and (word in WORDS or len(word) > _LONG)]
    if not numbers or (own == lang and len(numbers) < _FOREIGN_WORDS):
        return TONGUES[own]
    said = Counter([name for word in numbers for name in _speakers(word)])
    most = max(LANGUAGES, key=lambda name: (said[name], name == own))
    return TONGUES[most if said[most] >= _FOREIGN_WORDS or own != lang else own]


def _speakers(word: str) -> Iterable[str]:
    if len(word) <= _LONG:
        return WORDS.get(word, ())
    return WORDS.get(word) or [lang for lang in LANGUAGES if taken_apart(word, lang)]


def _piece(
    text: Text, tokens: Sequence[Token], index: int, tongue: Tongue, phrases: Cues
) -> tuple[str, Writing, int] | None:
    """Read the element that begins at a word: its digits, how they are written, and the token after it."""
    word = tokens[index].text
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
        return _with_unit(tokens, numeral, tongue.take_teens) if numeral else None
    if len(word) >= _GLUED and (parts := taken_apart(word, tongue.lang)):
        return parts, index + 1
    if after and (times := phrases.repeat.get(word)):
        once = numeral_at(tokens, index + 1, tongue)
        if once and once.value < 10 and tokens[index + 1].text[0] != "0":  # noqa: PLR2004 - one digit
            return str(once.value) * times, once.end
    return None


def _with_unit(tokens: Sequence[Token], numeral: Numeral, teens: Collection[int]) -> tuple[str, int]:
    """Add units written as digits to tens in words: "trente 9" is 39, "quatre-vingt 18" is 98."""
    value, end = numeral
    unit = tokens[end].text if end < len(tokens) and tokens[end].start - tokens[end - 1].end <= 1 else ""
    if value in range(20, 100, 10) and unit in (_TEENS if value in teens else _UNITS):
        return str(value + int(unit)), end + 1
    return str(value), end


_UNITS: Final = frozenset("123456789")
_TEENS: Final = _UNITS.union(map(str, range(10, 20)))


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


def _gap(between: int, words: str, width: int, phrases: Cues) -> Gap:
    """Tell what a number of words between two elements are, the last of which are given."""
    if between > _WORDS_BETWEEN or width > _CHARS_BETWEEN:
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
