"""A pseudonym, folded: what is left of it once its dress is taken off.

`fold` undoes what costs a writer nothing: case, look-alike letters, marks, invisible characters, separators,
decoration, digits put for letters. What it takes off is kept beside (digits, affixes), since it is evidence too. It
knows nothing of rarity and never raises, whatever the string.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from processors.handoff.text import FOLDS
from processors.pseudonym.habits import AFFIXES, GLUED_PREFIXES, GLUED_SUFFIXES, NUMBER_WORDS
from processors.pseudonym.phonetics import sound

LONGEST: Final = 64
"""Code points of a pseudonym that are read (`sender_pseudonym` on the wire has no more); the rest is ignored."""

# The one table of look-alikes, but for the capitals of ASCII: they show where a word begins.
_DRESS: Final = {code: plain for code, plain in FOLDS.items() if not 65 <= code <= 90}  # noqa: PLR2004 - "A" to "Z"
_LEET: Final = str.maketrans("0134578", "oieastb")
_LEETABLE: Final = frozenset("0134578")
_LEET_RUN: Final = 2  # digits in a row that may be letters; longer runs are numbers
_ALNUM: Final = re.compile(r"[^\W_]+")
_LATIN: Final = re.compile(r"[A-Za-z0-9]+")
_LATIN_LETTERS: Final = 4  # from here on a name is Latin, and what is left of other scripts adorns it: `彡name彡`
_PIECES: Final = re.compile(r"\d+|[^\W\d_]+")
_CAMEL: Final = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}(?![a-z])|[A-Z]$")
_DIGITS: Final = "0123456789"
_FRAMES: Final = frozenset({"xx", "xX", "Xx", "XX"})
_LONG_RUN: Final = re.compile(r"(.)\1{2,}", re.DOTALL)
_RUN: Final = re.compile(r"(.)\1+", re.DOTALL)
_LEFT: Final = 4  # letters that a glued affix must leave
_VOWELS: Final = str.maketrans("", "", "aeiouy")


class Name(NamedTuple):
    """A folded pseudonym.

    Attributes:
        words: letters only, in order, digits between letters read as letters, affixes taken off.
        stem: the words joined; where that leaves nothing, the affixes, the digits, or the symbols as they stand.
        digits: the digits at the edges of words, joined.
        affixes: words and endings that say "me again" and nothing more, sorted.
        spelt: the name with every digit read as a letter, and with those between letters alone, where that gives
            anything new; affixes included.
        squeezed: the stem with each run of one letter as one.
        consonants: the squeezed stem without its vowels past the first letter.
        sound: the phonetic keys of the words, joined.
    """

    words: tuple[str, ...]
    stem: str
    digits: str
    affixes: tuple[str, ...]
    spelt: tuple[str, ...]
    squeezed: str
    consonants: str
    sound: str


def fold(pseudonym: str) -> Name:
    """Fold one pseudonym: the same for the same string, for ever."""
    plain = pseudonym[:LONGEST]
    if not (plain.isascii() and plain.isprintable()):
        plain = plain.translate(_DRESS)
    tokens = _undecorated(_tokens(plain))
    words: list[str] = []
    digits: list[str] = []
    for token in tokens:
        _split(token, words, digits)
    kept, affixes = _without_affixes(words)
    number = "".join(digits)
    stem = "".join(kept) or number or _symbols(pseudonym)
    spelt = _spellings("".join(tokens).casefold(), stem) if number and kept else ()
    squeezed = _RUN.sub(r"\1", stem)
    return Name(
        tuple(kept),
        stem,
        number if kept else "",
        tuple(sorted(affixes)),
        spelt,
        squeezed,
        squeezed[:1] + squeezed[1:].translate(_VOWELS),
        "".join(map(sound, kept)) if kept else stem,
    )


def _tokens(plain: str) -> list[str]:
    if not plain.isascii() and sum(letter.isascii() and letter.isalpha() for letter in plain) >= _LATIN_LETTERS:
        return _LATIN.findall(plain)
    return _ALNUM.findall(plain)


def _undecorated(tokens: list[str]) -> list[str]:
    """Take off the x's that frame a name (`xX_name_Xx`, `x_name_x`, `xxnamexx`); digits beside them stay."""
    before: list[str] = []
    after: list[str] = []
    while len(tokens) > 2 and _is_frame(tokens[0]) and _is_frame(tokens[-1]):  # noqa: PLR2004 - a frame and what it frames
        before.append(tokens[0].strip("xX"))
        after.insert(0, tokens[-1].strip("xX"))
        tokens = tokens[1:-1]
    if tokens and len(tokens[0]) > 4 and tokens[0][:2] in _FRAMES:  # noqa: PLR2004 - `xxlxx` frames nothing
        last = tokens[-1].rstrip(_DIGITS)
        if last[-2:] in _FRAMES:
            tokens[-1] = last[:-2] + tokens[-1][len(last) :]
            tokens[0] = tokens[0][2:]
    return [token for token in (*before, *tokens, *after) if token]


