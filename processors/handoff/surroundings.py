"""What stands around a place in a message: the cues by zone, and what can be said of the message as a whole.

These are the features that the models of `model.py` weigh. They know nothing of single words: a word acts through the
cues that the language files give it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Final

from processors.handoff.lexicon import BIT

if TYPE_CHECKING:
    from processors.handoff.lexicon import Words

_STOPS: Final = frozenset('.?!;\n…()«»"“”|')
_QUOTES: Final = frozenset('«»"“”')
_NEXT: Final = 1  # words that may stand between a place and a cue next to it
_CLAUSE: Final = 9  # words from which on a cue of the same clause is as far as another clause

BEFORE, LEFT, AFTER, RIGHT, ELSEWHERE = range(5)


class Place:
    """A stretch of words, and the cues around it.

    Attributes:
        first: its first word.
        last: one past its last word.
        zones: a mask of cues for each of `model.ZONES`.
    """

    __slots__ = ("first", "last", "left", "right", "words", "zones")

    def __init__(self, words: Words, start: int, end: int) -> None:
        """Take the stretch of the folded text from `start` to `end`, half-open."""
        self.words = words
        self.first = max(bisect_right(words.end, start), 0)
        self.last = max(bisect_left(words.start, end), self.first)
        self.left = _clause_start(words, self.first)
        self.right = _clause_end(words, self.last)
        self.zones = self._zones()

    def _zones(self) -> tuple[int, ...]:
        before = left = after = right = elsewhere = 0
        first, last = self.first, self.last
        low, high = max(self.left, first - _CLAUSE), min(self.right, last + _CLAUSE)
        for mask, start, end in self.words.cues:
            if start < first:
                if end >= first - _NEXT and start >= self.left:
                    before |= mask
                elif start >= low:
                    left |= mask
                else:
                    elsewhere |= mask
            elif start < last:
                if end > last:
                    after |= mask
            elif start <= last + _NEXT and start < self.right:
                after |= mask
            elif start < high:
                right |= mask
            else:
                elsewhere |= mask
        return before, left, after, right, elsewhere

    def question(self) -> str:
        """Say whether a question mark ends this clause, stands elsewhere, or nowhere."""
        words = self.words.words
        if self.right < len(words) and words[self.right] == "?":
            return "asked"
        return "asked elsewhere" if "?" in words else "not asked"

    def quoted(self) -> bool:
        """Whether quotation marks stand on both sides."""
        words = self.words.words
        return not _QUOTES.isdisjoint(words[: self.first]) and not _QUOTES.isdisjoint(words[self.last :])


def _stops(words: Words, at: int) -> bool:
    """Whether a clause ends here: a sign that ends one, and no dot inside a name."""
    word = words.words[at]
    if word not in _STOPS:
        return False
    return word != "." or at + 1 == len(words.words) or words.start[at + 1] > words.end[at]


def _clause_start(words: Words, at: int) -> int:
    while at and not _stops(words, at - 1):
        at -= 1
    return at


def _clause_end(words: Words, at: int) -> int:
    while at < len(words.words) and not _stops(words, at):
        at += 1
    return at


def length(words: Words) -> str:
    """Say how long a message is."""
    count = len(words.words)
    return "short" if count <= 4 else "middling" if count <= 9 else "long" if count <= 18 else "very long"  # noqa: PLR2004 - the borders of the words


def bucket(strength: float) -> str:
    """Say how strong a finding is by itself."""
    return "weak" if strength < 0.3 else "doubtful" if strength < 0.5 else "likely" if strength < 0.8 else "sure"  # noqa: PLR2004 - the borders of the words


NEG, PAST, WARN, REFUSE = BIT["neg"], BIT["past"], BIT["warn"], BIT["refuse"]
