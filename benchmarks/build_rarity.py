"""Build the shipped tables of rarity from well-sourced lists: `python -m benchmarks.build_rarity MODEL --floor 3.2`.

Needs the extra `fit` (wordfreq, Faker); nothing of it is needed at run time. Same packages, same file.

- Words: wordfreq 3.1 (code Apache-2.0; data CC BY-SA 4.0, from Wikipedia, subtitles, books, the web and others, see its
  README), seven languages, folded to ASCII letters; bits are -log2 of the frequency.
- First names: Faker 40 (MIT), locales of the same languages, with their weights where it has them.
- Site habits: `processors/pseudonym/habits.py`.
"""

from __future__ import annotations

import argparse
import importlib
import math
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path
from typing import Final

import orjson
import wordfreq

from processors.handoff.text import fold
from processors.pseudonym.habits import COMMON
from processors.pseudonym.rarity import LETTERS, Rarity

MAIN: Final = ("fr", "en")
OTHER: Final = ("es", "de", "it", "pt", "nl")

OTHER_MORE: Final = 0.2  # Zipf frequency by which a word of another language must be the more frequent
OTHER_BITS: Final = 2.0  # one name in four may be in another language
SPARE_BITS: Final = 1.0  # a word that its parts and letters tell within this is not listed
LOCALES: Final = ("fr_FR", "fr_BE", "en_US", "en_GB", "es_ES", "de_DE", "it_IT", "pt_PT", "nl_NL")
NAME_SHARE: Final = 0.25  # of the words in pseudonyms, those that are first names


def is_plain(word: str) -> bool:
    """Tell whether the word is two small ASCII letters or more."""
    return len(word) > 1 and word.isascii() and word.isalpha()


def words(floor: float) -> dict[str, float]:
    """Give the bits of each folded word of the lists, the smallest where lists differ."""
    bits: dict[str, float] = {}
    for language in MAIN + OTHER:
        least, more = (floor, 0.0) if language in MAIN else (floor + OTHER_MORE, OTHER_BITS)
        for word, frequency in wordfreq.get_frequency_dict(language).items():
            plain = fold(word)
            if is_plain(plain) and math.log10(frequency) + 9 >= least:
                bits[plain] = min(bits.get(plain, 99.0), more - math.log2(frequency))
    for name, share in first_names().items():
        bits[name] = min(bits.get(name, 99.0), -math.log2(share * NAME_SHARE))
    return bits | {word: min(bits.get(word, 99.0), habit) for word, habit in COMMON.items()}


def needed(listed: dict[str, float], grams: dict[str, float]) -> dict[str, float]:
    """Leave out the words that are told by their parts and letters."""
    without = Rarity(listed, grams)
    return {word: bits for word, bits in listed.items() if sum(without.cut(word)) > bits + SPARE_BITS}


def first_names() -> dict[str, float]:
    """Give each folded first name's share; a list with no weights is read as Zipf's law of the mean rank."""
    shares: dict[str, float] = {}
    for locale in LOCALES:
        names = importlib.import_module(f"faker.providers.person.{locale}").Provider.first_names
        weighted = names if hasattr(names, "items") else dict.fromkeys(names, 1.0)
        total = sum(weighted.values())
        local: dict[str, float] = defaultdict(float)
        for name, weight in weighted.items():
            if is_plain(fold(name)):
                local[fold(name)] += weight / total
        for name, share in local.items():
            shares[name] = max(shares.get(name, 0.0), share)
    return shares


def letters(listed: dict[str, float]) -> dict[str, float]:
    """Give the bits of each letter after two, from the listed words, each once; smoothed by the shorter contexts."""
    counts: list[dict[str, float]] = [defaultdict(float) for _ in range(3)]
    for word in listed:
        padded = "  " + word
        for i in range(2, len(padded)):
            for order in range(3):
                counts[order][padded[i - order : i + 1]] += 1
    table = {}
    single = sum(counts[0][c] for c in LETTERS)
    for first in " " + LETTERS:
        for second in LETTERS if first != " " else " " + LETTERS:
            pair = sum(counts[1][second + c] for c in LETTERS)
            triple = sum(counts[2][first + second + c] for c in LETTERS)
            for c in LETTERS:
                p = (counts[0][c] + 1) / (single + 26)
                p = (counts[1][second + c] + 20 * p) / (pair + 20)
                p = (counts[2][first + second + c] + 20 * p) / (triple + 20)
                # A name is free to be no word: one letter in five comes from nowhere.
                table[first + second + c] = -math.log2(0.8 * p + 0.2 / 26)
    return table


def main() -> None:
    """Write the tables of rarity into a model file; the rest of the file stays."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--floor", type=float, required=True, help="smallest Zipf frequency of a listed fr or en word")
    options = parser.parse_args()
    listed = words(options.floor)
    grams = letters(listed)
    by_bits: dict[int, list[str]] = defaultdict(list)
    for word, bits in needed(listed, grams).items():
        by_bits[round(bits)].append(word)
    model = orjson.loads(options.model.read_bytes()) if options.model.exists() else {}
    model.setdefault("provenance", {})["rarity"] = {
        "words": f"wordfreq {version('wordfreq')}: {', '.join(MAIN)} from Zipf {options.floor}, "
        f"{', '.join(OTHER)} from Zipf {options.floor + OTHER_MORE:.1f}; data CC BY-SA 4.0, https://github.com/rspeer/wordfreq",
        "first names": f"Faker {version('faker')}: {', '.join(LOCALES)}; MIT, https://github.com/joke2k/faker",
        "site habits": "processors/pseudonym/habits.py",
    }
    model["rarity"] = {
        "words": {str(bits): " ".join(sorted(by_bits[bits])) for bits in sorted(by_bits)},
        "letters": {
            context: " ".join(str(round(grams[context + c] * 2)) for c in LETTERS)
            for context in sorted({gram[:2] for gram in grams})
        },
    }
    options.model.write_bytes(orjson.dumps(model, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


if __name__ == "__main__":
    main()
