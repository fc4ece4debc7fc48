"""A message's words as numbers are read from them: letters apart from digits, words put together and mended."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from processors.handoff.numerals import TONGUES, WORDS
from processors.handoff.text import Token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from processors.handoff.text import Text

# Of a text longer than the longest message that chats commonly take (Discord: 2,000 characters) the ends are looked at.
_LOOKED_AT = 1024  # characters of the folded text at either end
# That "g" is 9, as is said with a sign, or that "the E is a 3".
_MEANT: Final = re.compile(
    r"(?<![^\W_])(?:([a-z]) ?={1,2}>? ?([0-9])"
    r"|(?:les?|the|la|las|los|el|il|lo|os?|as?|der|die|das|de|het) ([a-z])s? ?"
    r"(?:c'?est|c|est|is|are|ist|es|son|e|sao|vaut|vale|means) ?(?:une?|an?|eine?|el|il|lo|o|um|uno|een)? ?([0-9]))"
    r"(?![0-9])"
)
_IS: Final = frozenset(
    "est c is are ist es son e sao vaut vale means un une a an ein eine el il lo o um uno een".split()  # noqa: SIM905 - reads best
)
_ONE_DIGIT: Final = frozenset("0123456789")
_IN_DATES: Final = frozenset("-/.:")
# A day, or a time of day, by itself.
_DATE: Final = re.compile(
    r"(?<![0-9/.:-])(?:(?:19|20)[0-9]{2}([-/.])(?:0[0-9]|1[0-2])\1[0-3][0-9]|[0-3]?[0-9]([-/.])[01]?[0-9]\2(?:19|20)[0-9]{2}"
    r"|(?:[01]?[0-9]|2[0-3]):[0-5][0-9])(?![/.:-]?[0-9])"
)
_TOKEN: Final = re.compile(r"[0-9]+|[^\W\d_]+")
GLUED_AT_MOST = 120  # letters of a whole number written as one word
_HEAD = 3  # letters that tell most other words from numbers; the shortest of these has one fewer
_LEET: Final = str.maketrans("0134579", "oieastg")
_MENDABLE, _LONG_ENOUGH_FOR_TWO = 3, 8  # letters of a word that may be misspelt
_LETTERS_APART: Final = 4  # the shortest words of which it is worth while: "zero", "nine"
GLUED: Final = 6
"""Letters of the shortest words that are two number words."""
_LONGEST_WORD = 24  # letters of the longest number word below a hundred


_HEADS: Final = {lang: frozenset(whole[:_HEAD] for whole in tongue.wholes) for lang, tongue in TONGUES.items()}


def taken_apart(word: str, lang: str) -> str | None:
    """Read number words written as one word, the longest first: "zerosixtrenteneuf" is 0639. None where it is none."""
    heads = _HEADS[lang]
    if len(word) > GLUED_AT_MOST or (word[:_HEAD] not in heads and word[: _HEAD - 1] not in heads):
        return None
    return _taken_apart(word, lang)


@lru_cache(maxsize=4096)
def _taken_apart(word: str, lang: str) -> str | None:
    wholes = TONGUES[lang].wholes
    said, place = [], 0
    while place < len(word):
        ends = range(min(len(word), place + _LONGEST_WORD), place + 1, -1)
        end = next((end for end in ends if word[place:end] in wholes), 0)
        if not end:
            return None
        said.append(str(wholes[word[place:end]]))
        place = end
    return "".join(said) if len(said) > 1 else None


def tokens_of(text: Text) -> list[Token]:
    """Part a text in words and digits; digits that stand for letters in a number word stay in it ("s1x", "z3ro").

    Days and times of day are left out, and so is what says that a letter is a digit, once the letter is made one.
    """
    meanings = list(_MEANT.finditer(text.folded)) if "=" in text.folded else []
    tokens = _parted(text, meanings)
    said = [token.text for token in tokens]
    single = not _ONE_DIGIT.isdisjoint(said) and not _IS.isdisjoint(said)
    if not meanings and single and any(one in _IS and other in _ONE_DIGIT for one, other in pairwise(said)):
        meanings = list(_MEANT.finditer(text.folded))
        tokens = _parted(text, meanings) if meanings else tokens
    return tokens


def _parted(text: Text, meanings: Sequence[re.Match[str]]) -> list[Token]:
    tokens: list[Token] = []
    folded, past = text.folded, 0
    ends = {meant.start(): meant.end() for meant in meanings}
    letters = str.maketrans({meant[1] or meant[3]: meant[2] or meant[4] for meant in meanings})
    for token in _at_the_ends(text):
        word = token.text
        if ends and token.start in ends:
            past = ends[token.start]
        if token.start < past:
            continue
        if not ends and word.isalpha():
            tokens.append(token)
            continue
        if word.isdecimal() and word.isascii():
            day = _DATE.match(folded, token.start) if folded[token.end : token.end + 1] in _IN_DATES else None
            if day:
                past = day.end()
            else:
                tokens.append(token)
        elif letters and (said := word.translate(letters)).isdecimal():
            tokens.append(token._replace(text=said))
        elif word.isalpha():
            tokens.append(token)
        elif (meant := word.translate(_LEET)) in WORDS and not word.isdecimal():
            tokens.append(token._replace(text=meant))
        else:
            parts = _TOKEN.finditer(folded, token.start, token.end)
            tokens += [Token(match.group(), *match.span()) for match in parts]
    return tokens


def _at_the_ends(text: Text) -> Sequence[Token]:
    """Give the words that are looked at: of a text longer than people's messages those near its ends, cut there."""
    length = len(text.folded)
    if length <= 2 * _LOOKED_AT:
        return text.tokens
    spans = [
        (max(token.start, first), min(token.end, past))
        for first, past in ((0, _LOOKED_AT), (length - _LOOKED_AT, length))
        for token in text.tokens
        if token.start < past and first < token.end
    ]
    return [Token(text.folded[start:end], start, end) for start, end in spans]


