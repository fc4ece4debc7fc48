"""Ages that the sender says they have, now: "j'ai 14 ans", "14f", "im 15", "bientôt 16" (15).

Wide first, strict after: a text without a number, or a number word, costs one search. Then each number is judged by the
words before and behind it, rule by rule, with the phrases of `age_phrases/`. Not found are other people's ages, years
that last or were, years that are wished or played, what is quoted, and numbers of anything else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from processors.handoff.age_gate import may_say_a_number, states
from processors.handoff.age_place import place_of
from processors.handoff.age_reading import OLDEST, YOUNGEST, Number, Words, pieces, read
from processors.handoff.age_rules import Claim, judge
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
    if not (may_say_a_number(text) if asked else states(text.folded)):
        return ()
    parts = pieces(text)
    for tongue in _tongues([piece.token.text for piece in parts], lang):
        words = read(parts, tongue.lang)
        if claims := list(_claims(words, tongue, asked=asked)):
            return tuple(_stated(text, words, claim) for claim in claims)
    return ()


def asks_age(text: Text) -> bool:
    """Tell whether the sender asks the other for their age, in any language."""
    if _ASKS.heads.isdisjoint([token.text for token in text.tokens]):
        return False
    line = [NUMBER if word.isdecimal() else word for word in words_of(text.folded)]
    return _ASKS.within(line, 0, len(line))


def _tongues(line: list[str], lang: str | None) -> list[AgeTongue]:
    """Give the languages that a message may be in, the likeliest first: the hint, and up to two by frequent words."""
    hint = (lang or "").split("-")[0].lower()
    score = {tongue: sum(word in tongue.common for word in line) + 2 * (tongue.lang == hint) for tongue in _ALL}
    ranked = sorted(_ALL, key=lambda tongue: -score[tongue])
    if hint in AGE_TONGUES:
        return [tongue for tongue in ranked[:2] if score[tongue] > 1 or tongue.lang == hint]
    return [tongue for tongue in ranked if score[tongue] >= score[ranked[0]] - 1][
        : len(_ALL) if not score[ranked[0]] else 3
    ]


_ALL: Final = tuple(AGE_TONGUES.values())
_ASKS: Final = Phrases(phrase for tongue in _ALL for phrase in tongue["asks"])


def _stated(text: Text, words: Words, claim: Claim) -> StatedAge:
    start, end = text.span(words.spots[claim.start][0], words.spots[claim.end - 1][1])
    return StatedAge(claim.age, (Evidence(start, end, "age", claim.why),))


def _claims(words: Words, tongue: AgeTongue, *, asked: bool) -> Iterator[Claim]:
    turned = tongue["backwards"].within(words.line, 0, len(words.line))
    found: set[int] = set()
    for number in words.numbers:
        if number.value in found:
            continue
        place = place_of(words, _turned(number) if turned else number, tongue)
        claim = judge(place, asked=asked)
        if claim and YOUNGEST <= claim.age <= OLDEST and claim.age not in found:
            found.add(claim.age)
            yield claim


def _turned(number: Number) -> Number:
    return number._replace(value=int(str(number.value)[::-1]))
