"""The cheap column test before ages are read: is a number, plain or hidden, beside words that make it an age?

It is wide, and made of the phrases of `age_phrases/`: what it stops can state no age. The patterns are in the syntax of
the regex crate, which reads a text once, whatever is in it.
"""

from __future__ import annotations

import re
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Final

from processors.handoff.age_reading import BESIDE, SAID
from processors.handoff.age_tables import AGE_TONGUES, NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl


def suspects(plain: pl.Series) -> pl.Series:
    """Tell of each folded text of a column whether an age may be stated in it; null where it is null."""
    numbered = plain.str.contains(_NUMBERED)
    rows = plain.filter(numbered)
    both = [_holds(rows, kind) for kind in NEAR.values() if len(kind) > 1]
    return numbered.scatter(numbered.arg_true(), reduce(or_, both, rows.str.contains(_ALONE)))


def _holds(plain: pl.Series, patterns: tuple[str, ...]) -> pl.Series:
    """Tell of each text whether all of some patterns are in it; each is looked for where those before it are."""
    found = plain.str.contains(patterns[0])
    rest = patterns[1:]
    return found.scatter(found.arg_true(), _holds(plain.filter(found), rest)) if rest else found


def may_answer(plain: pl.Series) -> pl.Series:
    """Tell of each folded text whether it begins, or nearly, with a number in words: an age where it was asked for."""
    return plain.str.head(_ANSWERED_BY).str.contains(_SAYING)


_B: Final = r"(?-u:\b)"
_SIGN: Final = r"[ -/:-@\[-`{-~\n]"
_GAP: Final = _SIGN + "{1,3}"


def _rows(*names: str) -> set[tuple[str, ...]]:
    return {row for tongue in AGE_TONGUES.values() for name in names for row in tongue[name].rows}


def _any(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(words)) + ")"


def _phrases(rows: Iterable[tuple[str, ...]]) -> str:
    """Give a pattern of phrases, with signs and spaces between their words; those that are signs are left out."""
    spelt = ([("[0-9]+" if word == NUMBER else re.escape(word)) for word in row] for row in rows)
    return _any(_GAP.join(row).removesuffix(_GAP + r"\?") for row in spelt if row[0].isalnum())


# Number words that mostly mean something else: alone they open nothing.
_SAY_OTHER_THINGS: Final = frozenset(
    "nuit once set cet sei uit ate nin dis dizes ses vin vins nef sis sez ouit wit svn".split(),  # noqa: SIM905 - reads best
)
_SAYING: Final = _B + _any(word for word in SAID if len(word) > 2 and word not in _SAY_OTHER_THINGS) + _B  # noqa: PLR2004 - "ut"
_FIGURES: Final = r"(?:[1-9][0-9]|[6-9]|[1-9](?: {1,3}|[.*\-])[0-9]|[0-9]{1,2} ?[+x*] ?[0-9]{1,2}|x[ivx]+)"
_LEET: Final = r"(?:[a-z]+[013457!@$]|[013457][a-z])[a-z0-9]+"
_APART: Final = rf"(?:^|{_SIGN})[a-z0-9](?:[ .*\-]{{1,3}}[a-z0-9]){{3,}}(?:$|{_SIGN})"
_NUMBERED: Final = (
    rf"(?:^|[ -#'-,\-/:;=?!\n]){_any(BESIDE)}?(?:[1-9][0-9]|[6-9])(?:[^0-9]|$)"
    rf"|[a-z][013457@€$!][a-z]|[a-z]1[a-z0-9]|[0-9] ?[+x*] ?[0-9]"
    rf"|{_APART}|[0-9][ .,*\-]{{1,2}}[0-9]+ ?[ajly]|{_B}xi?[iv]+ an|{_SAYING}"
)

_LETTER: Final = _any(word for row in _rows("people") for word in row if len(word) <= 2)  # noqa: PLR2004 - "f", "jh"
_SEX: Final = _phrases(row for row in _rows("people") if len(row[0]) > 2)  # noqa: PLR2004 - longer than that
_FILLED: Final = _any(word for row in _rows("filled", "not_reached") for word in row if word.isalnum())
_YEARS: Final = _phrases(_rows("years"))
_HAVE: Final = _phrases(_rows("have"))
_CUES: Final = _phrases(
    _rows("have", "have_years", "self", "just", "turning", "will", "age_is", "we", "negated", "birthday")
)
_PARTY: Final = _any({row[-1] for row in _rows("birthday") if len(row) > 1 and len(row[-1]) > 3})  # noqa: PLR2004 - "my"
_BARE: Final = [tongue for tongue in AGE_TONGUES.values() if not tongue.number_needs_years]
_IS: Final = _phrases(_rows("is"))

NEAR: Final[dict[str, tuple[str, ...]]] = {
    "years": (rf"(?:[0-9]|{_LEET}){_SIGN}{{0,3}}(?:{_phrases(_rows('half'))}{_GAP})?{_YEARS}{_B}",),
    "cue": (rf"{_B}{_CUES}[ !',.:=?(\-]{{0,3}}(?:{_FILLED}{_GAP}){{0,4}}{_FIGURES}{_B}",),
    "age is": (rf"{_B}{_phrases(_rows('age_is'))}{_GAP}{_IS}{_GAP}{_FIGURES}{_B}",),
    "at": (
        rf"{_B}{_phrases(row for tongue in _BARE for row in tongue['at'].rows)} (?:{_FILLED}{_GAP})?{_FIGURES}{_B}",
        _B + _phrases(row for tongue in _BARE for row in tongue["now"].rows) + _B,
    ),
    "leet": (rf"{_B}{_CUES}{_GAP}(?:{_FILLED}{_GAP}){{0,4}}{_LEET}{_B}",),
    "sex before": (rf"{_B}(?:{_LETTER}[ /,]{{0,2}}|{_SEX}{_GAP}(?:{_phrases(_rows('of'))}{_GAP})?){_FIGURES}{_B}",),
    "sex behind": (rf"{_B}{_FIGURES}(?:[ /,]{{0,2}}{_LETTER}|{_SIGN}{{0,2}}{_SEX}){_B}",),
    "name": (
        rf"[a-z] ?, ?{_FIGURES}{_B}",
        rf"{_B}{_phrases(_rows('named'))}{_GAP}(?:[a-z]+ )?[a-z]+ ?, ?{_FIGURES}{_B}",
    ),
    "place": (rf"^{_LETTER} [a-z]{{4,}} [1-9][0-9]{_B}",),
    "turned": (rf"{_B}{_FIGURES}{_GAP}{_HAVE}(?:{_SIGN}|$)",),
    "party": (_B + _PARTY + _B,),
    "apart": (_APART,),
    "said": (_SAYING, _B + _any([_YEARS, _CUES, _SEX]) + _B),
}
"""What stands beside the number of an age, by kind: patterns that all must hold."""
# One pattern: Polars keeps the 32 that were compiled last, and compiles the others anew at each call.
_ALONE: Final = "|".join(f"(?:{kind[0]})" for kind in NEAR.values() if len(kind) == 1)
_ANSWERED_BY: Final = 44
"""Characters of a text in which an answer says its number in words: two dozen before it, and the longest such word."""