def _is_frame(token: str) -> bool:
    return token.strip(_DIGITS).strip("xX") == "" and not token.isdigit()


def _split(token: str, words: list[str], digits: list[str]) -> None:
    """Add a token's words and digits: digits between letters are letters, unless they stand as a number."""
    pieces = _PIECES.findall(token)
    if len(pieces) > 2 and _is_leet(pieces):  # noqa: PLR2004 - letters on both sides
        first = pieces.pop(0) if pieces[0].isdigit() else ""
        last = pieces.pop() if pieces[-1].isdigit() else ""
        digits += [run for run in (first, last) if run]
        pieces = ["".join(pieces).translate(_LEET)]
    for piece in pieces:
        if piece.isdigit():
            digits.append(piece)
        else:
            _add_words(piece, words, digits)


def _spellings(whole: str, stem: str) -> tuple[str, ...]:
    every, inner = whole.translate(_LEET), whole.strip("0123456789").translate(_LEET)
    return tuple(word for word in dict.fromkeys((every, inner)) if word != stem and word.isalpha())


def _is_leet(pieces: list[str]) -> bool:
    """Tell `m4n0n` and `m00nb1t3` from `jf18paris`: one pair of digits between letters is an age, a place or a year."""
    inner = [piece for piece in pieces[1:-1] if piece.isdigit()]
    if not inner or not all(len(run) <= _LEET_RUN and _LEETABLE.issuperset(run) for run in inner):
        return False
    return len(inner) > 1 or len(inner[0]) == 1


def _add_words(piece: str, words: list[str], digits: list[str]) -> None:
    parts = _CAMEL.findall(piece)
    whole = len(parts) > 1 and len(parts) <= 5 and sum(map(len, parts)) == len(piece)  # noqa: PLR2004 - more humps are a toy
    for part in parts if whole else [piece]:
        word = part.casefold()
        if word in NUMBER_WORDS:
            digits.append(NUMBER_WORDS[word])
        else:
            words.append(_LONG_RUN.sub(r"\1", word))


def _without_affixes(words: list[str]) -> tuple[list[str], list[str]]:
    kept, affixes = list(words), []
    while len(kept) > 1 and kept[-1] in AFFIXES:
        affixes.append(kept.pop())
    while len(kept) > 1 and kept[0] in AFFIXES:
        affixes.append(kept.pop(0))
    if kept and kept[-1].endswith(GLUED_SUFFIXES):
        end = next(end for end in GLUED_SUFFIXES if kept[-1].endswith(end))
        if len(kept[-1]) >= len(end) + _LEFT:
            affixes.append(end)
            kept[-1] = kept[-1].removesuffix(end)
    if kept and kept[0].startswith(GLUED_PREFIXES):
        start = next(start for start in GLUED_PREFIXES if kept[0].startswith(start))
        if len(kept[0]) >= len(start) + _LEFT:
            affixes.append(start)
            kept[0] = kept[0].removeprefix(start)
    return kept, affixes


def _symbols(pseudonym: str) -> str:
    return _RUN.sub(r"\1", "".join(pseudonym[:LONGEST].split()))
