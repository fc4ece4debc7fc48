"""Phone numbers in a message, in whatever way their digits are written, said or hidden.

A message is read as *elements* (`digits.py`). Elements that belong together are a *run*; a stretch of a run that some
numbering plan knows is a number. Where the message says that more has to be done (a piece put in front, sums, a number
written backwards), the elements are read in that way first (`readings.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate, islice, pairwise, product
from typing import TYPE_CHECKING, Final, NamedTuple

from processors.handoff import digits, readings
from processors.handoff.digits import Digits, Element, Gap
from processors.handoff.number_setting import Candidate, apart, is_introduced, says_plus, weigh
from processors.handoff.numbering import (
    FEWEST,
    LONGEST,
    PLANS,
    Groups,
    Number,
    identify,
    may_be_national,
    regions,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from processors.handoff.readings import Run
    from processors.handoff.text import Text


class Phone(NamedTuple):
    """A phone number found in a text.

    Attributes:
        e164: the number as the whole world dials it.
        start: first place in the folded text.
        end: one past the last.
        form: how it was written: plain, grouped, words, mixed, styled, obfuscated, roman, split, or the reading's name.
        strength: 0 to 1, how surely it is a phone number, whatever the talk is about. From 0.5 on it is one unless
            something speaks against it; below, only where something speaks for it.
        public: an authority's, a firm's or a help line's.
        why: what was read in which way, in words; never the number.
    """

    e164: str
    start: int
    end: int
    form: str
    strength: float
    public: bool
    why: str


class DigitPiece(NamedTuple):
    """Digits of a message that may be a part of a number.

    Attributes:
        digits: what they say.
        start: first place in the folded text.
        end: one past the last.
        form: how they were written, as of a `Phone`.
        front: whether the message says that they go first.
        others: how many other words the message has; none or few where somebody dictates.
    """

    digits: str
    start: int
    end: int
    form: str
    front: bool
    others: int


_CONVINCING: Final = 0.5
_CONVINCING_WHERE_TOLD: Final = 0.3
_WORDS_BEFORE_MENDING: Final = 3
_SLIGHT: Final = 0.15
_PUBLIC: Final = 0.6
_FITTEST: Final = 0.97  # how well a number fits at best
_GROUP_ENDS: Final = frozenset(",;./\n–-")
_STYLED: Final = re.compile(r"\u20e3|[^\x00-\x7f]")


def find(text: Text, lang: str | None, postcode: str | None) -> tuple[Phone, ...]:
    """Find the phone numbers of a message, in the order in which they stand; none overlap.

    Args:
        text: the message.
        lang: its language, where known; it says which number words and which countries come first.
        postcode: its sender's.
    """
    if not digits.says_enough(text, FEWEST):
        return ()
    seen = digits.read(text, lang)
    if sum([len(element.digits) for element in seen.elements]) < FEWEST:
        return ()
    return _found(text, seen, lang, postcode, lenient=False)


def _found(text: Text, seen: Digits, lang: str | None, postcode: str | None, *, lenient: bool) -> tuple[Phone, ...]:
    """Try the ways to read, the surest first; where none convinces, once more with misspelt number words mended."""
    order = _order(text, seen, lang, postcode)
    weak: list[Phone] = []
    for ways in (readings.told, readings.plain, readings.worked_out, readings.scattered):
        phones = [phone for way in ways(seen) for phone in _phones(text, seen, way, order)]
        enough = _CONVINCING if ways is not readings.told else _CONVINCING_WHERE_TOLD
        if any(phone.strength >= enough for phone in phones):
            return _apart(phones)
        weak += phones
    words = sum([element.writing == "word" for element in seen.elements])
    if not lenient and (words >= _WORDS_BEFORE_MENDING or digits.may_hold_pairs(text)):
        return _found(text, digits.read(text, lang, lenient=True), lang, postcode, lenient=True)
    return _apart(weak)


def pieces(text: Text, lang: str | None = None) -> tuple[DigitPiece, ...]:
    """Give the runs of digits of a message, written or said, however short."""
    if not digits.says_enough(text, 1):
        return ()
    seen = digits.read(text, lang)
    front = seen.cues.front.are_in(seen.words)
    others = len(seen.words) - sum([one.writing != "digits" for one in seen.elements])
    return tuple(
        DigitPiece("".join(one.digits for one in run), run[0].start, run[-1].end, _form(text, run), front, others)
        for run in readings.runs(seen.elements)
    )


def join(turns: Sequence[Sequence[DigitPiece]], lang: str | None, postcode: str | None) -> Phone | None:
    """Put together the pieces of one sender's messages, oldest first, to a phone number, if they make one.

    Of each message all pieces count, or any one of them ("room 8. the rest: 14"). Start and end are those of the last
    message's pieces.
    """
    order = regions(lang, postcode)
    best: tuple[Number, Sequence[DigitPiece]] | None = None
    for taken in islice(product(*(_choices(turn) for turn in turns[-_MESSAGES_JOINED:])), _WAYS_TO_JOIN):
        parts = sorted((piece for turn in taken for piece in turn), key=lambda piece: not piece.front)
        number = identify("".join(piece.digits for piece in parts), _UNGROUPED, order, plus=False)
        if number and (number.mobile or number.fit > _A_PART) and (best is None or number.fit > best[0].fit):
            best = number, taken[-1]
    if best is None:
        return None
    number, last = best
    strength = min(1.0, number.fit * _JOINED)
    return Phone(
        number.e164, last[0].start, last[-1].end, "split", strength, number.public, f"pieces of a {number.why}"
    )


_UNGROUPED: Final[tuple[Groups, ...]] = ((1,),)  # how people cut a number says nothing
_MESSAGES_JOINED: Final = 6
_WAYS_TO_JOIN: Final = 256
_JOINED: Final = 0.95
_A_PART: Final = 0.6  # the beginning of a number at home is a whole one somewhere: so well fits no landline elsewhere


def _choices(turn: Sequence[DigitPiece]) -> list[Sequence[DigitPiece]]:
    return [turn, *((piece,) for piece in turn)] if 1 < len(turn) < 4 else [turn] if turn else [()]  # noqa: PLR2004


def _order(text: Text, seen: Digits, lang: str | None, postcode: str | None) -> tuple[str, ...]:
    """Rank the regions: of a code that is said ("avec le 351"), a country, the number words' language, the sender."""
    usual = regions(lang, postcode)
    said = [one.digits for one in seen.elements if one.digits in _REGIONS and _said_as_code(text, one)]
    if not said and not seen.spoken and seen.cues.places.keys().isdisjoint(seen.words):
        return usual
    codes = (region for code in said for region in _REGIONS[code])
    places = (seen.cues.places[word] for word in seen.words if word in seen.cues.places)
    spoken = regions(seen.spoken, None) if seen.spoken else ()
    return tuple(dict.fromkeys([*codes, *places, *spoken, *usual]))


