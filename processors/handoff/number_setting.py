"""What stands in and around a number: how far it speaks against its being somebody's phone number."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from processors.handoff.digits import Element, Gap
from processors.handoff.numbering import FEWEST, UNPREFIXED, Number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from processors.handoff.number_cues import Cues
    from processors.handoff.text import Text


class Candidate(NamedTuple):
    """The elements of a run from `first` to before `past`, which some plan knows as a number."""

    number: Number
    run: Sequence[Element]
    first: int
    past: int

    @property
    def taken(self) -> Sequence[Element]:
        """Give the elements that make the number."""
        return self.run[self.first : self.past]


# A plus sign, or what means one: "plus 33", a WhatsApp link (also spelled out), a link's phone parameter.
_PLUS: Final = re.compile(
    r"(?:(?<![\w)\]}])\+ ?\(?|\b(?:plus|mas|piu|mais) ?|\bwa\W{1,3}(?:\w{3,6}\W{1,3})?me\W{1,3}(?:\w{4,6}\W)?|phone=)\Z"
)
_SAID_PLUS: Final = ("plus", "mas", "piu", "mais")
_PLUS_WITHIN: Final = 32  # characters
_LINK: Final = re.compile(r"://|www\.|[a-z]\.[a-z]{2,}/|[=#_@]")
_STUCK_BEFORE: Final = re.compile(r"[^\W\d]\Z|(?:\A|[^\d\s])-\Z|\d[.,]\Z")
_STUCK_AFTER: Final = re.compile(r"[^\W\d]|[@€$£%]|[-/.:][0-9a-z]")
_INTRODUCTION: Final = re.compile(r"(?<![\w/.])([^\W\d_]{1,12})[.:=°#-]{0,2}\Z")
_A_WORD: Final = re.compile(r"[^\W\d_]{3,}(?![\w/.:@-])")
_INTRODUCED_WITHIN: Final = 16
_CODE_SIGNS: Final = re.compile(r"[\[\]{}<>$@\\=^\"';&*+|%]")
_BRACKETS: Final = " ()[]"
_LINE: Final = 160  # how far back an address may begin
_INTRODUCED_AFTER: Final = 30
_WORDS: Final = re.compile(r"[^\W\d_]+")
_WORDS_BEFORE: Final = 5

# How far each circumstance brings the strength down. Chosen by hand, so that ranks come out as a reader's do.
_WRITING: Final = {"digits": 1.0, "word": 0.98, "letters": 0.95, "roman": 0.9}
_MORE_DIGITS_BESIDE: Final = 0.6
_OTHERS_BESIDE: Final = 0.9
_STUCK: Final = 0.25
_WORD_AFTER: Final = 0.6
_COUNTING: Final = 0.1
_UNEVEN: Final = 0.3
_A_CODE: Final = 0.2
_LISTED: Final = 0.5
_MANY_MORE: Final = 4  # digits beside a number that are no hour or so
_MANY_DIGITS_BESIDE: Final = 0.45


def weigh(text: Text, cues: Cues, found: Candidate, start: int, end: int, *, even: bool) -> tuple[float, str]:
    """Weigh what stands in (where that has to be `even`) and around a number, and say what spoke against it.

    Returns:
        A factor from 0 to 1 for the number's strength, and words.
    """
    factor, why = min([_WRITING[one.writing] for one in found.taken]), ""
    beside = apart(found.run, found.first, found.past)
    if beside < 1:
        factor, why = factor * beside, ", more digits beside it"
    if _is_counting(found.taken):
        factor, why = factor * _COUNTING, ", one after the other"
    if even and not _is_even(text, found.taken):
        factor, why = factor * _UNEVEN, ", with uneven signs between"
    if _are_times(text, found.run):
        factor, why = factor * _A_CODE, ", among times"
    if _is_listed(text, found):
        factor, why = factor * _LISTED, ", more like a list"
    before = text.folded[max(0, start - _LINE) : start]
    stuck = _stuck(text, before, end, cues.phones)
    if stuck < 1:
        factor, why = factor * stuck, ", part of something longer"
    behind = _WORDS.match(text.folded, end + 1)
    if behind and behind.group() in cues.units:
        factor, why = factor * _A_CODE, ", a number of things"
    if _is_code(cues, _WORDS.findall(before)[-_WORDS_BEFORE:]):
        factor, why = factor * _A_CODE, ", after a word for other numbers"
    return factor, why


def _is_code(cues: Cues, before: list[str]) -> bool:
    """Tell whether the last words before a number say that it is an order, a code and so on, and nothing to call."""
    behind = cues.code.behind(before)
    return behind is not None and cues.calls.isdisjoint(behind) and not cues.dialling.are_in(before)


def is_introduced(text: Text, cues: Cues, start: int, end: int) -> bool:
    """Tell whether the words around a landline say that it is an authority's or a firm's."""
    around = text.folded[max(0, start - _LINE) : start], text.folded[end : end + _INTRODUCED_AFTER]
    return any(cues.public.are_in(_WORDS.findall(part)) for part in around)


def says_plus(folded: str, start: int) -> bool:
    """Tell whether a plus sign, or what means one, stands right before a place."""
    near = folded[max(0, start - _PLUS_WITHIN) : start]
    may = "+" in near or "wa" in near or "phone=" in near or near.rstrip().endswith(_SAID_PLUS)
    return may and _PLUS.search(near) is not None


def apart(run: Sequence[Element], first: int, past: int) -> float:
    """Give a factor from 0 to 1 for how far a part of a run stands apart from the rest of it.

    Where that is a few digits, they are likely more of the same; where it is enough for another number, it may be one.
    """
    factor = 1.0
    before = sum([len(one.digits) for one in run[max(0, first - FEWEST - 1) : first]])
    behind = sum([len(one.digits) for one in run[past : past + FEWEST + 1]])
    if first and before <= FEWEST:
        factor *= _beside(run[first - 1], run[first], run[first + 1 : past], before)
    if past < len(run) and behind <= FEWEST:
        factor *= _beside(run[past], run[past], run[first + 1 : past], behind)
    return factor


def _beside(one: Element, gap: Element, taken: Sequence[Element], count: int) -> float:
    """Weigh digits beside a number, `gap` being the one of the two that knows what stands between them."""
    alike = any(one.writing == other.writing and gap.gap == other.gap and gap.signs == other.signs for other in taken)
    if not alike or gap.gap > Gap.FILLER:
        return _OTHERS_BESIDE
    return _MORE_DIGITS_BESIDE if count < _MANY_MORE else _MANY_DIGITS_BESIDE


def _is_counting(taken: Sequence[Element]) -> bool:
    """Tell whether each element is as much more, or less, than the one before: nobody's number, but a count."""
    if len(taken) < 4:  # noqa: PLR2004 - two steps may be chance
        return False
    return len({int(one.digits) - int(before.digits) for before, one in pairwise(taken)}) == 1


