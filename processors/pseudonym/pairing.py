"""All pairs of a list of pseudonyms that are likely one person: blocking, a cheap bound, then a match of what is left.

Bounded however the list is made: equal names are one, and a name meets at most `CAP` others under one key.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from processors.pseudonym.blocking import GRAMS, OPENING, keys
from processors.pseudonym.comparison import Profile, profile
from processors.pseudonym.probability import Listed, match

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from processors.pseudonym.model import Model
    from processors.pseudonym.rarity import Rarity

    Codes = npt.NDArray[np.int64]  # pairs of places as `i << 32 | j`, i < j

CAP: Final = 200
"""Names that one name meets under one key. In a larger block, sorted by stem, it meets those next to it."""

LIKE: Final = 0.8
"""Jaro-Winkler similarity below which names that share their first letters alone are not looked at: of 30,000 nicks it
spares 61 % of the pairs, of which one in a hundred comes to 0.1, and next to none to 0.5."""


MANY: Final = 20
"""Names of a list that have a word before it counts as common there: more than one person has by any habit."""


class Pair(NamedTuple):
    """Two pseudonyms of a list, `a` before `b` in it, and the probability that they are one person's."""

    a: str
    b: str
    probability: float


def pair(pseudonyms: Sequence[str], model: Model, floor: float) -> Iterator[Pair]:
    """Give the pairs of different pseudonyms whose probability is `floor` or more, by place in the list.

    What only a list tells is weighed too: which words many of its names have and, where the model knows of it, how many
    share a stem.
    """
    names = list(dict.fromkeys(pseudonyms))
    profiles = profiled(names, model.rarity)
    stems = namesakes(profiles)
    for i, j in candidates(profiles, model.rarity):
        found = match(profiles[i], profiles[j], model, listed=Listed(len(names), max(stems[i], stems[j])))
        if found.probability >= floor:
            yield Pair(names[i], names[j], found.probability)


def profiled(names: Sequence[str], rarity: Rarity) -> list[Profile]:
    """Fold and weigh the names of a list: a word that `MANY` or more of them have is no rarer than the list shows.

    Such a word is a habit of the site (`webuser_x7k`, `relay-nw`), whatever its rarity elsewhere. Names that differ in
    nothing but their dress count once.
    """
    profiles = [profile(name, rarity) for name in names]
    bare = {(one.name.stem, one.name.digits): one.name.words for one in profiles}
    counts = Counter(word for words in bare.values() for word in set(words))
    bits = {word: -math.log2(count / len(bare)) for word, count in counts.items() if count >= MANY}
    common = {word: least for word, least in bits.items() if least < rarity.words.get(word, math.inf)}
    if not common:
        return profiles
    shown = replace(rarity, words={**rarity.words, **common})
    return [
        one if common.keys().isdisjoint(one.name.words) else profile(name, shown)
        for name, one in zip(names, profiles, strict=True)
    ]


def namesakes(profiles: Sequence[Profile]) -> list[int]:
    """Give for each name how many of the list have its stem, itself included."""
    counts = Counter(one.name.stem for one in profiles)
    return [counts[one.name.stem] for one in profiles]


def candidates(profiles: Sequence[Profile], rarity: Rarity, grams: int = GRAMS) -> list[tuple[int, int]]:
    """Give the pairs of places `(i, j)`, `i < j`, that share a blocking key and pass the bound; each once, in order."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(profiles):
        for key in keys(one, rarity, grams):
            blocks[key].append(place)
    opened = _meetings(profiles, [members for key, members in blocks.items() if key[0] == OPENING])
    met = _meetings(profiles, [members for key, members in blocks.items() if key[0] != OPENING])
    codes = np.union1d(met, _alike(profiles, np.setdiff1d(opened, met, assume_unique=True)))
    return [(code >> 32, code & 0xFFFFFFFF) for code in codes.tolist()]


def _alike(profiles: Sequence[Profile], codes: Codes) -> Codes:
    """Keep the pairs whose stems are alike: the bound, by rapidfuzz in one call."""
    stems = [one.name.stem + one.name.digits for one in profiles]
    first, second = ([stems[place] for place in places.tolist()] for places in (codes >> 32, codes & 0xFFFFFFFF))
    scores = process.cpdist(first, second, scorer=JaroWinkler.similarity, score_cutoff=LIKE, dtype=np.float32)
    return codes[scores > 0]


def _meetings(profiles: Sequence[Profile], blocks: Sequence[list[int]]) -> Codes:
    met = [_meet(members, profiles) for members in blocks if len(members) > 1]
    return np.unique(np.concatenate(met)) if met else np.empty(0, dtype=np.int64)


def _meet(members: list[int], profiles: Sequence[Profile]) -> Codes:
    """Give the pairs of a block: all, or in a larger block those near each other when sorted."""
    reach = len(members)
    if reach > CAP:
        members = sorted(members, key=lambda place: (profiles[place].name.stem, place))
        reach = CAP // 2 + 1
    places = np.array(members, dtype=np.int64)
    steps = [
        (np.minimum(places[:-step], places[step:]) << 32) | np.maximum(places[:-step], places[step:])
        for step in range(1, reach)
    ]
    return np.concatenate(steps)
