"""A model file: what is common on a site, and what each comparison is worth there.

One readable JSON file, versioned, with where each number came from (`provenance`). Two are shipped: `chat`, fitted on
pairs of chat pseudonyms, for the stream and for pairs; `nick-changes`, fitted on changes of nick on IRC, for lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import orjson

from processors.errors import OperatorError
from processors.pseudonym.rarity import LETTERS, Rarity

if TYPE_CHECKING:
    from collections.abc import Mapping

SHIPPED: Final = ("chat", "nick-changes")


class ModelError(OperatorError):
    """A model file can't be read; the text names the place and what was expected there. For the operator to mend."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Log-odds by a number: straight lines between points, flat beyond the first and the last."""

    points: tuple[tuple[float, float], ...]

    def at(self, value: float) -> float:
        """Give the log-odds at a value."""
        if value <= self.points[0][0]:
            return self.points[0][1]
        for (left, low), (right, high) in pairwise(self.points):
            if value < right:
                return low + (high - low) * (value - left) / (right - left)
        return self.points[-1][1]


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A model file, read.

    Attributes:
        name: what the file calls itself.
        version: goes up with each change that changes a probability or a blocking key.
        prior: log-odds before anything is compared, among pairs that share a blocking key.
        population: names of the list to which the prior was fitted; None where it was fitted to pairs.
        levels: log-odds of each level of the comparisons that have levels.
        curves: log-odds by the value of the comparisons that have one.
    """

    name: str
    version: int
    rarity: Rarity
    prior: float
    population: int | None
    levels: Mapping[str, Mapping[str, float]]
    curves: Mapping[str, Curve]


@cache
def shipped(name: str) -> Model:
    """Read a shipped model, one of `SHIPPED`."""
    return parse(load(name), name)


def read(path: str) -> Model:
    """Read a shipped model by its name, or a model file by its path.

    Raises:
        ModelError: there is no such file, or it is no model.
    """
    return shipped(path) if path in SHIPPED else parse(load(path), path)


def load(path: str) -> dict[str, Any]:
    """Give the content of a shipped model by its name, or of a model file by its path, unread.

    Raises:
        ModelError: there is no such file, or it is no JSON object.
    """
    try:
        raw = _shipped_file(path) if path in SHIPPED else Path(path).read_bytes()
        content = orjson.loads(raw)
    except OSError as error:
        raise ModelError(f"no model at {path}: {error.strerror}; shipped are {', '.join(SHIPPED)}") from error
    except orjson.JSONDecodeError as error:
        raise ModelError(f"{path} is no model file: not JSON, {error}") from error
    if not isinstance(content, dict):
        raise ModelError(f"{path} is no model file: expected a JSON object")
    return content


def _shipped_file(name: str) -> bytes:
    return files(__package__).joinpath("models", f"{name}.json").read_bytes()


def parse(content: dict[str, Any], where: str) -> Model:
    """Read the content of a model file; `where` names it in errors.

    Raises:
        ModelError: something is missing or not as expected.
    """
    try:
        return _model(content)
    except KeyError as error:
        raise ModelError(f"{where} is no model file: {error} is missing") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise ModelError(f"{where} is no model file: {error}") from error


def _model(table: dict[str, Any]) -> Model:
    parts = table["parts"]
    return Model(
        str(table["name"]),
        int(table["version"]),
        rarity(table["rarity"]),
        float(table["prior"]),
        None if table.get("population") is None else int(table["population"]),
        {part: {level: float(w) for level, w in row.items()} for part, row in parts.items() if isinstance(row, dict)},
        {
            part: Curve(tuple((float(x), float(w)) for x, w in row))
            for part, row in parts.items()
            if isinstance(row, list)
        },
    )


def rarity(table: dict[str, Any]) -> Rarity:
    """Read the tables of rarity: words and n-grams by their bits, and half bits of each letter after each two."""
    return Rarity(
        _words(table["words"]),
        {
            context + letter: int(halves) / 2
            for context, row in table["letters"].items()
            for letter, halves in zip(LETTERS, row.split(), strict=True)
        },
        _words(table.get("grams", {})),
    )


def _words(rows: dict[str, str]) -> dict[str, float]:
    return {word: float(bits) for bits, row in rows.items() for word in row.split()}
