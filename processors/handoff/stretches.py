"""Which parts of what is dictated make one name: letters that run, words that signs join, a number at the end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from processors.handoff.spelt_words import Part


class Spoken(NamedTuple):
    """Parts that dictation joins.

    Attributes:
        vague: that all the signs in it may be mere words.
        letters: how many of its parts are single letters.
    """

    value: str
    start: int
    end: int
    parts: tuple[Part, ...]
    vague: bool
    letters: int


_LETTERS_AT_LEAST: Final = 3
_HARD_GAP: Final = re.compile(r"[.:;?!=\n]")


def stretches(folded: str, parts: Sequence[Part], *, no_spaces: bool) -> tuple[Spoken, ...]:
    """Give the parts of a folded text that make names, `no_spaces` where it says that names are written so."""
    return tuple(_spoken(group) for group in _groups(folded, parts, no_spaces=no_spaces) if _is_dictated(group))


def _is_dictated(group: Sequence[Part]) -> bool:
    kinds = [part.kind for part in group]
    return (
        (len(kinds) > 1 and ("sign" in kinds or kinds[0] == "begin"))
        or "edited" in kinds
        or (kinds[:1] == ["word"] and kinds[-1] == "number" and _is_counted(group))
        or kinds.count("letter") >= _LETTERS_AT_LEAST
    )


def _is_counted(group: Sequence[Part]) -> bool:
    """Whether a number goes on a word by more than "and": "puis 75", "and 75 at the end", "seventy five"."""
    fillers = [part for part in group if part.kind == "filler"]
    return not group[-1].vague or (not fillers and group[-1].value != "") or any(not part.vague for part in fillers)


def _groups(folded: str, parts: Sequence[Part], *, no_spaces: bool) -> Iterator[list[Part]]:
    group: list[Part] = []
    for part in parts:
        if group and not _joins(folded, group, part) and not (no_spaces and part.kind == "number" and len(group) > 1):
            yield _trimmed(group)
            group = []
        group.append(part)
    yield _trimmed(group)


def _joins(folded: str, group: Sequence[Part], part: Part) -> bool:
    before = group[-1]
    gap = folded[before.end : part.start]
    hard = "sign" not in (before.kind, part.kind) and _HARD_GAP.search(gap) is not None
    if hard or part.kind == "begin" or _starts_over(folded, before, part):
        return False
    if before.kind == "filler":
        said = next((other for other in reversed(group) if other.kind != "filler"), before)
        return part.kind != "word" or said.kind == "sign" or _spells_out(group)
    if part.kind == "filler" or before.kind == "begin":
        return True
    if part.kind == "number" and before.kind == "word" and not folded[part.start].isdecimal():
        return gap == " "  # only made where a name ends
    kinds = before.kind, part.kind
    return kinds != ("letter", "edited") and ("sign" in kinds or "word" not in kinds)  # "c'est", then a name


def _spells_out(group: Sequence[Part]) -> bool:
    """Whether what was said so far are letters: after them a word is one more piece ("b e l puis fleur")."""
    return sum(part.kind == "letter" for part in group) >= _LETTERS_AT_LEAST


def _starts_over(folded: str, before: Part, part: Part) -> bool:
    """Whether a letter begins a run joined by signs, as the one before it is no part of: "c p-o-i-v-r-e"."""
    apart = before.kind == part.kind == "letter" and folded[before.end : part.start].isspace()
    return (
        apart
        and _JOINED_ON.match(folded, part.end) is not None
        and folded[before.start - 1 : before.start] in {"", " "}
    )


_JOINED_ON: Final = re.compile(r"([._*/-])[a-z0-9]\1")


def _trimmed(group: list[Part]) -> list[Part]:
    """Without what belongs to no name at either end, nor a vague sign with nothing beside it."""
    first, last = 0, len(group)
    while first < last and (group[first].kind == "filler" or group[first].vague):
        first += 1
    while last > first and (
        group[last - 1].kind == "filler" or (group[last - 1].kind == "sign" and group[last - 1].vague)
    ):
        last -= 1
    kept = group[first:last]
    if kept and kept[-1].kind == "number" and last == len(group):
        kept[-1] = kept[-1]._replace(vague=True)  # nothing says that it goes at the end
    return kept


def _spoken(group: Sequence[Part]) -> Spoken:
    begin = group[0].kind == "begin"
    said = _run_together([part for part in group if part.kind not in {"filler", "begin"}])
    letters = sum(part.kind == "letter" for part in said)
    vague = letters < _LETTERS_AT_LEAST and all(part.vague for part in said if part.kind in {"sign", "edited"})
    value = "".join(part.value for part in said)
    return Spoken(value, group[0].start, said[-1].end, tuple(said), vague and not begin, letters)


def _run_together(said: list[Part]) -> list[Part]:
    """Drop the signs that only set letters apart: of "p-o-i-v-r-e-7" all, as one sign stands between three letters."""
    kept: list[Part] = []
    index = 0
    while index < len(said):
        last = index
        while (
            last + 2 < len(said)
            and said[index].kind == "letter"
            and said[last + 1].kind == "sign"
            and said[last + 1].value == said[index + 1].value
            and said[last + 2].kind in {"letter", "number"}
        ):
            last += 2
        run = said[index : last + 1]
        kept += run[::2] if sum(part.kind == "letter" for part in run) >= _LETTERS_AT_LEAST else run
        index = last + 1
    return kept
