"""What the number files of the languages say beside number words: fillers, corrections, ways to hide, other numbers.

Each list of phrases becomes one pattern over words with one space between them (`plain`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from processors.handoff.numerals import LANGUAGES, TONGUES, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Phrases(NamedTuple):
    """Phrases to look for among words: by the word that they begin with, the words behind it."""

    by_first: Mapping[str, tuple[list[str], ...]]

    def are_in(self, words: Sequence[str]) -> bool:
        """Tell whether one of the phrases is said."""
        return self.behind(words) is not None

    def behind(self, words: Sequence[str]) -> Sequence[str] | None:
        """Give the words behind the last of the phrases that is said; None where none is."""
        if self.by_first.keys().isdisjoint(words):
            return None
        for place in range(len(words) - 1, -1, -1):
            for rest in self.by_first.get(words[place], ()):
                past = place + 1 + len(rest)
                if list(words[place + 1 : past]) == rest:
                    return words[past:]
        return None


@dataclass(frozen=True, slots=True)
class Cues:
    """The phrases of some languages; where a pattern is to match all words, it says so.

    Attributes:
        langs: the languages.
        filler: all words between two pieces, where they are no part of the number.
        correction: all words between a piece and the one that replaces it.
        removal: what says that something between the digits is to be left out.
        front: what says that a piece goes before the others.
        backwards: what says that the number is written from right to left.
        every_other: what says that only every second piece counts.
        code: what says that a number is an order, a code, a draw and so on.
        public: what says that a landline is an authority's or a firm's.
        phones: what says that a number is a phone number.
        calls: those that say it of no other number.
        units: what numbers count.
        dialling: what names the beginning of a phone number.
        times: all words between two factors; `repeats` is the same with an article: the second so many times.
        sums: the words of which one is in every sum.
        repeat: words that say the next digit more than once, with how often.
        articles: what may stand between such a word and the digit.
        plurals: digits as one says them of more than one: "three fives".
        dozen: phrases that are numbers, with the number.
        places: words that say from which region a number is, with the region.
    """

    langs: tuple[str, ...]
    filler: re.Pattern[str]
    correction: re.Pattern[str]
    removal: Phrases
    front: Phrases
    backwards: Phrases
    every_other: Phrases
    code: Phrases
    public: Phrases
    phones: frozenset[str]
    calls: frozenset[str]
    units: frozenset[str]
    dialling: Phrases
    times: re.Pattern[str]
    repeats: re.Pattern[str]
    plus: re.Pattern[str]
    minus: re.Pattern[str]
    twice: re.Pattern[str]
    sums: frozenset[str]
    repeat: Mapping[str, int]
    articles: frozenset[str]
    plurals: Mapping[str, int]
    dozen: Mapping[str, int]
    places: Mapping[str, str]


@lru_cache(maxsize=256)
def cues(lang: str | None, spoken: str | None = None) -> Cues:
    """Give the phrases of a message's language and of the language of its number words; of all where none is known."""
    return _cues(
        tuple(sorted({known for known in (lang, spoken) if known is not None and known in TONGUES} or LANGUAGES))
    )


@lru_cache(maxsize=64)
def _cues(langs: tuple[str, ...]) -> Cues:
    tables: list[Any] = [TONGUES[lang].table for lang in langs]
    ways, talk, other = ([table[name] for table in tables] for name in ("ways", "talk", "other"))
    times, articles = _either(ways, "times"), _either(ways, "article")
    filler = _either(talk, "fillers")
    return Cues(
        langs=langs,
        filler=re.compile(rf"(?:{filler})(?: (?:{filler}))*"),
        correction=re.compile(rf"(?:(?:{filler}) )*(?:{_either(talk, 'corrections')})(?: (?:{filler}))*"),
        removal=_said_anywhere("removals"),
        front=_said_anywhere("front"),
        backwards=_said_anywhere("backwards"),
        every_other=_said_anywhere("every_other"),
        code=_said(other, "codes", least=1 if len(langs) < len(LANGUAGES) else _TELLING),
        public=_said(other, "public"),
        phones=frozenset(_phrases(other, "phones")),
        calls=frozenset(_phrases(other, "phones") - _phrases(other, "any_number")),
        units=frozenset(_phrases(other, "units")),
        dialling=_said(other, "dialling"),
        times=re.compile(rf"[x×*]|{times}"),
        repeats=re.compile(rf"(?:{times}) (?:{articles})"),
        plus=re.compile(rf"\+|{_either(ways, 'plus')}"),
        minus=re.compile(rf"[-−–]|{_either(ways, 'minus')}"),
        twice=re.compile(rf"(?:.* )?(?:{_either(ways, 'twice')})"),
        sums=frozenset({"x"}).union(*(_firsts(ways, key) for key in ("times", "plus", "minus", "twice"))),
        repeat=_valued(way["repeat"] for way in ways),
        articles=frozenset(_phrases(ways, "article")),
        plurals=_valued(way["plurals"] for way in ways),
        dozen=_valued(way["dozen"] for way in ways),
        places={plain(word): region for table in tables for region, words in table["places"].items() for word in words},
    )


@cache
def _said_anywhere(key: str) -> Phrases:
    """Give what is said of how to read a number, in all languages: a message of few words hardly tells its own."""
    return _said([tongue.table["talk"] for tongue in TONGUES.values()], key)


def _phrases(tables: Iterable[Mapping[str, Any]], key: str) -> set[str]:
    return {plain(phrase) for table in tables for phrase in table[key]}


def _either(tables: Iterable[Mapping[str, Any]], key: str) -> str:
    return "|".join(map(re.escape, sorted(_phrases(tables, key), key=lambda phrase: (-len(phrase), phrase))))


def _firsts(tables: Iterable[Mapping[str, Any]], key: str) -> frozenset[str]:
    return frozenset(phrase.split(" ")[0] for phrase in _phrases(tables, key))


_TELLING: Final = 3
"""Letters of a phrase that means little else in another language: "pr" is "pour" in French."""


def _said(tables: Sequence[Mapping[str, Any]], key: str, *, least: int = 1) -> Phrases:
    by_first: dict[str, list[list[str]]] = {}
    for phrase in sorted(phrase for phrase in _phrases(tables, key) if len(phrase) >= least):
        first, *rest = phrase.split(" ")
        by_first.setdefault(first, []).append(rest)
    return Phrases({first: tuple(rests) for first, rests in by_first.items()})


def _valued(tables: Iterable[Mapping[str, list[str]]]) -> dict[str, int]:
    return {plain(phrase): int(value) for table in tables for value, phrases in table.items() for phrase in phrases}
