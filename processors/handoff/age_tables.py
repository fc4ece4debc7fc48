"""What the files of `age_phrases/` say, made ready to be looked up before or after a word."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, cast

from processors.handoff.numerals import LANGUAGES
from processors.handoff.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

NUMBER: Final = "#"
"""How any number is written in a phrase, and in the words that phrases are looked up in."""

_WORD: Final = re.compile(r"[^\W\d_]+|\d+|[^\s\w]")
# An apostrophe and a hyphen part words ("j'ai", "après-demain") and are none themselves.
PARTING: Final = frozenset("'-`*~")


class Phrases:
    """A list of phrases, each a row of words, to be looked up by where they stand."""

    def __init__(self, phrases: Iterable[str]) -> None:
        rows = {tuple(words_of(phrase)) for phrase in phrases} - {()}
        longest_first = sorted(rows, key=lambda row: (-len(row), row))
        self._by_first: dict[str, list[list[str]]] = {}
        self._by_last: dict[str, list[list[str]]] = {}
        for row in longest_first:
            self._by_first.setdefault(row[0], []).append(list(row))
            self._by_last.setdefault(row[-1], []).append(list(row))
        self.rows = longest_first
        self.heads = frozenset(self._by_first)
        self.tails = frozenset(self._by_last)

    def before(self, line: list[str], end: int) -> int:
        """Give where the longest phrase starts that ends right before a place, or -1."""
        if end <= 0:
            return -1
        for row in self._by_last.get(line[end - 1], ()):
            start = end - len(row)
            if start >= 0 and line[start:end] == row:
                return start
        return -1

    def after(self, line: list[str], start: int) -> int:
        """Give the place past the longest phrase that starts at a place, or -1."""
        if start >= len(line):
            return -1
        for row in self._by_first.get(line[start], ()):
            end = start + len(row)
            if line[start:end] == row:
                return end
        return -1

    def within(self, line: list[str], start: int, end: int) -> bool:
        """Tell whether a phrase stands anywhere in a half-open stretch."""
        heads = self.heads
        if heads.isdisjoint(line[start:end]):
            return False
        return any(line[at] in heads and 0 < self.after(line, at) <= end for at in range(start, end))

    def __iter__(self) -> Iterator[str]:
        """Give the phrases, folded."""
        return (" ".join(row) for row in self.rows)


@dataclass(frozen=True, slots=True, eq=False)
class AgeTongue:
    """What one language's file says; `age_phrases/README.md` says what each list means.

    `before` and `behind` are the words that stand next to the number of an age, one of them at least.
    """

    lang: str
    common: frozenset[str]
    number_needs_years: bool
    lists: Mapping[str, Phrases]
    before: frozenset[str]
    behind: frozenset[str]

    def __getitem__(self, name: str) -> Phrases:
        return self.lists[name]


def words_of(phrase: str) -> list[str]:
    """Part a phrase into folded words, signs and numbers, as a message is parted."""
    return [word for word in _WORD.findall(fold(phrase)) if word not in PARTING]


_CUES: Final = ("turning", "just", "will", "have", "have_years", "self")
_BEFORE: Final = (*_CUES, "age_is", "at", "we", "negated", "named", "people", "birthday", "nowadays", "hails")
_BEHIND: Final = ("years", "people", "have", "birthday", "looking")
# Lists that are looked up together, by the name under which that is done.
_TOGETHER: Final = {"not_reached": ("soon", "later"), "filled": ("fillers", "today"), "cues": _CUES}


def _tongue(lang: str) -> AgeTongue:
    table = tomllib.loads(files(__package__).joinpath("age_phrases", f"{lang}.toml").read_text(encoding="utf-8"))
    lists = {name: Phrases(cast("list[str]", value)) for name, value in table.items() if isinstance(value, list)}
    lists.setdefault("alone", lists["years"])
    lists |= {name: Phrases(phrase for part in parts for phrase in lists[part]) for name, parts in _TOGETHER.items()}
    return AgeTongue(
        lang=lang,
        common=frozenset(fold(word) for word in table["common"]),
        number_needs_years=table["number_needs_years"],
        lists=MappingProxyType(lists),
        before=frozenset().union(*(lists[name].tails for name in _BEFORE)) - {NUMBER},
        behind=frozenset().union(*(lists[name].heads for name in _BEHIND)) - {NUMBER},
    )


AGE_TONGUES: Final[Mapping[str, AgeTongue]] = MappingProxyType({lang: _tongue(lang) for lang in LANGUAGES})
