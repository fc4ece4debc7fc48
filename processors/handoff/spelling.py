"""What app a single word spells, rightly or wrongly: misspelling, leet, held-down or jumbled letters, backwards.

A word that is a word of some language is never a misspelling ("snack", "swap", "digne", "insister"): `words.txt` holds
the common ones and all that come near an app's name. What stays is measured with rapidfuzz within the bounds that
`apps.toml` sets for each name.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from processors.handoff.apps import APPS


class Naming(NamedTuple):
    """That a word names an app.

    Attributes:
        how: "exact", "abbreviation", "misspelt", "leet", "jumbled", "backwards" or "glued".
        strength: 0 to 1, how surely it does with no context at all.
    """

    app: str
    how: str
    strength: float
    why: str


def _words() -> frozenset[str]:
    lines = files(__package__).joinpath("words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split(" "))


KNOWN: Final = _words()
"""Common words of the seven languages and rarer ones that resemble an app. Source and licence: head of `words.txt`."""

NAMES: Final = {name: (app.name, strength) for app in APPS.values() for name, strength in app.names.items()}
SHORT: Final = {word: (app.name, strength) for app in APPS.values() for word, strength in app.short.items()}
PIECED: Final = NAMES | {
    word: found
    for word, found in SHORT.items()
    if len(word) > 7 and found[1] >= 0.5  # noqa: PLR2004 - shorter ones come about by chance
}
"""What is also found in pieces: the names, and long nicknames that are no other word."""
FUZZY: Final = {name: (app.name, off) for app in APPS.values() for name, off in app.fuzzy.items()}
"""Names whose misspellings are looked for: of which app, and how many letters they may be off."""

# What a digit or sign stands for inside a word; 1 and | stand for i or for l, so both are tried.
_SIGNS: Final = str.maketrans("0345678926$@€!¡", "oeasgtbgzgsaeii")
LEET: Final = _SIGNS | str.maketrans("1|", "ii")
"""Digits and signs, and the letters that they are drawn for."""
_LEET_L: Final = _SIGNS | str.maketrans("1|", "ll")
STROKES: Final = {
    r"\/\/": "w", r"/\/": "n", r"|\|": "n", "/\\": "a", r"\/": "v", "|*": "p", "|>": "p", "|<": "k", "|{": "k",
    "()": "o", "[]": "o", "|_|": "u", "|-|": "h", "|)": "d",
}  # fmt: skip
"""Letters drawn with several signs, in the order in which they are read."""

_GLUED_BEFORE: Final = (
    "mon", "mun", "ton", "ta", "t", "tas", "son", "votre", "l", "d", "un", "le", "my", "ur", "your", "mein", "dein",
    "mio", "tuo", "mi", "tu", "su", "meu", "teu", "seu", "mijn", "jouw", "je", "add", "sur", "on", "via",
)  # fmt: skip
_GLUED_AFTER: Final = ("moi", "me", "toi", "stp", "pls", "tu")
_GLUED_AT_LEAST: Final = 0.7
GLUED: Final = {
    word: app
    for name, (app, strength) in NAMES.items()
    if strength >= _GLUED_AT_LEAST
    for word in [*(before + name for before in _GLUED_BEFORE), *(name + after for after in _GLUED_AFTER)]
}
"""Names with a small word before or after them: the word, and its app."""
_LETTERS_TO_FUZZ: Final = 4
_NUMBERS: Final = "02689"  # at the end of a name they are a number: "telegram6"
_LONGEST: Final = 24  # no name is longer, and no cache is to hold what is as long as a message
_LONG: Final = 6  # from here on a name is alike to no word backwards, with a letter off, or jumbled
_SHORT_OFF: Final = {"snap": 0.4, "insta": 0.6}


def naming(word: str) -> Naming | None:
    """Tell which app a word of the folded text names; None where it is a word like others."""
    return _naming(word) if len(word) <= _LONGEST else None


@lru_cache(maxsize=1 << 16)
def _naming(word: str) -> Naming | None:
    if found := _listed(word):
        return found
    if len(word) < 3 or word.isdecimal():  # noqa: PLR2004 - no name is shorter
        return None
    if not word.isalpha():
        return _leet(word) or _listed_without_underscores(word)
    if word in KNOWN or not word.isascii():
        return None
    return _backwards(word) or _misspelt(word) or _sounded(word) or _glued(word)


def _listed(word: str) -> Naming | None:
    if word in NAMES:
        app, strength = NAMES[word]
        return Naming(app, "exact", strength, f"names {app}")
    if word in SHORT:
        app, strength = SHORT[word]
        return Naming(app, "abbreviation", strength, f"a short name or nickname of {app}")
    return None


def deleet(word: str) -> str:
    """Read digits and signs as the letters they are drawn for; 1 and | as i."""
    if word.isalpha():
        return word
    if not word.isalnum():
        for drawn, letter in STROKES.items():
            word = word.replace(drawn, letter)
    return word.translate(LEET)


def _leet(word: str) -> Naming | None:
    if word[-1] in _NUMBERS or not any(char.isdecimal() or char in "$@€!|/\\" for char in word):
        return None
    for plain in dict.fromkeys((deleet(word), word.translate(_LEET_L))):
        if not plain.isalpha():
            continue
        may_be_off = len(plain) > _LONG and plain not in KNOWN
        found = _listed(plain) or (_misspelt(plain) if may_be_off else None)
        if found and len(plain) > 2 and found.strength > 0.3:  # noqa: PLR2004 - "1g" may be a gram
            return Naming(found.app, "leet", max(found.strength, 0.85), f"{found.app} with digits or signs for letters")
    return None


def _listed_without_underscores(word: str) -> Naming | None:
    pieces = [piece for piece in word.split("_") if piece]
    plain = "".join(pieces)
    if plain in NAMES and len(pieces) > 1 and max(map(len, pieces)) <= 2:  # noqa: PLR2004 - letters, not words
        return Naming(NAMES[plain][0], "spaced", 0.9, f"{NAMES[plain][0]} with its letters set apart")
    return None


def skeleton(name: str) -> str:
    """Give a pattern of the words with a name's consonants in order, held as long as one likes, and any vowels."""
    consonants = re.sub(rf"{_VOWEL}|(.)(?=\1)", "", name)
    return f"{_VOWEL}*" + "".join(f"{letter}+{_VOWEL}*" for letter in consonants)


