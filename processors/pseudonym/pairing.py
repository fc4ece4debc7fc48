"""All pairs of a list of pseudonyms that are likely one person: blocking, then a match of each pair that met.

Bounded however the list is made: equal names are one, and a name meets at most `CAP` others under one key.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from processors.pseudonym.blocking import GRAMS, keys
from processors.pseudonym.comparison import Profile, profile
from processors.pseudonym.probability import match

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from processors.pseudonym.model import Model
    from processors.pseudonym.rarity import Rarity

CAP: Final = 200
"""Names that one name meets under one key. In a larger block, sorted by stem, it meets those next to it."""


class Pair(NamedTuple):
    """Two pseudonyms of a list, `a` before `b` in it, and the probability that they are one person's."""

    a: str
    b: str
    probability: float


def pair(pseudonyms: Sequence[str], model: Model, floor: float) -> Iterator[Pair]:
    """Give the pairs of different pseudonyms whose probability is `floor` or more, by place in the list."""
    names = list(dict.fromkeys(pseudonyms))
    profiles = [profile(name, model.rarity) for name in names]
    for i, j in candidates(profiles, model.rarity):
        probability = match(profiles[i], profiles[j], model).probability
        if probability >= floor:
            yield Pair(names[i], names[j], probability)


def candidates(profiles: Sequence[Profile], rarity: Rarity, grams: int = GRAMS) -> list[tuple[int, int]]:
    """Give the pairs of places `(i, j)`, `i < j`, that share a blocking key; each once, in order."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(profiles):
        for key in keys(one, rarity, grams):
            blocks[key].append(place)
    met = [_meet(members, profiles) for members in blocks.values() if len(members) > 1]
    if not met:
        return []
    codes = np.unique(np.concatenate(met))
    return [(int(code) >> 32, int(code) & 0xFFFFFFFF) for code in codes.tolist()]


def _meet(members: list[int], profiles: Sequence[Profile]) -> npt.NDArray[np.int64]:
    """Give the pairs of a block as `i << 32 | j`: all, or in a larger block those near when sorted."""
    if len(members) > CAP:
        members = sorted(members, key=lambda place: (profiles[place].name.stem, place))
    places = np.array(members, dtype=np.int64)
    steps = [
        (np.minimum(places[:-step], places[step:]) << 32) | np.maximum(places[:-step], places[step:])
        for step in range(1, min(len(members), CAP // 2 + 1 if len(members) > CAP else len(members)))
    ]
    return np.concatenate(steps)