def spelled_together(tokens: list[Token]) -> list[Token]:
    """Put together to words what says numbers only so: "z e r o  s i x", "tren te"."""
    tokens = _mended_in_two(tokens)
    if sum([len(token.text) == 1 and token.text.isalpha() for token in tokens]) < _LETTERS_APART:
        return tokens
    done: list[Token] = []
    for alone, group in groupby(tokens, key=lambda token: len(token.text) == 1 and token.text.isalpha()):
        run = list(group)
        word = "".join(token.text for token in run)
        if alone and len(run) >= _LETTERS_APART and any(taken_apart(word, tongue.lang) for tongue in TONGUES.values()):
            run = [Token(word, run[0].start, run[-1].end)]
        done += run
    return done


def _mended_in_two(tokens: list[Token]) -> list[Token]:
    broken = [
        place
        for place, (one, other) in enumerate(pairwise(tokens))
        if other.start - one.end <= 1
        and not one.text.isdecimal()
        and one.text + other.text in WORDS
        and one.text not in WORDS
        and other.text not in WORDS
    ]
    for place in reversed(broken):
        one, other = tokens[place : place + 2]
        tokens[place : place + 2] = [Token(one.text + other.text, one.start, other.end)]
    return tokens


def mended(word: str, lang: str) -> str:
    """Give the number word that a word of three letters or more was meant for: one letter off, two in long words."""
    return _mended(word, lang) if _MENDABLE <= len(word) <= _LONGEST_WORD else word


@lru_cache(maxsize=4096)
def _mended(word: str, lang: str) -> str:
    if not word.isalpha() or word in TONGUES[lang].wholes:
        return word
    off = 2 if len(word) >= _LONG_ENOUGH_FOR_TWO else 1
    near = process.extractOne(word, TONGUES[lang].spellings, scorer=DamerauLevenshtein.distance, score_cutoff=off)
    return str(near[0]) if near and len(near[0]) >= _MENDABLE else word
