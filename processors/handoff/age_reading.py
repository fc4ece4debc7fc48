"""A text as words and numbers, with the disguises undone in which people hide an age.

"g 1 4 a.n.s" is g, 14, ans; "f1ft33n" is fifteen; "q u i n z e" is quinze; "10+4" is 14. Numbers that can be no age (a
price, a range, a time, one of many digits) are numbers still, without a value. What stands in quotation marks is
somebody else's, and is left out.

Most of a text is plain words, which one search parts; only the runs around digits, and texts with letters set apart or
number words with hyphens, are looked at sign by sign. Where words stand in the text is worked out when it is asked for.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from processors.handoff.age_tables import AGE_TONGUES, NUMBER, PARTING
from processors.handoff.numerals import TONGUES, Tongue, numeral_at
from processors.handoff.text import Token

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from processors.handoff.text import Text

YOUNGEST: Final = 6
OLDEST: Final = 99

_QUOTED: Final = re.compile(r'"[^"\n]{2,160}"|(?<!\w)\'(?=\w)[^\n"]{3,120}?(?<=[\w!?.…])\'(?!\w)')
# A run with a digit that is an address, a version, a name or a line of a program.
_CODE_SIGN: Final = r"(?:[$\\{}<>=_^|~#]|[a-z]\.[a-z0-9]|\d\.[a-z]|:[:/!]|\*\*)"
_CODE: Final = rf"(?P<code>(?<!\S)(?=\S*\d)\S*{_CODE_SIGN}\S*)"
_SPACED: Final = r"(?P<spaced>(?<![^\W_])[^\W_](?:[ .*\-]{1,3}[^\W_](?![^\W_])){2,60})"
_SUM: Final = r"(?P<sum>(?<![\d.,])\d{1,2} ?[+x*] ?\d{1,2}(?![\d.,]))"
_PAIR: Final = r"(?P<pair>(?<!\d)(?<!\d[.,:/ \-])\d(?: {1,2}|[.*\-])\d(?![.,:/\-]?\d))"
_HALF: Final = r"(?P<half>(?<![\d.,:/\-])\d{1,2}[.,]\d(?![\d.,:/]))"
_FIGURE: Final = r"(?P<figure>\d+(?:[.,:/\-]\d+)+|[€$£#°]\s?\d+|\d+\s?[€$£%°])"
_OTHER: Final = r"(?P<word>\w+)|(?P<sign>[^\w\s]|\n)"
_LONG: Final = r"(?P<long>[^\W\d_]{2,}(?!\w))"  # most words, before dearer things are tried
_PIECE: Final = re.compile(f"{_CODE}|{_LONG}|{_SPACED}|{_SUM}|{_PAIR}|{_HALF}|{_FIGURE}|{_OTHER}")
_PLAIN: Final = re.compile(rf"\w+|[^\w\s{re.escape(''.join(sorted(PARTING)))}]|\n")
_IS_CODE: Final = re.compile(_CODE_SIGN)
_SPACE: Final = re.compile(r"\s")
_RUN: Final = re.compile(r"\d+|[^\W\d_]+")
_DIGITS: Final = re.compile(r"\d+")
_HYPHENED: Final = re.compile(r"\d+|(?<=\w)-\w+")
_LETTERS: Final = re.compile(r"\d+|(?<![^\W_])[^\W_](?:[ .*\-]{1,3}[^\W_](?![^\W_])){2,60}")
_SHORT: Final = re.compile(r" {1,3}(?:\S(?!\w)|\d)")
_SINGLE: Final = 3  # letters set apart that may be a word in pieces
# A text's end that is of no use: so far, in characters, from the last number; and so for its begin.
_BEFORE_AT_MOST: Final = 240
_AFTER_AT_MOST: Final = 160
LEET: Final = str.maketrans("013457", "oieast")
_SIGNED: Final = re.compile(r"(?<=[a-z])[@€$!](?=[a-z])")
_SIGNS: Final = {"@": "a", "€": "e", "$": "s", "!": "i"}
_ROMAN: Final = {
    "xi": 11,
    "xii": 12,
    "xiii": 13,
    "xiv": 14,
    "xv": 15,
    "xvi": 16,
    "xvii": 17,
    "xviii": 18,
    "xix": 19,
    "xx": 20,
}
_FRACTION: Final = {"1/2", "3/4", "1/4"}
ORDINALS: Final = frozenset({"th", "st", "nd", "rd", "e", "er", "eme", "ieme", "te", "ter", "de", "ste", "o", "a"})


class Number(NamedTuple):
    """A number that may be an age: where it stands, its value, and whether only "years" make it one."""

    at: int
    value: int
    needs_years: bool
    ordinal: bool = False


class Parts(NamedTuple):
    """The words, signs and numbers of a text, before number words are read.

    Attributes:
        folded: the text that was parted, as long as the folded one.
        words: in order.
        kinds: of each word that is not plain, the form in which it stood.
        spans: of each word that is not plain, its half-open stretch of the text.
        plain: the plain stretches of the text: the first word, where it starts and ends.
        tied: the words that a hyphen ties to the one before.
    """

    folded: str
    words: list[str]
    kinds: dict[int, str]
    spans: dict[int, tuple[int, int]]
    plain: list[tuple[int, int, int]]
    tied: set[int]

    def span(self, at: int) -> tuple[int, int]:
        """Give the half-open stretch of the text in which a word stands."""
        if at in self.spans:
            return self.spans[at]
        first, start, end = next(run for run in reversed(self.plain) if run[0] <= at)
        return next(islice(_PLAIN.finditer(self.folded, start, end), at - first, None)).span()


class Words(NamedTuple):
    """The words of a text, each number written as `NUMBER` (1 and 2 as they are), and the numbers that may be an age.

    `places` has for each word the place of its first part, and at its end their number; None where words are parts.
    """

    line: list[str]
    numbers: list[Number]
    parts: Parts
    places: list[int] | None

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Give the half-open stretch of the folded text from one word to another, both taken in."""
        if self.places is not None:
            first, last = self.places[first], self.places[last + 1] - 1
        return self.parts.span(first)[0], self.parts.span(last)[1]

    def apart(self, at: int) -> bool:
        """Tell whether anything stands between a word and the one before it."""
        return self.span(at - 1, at - 1)[1] < self.span(at, at)[0]


