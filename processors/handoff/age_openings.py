"""Ages in the first words of a message, as people begin to speak of themselves: "Salve, Paolo, 34, idraulico"."""

from __future__ import annotations

from typing import Final

from processors.handoff.age_introductions import FREQUENT, PLACING
from processors.handoff.age_place import IMPERFECT, MEASURES, STOP, Claim, Place, is_plural, is_real, opens
from processors.handoff.age_tables import NUMBER

_YOUNGEST, _OLDEST = 10, 79  # a number by itself that is more or less is another number


def hails(place: Place) -> Claim | None:
    """Read "hey all, priya here, 29, into ceramics": a greeting, a name and a number, and nothing before them."""
    line, end = place.words.line, place.number.at - 1
    if end < 1 or line[end] != "," or not _stands_alone(place):
        return None
    end -= line[end - 1] in _HERE
    for name in (1, 2):
        words, start = line[max(0, end - name) : end], end - name
        if start < 1 or not all(word.isalpha() and word not in FREQUENT | PLACING for word in words):
            return None
        at = start - (line[start - 1] in {",", "!"})
        hail = place.tongue["hails"].before(line, at)
        if hail >= 0 and not any(word.isalpha() for word in line[:hail]):
            return Claim(place.number.value, start, place.right, "greets, gives their name and age")
    return None


_HERE: Final = frozenset({"here", "hier", "ici", "aqui", "qui"})


def seeks(place: Place) -> Claim | None:
    """Read "35, busco gente para padel", "45 and proud": the message begins with it, and then its writer speaks on."""
    line, right = place.words.line, place.right
    at = right + (right < len(line) and line[right] == ",")
    if place.number.at or place.number.ordinal or not _YOUNGEST <= place.number.value <= _OLDEST:
        return None
    if place.tongue["looking"].after(line, at) < 0:
        return None
    return Claim(place.number.value, 0, place.right, "begins with an age, and speaks on of themselves")


def contrasts(place: Place) -> Claim | None:
    """Read "at 12 i hated it, now at 16 i love it": after what was, what is."""
    line, tongue = place.words.line, place.tongue
    today, at = place.cue("nowadays"), place.cue("at")
    start = max(today, at)
    if start < 1 or not _goes_on(place) or not is_real(place, start):
        return None
    then = tongue["then"].within(line, 0, start) or any(map(IMPERFECT.fullmatch, line[:start]))
    earlier = any(line[other] == NUMBER and tongue["at"].before(line, other) >= 0 for other in range(1, start))
    is_so = opens(place, at) and tongue["now"].within(line, place.right, place.stop)
    if (then or earlier) if today >= 0 else (then and earlier and is_so):
        return Claim(place.number.value, start, place.right, "says what they are now, after what they were")
    return None


def _goes_on(place: Place) -> bool:
    """Tell whether behind a number stands nothing that it would count."""
    line, right = place.words.line, place.right
    if place.years or right >= len(line) or line[right] in STOP:
        return True
    counted = line[right] in MEASURES or is_plural(line[right]) or place.tongue["not_after"].after(line, right) > 0
    return line[right].isalpha() and not counted and not place.number.ordinal


def _stands_alone(place: Place) -> bool:
    """Tell whether a number is nothing but itself between commas, and may be years."""
    line, right = place.words.line, place.right
    ends = right >= len(line) or line[right] in STOP
    return ends and not place.number.ordinal and _YOUNGEST <= place.number.value <= _OLDEST
