"""Phone numbers in a message, in whatever way their digits are written, said or hidden.

A message is read as *elements* (`digits.py`). Elements that belong together are a *run*; a stretch of a run that some
numbering plan knows is a number. Where the message says that more has to be done (a piece put in front, sums, a number
written backwards), the elements are read in that way first (`readings.py`).
"""

from __future__ import annotations

import re
from itertools import islice, pairwise, product
from typing import TYPE_CHECKING, Final, NamedTuple

from processors.handoff import digits, readings
from processors.handoff.digits import Digits, Element, Gap
from processors.handoff.numbering import PLANS, Groups, Number, identify, regions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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


_LONGEST: Final = 17  # digits: 00, country code and number
_FEWEST: Final = 7  # digits or number words that could be a whole number in any way
_CONVINCING: Final = 0.5
_WORDS_BEFORE_MENDING: Final = 3
_SLIGHT: Final = 0.15

# A plus sign, or what means one: "plus 33", a WhatsApp link (also spelled out), a link's phone parameter.
_PLUS: Final = re.compile(
    r"(?:(?<![\w)\]}])\+ ?\(?|\bplus |\bwa\W{1,3}(?:\w{3,6}\W{1,3})?me\W{1,3}(?:\w{4,6}\W)?|phone=)$"
)
_LINK: Final = re.compile(r"(?:://|www\.|[a-z]\.[a-z]{2,}/|[=#_@])\S*$")
_STUCK_BEFORE: Final = re.compile(r"[^\W\d]$|(?:^|[^\d\s])-$|\d[.,]$")
_STUCK_AFTER: Final = re.compile(r"[^\W\d]|[@€$£%]|[-/.:][0-9a-z]")
_CODE_SIGNS: Final = re.compile(r"[\[\]{}<>$@\\=^\"';&*+|%]")
_BRACKETS: Final = " ()[]"
_LINE: Final = 160  # how far back an address may begin
_INTRODUCED_AFTER: Final = 30
_GROUP_ENDS: Final = re.compile(r"[,;./\n–-]")
_STYLED: Final = re.compile(r"\u20e3|[^\x00-\x7f]")
_WORDS: Final = re.compile(r"[^\W\d_]+")

# How far each circumstance brings the strength down. Chosen by hand, so that ranks come out as a reader's do.
_WRITING: Final = {"digits": 1.0, "word": 0.98, "letters": 0.95, "roman": 0.9}
_MORE_DIGITS_BESIDE: Final = 0.6
_OTHERS_BESIDE: Final = 0.9
_STUCK: Final = 0.25
_COUNTING: Final = 0.1
_UNEVEN: Final = 0.3
_A_CODE: Final = 0.2
_SCATTERED: Final = 0.35


def find(text: Text, lang: str | None, postcode: str | None) -> tuple[Phone, ...]:
    """Find the phone numbers of a message, in the order in which they stand; none overlap.

    Args:
        text: the message.
        lang: its language, where known; it says which number words and which countries come first.
        postcode: its sender's.
    """
    if not digits.says_enough(text, _FEWEST):
        return ()
    seen = digits.read(text, lang)
    if sum([len(element.digits) for element in seen.elements]) < _FEWEST:
        return ()
    return _found(text, seen, lang, postcode, lenient=False)


def _found(text: Text, seen: Digits, lang: str | None, postcode: str | None, *, lenient: bool) -> tuple[Phone, ...]:
    """Try the ways to read, the surest first; where none convinces, once more with misspelt number words mended."""
    order = _order(text, seen, lang, postcode)
    weak: list[Phone] = []
    for ways in (readings.told, readings.plain, readings.worked_out, readings.scattered):
        phones = [phone for way in ways(seen) for phone in _phones(text, seen, way, order)]
        if any(phone.strength >= _CONVINCING for phone in phones):
            return _apart(phones)
        weak += phones
    if not lenient and sum([element.writing == "word" for element in seen.elements]) >= _WORDS_BEFORE_MENDING:
        return _found(text, digits.read(text, lang, lenient=True), lang, postcode, lenient=True)
    return _apart(weak)


