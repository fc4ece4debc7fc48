"""A message's text with its disguises of writing undone, and the way back to the text as sent.

Folding makes letters of other alphabets that look Latin, styled Unicode, emoji letters and digits into plain lower-case
letters and digits, takes off accents and marks, drops what cannot be seen, and cuts a letter held down ("snaaaap") to
one. It keeps what a handle is made of: digits, dot, dash, underscore, double letters. It never looks at meaning.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def _folds() -> dict[int, str]:
    """Read `folding.tsv`: code point to what it folds to, for `str.translate`."""
    lines = files(__package__).joinpath("folding.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("# "))
    return {code: fold.encode().decode("unicode_escape") for fold, codes in rows for code in _codes(codes)}


def _codes(ranges: str) -> Iterator[int]:
    for run in ranges.split(" "):
        first, _, last = run.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


FOLDS: Final = _folds()
"""What each code point folds to, where that is not itself; the empty string where it goes. Source: `folding.tsv`."""

# Runs of a letter are held-down keys; a run of digits or signs is not, and Roman numbers, "www" and Dutch
# "tweeen" stay.
_HELD: Final = re.compile(r"([a-z])\1\1+")
_SPARED: Final = re.compile(r"(?<![a-z])(?:[ivxlcdm]+|w+)(?![a-z])|(?<!e)eee(?=n)")
_FOREIGN: Final = re.compile(r"[^\t\n\r\x20-\x7e]+")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_WORD: Final = re.compile(r"\w+")
_MARKS: Final = frozenset({"Mn", "Me"})


class Token(NamedTuple):
    """A run of letters, digits and underscores of the folded text; `start` and `end` count in it, half-open."""

    text: str
    start: int
    end: int


@dataclass(eq=False)
class Text:
    """A text as sent, as folded, and how they correspond.

    Attributes:
        raw: as sent.
        folded: as read; findings are made in it.
        start: for each character of `folded`, the first code point of `raw` that it comes from.
        end: one past the last. It takes in the marks set upon the letter, and a held-down letter's whole run.
    """

    raw: str
    folded: str
    start: Sequence[int]
    end: Sequence[int]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of `folded`, in order."""
        return tuple(_WORD.findall(self.folded))

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The same, with where they stand: from where the last one ends, a word is first found where it begins."""
        tokens, past, find, make = [], 0, self.folded.find, tuple.__new__
        for word in self.words:
            start = find(word, past)
            past = start + len(word)
            tokens.append(make(Token, (word, start, past)))
        return tuple(tokens)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the half-open stretch of `raw` that a non-empty stretch of `folded` came from."""
        return self.start[start], self.end[end - 1]

    def exact(self, start: int, end: int) -> str:
        """Give a stretch of `folded` with no held-down letter cut: a handle may well be "loool"."""
        return fold(self.raw[self.start[start] : self.end[end - 1]])


def fold(raw: str) -> str:
    """Undo the disguises of writing, letter by letter; held-down letters stay as long as they are."""
    plain = _FOREIGN.sub(_folded, raw)  # most of a message is ASCII, which needs no table
    return plain.lower() if plain.isascii() else plain.translate(FOLDS)


def _folded(run: re.Match[str]) -> str:
    return run.group().translate(FOLDS)


def flat(raw: str) -> str:
    """Fold, and cut every held-down letter: the plainest form, for tests that need no place."""
    return _HELD.sub(r"\1", fold(raw))


def read(raw: str) -> Text:
    """Fold a text and keep the way back. Linear in its length, whatever it holds."""
    if raw.isascii() and (raw.isprintable() or not _CONTROL.search(raw)):
        return _text(raw, raw.lower(), range(len(raw)), range(1, len(raw) + 1))
    pieces = [FOLDS.get(ord(char), char) for char in raw]
    start = [index for index, piece in enumerate(pieces) for _ in piece]
    return _text(raw, "".join(pieces), start, _ends(raw, pieces))


def _ends(raw: str, pieces: list[str]) -> list[int]:
    """One past the last code point of each folded character; the marks that follow a letter are part of it."""
    ends: list[int] = []
    past = len(raw)
    for index in range(len(raw) - 1, -1, -1):
        if piece := pieces[index]:
            ends += [past] * len(piece)
            past = index
        elif unicodedata.category(raw[index]) not in _MARKS:
            past = index
    return ends[::-1]


def _text(raw: str, folded: str, start: Sequence[int], end: Sequence[int]) -> Text:
    if _HELD.search(folded):
        keep = _kept(raw, folded, start)
        last = [*(index - 1 for index in keep[1:]), len(folded) - 1]
        folded = "".join([folded[index] for index in keep])
        start, end = [start[index] for index in keep], [end[index] for index in last]
    return Text(raw, folded, start, end)


def _kept(raw: str, folded: str, start: Sequence[int]) -> list[int]:
    """Give the places that stay when each held-down letter is cut to one; "tweeën" has none."""
    spared = {index for word in _SPARED.finditer(folded) for index in range(*word.span())}
    cut = {
        index
        for run in _HELD.finditer(folded)
        if len({raw[start[index]].lower() for index in range(*run.span())}) == 1
        for index in range(run.start() + 1, run.end())
    }
    return [index for index in range(len(folded)) if index not in cut or index in spared]
