"""A message as the digits in it: written, said in words, or drawn with letters that look like digits."""

from __future__ import annotations

import re
from collections import Counter
from enum import IntEnum
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from processors.handoff.number_cues import Cues, cues
from processors.handoff.number_tokens import GLUED, GLUED_AT_MOST, mended, spelled_together, taken_apart, tokens_of
from processors.handoff.numerals import LANGUAGES, TONGUES, WORDS, Numeral, Tongue, numeral_at
from processors.handoff.text import Token

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from processors.handoff.text import Text

Writing = Literal["digits", "word", "letters", "roman"]


_WRITTEN: Final[Writing] = "digits"
_WORD_WRITTEN: Final[Writing] = "word"


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


# Of a text with more digits than any number what stands near the ends is looked at: no padding hides a number, no
# paste costs more.
_ELEMENTS = 64  # the first ones, and then the last words or digits

_WORD: Final = re.compile(r"[^\W\d_]+")
_LONG = 11  # letters of surely several number words
_DIGIT: Final = re.compile("[0-9]")
_LOOKS: Final = str.maketrans("oilsbz", "011582")
LOOKING: Final = re.compile(r"[oilsbz]{1,8}")
_ROMAN: Final = re.compile(r"(?=[xvilc]{2})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_ROMANS: Final = re.compile(r"\b[XVILC]{2,7}\b")
_DIGITS: Final = re.compile(r"(?:[oilsbz]{1,8}(?=[0-9]))?[0-9][0-9oilsbz]*|(?<=[0-9o][ .-])o{1,4}(?=[ .-][0-9])")
_LETTERS_OF_A_NUMBER: Final = 16  # single letters that may spell four number words
_ROMAN_VALUES: Final = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_WORDS_BETWEEN, _CHARS_BETWEEN, _SIGNS_BETWEEN = 6, 60, 24  # a longer gap parts any number
_FOREIGN_WORDS: Final = 3  # number words of another language that are no chance
_SIGN_AND_SPACES: Final = 4
_WORDS_BEFORE_MENDING: Final = 2  # number words beside those that may be misspelt
_BRACKETED: Final = frozenset({"()", "[]", "{}", "<>", "**"})
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


def read(text: Text, lang: str | None, *, lenient: bool = False) -> Digits:
    """Read the digits of a message; `lenient` takes misspelt words and letters for the digits they were meant for."""
    tokens = spelled_together(tokens_of(text))
    words = tuple([token.text for token in tokens if not token.text.isdecimal()])
    tongue = _tongue(lang, words)
    if lenient and sum([word in tongue.wholes for word in words]) >= _WORDS_BEFORE_MENDING:
        tokens = [token._replace(text=mended(token.text, tongue.lang)) for token in tokens]
        words = tuple([token.text for token in tokens if not token.text.isdecimal()])
    phrases = cues(lang, tongue.lang) if lang else cues(None)
    found = _elements(text, tokens, tongue, phrases, lenient=lenient)
    foreign = tongue.lang != lang and any(one.writing == "word" and one.end - one.start > 1 for one in found)
    return Digits(_decoys_marked(found, phrases.units), words, tongue.lang if foreign else None, phrases)


def _elements(text: Text, tokens: Sequence[Token], tongue: Tongue, phrases: Cues, *, lenient: bool) -> list[Element]:
    found: list[Element] = []
    past = index = first = 0  # where the last element ended: its character, and the token after it
    said = [token.text for token in tokens]
    dozens = not phrases.dozen.keys().isdisjoint(said)
    times_said = "s" in said or not phrases.plurals.keys().isdisjoint(said)
    while index < len(tokens):
        word, start, end = tokens[index]
        if times_said and (times := _several(tokens, index, tongue, phrases)):
            (digits, after), writing = times, _WORD_WRITTEN
            end = tokens[after - 1].end
        elif word.isdecimal():
            digits, writing, after = word, _WRITTEN, index + 1
            hearted = text.folded[max(0, start - 1) : start] in _BEFORE_HEARTS
            marked = text.folded[end : end + 1].isalpha()
            if (marked and _counts_otherwise(tokens, index)) or (
                hearted and _HEART.match(text.folded, max(0, start - 2))
            ):
                index += 1
                continue
        elif (dozens or (len(word) <= GLUED_AT_MOST and _may_begin(word, tongue.lang, phrases.langs))) and (
            piece := _piece(text, tokens, index, tongue, phrases, lenient=lenient)
        ):
            digits, writing, after = piece
            if writing == "word" and after < len(tokens) and tokens[after].text in phrases.units:
                index = after
                continue
            end = tokens[after - 1].end
        else:
            index += 1
            continue
        sign = text.folded[past if start - past < _SIGN_AND_SPACES else start - 1 : start].strip()
        words, gap = "", Gap.SIGNS if start - past <= _SIGNS_BETWEEN else Gap.BREAK
        if index > first:
            words = " ".join([token.text for token in tokens[max(first, index - _WORDS_BETWEEN) : index]])
            gap = _gap(index - first, words, text.folded[past:start].strip(), phrases)
        found.append(Element(digits, start, end, writing, gap, words, sign))
        past, index, first = end, after, after
        if len(found) == _ELEMENTS and len(tokens) > index + _ELEMENTS:
            index = first = len(tokens) - _ELEMENTS
            past = -_SIGNS_BETWEEN  # so that what comes next is a run of its own
    return found


@cache
def _repeats(lang: str) -> tuple[str, ...]:
    return tuple(cues(lang).repeat)


@lru_cache(maxsize=8192)
def _may_begin(word: str, spoken: str, langs: tuple[str, ...]) -> bool:
    """Tell whether an element may begin with a word; `spoken` and `langs` are of the `Tongue` and the `Cues`."""
    tongue = TONGUES[spoken]
    if word in tongue.parts or word in tongue.wholes or any(word.startswith(_repeats(lang)) for lang in langs):
        return True
    if LOOKING.fullmatch(word) or (len(word) > 1 and _ROMAN.fullmatch(word)):
        return True
    return len(word) >= GLUED and taken_apart(word, spoken) is not None


def _tongue(lang: str | None, words: Sequence[str]) -> Tongue:
    """Choose the language of the number words: the message's own, unless another says more of them, and enough."""
    own = lang if lang is not None and lang in TONGUES else LANGUAGES[0]
    numbers = [word for word in words if len(word) > 1 and (word in WORDS or len(word) > _LONG)]
    if not numbers or (own == lang and len(numbers) < _FOREIGN_WORDS - 1):
        return TONGUES[own]
    said = Counter([name for word in numbers for name in _speakers(word)])
    most = max(LANGUAGES, key=lambda name: (said[name], name == own))
    enough = _FOREIGN_WORDS if said[own] else _FOREIGN_WORDS - 1
    return TONGUES[most if said[most] >= enough or own != lang else own]


def _speakers(word: str) -> Iterable[str]:
    if len(word) <= _LONG:
        return WORDS.get(word, ())
    return WORDS.get(word) or [lang for lang in LANGUAGES if taken_apart(word, lang)]


def _piece(
    text: Text, tokens: Sequence[Token], index: int, tongue: Tongue, phrases: Cues, *, lenient: bool
) -> tuple[str, Writing, int] | None:
    """Read the element that begins at a word: its digits, how they are written, and the token after it."""
    word = tokens[index].text
    if word[0] == "o" and (zeros := _zeros(text, tokens, index)):
        return zeros, "letters", index + 1
    if spoken := _spoken(tokens, index, tongue, phrases):
        return spoken[0], "word", spoken[1]
    if LOOKING.fullmatch(word) and (_touches(tokens, index) or (lenient and _is_pair(text, tokens, index))):
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
    if len(word) >= GLUED and (parts := taken_apart(word, tongue.lang)):
        return parts, index + 1
    if after and (times := phrases.repeat.get(word)):
        index += after in phrases.articles and after not in tongue.wholes  # "zweimal die null"
        once = numeral_at(tokens, index + 1, tongue) if index + 1 < len(tokens) else None
        if once and once.value < 10 and tokens[index + 1].text[0] != "0":  # noqa: PLR2004 - one digit
            return str(once.value) * times, once.end
    return _at_once(word, tongue, phrases, index + 1)


def _at_once(word: str, tongue: Tongue, phrases: Cues, after: int) -> tuple[str, int] | None:
    """Read "doppelnull"; `after` is the token behind it."""
    for times, count in phrases.repeat.items():
        value = tongue.wholes.get(word[len(times) :], 10) if word.startswith(times) else 10
        if value < 10:  # noqa: PLR2004 - one digit
            return str(value) * count, after
    return None


def _several(tokens: Sequence[Token], index: int, tongue: Tongue, phrases: Cues) -> tuple[str, int] | None:
    """Read a digit said to stand there more than once: "three fives", "3 zeros", "three 4s"; and the token after it."""
    if index + 1 >= len(tokens):
        return None
    word, once = tokens[index].text, tokens[index + 1].text
    after = index + 2
    if once.isdecimal():
        if len(once) > 1 or after >= len(tokens) or tokens[after].text != "s" or not _stuck(tokens, after):
            return None
        digit, after = once, after + 1
    elif (value := phrases.plurals.get(once)) is not None:
        digit = str(value)
    else:
        return None
    times = int(word) if word.isdecimal() and len(word) == 1 else tongue.wholes.get(word, 0)
    return (digit * times, after) if 1 < times < _TIMES_AT_MOST else None


_TIMES_AT_MOST: Final = 8


def _stuck(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a token stands right behind the one before it, or only an apostrophe between them."""
    return tokens[index].start - tokens[index - 1].end <= 1


def _counts_otherwise(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a number is a place in an order or a time of day: "1er", "2e", "3rd", "18h", "20h30"."""
    number = tokens[index]
    if index + 1 >= len(tokens) or tokens[index + 1].start > number.end or len(number.text) > 2:  # noqa: PLR2004 - "31st"
        return False
    mark, behind = tokens[index + 1], tokens[index + 2] if index + 2 < len(tokens) else None
    if behind and behind.start == mark.end and not (mark.text == "h" and len(behind.text) == 2):  # noqa: PLR2004 - "20h30"
        return False
    if index and tokens[index - 1].end == number.start:
        return False
    if mark.text == "h" and behind and behind.start == mark.end and index + 3 < len(tokens):
        return tokens[index + 3].start > behind.end
    return mark.text in _ORDERING or (mark.text in {"e", "h"} and int(number.text) <= _HOURS)


_ORDERING: Final = frozenset("er ere eme ieme st nd rd th ste".split())  # noqa: SIM905 - a line of words reads best
_HOURS: Final = 24
_BEFORE_HEARTS: Final = frozenset("<:")
_HEART: Final = re.compile(r"(?:(?<!.)|\s)[<:]3(?!\S)")


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


def _zeros(text: Text, tokens: Sequence[Token], index: int) -> str:
    """Read some letters O beside digits as zeros: "6oo ooo 123"; else nothing."""
    exact = text.exact(tokens[index].start, tokens[index].end)
    beside = [tokens[place] for place in (index - 1, index + 1) if 0 <= place < len(tokens)]
    near = any(
        one.text.isdecimal() and one.start - tokens[index].end <= 1 >= tokens[index].start - one.end for one in beside
    )
    return "0" * len(exact) if len(exact) > 1 and set(exact) == {"o"} and near else ""


def may_hold_pairs(text: Text) -> bool:
    """Tell whether two letters that look like digits, not both small, may stand alone: a lenient reading takes them."""
    return not text.raw.isascii() or _PAIR.search(text.raw) is not None


_PAIR: Final = re.compile(r"(?<![A-Za-z])(?![a-z]{2})[OILSBZoilsbz]{2}(?![A-Za-z])")


def _is_pair(text: Text, tokens: Sequence[Token], index: int) -> bool:
    """Tell whether two letters, not both small, stand beside a pair of digits: "06 39 98 IS lO"."""
    start, end = text.span(tokens[index].start, tokens[index].end)
    beside = [tokens[place] for place in (index - 1, index + 1) if 0 <= place < len(tokens)]
    return end - start == 2 and not text.raw[start:end].islower() and any(one.text.isdecimal() for one in beside)  # noqa: PLR2004 - a pair


def _shouted(text: Text, token: Token) -> bool:
    start, end = text.span(token.start, token.end)
    return text.raw[start:end].isupper()


def _roman(word: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in word]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def _gap(between: int, words: str, stretch: str, phrases: Cues) -> Gap:
    """Tell what a number of words between two elements are, the last of which are given; in brackets an aside."""
    if between > _WORDS_BETWEEN or len(stretch) > _CHARS_BETWEEN:
        return Gap.BREAK
    if phrases.filler.fullmatch(words) or words in phrases.phones or stretch[:: len(stretch) - 1 or 1] in _BRACKETED:
        return Gap.FILLER
    return Gap.CORRECTION if phrases.correction.fullmatch(words) else Gap.NOISE


def _decoys_marked(found: Sequence[Element], units: Collection[str]) -> tuple[Element, ...]:
    """Mark as decoys the words that stand between elements again and again, as alike as can be, and count nothing."""
    kinds = Counter(_kind(before, one) for before, one in pairwise(found) if one.gap is Gap.NOISE)
    often = {kind for kind, count in kinds.items() if count >= _SAME_DECOY or count == len(found) - 1 == 2}  # noqa: PLR2004 - all
    often.difference_update(units)
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
