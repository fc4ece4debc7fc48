"""Ages that the sender says they have, now: "j'ai 14 ans", "14f", "im 15", "bientôt 16" (15).

Wide first, strict after: a text without a number, or a number word, costs one search. Then each number is judged by the
words before and behind it, rule by rule, with the phrases of `age_phrases/`. Not found are other people's ages, years
that last or were, years that are wished or played, what is quoted, and numbers of anything else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from processors.handoff.age_place import Claim, place_of
from processors.handoff.age_reading import OLDEST, YOUNGEST, Number, Words, parted, read, read_digits, says_a_number
from processors.handoff.age_rules import judge
from processors.handoff.age_tables import AGE_TONGUES, NUMBER, AgeTongue, Phrases, words_of
from processors.records import Evidence, StatedAge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from processors.handoff.text import Text


def find(text: Text, lang: str | None = None, *, asked: bool = False) -> tuple[StatedAge, ...]:
    """Give the ages that the sender states as their own, in the order of the text; mostly none or one.

    Args:
        text: as folded by `processors.handoff.text.read`.
        lang: BCP 47 tag of the message, where known: a hint.
        asked: the sender's age was asked for just before, so that a bare number answers.
    """
    if not says_a_number(text):
        return ()
    parts = parted(text)
    same = read_digits(parts)
    if same is not None and not any(asked or _is_cued(same, number, _ANY) for number in same.numbers):
        return ()
    for tongue in _tongues(parts.words, lang):
        words = same or read(parts, tongue.lang)
        if claims := list(_claims(words, tongue, asked=asked)):
            return tuple(_stated(text, words, claim) for claim in claims)
    return ()


def asks_age(text: Text) -> bool:
    """Tell whether the sender asks the other for their age, in any language."""
    if _ASKS.heads.isdisjoint(text.words):
        return False
    line = [NUMBER if word.isdecimal() else word for word in words_of(text.folded)]
    return _ASKS.within(line, 0, len(line))


def _tongues(line: list[str], lang: str | None) -> list[AgeTongue]:
    """Give the languages that a message may be in, the likeliest first: the hint, and up to two by frequent words."""
    hint = (lang or "").split("-")[0].lower()
    score = [2 * (tongue.lang == hint) for tongue in _ALL]
    for word in line:
        for which in _COMMON.get(word, ()):
            score[which] += 1
    ranked = sorted(range(len(_ALL)), key=lambda which: -score[which])
    best = score[ranked[0]]
    if hint in AGE_TONGUES:
        return [_ALL[which] for which in ranked[:2] if score[which] > 1 or _ALL[which].lang == hint]
    return [_ALL[which] for which in ranked if score[which] >= best - 1][: 3 if best else len(_ALL)]


_ALL: Final = tuple(AGE_TONGUES.values())
_COMMON: Final = {
    word: tuple(which for which, tongue in enumerate(_ALL) if word in tongue.common)
    for word in frozenset().union(*(tongue.common for tongue in _ALL))
}
_ASKS: Final = Phrases(phrase for tongue in _ALL for phrase in tongue["asks"])


def _stated(text: Text, words: Words, claim: Claim) -> StatedAge:
    start, end = text.span(*words.span(claim.start, claim.end - 1))
    return StatedAge(claim.age, (Evidence(start, end, "age", claim.why),))


def _is_cued(words: Words, number: Number, cues: tuple[frozenset[str], frozenset[str]]) -> bool:
    """Tell whether a word stands near a number with which an age is said: most numbers have none."""
    line, at = words.line, number.at
    return not (cues[0].isdisjoint(line[max(0, at - _NEAR) : at]) and cues[1].isdisjoint(line[at + 1 : at + 1 + _NEAR]))


_NEAR: Final = 6  # words between a cue and its number: "je n'ai en fait vraiment que"
_ANY: Final = (
    frozenset().union(*(tongue.before for tongue in _ALL)),
    frozenset().union(*(tongue.behind for tongue in _ALL)),
)


def _claims(words: Words, tongue: AgeTongue, *, asked: bool) -> Iterator[Claim]:
    turned = tongue["backwards"].within(words.line, 0, len(words.line))
    found: set[int] = set()
    for number in words.numbers:
        if number.value in found or not (asked or _is_cued(words, number, (tongue.before, tongue.behind))):
            continue
        place = place_of(words, _turned(number) if turned else number, tongue)
        claim = judge(place, asked=asked)
        if claim and YOUNGEST <= claim.age <= OLDEST and claim.age not in found:
            found.add(claim.age)
            yield claim


def _turned(number: Number) -> Number:
    return number._replace(value=int(str(number.value)[::-1]))