_REGIONS: Final = {
    plan.code: tuple(one.region for one in PLANS.values() if one.code == plan.code) for plan in PLANS.values()
}


def _said_as_code(text: Text, element: Element) -> bool:
    return len(element.digits) == 3 or text.folded[max(0, element.start - 1) : element.start] == "+"  # noqa: PLR2004 - 351


def _phones(text: Text, seen: Digits, reading: readings.Reading, order: tuple[str, ...]) -> Iterator[Phone]:
    for run in reading.runs:
        digits = "".join([one.digits for one in run])
        strongest = 0.0
        if FEWEST < len(digits) <= LONGEST and (found := _candidate(text, run, 0, len(run), digits, order)):
            phone = _phone(text, seen, reading, found)
            strongest = phone.strength
            yield phone
        if not reading.whole and len(run) > 1 and len(digits) > FEWEST + 1:
            # A part of a number that is weaker would go in any case.
            parts = _parts(text, run, digits, order, strongest / (_FITTEST * reading.trust))
            yield from [_phone(text, seen, reading, found) for found in parts]


def _phone(text: Text, seen: Digits, reading: readings.Reading, found: Candidate) -> Phone:
    taken = found.taken
    start, end = min([one.start for one in taken]), max([one.end for one in taken])
    factor, why = weigh(text, seen.cues, found, start, end, even=not reading.whole)
    start = _with_plus(text.folded, start)
    number = found.number
    public = number.public or (not number.mobile and is_introduced(text, seen.cues, start, end))
    factor *= _PUBLIC if public else 1.0
    form = reading.name or _form(text, taken)
    return Phone(
        number.e164, start, end, form, number.fit * reading.trust * factor, public, f"{number.why}, {form}{why}"
    )


