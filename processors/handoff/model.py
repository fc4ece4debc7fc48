"""How sure a finding is: logistic models whose weights a person can read.

The weights stand in `weights.json`, by the name of each feature; `benchmarks/fit_handoffs.py` writes that file and says
in it from what. A feature that the file does not know weighs nothing.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from itertools import repeat
from math import exp
from typing import Final

from processors.handoff.lexicon import CUES

ZONES: Final = ("before", "left", "after", "right", "elsewhere", "clause", "anywhere")
"""Where a cue stands, seen from the place that is judged: next to it before or after (at most one word between), in the
same clause to the left or right of it, in another clause; then anywhere in the clause, and anywhere in the message, so
that what is rarely seen in one zone is judged by the wider one."""

MODELS: Final = ("ask", "move", "give")


class Weights:
    """The weights of one model: a bias, one weight for each cue in each zone, and one for each other feature."""

    def __init__(self, table: dict[str, float]) -> None:
        self.bias = table.get("bias", 0.0)
        self.features = table
        self.zones = [[table.get(f"{zone}:{cue}", 0.0) for cue in CUES] for zone in ZONES]
        self.zone = lru_cache(maxsize=1 << 14)(self._zone)

    def _zone(self, zone: int, mask: int) -> float:
        weights, total = self.zones[zone], 0.0
        while mask:
            low = mask & -mask
            total += weights[low.bit_length() - 1]
            mask ^= low
        return total

    def score(self, zones: tuple[int, ...], features: list[str]) -> float:
        """Give the log-odds of a place: cues by zone as masks, and the names of the other features."""
        total = self.bias
        for zone, mask in enumerate(zones):
            if mask:
                total += self.zone(zone, mask)
        # No sum(): what it rounds differs between versions of Python.
        for weight in map(self.features.get, features, repeat(0.0)):
            total += weight
        return total


def probability(log_odds: float) -> float:
    """Turn log-odds into a probability, from 0 to 1."""
    if log_odds < 0:
        odds = exp(log_odds)
        return odds / (1 + odds)
    return 1 / (1 + exp(-log_odds))


def _load() -> dict[str, Weights]:
    path = files(__package__).joinpath("weights.json")
    table = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {name: Weights(table.get("models", {}).get(name, {})) for name in MODELS}


WEIGHTS: Final = _load()
