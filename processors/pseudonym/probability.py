"""How likely it is that one person is behind two pseudonyms, with the reason in parts.

The log-odds are a prior and one number for each comparison, after Fellegi and Sunter (A Theory for Record Linkage,
1969), in the form of Splink's waterfall: a reviewer sees what joined two names, and what spoke against it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

from processors.pseudonym.comparison import Profile, compare, profile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from processors.pseudonym.model import Model

PRIOR: Final = "prior"
_SHORTEST_LIST: Final = (
    16  # a list shorter by more than this than the fitted one is no sample of a site (1/8 was tried)
)

DECLARED_PARTS: Final = ("age", "gender", "postcode", "handle")
"""The comparisons of what two members declare; the others compare their names."""


class Declared(NamedTuple):
    """What a member says of themselves beside the pseudonym; None and empty where nothing is known.

    Attributes:
        age: in years.
        gender: as the site writes it; compared without case.
        postcode: French style: its first two signs are the region.
        handles: contacts elsewhere that the member gave, in the form of `HandOff.handle`.
    """

    age: int | None = None
    gender: str | None = None
    postcode: str | None = None
    handles: frozenset[str] = frozenset()


UNDECLARED: Final = Declared()


class Listed(NamedTuple):
    """What a list of names tells of two of them.

    Attributes:
        size: different names in the list.
        namesakes: how many of them have the stem of one of the two, whichever has more.
    """

    size: int
    namesakes: int


class Match(NamedTuple):
    """The probability that two pseudonyms are one person's, and why.

    Attributes:
        probability: 0 to 1, calibrated on the pairs that the model was fitted to.
        parts: log-odds (natural) of the prior and of each comparison; they sum to the log-odds of the probability.
    """

    probability: float
    parts: Mapping[str, float]


def explain(a: str, b: str, model: Model) -> Match:
    """Give the match of two pseudonyms of which nothing else is known."""
    return match(profile(a, model.rarity), profile(b, model.rarity), model)


def match(
    a: Profile,
    b: Profile,
    model: Model,
    a_declared: Declared = UNDECLARED,
    b_declared: Declared = UNDECLARED,
    listed: Listed | None = None,
) -> Match:
    """Weigh all comparisons of two pseudonyms; the order does not matter."""
    parts = {PRIOR: model.prior}
    values: dict[str, str | float] = compare(a, b)._asdict()
    if listed is not None:
        parts[PRIOR] += _prior_of_a_list(listed.size, model)
        values["namesakes"] = listed.namesakes
    for part, levels in model.levels.items():
        if part in values:
            parts[part] = levels.get(str(values[part]), 0.0)
    for part, curve in model.curves.items():
        if part in values:
            parts[part] = curve.at(float(values[part]))
    if a_declared is not UNDECLARED and b_declared is not UNDECLARED:
        for part, level in _declared(a_declared, b_declared).items():
            parts[part] = model.levels.get(part, {}).get(level, 0.0)
    return Match(logistic(math.fsum(parts.values())), parts)


def logistic(log_odds: float) -> float:
    """Give the probability of natural log-odds, of any size."""
    if log_odds < 0:
        return 1.0 - logistic(-log_odds)
    return 1.0 / (1.0 + math.exp(-log_odds))


def _prior_of_a_list(size: int, model: Model) -> float:
    """Give what a list's size adds to the prior.

    Someone has as many names in a long list as in a short one, but among more of others: the odds fall with the size.
    """
    if model.population is None:
        return 0.0
    return math.log(model.population / max(size, model.population / _SHORTEST_LIST))


def _declared(a: Declared, b: Declared) -> dict[str, str]:
    """Give the level of each comparison of what both declare."""
    levels = {}
    if a.age is not None and b.age is not None:
        levels["age"] = "same" if a.age == b.age else "near" if abs(a.age - b.age) == 1 else "differ"
    if a.gender and b.gender:
        levels["gender"] = "same" if a.gender.casefold() == b.gender.casefold() else "differ"
    if a.postcode and b.postcode:
        levels["postcode"] = (
            "same" if a.postcode == b.postcode else "region" if a.postcode[:2] == b.postcode[:2] else "differ"
        )
    if a.handles & b.handles:
        levels["handle"] = "same"
    return levels
