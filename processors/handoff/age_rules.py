"""Rules that read an age at a number, by the words before and behind it, each with the phrases of one language."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from processors.handoff.age_introductions import FREQUENT, PLACING, presents
from processors.handoff.age_openings import contrasts, hails, seeks
from processors.handoff.age_place import (
    IMPERFECT,
    SENTENCE,
    STOP,
    Claim,
    Place,
    end_of_clause,
    follows,
    in_a_year,
    is_for_others,
    is_real,
    lasts,
    opens,
    years_less,
)
from processors.handoff.age_tables import NUMBER

if TYPE_CHECKING:
    from collections.abc import Callable


def judge(place: Place, *, asked: bool) -> Claim | None:
    """Try each rule in turn; the first that speaks decides."""
    tongue, line, right = place.tongue, place.words.line, place.right
    if tongue["unreal_after"].after(line, right) > 0 or in_a_year(line, right):
        return None
    if claim := presents(place, asked=asked):
        return claim
    if place.years and lasts(place):
        return None
    for rule in _CUED + _OTHER if place.cue("cues") >= 0 else _OTHER:
        if claim := rule(place):
            return claim
    return _answered(place) if asked else None


def _has(place: Place) -> Claim | None:
    if not follows(place):
        return None
    start = place.cue("have")
    if start < 0 and place.years and not _was_so(place):
        start = place.cue("have_years")
    start = _self(place) if start < 0 else start
    if start < 0 or not is_real(place, start):
        return None
    less = years_less(place, start)
    return Claim(
        place.number.value - less, start, place.right, f"{'is about to be' if less else 'says they are'} this age"
    )


def _was_so(place: Place) -> bool:
    """Tell whether what comes behind an age tells of the past: "con 14 años ya trabajaba mi abuelo"."""
    line, stop = place.words.line, end_of_clause(place)
    return place.tongue["then"].within(line, place.right, stop) or any(
        map(IMPERFECT.fullmatch, line[place.right : stop])
    )


def _self(place: Place) -> int:
    """Give where a bare "me" stands that speaks of the writer: at the start of a clause, or behind "and"; or -1."""
    start, line, tongue = place.cue("self"), place.words.line, place.tongue
    joined = tongue["ands"].before(line, start) >= 0 or tongue["conjunctions"].before(line, start) >= 0
    asked = tongue["asks"].before(line, start) >= 0
    other = start > 0 and (tongue["years"].before(line, start) >= 0 or line[start - 1] == NUMBER)  # "he's 20 me 15"
    return start if start >= 0 and (joined or asked or other or opens(place, start)) else -1


def _turns(place: Place) -> Claim | None:
    line, tongue = place.words.line, place.tongue
    clause = (line, place.clause, place.stop)
    for name in ("turning", "just"):
        start = place.cue(name)
        if start < 0 or not follows(place) or not is_real(place, start):
            continue
        if tongue["others"].within(line, place.clause, start):
            return None
        less = name == "turning" and not tongue["today"].within(*clause)
        return Claim(place.number.value - less, start, place.right, f"{'soon' if less else 'just'} has this birthday")
    start = place.cue("will")
    if (
        start >= 0
        and follows(place)
        and is_real(place, start)
        and tongue["later"].within(line, place.clause, place.stop)
    ):
        return Claim(place.number.value - 1, start, place.right, "says when they will be this age")
    return None


def _birthday(place: Place) -> Claim | None:
    line, tongue = place.words.line, place.tongue
    said = place.years or place.number.ordinal or (opens(place, place.left) and follows(place))
    if not said or not is_real(place, place.left):
        return None
    if not tongue["birthday"].within(line, place.sentence, place.stop):
        return None
    if tongue["others"].within(line, place.sentence, place.left):
        return None
    if tongue["later"].within(line, place.sentence, place.stop):
        return Claim(place.number.value - 1, place.left, place.right, "says when this birthday comes")
    if place.cue("just") >= 0 or tongue["today"].within(line, place.sentence, place.stop):
        return Claim(place.number.value, place.left, place.right, "has or had this birthday lately")
    return None


def _names(place: Place) -> Claim | None:
    """Read "my age is 15", "mon âge ? 15"."""
    line, tongue = place.words.line, place.tongue
    for end in map(partial(_before_signs, place), place.lefts):
        start = tongue["age_is"].before(line, end)
        if start >= 0:
            break
    else:
        return None
    if not follows(place) or -1 < tongue["asks"].before(line, end) < start:
        return None
    alone = end - start == 1 and not opens(place, start)
    return (
        None
        if alone or tongue["others"].before(line, start) >= 0
        else Claim(place.number.value - place.less, start, place.right, "names their age")
    )


def _before_signs(place: Place, end: int) -> int:
    line, verb = place.words.line, place.tongue["is"]
    while end > 0 and (line[end - 1] in STOP or verb.before(line, end) >= 0):
        end = end - 1 if line[end - 1] in STOP else verb.before(line, end)
    return end


def _inverted(place: Place) -> Claim | None:
    """Read "quince tengo", "14 bin ich"."""
    line = place.words.line
    end = place.tongue["have"].after(line, place.right)
    if (
        end < 0
        or (end < len(line) and line[end] not in STOP)
        or not opens(place, place.left)
        or place.tongue["not_after"].after(line, place.right) > 0
    ):
        return None
    return (
        None if place.number.needs_years else Claim(place.number.value - place.less, place.left, end, "says their age")
    )


def _named(place: Place) -> Claim | None:
    """Read "I'm Owen, 38, and ...", "moi c'est Noé 15 ans"."""
    line, left = place.words.line, place.left
    if not follows(place) or place.number.needs_years:
        return None
    comma = left > 0 and line[left - 1] == ","
    end = left - comma
    for name in range(1, 3 if comma else 2):  # a name of one word or two
        start = place.tongue["named"].before(line, end - name)
        if start < 0 or not all(word.isalpha() for word in line[end - name : end]) or not is_real(place, start):
            continue
        if comma or (place.years and (end - name - start > 1 or _is_name(place, start, end))):
            return Claim(place.number.value - place.less, start, place.right, "gives their name and age")
    return None


def _is_name(place: Place, start: int, end: int) -> bool:
    """Tell whether "soy lucia" names somebody: it opens a clause, and the name is no everyday word."""
    return bool(place.alone) and opens(place, start) and place.words.line[end - 1] not in FREQUENT | PLACING


def _besides(place: Place) -> Claim | None:
    """Read "ho 2 sorelle e 16 anni"."""
    line, tongue = place.words.line, place.tongue
    end = place.cue("ands")
    if end < 0 or not place.years or place.number.needs_years or not tongue["have"].within(line, place.clause, end):
        return None
    if line[end - 1] == NUMBER or tongue["years"].before(line, end) >= 0:  # "two kids, of 8 and 12"
        return None
    if not is_real(place, end) or tongue["others"].within(line, place.clause, end):
        return None
    return Claim(place.number.value, end, place.right, "says what they have, their age too")


def _alone(place: Place) -> Claim | None:
    """Read years that stand on their own: "Bastien, 41 ans, menuisier"."""
    begins = opens(place, place.number.at) or (place.less and opens(place, place.left))
    if not place.alone or not begins or is_for_others(place, place.left) or _is_a_topic(place):
        return None
    less = years_less(place, place.left)
    return Claim(place.number.value - less, place.left, place.right, "years stand on their own")


def _is_a_topic(place: Place) -> bool:
    """Tell whether years are what is spoken of: "quinze ans, c'est long"."""
    line, right = place.words.line, place.right
    if right >= len(line) or line[right] != "," or place.tongue["of_age"].after(line, right + 1) > 0:
        return False
    end = place.tongue["is"].after(line, right + 1)
    return 0 < end < len(line) and place.tongue["mine"].after(line, end) < 0


def _at(place: Place) -> Claim | None:
    """Read "à 29 ans je suis déjà la plus vieille"."""
    line, tongue = place.words.line, place.tongue
    start = place.cue("at")
    if start < 0 or (tongue.number_needs_years and not place.years) or not follows(place):
        return None
    before = line[start - 1] if start else ""
    if before in {"y", "ya"} or tongue["others"].before(line, start) >= 0:
        return None
    if not opens(place, start) and not tongue["now"].within(line, place.clause, start):
        return None
    clause = (place.clause, end_of_clause(place))
    if not tongue["now"].within(line, *clause) or tongue["then"].within(line, *clause) or not is_real(place, start):
        return None
    if any(map(IMPERFECT.fullmatch, line[clause[0] : clause[1]])):
        return None
    return Claim(place.number.value, start, place.right, "says what they are at this age")


def _corrects(place: Place) -> Claim | None:
    """Read "pas 12, 14 !"."""
    line, tongue = place.words.line, place.tongue
    end = tongue["but"].before(line, place.left)
    end = place.left if end < 0 else end
    while end > 0 and line[end - 1] in STOP - SENTENCE:
        end -= 1
    years = tongue["years"].before(line, end)
    end = years if years >= 0 else end
    if end < 1 or end == place.number.at or line[end - 1] != NUMBER or not follows(place):
        return None
    start = tongue["negated"].before(line, end - 1)
    return None if start < 0 else Claim(place.number.value, start, place.right, "puts a wrong age right")


def _together(place: Place) -> Claim | None:
    """Read "on est deux, 14 et 15 ans": two people write."""
    line, tongue, at = place.words.line, place.tongue, place.number.at
    if not tongue["we"].within(line, place.sentence, place.left):
        return None
    before = tongue["ands"].before(line, at)
    if before > 0 and line[before - 1] == NUMBER and place.years:
        return Claim(place.number.value, at, place.right, "two people say their ages")
    after = tongue["ands"].after(line, at + 1)
    if (
        0 < after < len(line)
        and line[after] == NUMBER
        and (place.cue("we") >= 0 or tongue["years"].after(line, after + 1) > 0)
    ):
        return Claim(place.number.value, at, after + 1, "two people say their ages")
    if place.years and (start := place.cue("we")) >= 0:
        return Claim(place.number.value, start, place.right, "two people say their age")
    return None


def _answered(place: Place) -> Claim | None:
    """Read a bare number where the age was asked for."""
    if place.number.needs_years or not opens(place, place.left) or place.sentence or not follows(place):
        return None
    return Claim(place.number.value - place.less, place.left, place.right, "answers how old they are")


_CUED: Final[tuple[Callable[[Place], Claim | None], ...]] = (_turns, _has)
_OTHER: Final[tuple[Callable[[Place], Claim | None], ...]] = (
    _birthday,
    _names,
    _inverted,
    _named,
    _alone,
    _at,
    _corrects,
    _together,
    _besides,
    hails,
    seeks,
    contrasts,
)
