"""Which letters follow each other in a pseudonym, as 64 bits: the cheapest bound on how alike two can be.

Meant for columns: a microsecond a name to make, and some nanoseconds a pair to compare, where a fold takes fifty.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

from processors.handoff.text import FOLDS
from processors.pseudonym.names import LONGEST

LEAST: Final = 0.7
"""Share of the letter pairs of the shorter name below which two names are not looked at, unless a sound or a contact
brought them together. Of the labelled pairs of chat pseudonyms that score 0.9 or more and share no sound, all have 0.83
or more."""

_LEET: Final = dict(zip(map(ord, "0134578"), "oieastb", strict=True))
_PLAIN: Final = {
    **{code: None for code in range(128) if not chr(code).isalpha()},
    **{code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)},
    **_LEET,
}
_WIDTH: Final = 32
"""Letters that are looked at; the fold of a longer name begins alike all the same."""
_BITS: Final = 64

Letters = npt.NDArray[np.uint64]


def plain(pseudonym: str) -> str:
    """Give a pseudonym in small letters, digits read as letters where they look like some, all else dropped."""
    if not pseudonym.isascii():
        pseudonym = pseudonym[:LONGEST].translate(FOLDS)
    return pseudonym.translate(_PLAIN)


def letters(plains: Iterable[str]) -> Letters:
    """Give for each plain name a bit for each two letters that stand side by side, in whichever order."""
    raw = np.array([name.encode()[:_WIDTH] for name in plains], dtype=f"S{_WIDTH}")
    codes = raw.view(np.uint8).reshape(len(raw), _WIDTH).astype(np.uint16)
    left, right = codes[:, :-1], codes[:, 1:]
    mixed = (np.minimum(left, right) * np.uint16(37) + np.maximum(left, right) * np.uint16(11)) % np.uint16(_BITS)
    bits = np.left_shift(np.uint64(1), mixed.astype(np.uint64))
    bits[(left == 0) | (right == 0)] = 0
    found: Letters = np.bitwise_or.reduce(bits, axis=1)
    return found


def alike(a: Letters, b: Letters) -> npt.NDArray[np.bool_]:
    """Tell of each two whether they have `LEAST` or more of the shorter one's in common."""
    fewer = np.minimum(np.bitwise_count(a), np.bitwise_count(b))
    enough: npt.NDArray[np.bool_] = np.bitwise_count(a & b) >= LEAST * fewer
    return enough


def shared(a: Letters, b: Letters) -> npt.NDArray[np.float64]:
    """Give of each two the share of the longer one's that both have, 0 to 1."""
    longer = np.maximum(np.maximum(np.bitwise_count(a), np.bitwise_count(b)), 1)
    share: npt.NDArray[np.float64] = np.bitwise_count(a & b) / longer
    return share