def says_a_number(text: Text) -> bool:
    """Tell whether a text may hold a number: a digit, a number word, or letters set apart."""
    if _DIGITS.search(text.folded):
        return True
    words = text.words
    return not SAID.isdisjoint(words) or _is_spelt(words) or _SIGNED.search(text.folded) is not None


def _is_spelt(words: Sequence[str]) -> bool:
    return sum([len(word) == 1 for word in words]) > _SINGLE


def parted(text: Text) -> Parts:
    """Part a text into words, signs and numbers, spaced letters put together; linear in its length."""
    folded = text.folded
    if folded.count('"') > 1 or folded.count("'") > 1:
        folded = _QUOTED.sub(_blank if _QUOTED.fullmatch(folded.strip()) is None else lambda m: m.group(), folded)
    if _SIGNED.search(folded):
        folded = _SIGNED.sub(lambda sign: _SIGNS[sign.group()], folded)
    words = text.words
    odd = _DIGITS
    if "-" in folded and not SAID.isdisjoint(words):
        odd = _HYPHENED
    elif _is_spelt(words):
        odd = _LETTERS
    parts = Parts(folded, [], {}, {}, [], set())
    at = 0
    for start, end in _odd(folded, odd):
        _add_plain(parts, at or max(0, start - _BEFORE_AT_MOST), start)
        _add_odd(parts, start, end)
        at = end
    _add_plain(parts, at, min(len(folded), at + _AFTER_AT_MOST) if at else len(folded))
    return parts


def _blank(quoted: re.Match[str]) -> str:
    return '"' + " " * (len(quoted.group()) - 2) + '"'


