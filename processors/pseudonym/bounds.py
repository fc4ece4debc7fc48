"""What two pseudonyms could score at most, from what is known before they are compared: a column at a time."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from processors.pseudonym.comparison import Profile, profile
from processors.pseudonym.probability import DECLARED_PARTS

if TYPE_CHECKING:
    from processors.pseudonym.model import Curve, Model

Said = npt.NDArray[np.uint64]
"""What members declare, each in 64 bits: see `SAID`."""

_CACHED: Final = 16_384
_REGION: Final = 2
"""Signs of a postcode that are its region."""

# The lowest bit of each field, how many values it has, and what is told by it; 0 is nothing declared.
_AGE: Final = (0, 255)
_GENDER: Final = (8, 255)
_POSTCODE: Final = (16, 2**24 - 1)
_AREA: Final = (40, 2**16 - 1)
_HANDLES: Final = (56, 255)


LogOdds = npt.NDArray[np.float64]


def _field(value: pl.Expr, place: tuple[int, int]) -> pl.Expr:
    low, values = place
    return (value % values + 1).cast(pl.UInt64).fill_null(0) * (1 << low)


def _hash(text: pl.Expr) -> pl.Expr:
    """Give a number for a text, whatever its case; null where there is none, which polars would give a number, too."""
    return pl.when(text != "").then(text.str.to_lowercase().hash())


SAID: Final = (
    _field(pl.col("age").cast(pl.Int64), _AGE)
    + _field(_hash(pl.col("gender")), _GENDER)
    + _field(_hash(pl.col("postcode")), _POSTCODE)
    + _field(_hash(pl.col("postcode").str.head(_REGION)), _AREA)
    # Who gave contacts may have given the same.
    + _field(pl.when(pl.col("handles").list.len() > 0).then(pl.lit(1)), _HANDLES)
).alias("said")
"""Over `age`, `gender`, `postcode` and `handles`: what is declared, as 64 bits that never leave the process.

Null stays apart from all values; two values may share their bits, so what follows from them is a bound.
"""


class Weighed(NamedTuple):
    """A pseudonym, folded and weighed, and its reach: log-odds that no pair with it passes, what is declared left out.

    No more bits can be shared than the name has, from its first letter on or in all, nor more letters, and one that has
    digits is no name without; all else is taken at its best.
    """

    profile: Profile
    reach: float


@lru_cache(maxsize=_CACHED)
def weighed(pseudonym: str, model: Model) -> Weighed:
    """Fold and weigh a pseudonym; those asked for lately are remembered."""
    one = profile(pseudonym, model.rarity)
    ceilings = {"shared": one.running[-1], "opening": one.running[-1], "letters": float(len(one.name.stem))}
    curves = sum(_highest(model.curves[part], at) for part, at in ceilings.items() if part in model.curves)
    digits = model.levels.get("digits", {})
    levels = max((weight for level, weight in digits.items() if level != "none" or not one.name.digits), default=0.0)
    return Weighed(one, _best(model) + curves + levels)


def declared(a: Said, b: Said, model: Model) -> LogOdds:
    """Give log-odds that what two declare does not pass; no handles are told apart."""
    weight = {part: model.levels.get(part, {}) for part in DECLARED_PARTS}

    def levels(part: str, place: tuple[int, int], *nearly: tuple[str, npt.NDArray[np.bool_]]) -> LogOdds:
        one, other = _read(a, place), _read(b, place)
        names = ["same", *(level for level, _ in nearly)]
        weights = [weight[part].get(name, 0.0) for name in names]
        found = np.select([one == other, *(holds for _, holds in nearly)], weights, weight[part].get("differ", 0.0))
        return np.where((one == 0) | (other == 0), 0.0, found)

    near = np.abs(_read(a, _AGE) - _read(b, _AGE)) == 1
    total = levels("age", _AGE, ("near", near))
    total += levels("gender", _GENDER)
    total += levels("postcode", _POSTCODE, ("region", _read(a, _AREA) == _read(b, _AREA)))
    total += levels("handle", _HANDLES)
    return total


def _read(said: Said, place: tuple[int, int]) -> npt.NDArray[np.int64]:
    low, values = place
    return (np.right_shift(said, np.uint64(low)) & np.uint64(values)).astype(np.int64)


@lru_cache(maxsize=8)
def _best(model: Model) -> float:
    """Give the prior with the best of all that no name bounds."""
    curves = [max(w for _, w in curve.points) for part, curve in model.curves.items() if part not in _BOUNDED]
    levels = [max(row.values()) for part, row in model.levels.items() if part not in (*DECLARED_PARTS, "digits")]
    return model.prior + sum(curves) + sum(levels)


_BOUNDED: Final = ("shared", "opening", "letters")


def _highest(curve: Curve, ceiling: float) -> float:
    return max([curve.at(ceiling), *(weight for value, weight in curve.points if value <= ceiling)])
