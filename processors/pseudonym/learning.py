"""A site's own rarity, learnt from its pseudonyms: what is common there is common, whatever the word lists say.

Only counts are kept, and only of what many different names have: no rare name is in the file, or can be read from it.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Final

from processors.pseudonym.blocking import GRAM
from processors.pseudonym.model import rarity
from processors.pseudonym.names import fold
from processors.pseudonym.rarity import LETTERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LEAST: Final = 20
"""Different pseudonyms that must have a word or an n-gram before it is kept."""

_PRIOR: Final = 50.0  # how many letters seen after two others outweigh what the base model says of them
_SHORTEST: Final = 2  # letters of a word that is kept


def learn(pseudonyms: Iterable[str], base: Mapping[str, Any], least: int = LEAST) -> dict[str, Any]:
    """Give a model file's content: the base's weights, with the rarity that a site's pseudonyms show.

    A word is as common as the more generous of the base and the site says, so that little to learn from never makes
    anything rarer. The order and the repeats of the pseudonyms don't matter.

    Args:
        base: the content of a model file (`processors.pseudonym.model.load`).
        least: see `LEAST`; 2 or more.
    """
    if least < 2:  # noqa: PLR2004 - one name's word is that name
        raise ValueError("least must be 2 or more: what one name alone has would stand in the file in clear")
    names = sorted(set(pseudonyms))
    words, grams, letters = _count(names)
    old = rarity(dict(base["rarity"]))
    bits = dict(old.words)
    for word, count in words.items():
        if count >= least and len(word) >= _SHORTEST:
            bits[word] = min(bits.get(word, math.inf), -math.log2(count / len(names)))
    common = {gram: -math.log2(count / len(names)) for gram, count in grams.items() if count >= least}
    digest = hashlib.sha256("\n".join(names).encode("utf-8", "surrogatepass")).hexdigest()
    provenance = dict(base.get("provenance", {})) | {
        "site": {
            "pseudonyms": len(names),
            "sha256": digest,
            "least": least,
            "base": base["name"],
            "of": base["version"],
        }
    }
    return dict(base) | {
        "provenance": provenance,
        "rarity": {
            "words": _by_bits(bits),
            "grams": _by_bits(common),
            "letters": _letters(letters, old.letters),
        },
    }


def _count(names: Iterable[str]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Count in how many names each word, n-gram and three letters in a row stand."""
    words, grams, letters = Counter[str](), Counter[str](), Counter[str]()
    for name in map(fold, names):
        words.update(set(name.words))
        stem = name.squeezed
        grams.update({stem[i : i + GRAM] for i in range(len(stem) - GRAM + 1)})
        for word in set(name.words):
            padded = "  " + word
            letters.update({padded[i : i + 3] for i in range(len(word))})
    return words, grams, letters


def _letters(seen: Counter[str], old: Mapping[str, float]) -> dict[str, str]:
    """Give the table of letters after two others: the base's shares, moved towards the site's."""
    rows: dict[str, str] = {}
    for context in sorted({gram[:2] for gram in old}):
        total = sum(seen[context + letter] for letter in LETTERS)
        shares = [
            (seen[context + letter] + _PRIOR * 2.0 ** -old[context + letter]) / (total + _PRIOR) for letter in LETTERS
        ]
        rows[context] = " ".join(str(round(-2 * math.log2(share))) for share in shares)
    return rows


def _by_bits(bits: Mapping[str, float]) -> dict[str, str]:
    rows: dict[int, list[str]] = defaultdict(list)
    for text in sorted(bits):
        rows[round(bits[text])].append(text)
    return {str(row): " ".join(rows[row]) for row in sorted(rows)}