_VOWEL: Final = "[aeiouyh]"  # h is as mute
_SKELETONS: Final = {name: re.compile(skeleton(name)) for name, (_, off) in FUZZY.items() if off > 1}


def _misspelt(word: str) -> Naming | None:
    if len(word) < _LETTERS_TO_FUZZ:
        return None
    near = [
        (off, name, app)
        for name, (app, most) in FUZZY.items()
        if (off := OSA.distance(word, name, score_cutoff=most)) <= most and _is_alike(word, name, off)
    ]
    if not near:
        return _jumbled(word)
    off, name, app = min(near)
    strength = _SHORT_OFF.get(name, 0.9 - 0.15 * off)
    return Naming(app, "misspelt", strength, f"{off} letter{'s' * (off > 1)} off {app}")


def _is_alike(word: str, name: str, off: int) -> bool:
    """Two letters off, a word keeps all consonants; a short one also its first sound, or drops or swaps it."""
    if off > 1:
        return _SKELETONS[name].fullmatch(word) is not None
    return len(name) > _LONG or word[0] in name[:2] or word[1:] == name[1:]


# How people of seven languages write a sound when they write by ear.
_WRITTEN: Final = {
    "a": "h?a+h?", "e": "(?:h?e+|ai|ei|ae|ay)", "i": "(?:y|ee|h?i+e?)", "o": "(?:eau|au|h?o+h?)", "u": "(?:ou|oo|u)",
    "w": "(?:wh?|oua?|hu|gu|gw|v|u)", "k": "(?:c?k+h?|c+h?|qu?)", "s": "(?:s+|z+|c|sc)", "f": "(?:f+|ph)", "g": "g+u?",
    "c": "(?:t?s?ch|tsh|ci|ti|x|sh)", "j": "(?:d?j|g+e?|y)", "t": "t+h?", "b": "b+", "d": "d+", "l": "l+", "m": "m+",
    "n": "n+", "p": "p+", "r": "r+", "z": "z+",
}  # fmt: skip


def sound(said: str) -> str:
    """Give a pattern of the words that sound like this; an end that is mute in French may follow."""
    return "".join(_WRITTEN[letter] for letter in said) + "(?:e|es|s|t|h|x)?"


SOUNDS: Final = {sound(said): (app.name, strength) for app in APPS.values() for said, strength in app.sounds.items()}
"""Patterns of the words that sound like an app's name, with the app."""
_SOUNDS: Final = re.compile("|".join(f"({pattern})" for pattern in SOUNDS))
_SOUNDING: Final = tuple(SOUNDS.values())


def _sounded(word: str) -> Naming | None:
    found = _SOUNDS.fullmatch(word)
    if found is None or found.lastindex is None:
        return None
    app, strength = _SOUNDING[found.lastindex - 1]
    return Naming(app, "misspelt", strength, f"{app} as it sounds")


def _jumbles(name: str) -> set[str]:
    """Give a short name with one letter doubled elsewhere or none, and two neighbours swapped."""
    doubled = {name[:place] + letter + name[place:] for letter in name for place in range(len(name) + 1)}
    return {_swapped(word, place) for word in {name} | doubled for place in range(len(word) - 1)} - KNOWN - {name}


def _swapped(word: str, place: int) -> str:
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


JUMBLED: Final = {
    word: app
    for name, (app, _) in FUZZY.items()
    if 4 < len(name) <= _LONG  # noqa: PLR2004 - of four letters each other word is a jumble
    for word in sorted(_jumbles(name))
}
"""Short names with their letters out of order: the word, and its app."""


def _jumbled(word: str) -> Naming | None:
    app = JUMBLED.get(word)
    return Naming(app, "jumbled", 0.45, f"the letters of {app}, jumbled") if app else None


def _glued(word: str) -> Naming | None:
    app = GLUED.get(word)
    return Naming(app, "glued", 0.8, f"{app} written together with a small word") if app else None


def _backwards(word: str) -> Naming | None:
    found = NAMES.get(word[::-1])
    if found is None or len(word) < _LONG - 1:
        return None
    return Naming(found[0], "backwards", 0.7, f"{found[0]} backwards")