def _odd(folded: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Give the stretches, between spaces, that hold what is not plain, with short ones that follow: "1 4 a n s"."""
    last = 0
    for digits in pattern.finditer(folded):
        if digits.start() < last:
            continue
        start = max(folded.rfind(" ", 0, digits.start()) + 1, last)
        space = folded.find(" ", digits.end())
        while space >= 0 and (short := _SHORT.match(folded, space)):
            space = folded.find(" ", short.end())
        last = len(folded) if space < 0 else space
        yield start, last


def _add_plain(parts: Parts, start: int, end: int) -> None:
    if found := _PLAIN.findall(parts.folded, start, end):
        parts.plain.append((len(parts.words), start, end))
        parts.words.extend(found)


def _add_odd(parts: Parts, start: int, end: int) -> None:
    stretch = parts.folded[start:end]
    if stretch.isdecimal() or (
        _IS_CODE.search(stretch) and _DIGITS.search(stretch) and not _SPACE.search(stretch)
    ):  # as below, in less time
        _add(parts, stretch, start, end, "word" if stretch.isdecimal() else "code")
        return
    for match in _PIECE.finditer(parts.folded, start, end):
        kind, found = str(match.lastgroup), match.group()
        if kind == "sign":
            if found not in PARTING:
                _add(parts, found, match.start(), match.end(), kind)
        elif kind == "long" or (kind == "word" and (found.isalpha() or found.isdecimal())):
            _add(parts, found, match.start(), match.end(), "word")
        else:
            for piece in _pieces(kind, found, match.start()):
                _add(parts, *piece)


def _add(parts: Parts, word: str, start: int, end: int, kind: str) -> None:
    at = len(parts.words)
    parts.words.append(word)
    parts.spans[at] = (start, end)
    if kind != "sign":
        parts.kinds[at] = kind
    if start > 1 and parts.folded[start - 1] == "-":
        parts.tied.add(at)


def _pieces(kind: str, found: str, start: int) -> Iterator[tuple[str, int, int, str]]:
    end = start + len(found)
    if kind == "spaced":
        yield from _put_together(found, start)
    elif found in _FRACTION:
        yield from ((sign, start, end, "sign") for sign in "1/2")
    elif kind == "word" and "_" not in found and not found.isalpha() and not found.isdecimal():
        yield from _mixed(found, start)
    else:
        yield found, start, end, kind


def _put_together(found: str, start: int) -> Iterator[tuple[str, int, int, str]]:
    signs = [(char, start + at) for at, char in enumerate(found) if char.isalnum()]
    first = 0
    for at in range(1, len(signs) + 1):
        if at == len(signs) or signs[at][0].isdecimal() != signs[first][0].isdecimal():
            text = "".join(char for char, _ in signs[first:at])
            yield text, signs[first][1], signs[at - 1][1] + 1, "pair" if text.isdecimal() else "word"
            first = at


def _mixed(found: str, start: int) -> Iterator[tuple[str, int, int, str]]:
    """Part "g14" and "14ans"; read "f1ft33n" as the word that it stands for."""
    plain = found.translate(LEET)
    if plain in SAID:
        yield plain, start, start + len(found), "word"
        return
    runs = list(_RUN.finditer(found))
    letters = [run.group() for run in runs if not run.group().isdecimal()]
    if len(runs) - len(letters) != 1 or not BESIDE.issuperset(letters):  # "20h30", "1m72", a code, a name
        yield found, start, start + len(found), "code"
        return
    for run in runs:
        yield run.group(), start + run.start(), start + run.end(), "word"


BESIDE: Final = frozenset(
    word
    for tongue in AGE_TONGUES.values()
    for name in ("years", "people", "have", "turning", "just", "after", "soon", "fillers", "hour", "half")
    for phrase in tongue[name]
    for word in phrase.split(" ")
    if word.isalpha()
) | {"th", "st", "nd", "rd", "e", "er", "eme", "ieme", "te", "ter", "de", "ste"}
"""Words that people write in one with a number: "g14", "14ans"."""

SAID: Final = frozenset(
    word for tongue in TONGUES.values() for word, value in tongue.wholes.items() if YOUNGEST <= value <= OLDEST
).union(_ROMAN)
"""Every word for a number that may be an age, in any language."""


def read(parts: Parts, lang: str) -> Words:
    """Write each number as `NUMBER`, number words of a language too, and list those that may be an age."""
    words, tokens = Words([], [], parts, []), [Token(word, 2 * at, 2 * at + 1) for at, word in enumerate(parts.words)]
    numeric, at = _NUMERIC[lang], 0
    while at < len(tokens):
        end = at + 1
        if tokens[at].text in numeric or at in parts.kinds:
            end = _add_said(words, tokens, at, TONGUES[lang])
        else:
            words.line.append(tokens[at].text)
        words.places.append(at)  # type: ignore[union-attr]
        at = end
    words.places.append(at)  # type: ignore[union-attr]
    return words


def read_digits(parts: Parts) -> Words | None:
    """Read a text that has no number word, so is the same in each language; None where it has one."""
    if not SAID.isdisjoint(parts.words):
        return None
    words = Words(parts.words.copy(), [], parts, None)
    for at, kind in parts.kinds.items():
        value = _value(parts.words[at], kind)
        if value is not None:
            words.line[at] = _add_number(words, at, at + 1, kind, value)
    return words


_NUMERIC: Final = {lang: tongue.parts | tongue.wholes.keys() | _ROMAN.keys() for lang, tongue in TONGUES.items()}


def _add_said(words: Words, tokens: list[Token], at: int, tongue: Tongue) -> int:
    kind, word, end = words.parts.kinds.get(at, "word"), tokens[at].text, at + 1
    value: int | None = None
    if kind == "word" and not word.isdecimal() and (said := _said(tokens, at, tongue)):
        (value, end), kind = said, "said"
    elif word in _ROMAN:
        value, kind = _ROMAN[word], "pair"
    else:
        value = _value(word, kind)
    words.line.append(word if value is None else "")
    if value is not None:
        words.line[-1] = _add_number(words, at, end, kind, value)
    return end


def _add_number(words: Words, at: int, end: int, kind: str, value: int) -> str:
    """Note a number that may be an age; give how it is written."""
    parts = words.parts
    ordinal = _is_ordinal(parts, end)
    hidden = kind in {"pair", "half", "sum"} or (kind == "said" and value < 10) or end in parts.tied  # noqa: PLR2004 - "svn"
    if YOUNGEST <= value <= OLDEST and not (ordinal and kind == "said"):
        place = at if words.places is None else len(words.line) - 1
        words.numbers.append(Number(place, value, hidden, ordinal))
    return parts.words[at] if parts.words[at] in {"1", "2"} else NUMBER


def _said(tokens: list[Token], at: int, tongue: Tongue) -> tuple[int, int] | None:
    if tokens[at].text not in tongue.parts and tokens[at].text not in tongue.wholes:
        return None
    numeral = numeral_at(tokens, at, tongue)
    return None if numeral is None or numeral.value < YOUNGEST else (numeral.value, numeral.end)


def _value(text: str, kind: str) -> int | None:
    if kind == "figure":
        return 0
    if kind == "sum":
        first, second = (int(number) for number in _DIGITS.findall(text))
        return first + second if "+" in text else first * second
    if kind == "half":
        return int(re.split(r"[.,]", text)[0])
    digits = "".join(char for char in text if char.isdecimal()) if kind == "pair" else text
    if kind == "code" or not digits.isdecimal():
        return None
    return int(digits) if len(digits) <= 2 and digits[0] != "0" else 0  # noqa: PLR2004 - no age has three digits


def _is_ordinal(parts: Parts, at: int) -> bool:
    """Tell whether a glued ending makes a number one of order: "16th", "14e", and "16." before a word in German."""
    if at >= len(parts.words) or at not in parts.spans or at - 1 not in parts.spans:
        return False
    if parts.spans[at][0] != parts.spans[at - 1][1]:
        return False
    return parts.words[at] in ORDINALS or (
        parts.words[at] == "."
        and at + 1 < len(parts.words)
        and parts.words[at + 1].startswith(("geburtst", "gefeiert"))
    )
