"""A number in its sentence: what lies around it, and what that allows it to be."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from processors.handoff.age_reading import Number, Words
from processors.handoff.age_tables import NUMBER, AgeTongue, Phrases

STOP: Final = frozenset('.!?;:,()\n"…=')
# Signs after which no new thought begins; NUMBER is one.
_WRITTEN: Final = frozenset("#$@%&<>={}[]\\^|+/")
# Words on either side of a number that can bear on it: a bound, so that the longest messages stay cheap.
REACH: Final = 40
_FILLED_AT_MOST: Final = 8  # words and phrases that change nothing, one after the other
SENTENCE: Final = frozenset(".!?;\n")
# What a number counts where one of these follows, in any language.
MEASURES: Final = frozenset(
    "km kg cm mm min mn mins h eur euro euros balles € $ £ % ° go mo gb mb ko hz rue ' + * &".split(),  # noqa: SIM905 - reads best
)

IMPERFECT: Final = re.compile(r"[a-z]{3,}(?:aba[ns]?|avo|evo|ava[ms]?|avamos|abamos)")
"""How Spanish, Italian and Portuguese verbs tell what was."""


class Claim(NamedTuple):
    """An age read at a number: its cue starts at word `start`, and the whole ends before word `end`."""

    age: int
    start: int
    end: int
    why: str


class Place(NamedTuple):
    """A number with what stands around it.

    Attributes:
        lefts: where what is said before it may end: words that change nothing ("only", "already") lie between there and
            the number, each a place further left. `left` is the furthest.
        less: 1 where one of them says that the age is not reached yet.
        clause: where the clause begins, and `sentence` the sentence; `stop` is where the clause ends.
        right: past the number, a half and the word for years.
        years: past them there is a word for years.
        alone: where words for years end that say an age with nothing before them; 0 where there are none.
    """

    words: Words
    number: Number
    tongue: AgeTongue
    lefts: tuple[int, ...]
    less: int
    clause: int
    sentence: int
    stop: int
    right: int
    years: bool
    alone: int

    @property
    def left(self) -> int:
        return self.lefts[0]

    def cue(self, name: str) -> int:
        """Give where a phrase of a list starts that ends before the number or the words that change nothing, or -1."""
        phrases, line = self.tongue.lists[name], self.words.line
        for left in self.lefts:
            start = phrases.before(line, left)
            if start >= 0:
                return start
        return -1


def place_of(words: Words, number: Number, tongue: AgeTongue) -> Place:
    """Look around a number, in one language."""
    line = words.line
    lefts, less = _lefts(line, number.at, tongue)
    left = lefts[0]
    right = _past(tongue, "half", line, number.at + 1)
    end = tongue["years"].after(line, right)
    years = end > 0
    alone = max(tongue["alone"].after(line, right), 0)
    right = _past(tongue, "half", line, end) if years else right
    first, last = max(left - REACH, 0), min(right + REACH, len(line))
    sentence = next((at + 1 for at in range(left - 1, first - 1, -1) if line[at] in SENTENCE), first)
    clause = _clause(line, sentence, left, tongue["conjunctions"])
    stop = next((at for at in range(right, last) if line[at] in STOP), last)
    return Place(words, number, tongue, lefts, less, clause, sentence, stop, right, years, alone)


def _clause(line: list[str], sentence: int, left: int, joint: Phrases) -> int:
    for at in range(left - 1, sentence - 1, -1):
        if line[at] in STOP or (line[at + 1] in joint.heads and joint.after(line, at + 1) > 0):
            return at + 1
    return sentence


def _lefts(line: list[str], at: int, tongue: AgeTongue) -> tuple[tuple[int, ...], int]:
    lefts, less = [at], 0
    not_reached, filled = tongue["not_reached"], tongue["filled"]
    while len(lefts) < _FILLED_AT_MOST:
        start = not_reached.before(line, lefts[0])
        less = 1 if start >= 0 else less
        start = start if start >= 0 else filled.before(line, lefts[0])
        if start < 0:
            break
        lefts.insert(0, start)
    return tuple(lefts), less


def _past(tongue: AgeTongue, name: str, line: list[str], at: int) -> int:
    end = tongue[name].after(line, at)
    return end if end > 0 else at


def in_a_year(line: list[str], at: int) -> bool:
    """Tell whether "in 2019" follows: then it was so."""
    return (
        at + 1 < len(line)
        and line[at] in {"en", "in", "im", "nel", "em"}
        and line[at + 1] == NUMBER
        and at + 2 == len(line)
    )


def lasts(place: Place) -> bool:
    """Tell whether years are a time that lasts, "of marriage", and no age; "in two weeks" shows an age."""
    tongue, line, right = place.tongue, place.words.line, place.right
    if place.alone > right or tongue["backwards"].after(line, right) > 0:
        return False
    shown = ("of_age", "later", "today")
    return tongue["duration"].after(line, right) > 0 and all(tongue[name].after(line, right) < 0 for name in shown)


def follows(place: Place) -> bool:  # noqa: PLR0911 - one question after the other
    """Tell whether a number may be an age by what comes next: a word for years, an end, or words that fit."""
    if place.years:
        return True
    line, right, tongue = place.words.line, place.right, place.tongue
    if place.number.ordinal or tongue["unit_words"].within(line, max(0, right - REACH), min(right + REACH, len(line))):
        return False
    if right >= len(line) or line[right] in STOP:
        return True
    if place.number.needs_years:
        return False
    if tongue["later"].after(line, right) > 0 or tongue["today"].after(line, right) > 0:
        return True
    if not (line[right][0].isalnum() or line[right] in MEASURES):
        return True
    if line[right] in MEASURES or tongue["not_after"].after(line, right) > 0 or line[right] == NUMBER:
        return False
    return tongue["after"].after(line, right) > 0 if tongue.number_needs_years else not is_plural(line[right])


def is_plural(word: str) -> bool:
    """Tell whether an unknown word names things that are counted: "15 parcels"."""
    if word in _TOWNS or word.endswith(("ss", "us", "is")):
        return False
    return len(word) > 4 and word.endswith("s")  # noqa: PLR2004 - "yes", "bros"


# Where people say they live, behind an age, and which look like more than one thing.
_TOWNS: Final = frozenset(
    "leeds wales naples athens dallas texas brussels nantes rennes limoges tours cannes nimes arles valence bruxelles"  # noqa: SIM905 - a line of words reads best
    " londres flandres landes vosges ardennes yvelines antilles buenos kansas illinois arkansas algarves minas".split()
)


def is_real(place: Place, start: int) -> bool:
    """Tell whether nothing before a cue makes the age a wish, a part, another's belief, or denies it."""
    tongue, line = place.tongue, place.words.line
    if tongue["supposing"].before(line, start) >= 0 or tongue["negated"].before(line, start) >= 0:
        return False
    return not tongue["unreal"].within(line, place.clause, start)