def pieces(text: Text, lang: str | None = None) -> tuple[DigitPiece, ...]:
    """Give the runs of digits of a message, written or said, however short."""
    if not digits.says_enough(text, 1):
        return ()
    seen = digits.read(text, lang)
    front = seen.cues.front.search(" ".join(_WORDS.findall(text.folded))) is not None
    others = len(seen.said.split()) - sum(one.writing != "digits" for one in seen.elements)
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
        if number and (best is None or number.fit > best[0].fit):
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


def _choices(turn: Sequence[DigitPiece]) -> list[Sequence[DigitPiece]]:
    return [turn, *((piece,) for piece in turn)] if 1 < len(turn) < 4 else [turn] if turn else [()]  # noqa: PLR2004


def _order(text: Text, seen: Digits, lang: str | None, postcode: str | None) -> tuple[str, ...]:
    """Rank the regions: of a code that is said ("avec le 351"), a country, the number words' language, the sender."""
    codes = (one.digits for one in seen.elements if one.digits in _REGIONS and _said_as_code(text, one))
    places = (seen.cues.places[word] for word in seen.said.split() if word in seen.cues.places)
    spoken = regions(seen.spoken, None) if seen.spoken else ()
    said = (region for code in codes for region in _REGIONS[code])
    return tuple(dict.fromkeys([*said, *places, *spoken, *regions(lang, postcode)]))


_REGIONS: Final = {
    plan.code: tuple(one.region for one in PLANS.values() if one.code == plan.code) for plan in PLANS.values()
}


def _said_as_code(text: Text, element: Element) -> bool:
    return len(element.digits) == 3 or text.folded[max(0, element.start - 1) : element.start] == "+"  # noqa: PLR2004 - 351


class _Candidate(NamedTuple):
    number: Number
    run: Sequence[Element]
    first: int
    past: int

    @property
    def taken(self) -> Sequence[Element]:
        return self.run[self.first : self.past]


def _phones(text: Text, seen: Digits, reading: readings.Reading, order: tuple[str, ...]) -> Iterator[Phone]:
    for run in reading.runs:
        for found in _candidates(text, run, order):
            taken = found.taken
            if reading.whole and len(taken) < len(run):
                continue
            start, end = min(one.start for one in taken), max(one.end for one in taken)
            circumstance, why = _circumstances(text, seen, found, start, end, even=not reading.whole)
            strength = found.number.fit * reading.trust * circumstance
            public = found.number.public or (not found.number.mobile and _is_public(text, seen, start, end))
            form = reading.name or _form(text, taken)
            yield Phone(found.number.e164, start, end, form, strength, public, f"{found.number.why}, {form}{why}")


def _candidates(text: Text, run: Sequence[Element], order: tuple[str, ...]) -> Iterator[_Candidate]:
    """Give every stretch of a run that is a number in some plan. Linear in the run: a number has at most 17 digits."""
    if sum([len(one.digits) for one in run]) <= _FEWEST:
        return
    gaps = ["", *(text.folded[before.end : one.start] for before, one in pairwise(run)), ""]
    for first in range(len(run)):
        plus: bool | None = None
        joined = ""
        for past in range(first + 1, len(run) + 1):
            joined += run[past - 1].digits
            if len(joined) > _LONGEST:
                break
            if len(joined) <= _FEWEST or (
                first > 0 and past < len(run) and gaps[first] == gaps[first + 1] == gaps[past]
            ):
                continue  # too few, or amid a longer row of the like
            if plus is None:
                plus = _says_plus(text, run[first : first + 2])
            number = identify(joined, _groupings(text, run[first:past]), order, plus=plus)
            if number:
                yield _Candidate(number, run, first, past)


def _says_plus(text: Text, run: Sequence[Element]) -> bool:
    """Tell whether a run dials abroad: a plus sign or 00 before its digits."""
    if run[0].digits.startswith("00") or (run[0].writing == "word" and [one.digits for one in run[:2]] == ["0", "0"]):
        return True
    return _PLUS.search(text.folded, max(0, run[0].start - 24), run[0].start) is not None


