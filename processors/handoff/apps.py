"""The apps that talk is taken to: what they are called, how they are linked to, how their user names are built.

The table itself is `apps.toml`, which says what each column means and where each grammar comes from.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class App:
    """One row of `apps.toml`. Strengths are 0 to 1: how surely the word means the app with no context at all.

    Attributes:
        names: words that are the app's name; disguises of these are looked for.
        short: abbreviations and nicknames, taken as written.
        phrases: nicknames of several words, each word as `apps.toml` explains; those of its patterns, too.
        emoji: signs that stand for it.
        links: beginnings of addresses whose next part is the handle.
        handle: what a whole user name looks like.
        fuzzy: of a name, how many letters a misspelling may be off.
        sounds: how its name is said, in the letters of `spelling.py`: words that sound so are it, however spelt.
        senses: phrases in which one of its words is something else.
    """

    name: str
    names: dict[str, float]
    short: dict[str, float]
    phrases: dict[str, float]
    emoji: dict[str, float]
    links: tuple[str, ...]
    handle: re.Pattern[str]
    fuzzy: dict[str, int]
    sounds: dict[str, float]
    senses: tuple[str, ...]

    def fits(self, handle: str) -> bool:
        """Whether the app would take this as a user name."""
        return self.handle.fullmatch(handle) is not None


def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("apps.toml").read_text(encoding="utf-8"))


def _app(name: str, row: dict[str, Any]) -> App:
    return App(
        name=name,
        names=_weighed(row, "names"),
        short=_weighed(row, "short"),
        phrases=_patterned(row) | row.get("phrases", {}),
        emoji=_weighed(row, "emoji"),
        links=tuple(row.get("links", ())),
        handle=re.compile(row["handle"]),
        fuzzy={name: int(off) for name, off in _weighed(row, "fuzzy").items()},
        sounds=_weighed(row, "sounds"),
        senses=tuple(row.get("senses", ())),
    )


def _weighed(row: dict[str, Any], key: str) -> dict[str, float]:
    """Read entries such as "sc 0.3"."""
    return {word: float(weight) for word, weight in (entry.rsplit(" ", 1) for entry in row.get(key, ()))}


def _patterned(row: dict[str, Any]) -> dict[str, float]:
    """Say "the app with the ghost" in every way of `[patterns]`."""
    return {
        said.replace(f"{{{kind}}}", f"{{{name}}}"): round(strength * share, 2)
        for kind, key in (("icon", "icons"), ("colour", "colours"))
        for name, strength in _weighed(row, key).items()
        for said, share in _PATTERNS[kind].items()
    }


_TABLE: Final = _table()
_PATTERNS: Final[dict[str, dict[str, float]]] = _TABLE.pop("patterns")

CLASSES: Final[dict[str, frozenset[str]]] = {name: frozenset(words) for name, words in _TABLE.pop("classes").items()}
"""Words that stand for one another in a phrase: `{app}` is "app", "appli", "logo", …"""

APPS: Final = {name: _app(name, row) for name, row in _TABLE.items()}
"""Every app by its name on the wire, `other` last."""
