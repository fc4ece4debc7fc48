"""The cheap tests before ages are read: does a text hold a number, and words beside it that make it an age?

Both are wide: what they stop can state no age.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import polars as pl

from processors.handoff.age_reading import BESIDE, LEET, OLDEST, SAID, YOUNGEST
from processors.handoff.age_tables import AGE_TONGUES, NUMBER

if TYPE_CHECKING:
    from processors.handoff.text import Text

# Number words that mostly mean something else: alone they open nothing.
_COMMON: Final = frozenset(
    "nuit once set cet sei uit ate nin dis dizes ses vin vins nef sis sez ouit wit svn".split(),  # noqa: SIM905 - reads best
)
_SAID: Final = frozenset(word for word in SAID if len(word) > 2) - _COMMON  # noqa: PLR2004 - "ut", "ot"
_DIGIT: Final = re.compile("[0-9]")
_SPACED: Final = re.compile(
    r"(?<![^\W_])[^\W_](?:[ .*\-]{1,3}[^\W_](?![^\W_])){3,}|[a-z][@€$!][a-z]|(?<![a-z])xi?[iv]+ an"
)
_SUM: Final = re.compile(r"(?<![\w.,])\d{1,2}(?: ?[+x*] ?| {1,2}|[.,*\-])\d{1,2} ?[ajly]")
_GLUED: Final = re.compile(r"([^\W\d_]*)\d{1,2}([^\W\d_]*)")
_GLUED_AT_MOST: Final = 14
_REACH: Final = 6  # words between a cue and its number: "je n'ai en fait vraiment que"

_CUES: Final = (
    "have",
    "have_years",
    "self",
    "just",
    "turning",
    "will",
    "age_is",
    "at",
    "we",
    "negated",
    "named",
    "people",
)


def _ends(*names: str) -> frozenset[str]:
    return frozenset(word for tongue in AGE_TONGUES.values() for name in names for word in tongue[name].tails)


def _heads(*names: str) -> frozenset[str]:
    return frozenset(word for tongue in AGE_TONGUES.values() for name in names for word in tongue[name].heads)


_BEFORE: Final = _ends(*_CUES, "birthday") - {NUMBER}
_AFTER: Final = _heads("years", "people", "have", "birthday") - {NUMBER}


def suspects(plain: pl.Series) -> pl.Series:
    """Tell of each folded text of a column whether an age may be stated in it; null where it is null.

    One search in the column first: mostly there is no number. Only the others are looked at by themselves.
    """
    numbered = plain.str.contains(_NUMBERED)
    return pl.Series(
        plain.name, [near and states(folded) for folded, near in zip(plain, numbered, strict=True)], dtype=pl.Boolean
    )


def may_say_a_number(text: Text) -> bool:
    """Tell whether a text holds a number that may be an age, in digits or words, or hidden."""
    return any(_is_number(token.text) for token in text.tokens) or _is_hidden(text.folded)


def states(folded: str) -> bool:
    """Tell whether a number of a folded text has words beside it with which an age is said."""
    words = _WORD.findall(folded)
    for at, word in enumerate(words):
        if not _is_number(word):
            continue
        if not (word.isdecimal() or word.isalpha()):
            return True
        near = words[max(0, at - _REACH) : at]
        if not _BEFORE.isdisjoint(near) or not _AFTER.isdisjoint(words[at + 1 : at + 1 + _REACH]):
            return True
    return _is_hidden(folded)


def _is_hidden(folded: str) -> bool:
    return _SPACED.search(folded) is not None or _SUM.search(folded) is not None


def _is_number(word: str) -> bool:
    if word.isdecimal():
        return len(word) <= 2 and YOUNGEST <= int(word) <= OLDEST  # noqa: PLR2004 - two digits
    return word in _SAID or (not word.isalpha() and _is_glued(word))


def _is_glued(word: str) -> bool:
    """Tell "g14", "14ans", "f1ft33n" from "x11", "utf8", "perl6"."""
    if len(word) > _GLUED_AT_MOST or _DIGIT.search(word) is None:
        return False
    parts = _GLUED.fullmatch(word)
    glued = parts is not None and all(not letters or letters in BESIDE for letters in parts.groups())
    return glued or word.translate(LEET) in SAID


_WORD: Final = re.compile(r"\w+")
# In Rust's syntax. Digits that are one or two, number words, letters set apart, signs and digits for letters.
_NUMBERED: Final = (
    r"(?:^|[^0-9a-z])[a-z]{0,10}(?:[1-9][0-9]|[6-9])(?:[^0-9]|$)"
    r"|[a-z][013457@€$!][a-z]|[a-z]1[a-z0-9]|[0-9] ?[+x*] ?[0-9]"
    r"|(?:^|[^0-9a-z])[a-z0-9](?:[ .*\-]{1,3}[a-z0-9]){3,}(?:[^0-9a-z]|$)|[0-9][ .,*\-]{1,2}[0-9]+ ?[ajly]|xi?[iv]+ an"
    r"|(?:^|[^0-9a-z])(?:" + "|".join(sorted(_SAID)) + r")(?:[^0-9a-z]|$)"
)
