"""A text as words and numbers, with the disguises undone in which people hide an age.

"g 1 4 a.n.s" is g, 14, ans; "f1ft33n" is fifteen; "q u i n z e" is quinze; "10+4" is 14. Numbers that can be no age (a
price, a range, a time, one of many digits) are numbers still, without a value. What stands in quotation marks is
somebody else's, and is left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from processors.handoff.age_tables import AGE_TONGUES, NUMBER, PARTING
from processors.handoff.numerals import TONGUES, Tongue, numeral_at
from processors.handoff.text import Token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from processors.handoff.text import Text

YOUNGEST: Final = 6
OLDEST: Final = 99

_QUOTED: Final = re.compile(r'"[^"\n]{2,160}"|(?<!\w)\'(?=\w)[^\n"]{3,120}?(?<=[\w!?.…])\'(?!\w)')
# A run with a digit that is an address, a version, a name or a line of a program.
_CODE: Final = r"(?P<code>(?<!\S)(?=\S*\d)\S*(?:[$\\{}<>=_^|~#]|[a-z]\.[a-z0-9]|\d\.[a-z]|:[:/!]|\*\*)\S*)"
_SPACED: Final = r"(?P<spaced>(?<![^\W_])[^\W_](?:[ .*\-]{1,3}[^\W_](?![^\W_])){2,60})"
_SUM: Final = r"(?P<sum>(?<![\d.,])\d{1,2} ?[+x*] ?\d{1,2}(?![\d.,]))"
_PAIR: Final = r"(?P<pair>(?<!\d)(?<!\d[.,:/ \-])\d(?: {1,2}|[.*\-])\d(?![.,:/\-]?\d))"
_HALF: Final = r"(?P<half>(?<![\d.,:/\-])\d{1,2}[.,]\d(?![\d.,:/]))"
_FIGURE: Final = r"(?P<figure>\d+(?:[.,:/\-]\d+)+|[€$£#°]\s?\d+|\d+\s?[€$£%°])"
_OTHER: Final = r"(?P<word>\w+)|(?P<sign>[^\w\s]|\n)"
_PIECE: Final = re.compile(f"{_CODE}|{_SPACED}|{_SUM}|{_PAIR}|{_HALF}|{_FIGURE}|{_OTHER}")
_RUN: Final = re.compile(r"\d+|[^\W\d_]+")
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


class Number(NamedTuple):
    """A number that may be an age: where it stands, its value, and whether only "years" make it one."""

    at: int
    value: int
    needs_years: bool
    ordinal: bool = False


class Words(NamedTuple):
    """The words of a text, each number written as `NUMBER` (1 and 2 as they are), and the numbers that may be an age.

    `spots` has for each word its half-open stretch of the folded text.
    """

    line: list[str]
    spots: list[tuple[int, int]]
    numbers: list[Number]


class Piece(NamedTuple):
    """A word, sign or number of a text before number words are read: `kind` is the form in which it stood."""

    token: Token
    kind: str
    glued: bool = False  # a hyphen ties it to the piece before


def pieces(text: Text) -> list[Piece]:
    """Part a text into words, signs and numbers, spaced letters put together; linear in its length."""
    folded = text.folded
    if '"' in folded or "'" in folded:
        folded = _QUOTED.sub(_blank if _QUOTED.fullmatch(folded.strip()) is None else lambda m: m.group(), folded)
    if _SIGNED.search(folded):
        folded = _SIGNED.sub(lambda sign: _SIGNS[sign.group()], folded)
    found: list[Piece] = []
    for match in _PIECE.finditer(folded):
        kind, word = match.lastgroup, match.group()
        if kind == "word" and word.isalpha():
            start = match.start()
            found.append(Piece(Token(word, start, match.end()), "word", start > 1 and folded[start - 1] == "-"))
        elif kind != "sign" or word not in PARTING:
            found += _parts(match)
    return found


def _blank(quoted: re.Match[str]) -> str:
    return '"' + " " * (len(quoted.group()) - 2) + '"'


def _parts(match: re.Match[str]) -> Iterator[Piece]:
    kind, start = str(match.lastgroup), match.start()
    found = match.group()
    if kind == "spaced":
        yield from _put_together(found, start)
    elif kind == "word" and "_" not in found and not found.isdecimal() and any(char.isdecimal() for char in found):
        yield from _mixed(found, start)
    elif kind != "sign" or found not in PARTING:
        yield Piece(Token(found, start, match.end()), kind)


def _put_together(found: str, start: int) -> Iterator[Piece]:
    signs = [(char, start + at) for at, char in enumerate(found) if char.isalnum()]
    first = 0
    for at in range(1, len(signs) + 1):
        if at == len(signs) or signs[at][0].isdecimal() != signs[first][0].isdecimal():
            text = "".join(char for char, _ in signs[first:at])
            kind = "pair" if text.isdecimal() else "word"
            yield Piece(Token(text, signs[first][1], signs[at - 1][1] + 1), kind)
            first = at


def _mixed(found: str, start: int) -> Iterator[Piece]:
    """Part "g14" and "14ans"; read "f1ft33n" as the word that it stands for."""
    plain = found.translate(LEET)
    if plain in SAID:
        yield Piece(Token(plain, start, start + len(found)), "word")
        return
    runs = list(_RUN.finditer(found))
    letters = [run.group() for run in runs if not run.group().isdecimal()]
    if len(runs) - len(letters) != 1 or not BESIDE.issuperset(letters):  # "20h30", "1m72", a code, a name
        yield Piece(Token(found, start, start + len(found)), "code")
        return
    for run in runs:
        yield Piece(Token(run.group(), start + run.start(), start + run.end()), "word")


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
)
"""Every word for a number that may be an age, in any language."""


def read(parts: list[Piece], lang: str) -> Words:
    """Write each number as `NUMBER`, number words of a language too, and list those that may be an age."""
    tokens = [piece.token for piece in parts]
    tongue = TONGUES[lang]
    words, numeric = Words([], [], []), _NUMERIC[lang]
    at = 0
    while at < len(parts):
        text, start, end = tokens[at]
        if text.isalpha() and text not in numeric:  # most words: no number begins here
            words.line.append(text)
            words.spots.append((start, end))
            at += 1
        else:
            at = _add(words, parts, tokens, at, tongue)
    return words


_NUMERIC: Final = {lang: tongue.parts | tongue.wholes.keys() | _ROMAN.keys() for lang, tongue in TONGUES.items()}


def _add(words: Words, parts: list[Piece], tokens: list[Token], at: int, tongue: Tongue) -> int:
    kind, token = parts[at].kind, tokens[at]
    end = at + 1
    value: int | None = None
    if kind == "word" and not token.text.isdecimal() and (said := _said(tokens, at, tongue)):
        value, end = said
        kind = "said"
    elif token.text in _ROMAN:
        value, kind = _ROMAN[token.text], "pair"
    elif kind in {"word", "pair", "half", "sum", "figure"}:
        value = _value(token.text, kind)
    spot = (token.start, tokens[end - 1].end)
    if value is None or token.text in _FRACTION:
        found = ["1", "/", "2"] if token.text in _FRACTION else [token.text]
        words.line.extend(found)
        words.spots.extend([spot] * len(found))
        return end
    ordinal = end < len(parts) and _is_ordinal(parts, end)
    hidden = kind in {"pair", "half", "sum"} or (kind == "said" and value < 10) or _is_attribute(parts, end)  # noqa: PLR2004 - "svn"
    if YOUNGEST <= value <= OLDEST and not (ordinal and kind == "said"):
        words.numbers.append(Number(len(words.line), value, hidden, ordinal))
    words.line.append(token.text if token.text in {"1", "2"} else NUMBER)
    words.spots.append(spot)
    return end


def _said(tokens: list[Token], at: int, tongue: Tongue) -> tuple[int, int] | None:
    if tokens[at].text not in tongue.parts and tokens[at].text not in tongue.wholes:
        return None
    numeral = numeral_at(tokens, at, tongue)
    return None if numeral is None or numeral.value < YOUNGEST else (numeral.value, numeral.end)


def _value(text: str, kind: str) -> int | None:
    if kind == "figure":
        return 0
    if kind == "sum":
        first, second = (int(number) for number in re.findall(r"\d+", text))
        return first + second if "+" in text else first * second
    if kind == "half":
        return int(re.split(r"[.,]", text)[0])
    digits = "".join(char for char in text if char.isdecimal()) if kind == "pair" else text
    if not digits.isdecimal():
        return None
    return int(digits) if len(digits) <= 2 and digits[0] != "0" else 0  # noqa: PLR2004 - no age has three digits


def _is_attribute(parts: list[Piece], at: int) -> bool:
    """Tell whether a hyphen glues a number to the next word: "9-element", "15-year-old"."""
    return at < len(parts) and parts[at].glued


_ORDINALS: Final = frozenset({"th", "st", "nd", "rd", "e", "er", "eme", "ieme", "te", "ter", "de", "ste", "o", "a"})


def _is_ordinal(parts: list[Piece], at: int) -> bool:
    """Tell whether a glued ending makes a number one of order: "16th", "14e", and "16." before a word in German."""
    token, before = parts[at].token, parts[at - 1].token
    if token.start != before.end:
        return False
    return token.text in _ORDINALS or (
        token.text == "." and at + 1 < len(parts) and parts[at + 1].token.text.startswith(("geburtst", "gefeiert"))
    )
