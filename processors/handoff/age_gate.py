"""The cheap column test before ages are read: is a number, plain or hidden, beside words that make it an age?

It is wide, and made of the phrases of `age_phrases/`: what it stops can state no age. Two patterns of single words, in
the syntax of the regex crate, find the rows where a number and a word of some phrase touch; of these few, whole phrases
are looked up row by row. Patterns of whole phrases would be dearer than all the rest: they have too many states.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import polars as pl

from processors.handoff.age_reading import BESIDE, LEET, ORDINALS, SAID, YOUNGEST
from processors.handoff.age_tables import AGE_TONGUES, NUMBER, PARTING, Phrases

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from processors.handoff.age_tables import AgeTongue


def suspects(plain: pl.Series) -> pl.Series:
    """Tell of each folded text of a column whether an age may be stated in it; null where it is null."""
    figures = plain.str.contains(_FIGURED)
    rows = plain.filter(figures)
    beside = rows.str.contains(_AFTER_A_WORD) | rows.str.contains(_BEFORE_A_WORD) | rows.str.contains(_DRAWN)
    passed = figures.scatter(figures.arg_true(), beside) | plain.str.contains(_SAYING)
    near = pl.Series([may_state(row) for row in plain.filter(passed)], dtype=pl.Boolean)
    return passed.scatter(passed.arg_true(), near) | plain.str.contains(_APART)


def may_answer(plain: pl.Series) -> pl.Series:
    """Tell of each folded text whether it begins, or nearly, with a number in words: an age where it was asked for."""
    return plain.str.head(_ANSWERED_BY).str.contains(_SAYING)


def may_state(plain: str) -> bool:
    """Tell whether a number of a folded text has a phrase of an age beside it, in any language."""
    pieces = [piece for run in _RUN.findall(plain) for piece in _parted(run)]
    words = [word for word, _ in pieces]
    numbers = [at for at, (_, kind) in enumerate(pieces) if kind > 1 or (kind and _goes_on(words, at + 1))]
    if any(_is_after(words, at) or _is_before(words, at + 1) for at in numbers):
        return True
    if _is_placed(words) or not _PARTY.isdisjoint(words):
        return True
    return not _SAID.isdisjoint(words) and any(
        phrases.within(words, 0, len(words)) for phrases in (_YEARS, _CUES, _SEX)
    )


def _parted(run: str) -> tuple[tuple[str, int], ...]:
    return _pieces(run) if len(run) <= _LONGEST else ((run, 0),)


@lru_cache(maxsize=1 << 14)
def _pieces(run: str) -> tuple[tuple[str, int], ...]:
    """Part a run as phrases are: each word, and 2 where it may be an age, 1 where it may be a digit of one."""
    if run.isdecimal():
        return ((NUMBER, 0 if len(run) > 2 else 2 if int(run) >= YOUNGEST else 1),)  # noqa: PLR2004 - no age has three
    if run.isalpha():
        return ((run, 2 * (run in SAID)),)
    if len(run) == 1:
        return () if run in PARTING else ((run, 0),)
    if (meant := run.translate(_LETTERS_MEANT)) in SAID:
        return ((meant, 2),)
    pieces = _PIECE.findall(run)
    if not BESIDE.issuperset([piece for piece in pieces if piece.isalpha()]):
        return ((run, 0),)
    return tuple([word for piece in pieces for word in _pieces(piece)])


def _goes_on(words: list[str], at: int) -> bool:
    """Tell whether digits follow a digit, a sign between them or none."""
    return NUMBER in words[at : at + 2]


def _is_after(words: list[str], at: int) -> bool:
    """Tell whether a cue ends before a number, or before the words that change nothing there."""
    for _ in range(_FILLED_AT_MOST):
        at = _before_signs(words, at)
        if _CUES.before(words, at) >= 0 or _SEX.before(words, at) >= 0:
            return True
        if _AT.before(words, at) >= 0 and _NOW.within(words, 0, len(words)):
            return True
        if (
            at
            and words[at] == ","
            and (any(_NAMED.before(words, at - name) >= 0 for name in (1, 2)) or _hails(words, at))
        ):
            return True
        start = _FILLED.before(words, at)
        if start < 0:
            return False
        at = start
    return False


def _hails(words: list[str], at: int) -> bool:
    """Tell whether a greeting stands before, shortly."""
    return any(_HAILS.before(words, end) >= 0 for end in range(max(1, at - _NAME_AT_MOST), at))


def _before_signs(words: list[str], at: int) -> int:
    first = max(0, at - _SIGNS_AT_MOST)
    while at > first and words[at - 1] in _SKIPPED:
        at -= 1
    return at


def _is_before(words: list[str], at: int) -> bool:
    """Tell whether years, or a word for a person, or "I am" follow a number."""
    last = min(len(words), at + _SIGNS_AT_MOST)
    while at < last and words[at] in _SKIPPED:
        at += 1
    at = max(at, _HALF.after(words, at))
    if words[at : at + 1] and words[at] in ORDINALS:
        at += 1
    return _STAND_BEHIND.after(words, at) > 0


def _is_placed(words: list[str]) -> bool:
    """Tell whether a text begins like "f paris 19"."""
    return len(words) > 2 and words[0] in _LETTERS and words[2] == NUMBER  # noqa: PLR2004 - the three of them


_B: Final = r"(?-u:\b)"
_SIGN: Final = r"[ -/:-@\[-`{-~\n]"
_LONGEST: Final = 48  # letters of a run that says an age; no cache is to hold one as long as a message
_FILLED_AT_MOST: Final = 5  # phrases that change nothing, one after the other
_SIGNS_AT_MOST: Final = 3
_NAME_AT_MOST: Final = 4  # words and signs between a greeting and the comma behind a name
_ANSWERED_BY: Final = 44
"""Characters of a text in which an answer says its number in words: two dozen before it, and the longest such word."""


def _rows(*names: str, tongues: Iterable[AgeTongue] = AGE_TONGUES.values()) -> set[tuple[str, ...]]:
    """Give the phrases of some lists, of all languages, less the signs at their ends."""
    rows = (row for tongue in tongues for name in names for row in tongue[name].rows)
    return {row[:-1] if row[-1] in _AT_AN_END else row for row in rows} - {()}


def _phrases(*names: str, tongues: Iterable[AgeTongue] = AGE_TONGUES.values()) -> Phrases:
    return Phrases(" ".join(row) for row in _rows(*names, tongues=tongues))


def _first(row: Sequence[str]) -> str:
    """Give a pattern of the first word of a phrase, with the one behind it where it is short."""
    return _spelt(row[:1] if len(row[0]) > _SHORT else row[:2])


def _spelt(row: Sequence[str]) -> str:
    return f"{_SIGN}{{1,3}}".join("[0-9]+" if word == NUMBER else re.escape(word) for word in row)


def _any(patterns: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(patterns)) + ")"


_AT_AN_END: Final = frozenset(",?:=")
_BARE: Final = [tongue for tongue in AGE_TONGUES.values() if not tongue.number_needs_years]
_SHORT: Final = 3  # letters of a word that is too frequent to tell anything alone
_CUED: Final = (
    "have",
    "have_years",
    "self",
    "just",
    "turning",
    "will",
    "age_is",
    "we",
    "negated",
    "birthday",
    "nowadays",
)
_CHANGE_NOTHING: Final = ("filled", "not_reached", "is", "of")
_BEFORE: Final = (*_CUED, *_CHANGE_NOTHING, "people")
_BEHIND: Final = ("years", "half", "people", "have", "birthday", "looking")
_CUES: Final = _phrases(*_CUED)
_FILLED: Final = _phrases(*_CHANGE_NOTHING)
_SEX: Final = _phrases("people")
_YEARS: Final = _phrases("years")
_STAND_BEHIND: Final = _phrases("years", "people", "have", "birthday", "looking")
_HALF: Final = _phrases("half")
_NAMED: Final = _phrases("named")
_HAILS: Final = _phrases("hails")
_AT: Final = _phrases("at", tongues=_BARE)
_NOW: Final = _phrases("now", tongues=_BARE)
_LETTERS: Final = frozenset(word for word in _SEX.heads if len(word) <= 2)  # noqa: PLR2004 - "f", "jh"
_PARTY: Final = frozenset(row[-1] for row in _rows("birthday") if len(row) > 1 and len(row[-1]) > 3)  # noqa: PLR2004 - "my"

# Number words that mostly mean something else: alone they open nothing.
_SAY_OTHER_THINGS: Final = frozenset(
    "nuit once set cet sei uit ate nin dis dizes ses vin vins nef sis sez ouit wit svn".split(),  # noqa: SIM905 - reads best
)
_SAID: Final = frozenset(word for word in SAID if len(word) > 2) - _SAY_OTHER_THINGS  # noqa: PLR2004 - "ut"
_SAYING: Final = _B + _any(_SAID) + _B
_APART: Final = rf"(?:^|{_SIGN})[a-z0-9](?:[ .*\-]{{1,3}}[a-z0-9]){{3,}}(?:$|{_SIGN})"
_RUN: Final = re.compile(r"[a-z0-9@$!]*[a-z0-9]|[^\sa-z0-9]")
_PIECE: Final = re.compile(r"[a-z]+|[0-9]+")
_LETTERS_MEANT: Final = LEET | str.maketrans("@$!", "asi")
_SKIPPED: Final = frozenset("!,.:=?(/")

_FIGURED: Final = (
    r"(?:^|[^0-9])(?:[1-9][0-9]|[6-9])(?:[^0-9]|$)|[0-9][ .,*+x-]{1,3}[0-9]|[a-z][@$!013457]+[a-z]"
    rf"|{_B}(?:[013457][a-z]|x[ivx]+{_B})"
)
"""Numbers of one digit or two, digits apart, digits and signs that may be letters, and Roman numbers."""
_FIGURES: Final = r"(?:[1-9][0-9]|[6-9]|[1-9](?: {1,3}|[.*\-])[0-9]|[0-9]{1,2} ?[+x*] ?[0-9]{1,2}|x[ivx]+)"
_DRAWN: Final = rf"[a-z][013457!@$]+[a-z]|{_B}[013457][a-z]{{2}}|{_B}x[ivx]+{_B}"  # digits as letters, and the reverse
_LAST: Final = _any(({row[-1] for row in _rows(*_BEFORE)} | _AT.tails) - {NUMBER})
_FIRST: Final = _any(_first(row) for row in _rows(*_BEHIND))
_AFTER_A_WORD: Final = rf"{_B}{_LAST}[ !',.:=?(/\-]{{0,3}}{_FIGURES}{_B}|[a-z] ?, ?{_FIGURES}{_B}"
_BEFORE_A_WORD: Final = rf"[0-9]{_any(ORDINALS)}?{_SIGN}{{0,3}}{_FIRST}{_B}"
