"""The phonetic key of a folded stem: what French and English spellings of one sound have in common.

Own rules, in the manner of Soundex 2 (for French) and Metaphone (Philips 1990, for English), kept to those that both
languages bear. The key is for meeting in a block, and for one comparison, which the weights keep modest.
"""

from __future__ import annotations

import re
from typing import Final

_RULES: Final = dict(
    row.split(">")
    for row in """
eaux>o
eau>o
aux>o
au>o
ph>f
qu>k
q>k
ck>k
sch>ch
ch>ch
ce>se
ci>si
cy>si
c>k
ge>je
gi>ji
gy>ji
ain>in
ein>in
ai>e
ei>e
oi>oi
ou>u
oo>u
ee>i
y>i
z>s
x>ks
w>v
h>
""".split()  # noqa: SIM905 - one row a rule
)
_NASALS: Final = {"am": "an", "em": "an", "om": "on", "im": "in", "en": "an"}  # before b and p; `en` before a consonant
_ENDS: Final = {"er": "e", "ez": "e", "et": "e", "es": ""}
_SOUNDS: Final = re.compile(
    "(?:er|ez|es|et)$|(?<=[a-z]{2})[estdx]$|(?:am|em|om|im)(?=[bp])|en(?=[^aeiouyn])|"
    + "|".join(sorted(_RULES, key=lambda letters: (-len(letters), letters)))
)
_RUN: Final = re.compile(r"(.)\1+", re.DOTALL)


def sound(stem: str) -> str:
    """Give the phonetic key, in letters; a stem with nothing to hear gives the empty key."""
    return _RUN.sub(r"\1", _SOUNDS.sub(_voiced, stem))


def _voiced(found: re.Match[str]) -> str:
    letters = found.group()
    if found.end() == len(found.string):
        return _ENDS.get(letters, _RULES.get(letters, ""))
    return _NASALS.get(letters, _RULES.get(letters, ""))
