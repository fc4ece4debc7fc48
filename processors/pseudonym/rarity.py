"""How rare a stretch of a name is, in bits: what decides whether sharing it means anything.

A name is cut into known words and unknown stretches, the cheapest way. A known word costs the bits of its class, an
unknown stretch an entry fee and then what its letters cost after the two before them. So `soleil` is some ten bits and
`velourine` some thirty, and two people meet in ten bits far more often than in thirty.

The tables come from the one model file that every worker reads (`processors.pseudonym.model`), never from what this
worker happened to see: so all pick the same blocking keys, and a replay gives the same links.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_OTHER_LETTER_BITS: Final = 7.0  # a letter of another script, or a symbol: scripts have some hundred in use
_DIGIT_BITS: Final = 2.0  # less than log2(10): years, postcodes and 123 are most of the digits in names
_UNKNOWN_BITS: Final = 5.0  # the fee for leaving the word list: one stretch of letters in thirty is in no list
_JOIN_BITS: Final = 1.0
_SHORT_BITS: Final = 3.0  # a word of two or three letters inside a longer stretch is more often chance
_LONGEST_WORD: Final = 14


@dataclass(frozen=True, eq=False)
class Rarity:
    """The tables of a model file that say what is common.

    Attributes:
        words: bits of a folded word.
        letters: bits of a letter after the two before it; a name begins after two spaces.
        grams: bits of the n-grams that many names of a site have; empty in the shipped models.
    """

    words: Mapping[str, float]
    letters: Mapping[str, float]
    grams: Mapping[str, float] = field(default_factory=dict)

    def costs(self, word: str) -> tuple[float, ...]:
        """Give the bits of each letter of one word: its share of the piece that it lies in."""
        known = self.words.get(word)
        if known is not None:
            return (known / len(word),) * len(word)
        return self.cut(word)

    def running(self, words: Sequence[str]) -> tuple[float, ...]:
        """Give the bits of the joined words up to each letter: one number more than there are letters, from 0."""
        total = 0.0
        sums = [0.0]
        for word in words:
            for cost in self.costs(word):
                total += cost
                sums.append(total)
        return tuple(sums)

    def letter(self, gram: str) -> float:
        """Give the bits of the last of three letters, after the first two."""
        bits = self.letters.get(gram)
        if bits is not None:
            return bits
        return _DIGIT_BITS if gram[-1:].isdigit() else _OTHER_LETTER_BITS

    def gram(self, gram: str) -> float:
        """Give the bits of an n-gram of three letters or more wherever it stands; used to rank, not to add up."""
        known = self.grams.get(gram)
        return known if known is not None else sum(self.letter(gram[i : i + 3]) for i in range(len(gram) - 2))

    def cut(self, word: str) -> tuple[float, ...]:
        """Give the bits of each letter of one word as if the word itself were not listed."""
        size = len(word)
        words, letter = self.words, self.letter
        grams = "  " + word
        known = [0.0] + [1e9] * size  # cheapest way to read the first i letters that ends with a known word
        unknown = [1e9] * (size + 1)  # … that ends inside an unknown stretch
        back = [0] * (size + 1)
        entered = [False] * (size + 1)
        for end in range(1, size + 1):
            enter = known[end - 1] + _UNKNOWN_BITS
            entered[end] = enter < unknown[end - 1]
            unknown[end] = min(enter, unknown[end - 1]) + letter(grams[end - 1 : end + 2])
            first = 1 if end == size else 0  # the word itself is not asked
            for start in range(max(first, end - _LONGEST_WORD), end - 1):
                bits = words.get(word[start:end])
                if bits is not None:
                    bits += min(known[start], unknown[start]) + _JOIN_BITS + (_SHORT_BITS if end - start < 4 else 0)  # noqa: PLR2004 - see _SHORT_BITS
                    if bits < known[end]:
                        known[end], back[end] = bits, start
        return _trace(known, unknown, back, entered)


def _trace(known: list[float], unknown: list[float], back: list[int], entered: list[bool]) -> tuple[float, ...]:
    """Walk the cheapest reading back from its end, and share each piece's bits among its letters."""
    end = len(known) - 1
    costs: list[float] = []
    while end:
        if known[end] <= unknown[end]:
            start = back[end]
            total = known[end]
        else:
            start, total = end, unknown[end]
            while not entered[start]:
                start -= 1
            start -= 1
        share = (total - (min(known[start], unknown[start]) if start else 0.0)) / (end - start)
        costs += [share] * (end - start)
        end = start
    costs.reverse()
    return tuple(costs)
