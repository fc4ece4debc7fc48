"""Which pairs to look at: names that share one of their few rarest blocking keys.

Looking at all pairs of a million names is out of reach, so each name is put under a few keys and meets only those that
stand there too. What is rare is read from the model file, so every worker picks the same keys for the same name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from processors.pseudonym.comparison import Profile
    from processors.pseudonym.names import Name
    from processors.pseudonym.rarity import Rarity

GRAM: Final = 4
"""Letters of an n-gram key: shorter ones stand in too many names, longer ones are broken by one slip."""

GRAMS: Final = 5
"""n-gram keys of one name, the rarest. Each more costs a record in the topic; see `benchmarks/bench_pseudonyms.py`."""

OPENING: Final = "^"
"""First sign of the key of a name's first letters: the weakest, and the largest block."""

_NAME_BITS: Final = 10.0  # rarer than the first names and the articles with which many names begin
_SHORT: Final = 4  # letters; shorter sounds and consonant rows are shared by everyone


def keys(profile: Profile, rarity: Rarity, grams: int = GRAMS) -> tuple[str, ...]:
    """Give the blocking keys of a name, each once, whole-name keys first.

    A key's first sign says its kind: `=` the stem, or the first word where it may be a name by itself, read from
    whichever end sorts first and with held-down letters as one, so that a reversed name meets its original; `~` the
    phonetic key; `|` the consonants; `^` the first letters; `#` an n-gram of the stem. There are at most seven that are
    no n-grams, and `grams` that are.
    """
    name = profile.name
    found = ["=" + _ends_alike(reading) for reading in (name.stem, *name.spelt)]
    if len(name.words) > 1 and profile.running[len(name.words[0])] >= _NAME_BITS:
        found.append("=" + _ends_alike(name.words[0]))
    if len(name.sound) >= _SHORT:
        found.append("~" + name.sound)
    if len(name.consonants) >= _SHORT:
        found.append("|" + name.consonants)
    found += _rarest(name, rarity, grams)
    return tuple(dict.fromkeys(found))


def _ends_alike(stem: str) -> str:
    squeezed = "".join(letter for i, letter in enumerate(stem) if letter != stem[i - 1 : i])
    return min(squeezed, squeezed[::-1])


def _rarest(name: Name, rarity: Rarity, grams: int) -> list[str]:
    stem = name.squeezed
    if len(stem) < GRAM:
        return [OPENING + stem]
    pool = {stem[i : i + GRAM] for i in range(len(stem) - GRAM + 1)}
    ranked = sorted(pool, key=lambda gram: (-rarity.gram(gram), gram))
    return [OPENING + stem[: GRAM - 1], *("#" + gram for gram in ranked[:grams])]
