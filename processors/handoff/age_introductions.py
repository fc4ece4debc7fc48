"""Ages said with sex and place, as people introduce themselves: "f 17", "17/f/lille", "je suis un mec de 22 ans".

A letter and a number are mostly the name of something else, a key, a week or a measure, so they need more around them.
"""

from __future__ import annotations

from typing import Final

from processors.handoff.age_place import MEASURES, STOP, Claim, Place, is_for_others, is_plural, is_real, opens
from processors.handoff.age_tables import AGE_TONGUES, NUMBER

_JOINING: Final = frozenset("/,")
_MANY: Final = 24  # hours of a day: "31 h" is no time


def presents(place: Place, *, asked: bool) -> Claim | None:
    """Read "f 17", "17/f", "je suis un mec de 22 ans"."""
    if (place.number.needs_years and not place.years) or place.number.ordinal:
        return None
    if (start := _far_sex(place)) >= 0:
        return Claim(place.number.value, start, place.right, "sex, place and age, as in an introduction")
    return _age_then_sex(place, asked=asked) or _sex_then_age(place, asked=asked)


def _age_then_sex(place: Place, *, asked: bool) -> Claim | None:
    line, end = place.words.line, _past_people(place)
    if end < 0 or is_for_others(place, place.left):
        return None
    city = place.left == 1 and place.years and len(line[0]) > 3  # noqa: PLR2004 - "lille 19 ans mec"
    letter = len(line[end - 1]) == 1 and not place.years
    if (not city and not (_starts if letter else opens)(place, place.left)) or (
        letter and not _is_lone(place, place.left, end, asked=asked)
    ):
        return None
    return Claim(place.number.value - place.less, place.left, end, "age and sex, as in an introduction")


def _sex_then_age(place: Place, *, asked: bool) -> Claim | None:
    tongue, start = place.tongue, _sex_before(place)
    if start < 0 or (not place.years and not _ends_an_introduction(place)):
        return None
    own = _own(place, start)
    letter = own == start and len(place.words.line[start]) == 1 and not place.years
    if letter and not _is_lone(place, start, place.right, asked=asked):
        return None
    if own < 0 or tongue["seeking"].within(place.words.line, place.sentence, own):
        return None
    return Claim(place.number.value - place.less, own, place.right, "sex and age, as in an introduction")


def _is_lone(place: Place, start: int, end: int, *, asked: bool) -> bool:
    """Tell whether a letter and a number are no name of a thing: "f17 toulouse", not "F12 (debugger)", "55m of", "w82".

    With nothing behind them they are an age where it was asked for, where a greeting stands before them, or where they
    are no key or week: "14f", "h32", "f17".
    """
    line = place.words.line
    if not _YOUNGEST_LONE <= place.number.value <= _OLDEST_LONE:
        return False
    joined = any(sign in _JOINING for sign in line[start:end]) and end - start > 2  # noqa: PLR2004 - "17/f"
    if end >= len(line) or line[end] in _ENDING:
        greeted = start > 0 and _starts(place, start)
        slashed = joined and line[start + 1] == "/" and not place.words.apart(end - 1)
        return (
            asked or greeted or slashed or (line[end - 1] == "f" or (line[start], place.number.value > _KEYS) in _SURE)
        )
    if not line[end][0].isalpha():
        return line[end] in _JOINING or not line[end].isascii()
    measures = line[end - 1] in _MEASURING and not place.words.apart(end - 1)  # "10m takes"
    if line[end] in PLACING or place.tongue["seeking"].after(line, end) > 0:
        return place.words.apart(end)
    return place.words.apart(end) and not (measures or line[end] in FREQUENT)


_ENDING: Final = STOP - {",", "("}
_KEYS: Final = 12  # F1 to F12
_SURE: Final = {("f", True), ("h", True)}
_MEASURING: Final = frozenset("mh")
_YOUNGEST_LONE: Final = 10
_OLDEST_LONE: Final = 75
FREQUENT: Final = frozenset().union(*(tongue.common for tongue in AGE_TONGUES.values()))
PLACING: Final = frozenset(
    "here hier ici aqui qui anyone de from aus uit van da en in di du des dans a au pour sur near et e y und".split()  # noqa: SIM905
    + "and hi hey hola ciao oi slt cc u wbu".split()  # noqa: SIM905 - a line of words reads best
)


def _past_people(place: Place) -> int:
    line, tongue = place.words.line, place.tongue
    at = place.right
    joined = at < len(line) and line[at] in _JOINING
    end = tongue["people"].after(line, at + joined)
    if end < 0:
        return -1
    hours = tongue["hour"].after(line, at + joined) > 0 and not joined and not place.years
    if hours and (place.number.value <= _MANY or not place.words.apart(at)):
        return -1
    if end < len(line) and (line[end] in {NUMBER, *MEASURES} or tongue["not_after"].after(line, end) > 0):
        return -1
    return end


def _far_sex(place: Place) -> int:
    """Give where "f lyon 22" starts: a letter for the sex, one word, and a number that ends it; or -1."""
    line, at = place.words.line, place.number.at
    ends = place.right >= len(line) or line[place.right] in STOP
    if at != 2 or place.years or not ends or not line[1].isalpha() or len(line[1]) < 4:  # noqa: PLR2004 - a place's name
        return -1
    return 0 if len(line[0]) == 1 and place.tongue["people"].before(line, 1) == 0 else -1


def _sex_before(place: Place) -> int:
    line, tongue, end = place.words.line, place.tongue, place.number.at
    while end > 0 and (line[end - 1] in _JOINING or tongue["of"].before(line, end) >= 0):
        end = end - 1 if line[end - 1] in _JOINING else tongue["of"].before(line, end)
    start = tongue["people"].before(line, end)
    if start < 0 and place.years and 0 < end < place.number.at and line[end - 1].isalpha():
        start = tongue["people"].before(line, end - 1)  # "papa solo de 44 ans"
    return start


def _own(place: Place, start: int) -> int:
    """Give where the writer begins to speak of themself before a word for their sex, or -1."""
    line, tongue = place.words.line, place.tongue
    article = tongue["articles"].before(line, start)
    own = tongue["i_am"].before(line, article if article >= 0 else start)
    if own >= 0:
        return own if is_real(place, own) else -1
    apart = len(line[start]) == 1 and place.words.apart(start + 1)
    begins = _starts(place, start) if apart else opens(place, start)
    return start if article < 0 and begins else -1


def _starts(place: Place, at: int) -> bool:
    """Tell whether only greetings and signs stand before a word: one letter says a sex nowhere else."""
    line = place.words.line
    while at > 0:
        start = place.tongue["greetings"].before(line, at)
        if start < 0 and line[at - 1] not in STOP - {"(", "="}:
            return False
        at = start if start >= 0 else at - 1
    return True


def _ends_an_introduction(place: Place) -> bool:
    line, right, tongue = place.words.line, place.right, place.tongue
    if right >= len(line) or not line[right][0].isalnum():
        return right >= len(line) or line[right] not in MEASURES
    if line[right] in MEASURES or line[right] == NUMBER or tongue["not_after"].after(line, right) > 0:
        return False
    return tongue.number_needs_years or not is_plural(line[right])
