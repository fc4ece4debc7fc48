"""What a message says to do to the letters of a name: "remplace le o par 0", "a 4 instead of the a", "twice".

An edit goes to the name that stands before it. What is done where a name is dictated ("avec deux n puis 75") is for
`dictation.py`; here are the edits of a name that stands written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from processors.handoff.numerals import TONGUES
from processors.handoff.spelt_words import BECOMES, BUTS, BY, EDITS, INSTEAD, REPEATS, REPLACES, SMALL, WITH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from processors.handoff.text import Text


class Edit(NamedTuple):
    """What is done to a name; the span is half-open, in the folded text. `old` is "" where the whole is said again."""

    start: int
    end: int
    old: str
    new: str

    def applied(self, name: str) -> str:
        """Give the name as it is meant; empty where nothing in it is to be changed."""
        if not self.old:
            return name * 2
        return name.replace(self.old, self.new) if self.old in name else ""


_TEN: Final = 10
_DIGITS: Final = {
    word: str(value) for tongue in TONGUES.values() for word, value in tongue.wholes.items() if value < _TEN
}
_SKIPPED: Final = 3  # small words before a letter
_FIRSTS: Final = frozenset(
    words[0] for table in (REPLACES, INSTEAD, REPEATS, frozenset(EDITS), BECOMES) for words in table
)


def edits(text: Text) -> tuple[Edit, ...]:
    """Give the edits that a text says, in order."""
    if _FIRSTS.isdisjoint(text.words):
        return ()
    return tuple(_edits(text))


def _edits(text: Text) -> Iterator[Edit]:
    words, past = text.words, 1
    for index in range(1, len(words)):
        if index < past or words[index] not in _FIRSTS:
            continue
        for read in _READERS:
            found = read(words, index)
            if found is not None:
                first, past, old, new = found
                yield Edit(text.tokens[first].start, text.tokens[past - 1].end, old, new)
                break


Found = tuple[int, int, str, str]
"""The first word, one past the last, and what is replaced with what."""


def _longest(words: Sequence[str], index: int, table: frozenset[tuple[str, ...]]) -> int:
    """One past the most words from here on that stand in a table; 0 where none do."""
    return next(
        (after for after in range(min(index + 5, len(words)), index, -1) if tuple(words[index:after]) in table), 0
    )


def _letter(words: Sequence[str], index: int) -> tuple[str, int]:
    """The letter, digit or sign that is named here, after small words ("the letter"), and one past it."""
    for at in range(index, min(index + _SKIPPED, len(words))):
        word = words[at]
        more = at + 1 < len(words) and (len(words[at + 1]) == 1 or words[at + 1] in _DIGITS) and words[at + 1] != "s"
        if word in _DIGITS and word not in SMALL:
            return _DIGITS[word], at + 1
        if word[:-1] in _DIGITS and word[-1] == "s":
            return _DIGITS[word[:-1]], at + 1
        if len(word) == 1 and not (word in SMALL and more):
            return word, at + 1 + (words[at + 1 : at + 2] == ("s",))
        if word in _DIGITS and not more:
            return _DIGITS[word], at + 1
        if word not in SMALL:
            break
    return "", index


def _replaced(words: Sequence[str], index: int) -> Found | None:
    """As "replace the o with a 0"."""
    if not (after := _longest(words, index, REPLACES)):
        return None
    old, after = _letter(words, after)
    by = _longest(words, after, BY) if old else 0
    new, past = _letter(words, by) if by else ("", 0)
    return (index, past, old, new) if new else None


def _instead(words: Sequence[str], index: int) -> Found | None:
    """As "with a 0 instead of the o", "statt o eine 0"."""
    if not (after := _longest(words, index, INSTEAD)) or after >= len(words):
        return None
    old, past = _letter(words, after)
    if words[index] in _STATT and len(words[after]) == 1:
        old, past = words[after], after + 1  # "statt a eine 4"
    if not old:
        return None
    new, begun = _letter_before(words, index)
    if new:
        return begun, past, old, new
    new, past = _letter(words, past)
    return (index, past, old, new) if new else None


_STATT: Final = frozenset({"statt", "anstatt"})


def _letter_before(words: Sequence[str], index: int) -> tuple[str, int]:
    """The letter or digit said just before, and where its words begin: "avec un 0"."""
    word = words[index - 1]
    new = _DIGITS.get(word) or (word if len(word) == 1 else "")
    if not new:
        return "", index
    begun = index - 1
    while begun > 1 and (words[begun - 1] in SMALL or words[begun - 1] in WITH or words[begun - 1] in BUTS):
        begun -= 1
    return (new, begun) if begun < index - 1 or new.isdecimal() else ("", index)


def _becomes(words: Sequence[str], index: int) -> Found | None:
    """As "mais le o c'est un zéro": only of a digit."""
    if not (after := _longest(words, index, BECOMES)) or len(words[index - 1]) != 1 or not words[index - 1].isalpha():
        return None
    new, past = _letter(words, after)
    begun = index - 1
    while begun > 1 and (words[begun - 1] in SMALL or words[begun - 1] in BUTS):
        begun -= 1
    return (begun, past, words[index - 1], new) if new.isdecimal() and begun < index - 1 else None


def _repeated(words: Sequence[str], index: int) -> Found | None:
    """As "castor deux fois"."""
    after = _longest(words, index, REPEATS)
    return (index, after, "", "") if after else None


def _changed(words: Sequence[str], index: int) -> Found | None:
    """As "mais sans les i", "with two m's": where more than the name stands before it."""
    for after in range(min(index + 3, len(words) - 1), index, -1):
        edit = EDITS.get(tuple(words[index:after]))
        letter = words[after]
        if edit and len(letter) == 1 and letter.isalpha() and letter not in "ao":
            old, new = {"twice": (letter, letter * 2), "once": (letter * 2, letter), "without": (letter, "")}[edit]
            plural = words[after + 1 : after + 2] == ("s",)
            return index, after + 1 + plural, old, new
    return None


_READERS: Final[tuple[Callable[[Sequence[str], int], Found | None], ...]] = (
    _replaced,
    _instead,
    _becomes,
    _repeated,
    _changed,
)
