"""What the bounds of states cut, told so that somebody notices and no log fills up."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

log = logging.getLogger(__name__)

UNTOLD: Final = frozenset({"places"})
"""Cut as a matter of course, so it is in the metrics alone: the oldest of many names that share a blocking key."""

PAUSE_S: Final = 60.0
"""How long after a line about a stage the next one waits."""


class Cuts:
    """Logs what was cut from the states of one stage, once a minute at most.

    Args:
        stage: its name.
        now_s: tells a monotonic time in seconds.
    """

    def __init__(self, stage: str, now_s: Callable[[], float]) -> None:
        self._stage = stage
        self._now_s = now_s
        self._untold = Counter[str]()
        self._told_s: float | None = None

    def note(self, cut: Mapping[str, int]) -> None:
        """Take in how many things, by what they are, were forgotten."""
        self._untold.update({what: times for what, times in cut.items() if what not in UNTOLD})
        now_s = self._now_s()
        if not self._untold.total() or (self._told_s is not None and now_s - self._told_s < PAUSE_S):
            return
        told = ", ".join(f"{times} {what}" for what, times in self._untold.items() if times)
        log.warning(
            "%s: forgot %s that it still needed, since its bound is reached: alerts may be missed or told again; "
            "raise the bound (`tocsin settings`) or share the partitions among more workers",
            self._stage,
            told,
        )
        self._untold.clear()
        self._told_s = now_s
