"""The ways to read the digits of a message: as they stand, and as the message says that they are to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from processors.handoff.digits import Digits, Element, Gap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from processors.handoff.number_cues import Cues

Run = tuple[Element, ...]


class Reading(NamedTuple):
    """Runs of elements that belong together; `trust` from 0 to 1 says how surely they are to be read in this way.

    Where `whole`, a run is a number only if all of it is.
    """

    name: str
    runs: tuple[Run, ...]
    trust: float
    whole: bool = False


_ELEMENTS_AT_MOST: Final = 40  # a number that has to be worked out has few pieces

_CODE_AT_MOST: Final = 3  # digits of a country's code
_PLUS: Final = 4  # letters of "plus"
_SUM_SIGNS: Final = frozenset("x×*+-−–")


def plain(seen: Digits) -> Iterator[Reading]:
    """Read the elements as they stand, and with each correction ("22, no, 23") in place of what it corrects."""
    yield Reading("", tuple(runs(seen.elements)), 1.0)
    if any(one.gap is Gap.CORRECTION for one in seen.elements):
        yield Reading("corrected", tuple(runs(_corrected(seen.elements))), 0.95)


def told(seen: Digits) -> Iterator[Reading]:
    """Read the elements as the message plainly says: backwards, every other one, with something left out."""
    if len(seen.elements) > _ELEMENTS_AT_MOST:
        return
    if seen.cues.every_other.are_in(seen.words):
        parted = tuple(runs(seen.elements))
        yield Reading("every other", tuple(run[first::2] for run in parted for first in (0, 1)), 0.85, whole=True)
    if seen.cues.backwards.are_in(seen.words):
        parted = tuple(runs(seen.elements))
        yield Reading("backwards", tuple(turned for run in parted for turned in _turned(run)), 0.9)
    if seen.cues.removal.are_in(seen.words):
        cleared = tuple(runs(seen.elements, across=Gap.NOISE))
        if cleared != tuple(runs(seen.elements)):
            yield Reading("decoys removed", cleared, 0.9)
        yield Reading(
            "decoys removed", (tuple(one for one in seen.elements if one.writing == "digits"),), 0.85, whole=True
        )
    for code in seen.elements[1:][-1:]:
        plus = code.signs in {"+", "(+"} or seen.cues.plus.search(code.between[-_PLUS:])
        if plus and 1 < len(code.digits) <= _CODE_AT_MOST:
            yield Reading("its code apart", ((code, *seen.elements[:-1]),), 0.95, whole=True)
    if seen.cues.front.are_in(seen.words):
        fronted = _fronted(seen.elements[1:], seen.elements[:1])
        yield from (Reading("front", (run,), 0.85, whole=True) for run in fronted)


def worked_out(seen: Digits) -> Iterator[Reading]:
    """Read the elements with sums done, and with a piece in front where the message speaks of that."""
    if len(seen.elements) > _ELEMENTS_AT_MOST:
        return
    reckoned = tuple(_reckoned(seen.elements, seen.cues, again=False)) if _may_reckon(seen) else seen.elements
    if reckoned != seen.elements:
        yield Reading("arithmetic", tuple(runs(reckoned)), 0.8)
        yield Reading("repeated", tuple(runs(_reckoned(seen.elements, seen.cues, again=True))), 0.85)
    if seen.cues.front.are_in(seen.words):
        yield from (Reading("front", (run,), 0.85, whole=True) for run in _fronted(reckoned))


def scattered(seen: Digits) -> Iterator[Reading]:
    """Read all digits of a message as one number, whatever words stand between: "06 eggs, 39 cl of cream, …".

    Pairs of digits throughout are surer, and so is what a list numbers: "1) 06 2) 39 …".
    """
    written = tuple(one for one in seen.elements if one.writing == "digits")
    if not 3 < len(written) <= _ELEMENTS_AT_MOST:  # noqa: PLR2004 - fewer are no list
        return
    if [one.digits for one in written[::2]] == [str(place) for place in range(1, len(written[::2]) + 1)]:
        yield Reading("numbered", (written[1::2],), 0.85, whole=True)
    if written[0].digits.startswith("0") or written[0].signs == "+":
        pairs = all(len(one.digits) == 2 for one in written)  # noqa: PLR2004 - pairs
        yield Reading("scattered", (written,), 0.6 if pairs else 0.4, whole=True)


def runs(elements: Iterable[Element], *, across: Gap = Gap.DECOY) -> Iterator[Run]:
    """Part elements where more than `across` stands between them."""
    run: list[Element] = []
    for one in elements:
        if run and one.gap > across:
            yield tuple(run)
            run = []
        run.append(one)
    if run:
        yield tuple(run)


def _may_reckon(seen: Digits) -> bool:
    """Tell whether sums may be said; in "08:44:50-08:45:00" none is."""
    if any(one.signs == ":" for one in seen.elements[1:]):
        return False
    return not seen.cues.sums.isdisjoint(seen.words) or any(one.signs in _SUM_SIGNS for one in seen.elements[1:])


def _corrected(elements: Sequence[Element]) -> list[Element]:
    kept: list[Element] = []
    for one in elements:
        if one.gap is Gap.CORRECTION and kept:
            wrong = kept.pop()
            slip = wrong.gap is Gap.NOISE and len(wrong.between) == 1  # "E9, no, 39": of what was mistyped
            gap = Gap.SIGNS if slip else wrong.gap
            one = one._replace(gap=gap, start=one.start)  # noqa: PLW2901 - it stands where the other stood
        kept.append(one)
    return kept


def _reckoned(elements: Sequence[Element], cues: Cues, *, again: bool) -> Iterator[Element]:
    """Work out sums between elements: products, differences, doubles, "three times the 5".

    Where `again`, every "times" is meant so: "twice 12" is 1212.
    """
    held: Element | None = None
    for one in elements:
        result = _sum(held, one, cues, again=again) if held else None
        if held and result is None:
            yield held
        held = result or _alone(one, cues)
    if held:
        yield held


def _sum(left: Element, right: Element, cues: Cues, *, again: bool) -> Element | None:
    words = right.between or right.signs
    a, b = left.digits, right.digits
    if not words or max(len(a), len(b)) > 3:  # noqa: PLR2004 - people reckon with small numbers
        return None
    if (cues.repeats if not again else cues.times).fullmatch(words) and int(a) < 10:  # noqa: PLR2004 - said so many times
        digits = b * int(a)
    elif cues.times.fullmatch(words):
        digits = str(int(a) * int(b))
    elif cues.plus.fullmatch(words):
        digits = str(int(a) + int(b))
    elif cues.minus.fullmatch(words) and int(a) >= int(b):
        digits = str(int(a) - int(b))
    else:
        return None
    return left._replace(digits=digits, end=right.end, writing="word") if digits else None


def _alone(one: Element, cues: Cues) -> Element:
    if one.between and len(one.digits) <= 3:  # noqa: PLR2004 - as above
        value = int(one.digits)
        if cues.twice.fullmatch(one.between):
            return one._replace(digits=str(value * 2), gap=min(one.gap, Gap.FILLER))
    return one


def _fronted(elements: Sequence[Element], first: Sequence[Element] = ()) -> Iterator[Run]:
    """Put each piece in turn before all others, and leave out an article read as 1 ("tu mets un zéro devant").

    The `first` elements are none that is put before others.
    """
    for index, moved in enumerate(elements):
        if not moved.digits.startswith("0"):
            continue
        before = [*first, *elements[:index]]
        if before and before[-1].writing == "word" and before[-1].digits == "1" and moved.digits == "0":
            before.pop()
        yield (moved, *before, *elements[index + 1 :])


def _turned(run: Run) -> tuple[Run, ...]:
    """Read a run from its last digit, and, where it has more than one piece, from its last piece."""
    return (_backwards(run), run[::-1]) if len(run) > 1 else (_backwards(run),)


def _backwards(run: Run) -> Run:
    return tuple(one._replace(digits=one.digits[::-1]) for one in reversed(run))
