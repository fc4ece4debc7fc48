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
    a: Profile, b: Profile, model: Model, a_declared: Declared = UNDECLARED, b_declared: Declared = UNDECLARED
) -> Match:
    """Weigh all comparisons of two pseudonyms; the order does not matter."""
    parts = {PRIOR: model.prior}
    values: dict[str, str | float] = compare(a, b)._asdict()
    for part, levels in model.levels.items():
        if part in values:
            parts[part] = levels.get(str(values[part]), 0.0)
    for part, curve in model.curves.items():
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
