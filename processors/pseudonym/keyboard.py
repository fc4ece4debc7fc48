"""Keys beside each other, on the keyboards of French and English writers."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

_LAYOUTS: Final = (
    ("azertyuiop", "qsdfghjklm", "wxcvbn"),  # AZERTY, as in NF Z71-300 less its signs
    ("qwertyuiop", "asdfghjkl", "zxcvbnm"),  # QWERTY, as in ISO/IEC 9995 less its signs
)


def _beside() -> frozenset[tuple[str, str]]:
    """Give the pairs of letters whose keys touch, both ways: in a row, and in the row below or half a key further."""
    found: set[tuple[str, str]] = set()
    for rows in _LAYOUTS:
        for row in rows:
            found.update(pairwise(row))
        for upper, lower in pairwise(rows):
            found.update(zip(upper, lower, strict=False))
            found.update(zip(upper[1:], lower, strict=False))
    return frozenset(found | {(b, a) for a, b in found})


BESIDE: Final = _beside()
"""Pairs of letters, in either order, that one finger may take for each other."""