def _groupings(text: Text, taken: Sequence[Element]) -> tuple[Groups, ...]:
    """Give the lengths of the groups: of elements (a zero said by itself begins the next), and between commas."""
    lengths: list[int] = []
    zero = False
    for one in taken:
        if zero:
            lengths[-1] += len(one.digits)
        else:
            lengths.append(len(one.digits))
        zero = one.digits == "0" and not zero and len(lengths) == 1
    clauses = [len(taken[0].digits)]
    for before, one in pairwise(taken):
        if _GROUP_ENDS.search(text.folded, before.end, one.start):
            clauses.append(len(one.digits))
        else:
            clauses[-1] += len(one.digits)
    return (tuple(lengths), tuple(clauses)) if len(clauses) > 1 else (tuple(lengths),)


def _circumstances(
    text: Text, seen: Digits, found: _Candidate, start: int, end: int, *, even: bool
) -> tuple[float, str]:
    """Weigh what stands in (where that has to be `even`) and around a number, and say what spoke against it."""
    factor, why = min(_WRITING[one.writing] for one in found.taken), ""
    kinds = {(one.writing, one.signs) for one in found.taken[1:]}
    for one, gap, left in _beside(found):
        if sum(len(other.digits) for other in left) <= _FEWEST:
            near = gap.gap is Gap.SIGNS and (one.writing, gap.signs) in kinds
            factor *= _MORE_DIGITS_BESIDE if near else _OTHERS_BESIDE
            why = ", more digits beside it"
    if _is_counting(found.taken):
        factor, why = factor * _COUNTING, ", one after the other"
    if even and not _is_even(text, found.taken):
        factor, why = factor * _UNEVEN, ", with uneven signs between"
    before = text.folded[max(0, start - _LINE) : start]
    if _is_stuck(text, before, end):
        factor, why = factor * _STUCK, ", part of something longer"
    words = _WORDS.findall(before)[-5:]
    if seen.cues.code.search(" ".join(words)):
        factor, why = factor * _A_CODE, ", after a word for other numbers"
    return factor, why


def _is_counting(taken: Sequence[Element]) -> bool:
    """Tell whether each element is as much more, or less, than the one before: nobody's number, but a count."""
    steps = {int(one.digits) - int(before.digits) for before, one in pairwise(taken)}
    return len(taken) > 3 and len(steps) == 1  # noqa: PLR2004 - two steps may be chance


def _is_even(text: Text, taken: Sequence[Element]) -> bool:
    """Tell whether what stands between elements is alike, where it is decoys, or signs that few phone numbers have."""
    gaps = {text.folded[before.end : one.start].strip(_BRACKETS) for before, one in pairwise(taken)}
    if any(one.gap is Gap.DECOY for one in taken[1:]):
        pairs = {len(one.digits) for one in taken} == {2}
        return len(gaps - {""}) == 1 or (pairs and all(len(gap) == 1 and gap.isalpha() for gap in gaps))
    return len(gaps - {""}) < 2 or not any(_CODE_SIGNS.search(gap) for gap in gaps)  # noqa: PLR2004 - of one kind are no two


def _is_public(text: Text, seen: Digits, start: int, end: int) -> bool:
    """Tell whether the words around a landline say that it is an authority's or a firm's."""
    around = text.folded[max(0, start - _LINE) : start], text.folded[end : end + _INTRODUCED_AFTER]
    return any(seen.cues.public.search(" ".join(_WORDS.findall(part))) for part in around)


def _beside(found: _Candidate) -> Iterator[tuple[Element, Element, Sequence[Element]]]:
    """Give the elements right before and after a number, which knows the gap, and what the run has on that side."""
    run, first, past = found.run, found.first, found.past
    if first:
        yield run[first - 1], run[first], run[max(0, first - _FEWEST - 1) : first]
    if past < len(run):
        yield run[past], run[past], run[past : past + _FEWEST + 1]


def _is_stuck(text: Text, before: str, end: int) -> bool:
    """Tell whether a number is part of something longer: a word, an address, an amount, a signed value."""
    if _PLUS.search(before):
        return False
    return bool(_STUCK_BEFORE.search(before) or _LINK.search(before) or _STUCK_AFTER.match(text.folded, end))


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