def _are_times(text: Text, run: Sequence[Element]) -> bool:
    """Tell whether a run is times of a timetable: "06 12, 06 32, 06 52"."""
    if len(run) < 6 or len(run) % 2 or any(len(one.digits) != 2 for one in run):  # noqa: PLR2004 - three times, of pairs
        return False
    apart = [text.folded[before.end : one.start].strip() for before, one in pairwise(run)]
    times = [(int(hour.digits), int(minute.digits)) for hour, minute in zip(run[::2], run[1::2], strict=True)]
    named = all(hour < 24 and minute < 60 for hour, minute in times)  # noqa: PLR2004 - as clocks show it
    return named and times == sorted(times) and all(apart[1::2]) and not any(apart[::2])


def _is_listed(text: Text, found: Candidate) -> bool:
    """Tell whether a number without its trunk prefix stands in pieces set apart as in a list: "6, 39, 98"."""
    if not found.number.why.endswith(UNPREFIXED):
        return False
    return any("," in text.folded[before.end : one.start] or one.gap for before, one in pairwise(found.taken))


def _is_even(text: Text, taken: Sequence[Element]) -> bool:
    """Tell whether what stands between elements is alike, where it is decoys, or signs that few phone numbers have."""
    gaps = {text.folded[before.end : one.start].strip(_BRACKETS) for before, one in pairwise(taken)} - {""}
    if any(one.gap is Gap.DECOY for one in taken[1:]):
        pairs = {len(one.digits) for one in taken} == {2}
        return len(gaps) == 1 or (pairs and all(len(gap) == 1 and gap.isalpha() for gap in gaps))
    return len(gaps) < 2 or not any(_CODE_SIGNS.search(gap) for gap in gaps)  # noqa: PLR2004 - of one kind are no two


def _stuck(text: Text, before: str, end: int, phones: frozenset[str]) -> float:
    """Weigh that a number is part of something longer: a word, an address, an amount, a signed value.

    A word stuck to the end of what stands by itself ("0639981234stp") says little, one that says "phone" nothing.
    """
    if _STUCK_AFTER.match(text.folded, end):
        return _WORD_AFTER if not before[-1:].strip() and _A_WORD.match(text.folded, end) else _STUCK
    stuck = _STUCK_BEFORE.search(before[-2:])
    if not stuck and before[-1:].strip():
        stuck = _LINK.search(before.rsplit(maxsplit=1)[-1])
    if stuck is None or says_plus(before, len(before)):
        return 1.0
    introduced = _INTRODUCTION.search(before[-_INTRODUCED_WITHIN:])
    return 1.0 if introduced and introduced[1] in phones else _STUCK
