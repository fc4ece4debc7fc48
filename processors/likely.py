"""Of pairs that met under a blocking key and that no bound ruled out, those that are likely one person's."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
import polars as pl
from rapidfuzz.distance.Indel import normalized_similarity
from rapidfuzz.process import cpdist

from processors.pseudonym.bounds import weighed
from processors.pseudonym.letters import letters, plain, shared
from processors.pseudonym.model import Model
from processors.pseudonym.probability import Declared, Match, match

SIMILAR: Final = 0.7
HELD: Final = 0.9
SHUFFLED: Final = 0.75
"""Two names are compared where, of their plain letters, the Indel similarity is `SIMILAR`, or the longest common
subsequence is `HELD` of the shorter one (an abbreviation, a name within a name), or `SHUFFLED` of all neighbours are
the same (words in another order). All labelled pairs of chat pseudonyms that score 0.9 or more fulfil one of the three;
of what meets by chance under an n-gram, two in five do."""

SPARE: Final = 1e-6
"""Log-odds by which two ways to sum them up may differ."""

_SAID: Final = ("age", "gender", "postcode", "handles")


class Likely(NamedTuple):
    """Two names, by their `who`, and their match."""

    a: int
    b: int
    match: Match


def likely(pairs: pl.DataFrame, names: pl.DataFrame, model: Model, floor: float) -> Iterator[Likely]:
    """Give the pairs whose probability is the floor or more.

    Args:
        pairs: once each: `a` and `b`, a `who` each; whether they met under a sound or a contact (`unspelt`); and
            log-odds that what they declare does not pass (`declared`).
        names: rows of NAMES, each `who` once; a pair of which one is unknown is none, nor are two names of one sender.
        model: says what a comparison is worth.
        floor: above 0 and below 1.
    """
    met = _placed(pairs, names)
    sender = names["sender_id"]
    met = met.filter(sender.gather(met["one"]) != sender.gather(met["other"]))
    met = met.filter(met["unspelt"] | _close(met, names["pseudonym"]))
    met = _within_reach(met, names["pseudonym"], model, needed(floor))
    said = names.select("pseudonym", *_SAID)
    for a, b, one, other in zip(
        met["a"], met["b"], *(said[met[side]].iter_rows() for side in ("one", "other")), strict=True
    ):
        profiles = weighed(one[0], model).profile, weighed(other[0], model).profile
        found = match(*profiles, model, _declared(*one[1:]), _declared(*other[1:]))
        if found.probability >= floor:
            yield Likely(a, b, found)


def needed(floor: float) -> float:
    """Give the log-odds of a probability above 0 and below 1."""
    return math.log(floor / (1 - floor))


def _placed(pairs: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Give the pairs of known names, with the places of the two as `one` and `other`."""
    for side, place in (("a", "one"), ("b", "other")):
        placed = names.select("who", pl.int_range(pl.len(), dtype=pl.UInt32).alias(place))
        pairs = pairs.join(placed, left_on=side, right_on="who", maintain_order="left")
    return pairs


def _close(met: pl.DataFrame, pseudonyms: pl.Series) -> pl.Series:
    """Tell which pairs are alike enough to be compared: see `SIMILAR`. Each name is read once."""
    plains = [plain(pseudonym) for pseudonym in pseudonyms]
    one, other = met["one"].to_numpy(), met["other"].to_numpy()
    similar = cpdist(*([plains[at] for at in side.tolist()] for side in (one, other)), scorer=normalized_similarity)
    size = np.fromiter(map(len, plains), np.int64, len(plains))
    # Of two lengths and their Indel similarity follows the length of what both have in the same order.
    held = similar * (size[one] + size[other]) / 2
    bits = letters(plains)
    near = (similar >= SIMILAR) | (held >= HELD * np.minimum(size[one], size[other]))
    return pl.Series(near | (shared(bits[one], bits[other]) >= SHUFFLED), dtype=pl.Boolean)


def _within_reach(met: pl.DataFrame, pseudonyms: pl.Series, model: Model, least: float) -> pl.DataFrame:
    """Drop the pairs of which one could not reach so much, were the other just like it."""
    for side in ("one", "other"):
        places = met[side].unique()
        reach = [weighed(pseudonym, model).reach for pseudonym in pseudonyms.gather(places)]
        reaching = pl.DataFrame({side: places, "reach": pl.Series(reach, dtype=pl.Float64)})
        met = met.join(reaching, on=side, maintain_order="left")
        met = met.filter(pl.col("reach") + pl.col("declared") >= least - SPARE).drop("reach")
    return met


def _declared(age: int | None, gender: str | None, postcode: str | None, handles: list[str]) -> Declared:
    return Declared(age, gender, postcode, frozenset(handles) if handles else _NONE)


_NONE: Final[frozenset[str]] = frozenset()
