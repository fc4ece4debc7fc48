"""Seeded pseudonyms that look like those of a chat site: common ones by the thousand, and rare ones.

Words come by their frequency in the model file, coined stems from its letters; three in ten names are what every
tenth guest has (`jf18paris`, `invite123`), and one in twenty is an earlier rare name in another dress.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Final

from processors.pseudonym.model import Model
from processors.pseudonym.rarity import LETTERS

_STOCK: Final = (
    "jf{age}{town}",
    "jh{age}{town}",
    "h{age}dispo",
    "f{age}cam",
    "invite{number}",
    "guest{number}",
    "{age}h",
)
_TOWNS: Final = ("paris", "lyon", "lille", "nice", "nantes", "tours", "metz", "dijon", "brest", "caen", "rennes", "idf")
_SORTS: Final = ("stock", "word", "two", "coined", "again")
_SHARES: Final = (30, 25, 20, 20, 5)
_REMEMBERED: Final = 20_000


def pseudonyms(seed: int, model: Model) -> Iterator[str]:
    """Give pseudonyms without end."""
    pick = Random(seed)  # noqa: S311 - no secret; the seed is printed
    words = [word for word in model.rarity.words if len(word) > 2]  # noqa: PLR2004 - a word of two letters is no name
    weights = [2 ** -model.rarity.words[word] for word in words]
    stock_of_words = pick.choices(words, weights, k=200_000)
    rare: list[str] = []
    while True:
        sort = pick.choices(_SORTS, _SHARES)[0]
        if sort == "stock":
            age, number = pick.randint(18, 60), pick.randrange(10_000)
            yield pick.choice(_STOCK).format(age=age, town=pick.choice(_TOWNS), number=number)
        elif sort == "word":
            yield _dressed(pick.choice(stock_of_words), pick)
        elif sort == "two":
            yield _dressed(pick.choice(stock_of_words) + pick.choice(("", "_", ".")) + pick.choice(words), pick)
        elif sort == "again" and rare:
            yield _dressed(pick.choice(rare), pick)
        else:
            name = _coined(pick, model)
            rare.append(name)
            del rare[:-_REMEMBERED]
            yield _dressed(name, pick)


def _dressed(name: str, pick: Random) -> str:
    name = pick.choice((name, name, name, name.title(), f"{name}_", f"xX_{name}_Xx", name.replace("o", "0")))
    return name + pick.choice(
        ("", "", str(pick.randrange(10, 100)), str(pick.randrange(1000)), f"{pick.randrange(96):02}")
    )


def _coined(pick: Random, model: Model) -> str:
    name = ""
    for _ in range(pick.randint(7, 11)):
        before = f"  {name}"[-2:]
        weights = [2 ** -model.rarity.letters.get(before + letter, 12.0) for letter in LETTERS]
        name += pick.choices(LETTERS, weights)[0]
    return name
