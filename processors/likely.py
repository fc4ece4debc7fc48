"""Of pairs that met under a blocking key and that no bound ruled out, those that are likely one person's."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
import polars as pl
from rapidfuzz.distance import Indel
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
        names: rows of NAMES; a pair of which one is unknown is none, nor are two names of one sender.
        model: says what a comparison is worth.
        floor: above 0 and below 1.
    """
    named = pairs
    for side in ("a", "b"):
        columns = names.select(pl.col("who", "sender_id", "pseudonym").name.suffix(f"_{side}"))
        named = named.join(columns, left_on=side, right_on=f"who_{side}", maintain_order="left")
    named = named.filter(pl.col("sender_id_a") != pl.col("sender_id_b"))
    close = _within_reach(_close(named), model, needed(floor))
    said = {who: _declared(*row) for who, *row in names.select("who", *_SAID).iter_rows()}
    for a, b, one, other in close.select("a", "b", "pseudonym_a", "pseudonym_b").iter_rows():
        found = match(weighed(one, model).profile, weighed(other, model).profile, model, said[a], said[b])
        if found.probability >= floor:
            yield Likely(a, b, found)


def needed(floor: float) -> float:
    """Give the log-odds of a probability above 0 and below 1."""
    return math.log(floor / (1 - floor))


def _close(named: pl.DataFrame) -> pl.DataFrame:
    a, b = ([plain(pseudonym) for pseudonym in named[f"pseudonym_{side}"]] for side in ("a", "b"))
    similar = cpdist(a, b, scorer=Indel.normalized_similarity)
    shorter = np.minimum(list(map(len, a)), list(map(len, b)))
    # Of two lengths and their Indel similarity follows the length of what both have in the same order.
    held = similar * (np.array(list(map(len, a))) + list(map(len, b))) / 2
    near = (similar >= SIMILAR) | (held >= HELD * shorter) | (shared(letters(a), letters(b)) >= SHUFFLED)
    return named.filter(named["unspelt"] | pl.Series(near, dtype=pl.Boolean))


def _within_reach(named: pl.DataFrame, model: Model, least: float) -> pl.DataFrame:
    """Drop the pairs of which the second could not reach so much either, were the first just like it."""
    second = named.select("pseudonym_b", "declared").iter_rows()
    kept = [weighed(other, model).reach + said >= least - SPARE for other, said in second]
    return named.filter(pl.Series(kept, dtype=pl.Boolean))


def _declared(age: int | None, gender: str | None, postcode: str | None, handles: list[str]) -> Declared:
    return Declared(age, gender, postcode, frozenset(handles) if handles else _NONE)


_NONE: Final[frozenset[str]] = frozenset()