def years_less(place: Place, start: int) -> int:
    """Give 1 where a time to come stands beside the age: "in two weeks i'm 15"."""
    later, line = place.tongue["later"], place.words.line
    joint = place.tongue["ands"].before(line, start)
    before = later.before(line, start) >= 0 or (joint > 0 and later.before(line, joint) >= 0)
    return int(before or _comes_behind(place) or place.less)


def _comes_behind(place: Place) -> bool:
    """Tell whether a time to come stands behind the age; "soon" does only where nothing else is said to come."""
    line, right = place.words.line, place.right
    end = place.tongue["later"].after(line, right)
    return end > 0 and (place.tongue["soon"].after(line, right) < 0 or end >= len(line) or line[end] in STOP)


def opens(place: Place, at: int) -> bool:
    """Tell whether a word begins a clause, but for greetings."""
    line = place.words.line
    while at > 0 and line[at - 1] not in STOP:
        start = place.tongue["greetings"].before(line, at)
        if start < 0:
            return not (line[at - 1][0].isalnum() or line[at - 1] in _WRITTEN)
        at = start
    return True


def is_for_others(place: Place, end: int) -> bool:
    """Tell whether the sentence speaks, before a place, of another person or of people sought."""
    tongue, line = place.tongue, place.words.line
    return tongue["others"].within(line, place.sentence, end) or tongue["seeking"].within(line, place.sentence, end)


def end_of_clause(place: Place) -> int:
    """Give where the clause ends; a clause of the age alone takes in the next one."""
    line, stop = place.words.line, place.stop
    if stop == place.right and stop < len(line) and line[stop] == ",":
        last = min(stop + REACH, len(line))
        return next((at for at in range(stop + 1, last) if line[at] in STOP), last)
    return stop