def _parts(text: Text, run: Run, digits: str, order: tuple[str, ...], least: float) -> Iterator[Candidate]:
    """Give every part of a run that is a number in some plan and stands apart enough from the rest.

    Linear in the run: a number has at most 17 digits, so a part has no more elements.
    """
    cuts = [0, *accumulate([len(one.digits) for one in run])]
    gaps = ["", *[text.folded[before.end : one.start] for before, one in pairwise(run)], ""]
    for first in range(len(run)):
        amid = first > 0 and gaps[first] == gaps[first + 1]  # maybe amid a longer row of the like
        for past in range(bisect_right(cuts, cuts[first] + FEWEST), len(run) + (first > 0)):
            if cuts[past] - cuts[first] > LONGEST:
                break
            if amid and past < len(run) and gaps[first] == gaps[past]:
                continue
            if least and apart(run, first, past) < least:
                continue
            found = _candidate(text, run, first, past, digits[cuts[first] : cuts[past]], order)
            if found:
                yield found


def _candidate(text: Text, run: Run, first: int, past: int, digits: str, order: tuple[str, ...]) -> Candidate | None:
    plus = _says_plus(text, run[first : first + 2])
    if not plus and not may_be_national(digits):
        return None
    groupings = _groupings(text, run[first:past])
    number = identify(digits, groupings, order, plus=plus)
    if plus and number is None and may_be_national(digits):
        number = identify(digits, groupings, order, plus=False)  # "wa me: 07700 …" has no country's code
    return Candidate(number, run, first, past) if number else None


def _says_plus(text: Text, run: Run) -> bool:
    """Tell whether a run dials abroad: a plus sign or 00 before its digits."""
    one = run[0]
    if one.digits.startswith("00") or (one.writing == "word" and [other.digits for other in run[:2]] == ["0", "0"]):
        return True
    return says_plus(text.folded, one.start)


def _with_plus(folded: str, start: int) -> int:
    """Give where a number starts that may have a plus sign before it, and a bracket or space after that."""
    sign = len(folded[:start].rstrip(" (")) - 1 if folded[max(0, start - 1) : start] in {"+", " ", "("} else -1
    return sign if sign >= 0 and folded[sign] == "+" else start


def _groupings(text: Text, taken: Run) -> tuple[Groups, ...]:
    """Give the lengths of the groups: of elements, and between commas.

    Elements that touch are one group, and a zero said by itself begins the next.
    """
    if len(taken) == 1:
        return ((len(taken[0].digits),),)
    lengths: list[int] = []
    zero, past = False, -1
    for one in taken:
        if zero or one.start == past:
            lengths[-1] += len(one.digits)
        else:
            lengths.append(len(one.digits))
        zero, past = one.digits == "0" and not zero and len(lengths) == 1, one.end
    clauses = [len(taken[0].digits)]
    for before, one in pairwise(taken):
        if one.start - before.end == 1:
            ends = text.folded[before.end] in _GROUP_ENDS
        else:
            ends = not _GROUP_ENDS.isdisjoint(text.folded[before.end : one.start])
        if ends:
            clauses.append(len(one.digits))
        else:
            clauses[-1] += len(one.digits)
    return (tuple(lengths), tuple(clauses)) if len(clauses) > 1 else (tuple(lengths),)


def _form(text: Text, taken: Sequence[Element]) -> str:
    writings = {one.writing for one in taken}
    if "roman" in writings:
        return "roman"
    if "letters" in writings or any(one.gap is Gap.DECOY for one in taken[1:]):
        return "obfuscated"
    if "word" in writings:
        return "mixed" if "digits" in writings else "words"
    start, end = text.span(taken[0].start, taken[-1].end)
    if not text.raw.isascii() and _STYLED.search(text.raw, start, end):
        return "styled"
    return "grouped" if len(taken) > 1 else "plain"


def _apart(phones: Iterable[Phone]) -> tuple[Phone, ...]:
    """Keep the strongest of those that overlap, of two as strong the longer."""
    kept: list[Phone] = []
    for phone in sorted(phones, key=lambda one: (-one.strength, one.start - one.end, one.start)):
        if phone.strength >= _SLIGHT and all(phone.end <= one.start or one.end <= phone.start for one in kept):
            kept.append(phone)
    return tuple(sorted(kept, key=lambda one: one.start))
