"""Where a text names an app, in whatever disguise, and how surely it does.

Words by themselves are read by `spelling.py`; here are those in pieces ("s n a p", "wha ts ap p"), letters drawn with
signs, phrases ("the yellow app"), emoji and words backwards where the text says so.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from processors.handoff.apps import APPS, CLASSES
from processors.handoff.dictation import turned
from processors.handoff.spelling import KNOWN, NAMES, PIECED, deleet, naming
from processors.handoff.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from processors.handoff.text import Text, Token


class Mention(NamedTuple):
    """A stretch of the folded text, half-open, that names an app; `app` is empty where it is no app in this phrase.

    Attributes:
        how: "exact", "styled", "abbreviation", "misspelt", "leet", "jumbled", "backwards", "glued", "spaced", "pieces",
            "phrase", "emoji".
        strength: 0 to 1: how surely it means the app with no context at all.
        why: the reason in words, none of them from the text.
    """

    app: str
    start: int
    end: int
    how: str
    strength: float
    why: str


_BEGINNINGS: Final = frozenset(name[:end] for name in PIECED for end in range(1, len(name)))
_GROWN: Final = _BEGINNINGS | frozenset(PIECED)
GAP_AT_MOST: Final = 4
"""Characters that may stand between two pieces of a name."""
_LONG: Final = 7  # letters of a name whose pieces may be words: "face book", "tele gram"

_EMOJI: Final = {sign: (app.name, strength) for app in APPS.values() for sign, strength in app.emoji.items()}
SIGNS: Final = re.compile("|".join(re.escape(sign) for sign in sorted(_EMOJI, key=len, reverse=True)))
"""Emoji that stand for an app, the longest first."""

_MARKS: Final = frozenset({"Mn", "Me"})
_DRAWN: Final = re.compile(r"[$@!|€/\\]")
# A sign that is more than a word's end: one within it or before it; a "!" or "|" after it may be a letter, too.
_CHUNK: Final = re.compile(r"(?<!\S)(?=\S{0,15}[$@!|€/\\][^\s!?.,)]|\S{0,14}[a-z0-9][$|!€@](?!\S))\S{3,16}(?!\S)")
# Somebody's @, said of the name and not with it.
_OF_A_NAME: Final = re.compile(r"\b(?:" + "|".join(sorted(CLASSES["your"])) + r") (@)(?:[^a-z0-9_@]|$)")
_A_NAME: Final = 0.5
UPSIDE_DOWN: Final = re.compile("[ɐəǝɹʇʌʍʎɥɯʞƃɟɾ]")
"""Letters that only upside-down writing has."""
_UPRIGHT: Final = str.maketrans("ɐqɔpǝəɟƃɥᴉıɾʞןɯuodbɹʇnʌʍʎƖᄅƐㄣϛ9ㄥ6", "abcdeefghiijklmnopqrtuvwy12345679")


def mentions(text: Text) -> tuple[Mention, ...]:
    """Give every naming of an app in the order of the text; of those that overlap, the surest, then the longest."""
    found = [*_words(text), *_phrases(text), *_pieces(text)]
    if not text.folded.isascii():
        found += _emoji(text.folded)
    if "@" in text.folded:
        found += _names_asked(text.folded)
    if _DRAWN.search(text.folded):
        found += _drawn(text.folded)
    if not text.raw.isascii() and UPSIDE_DOWN.search(text.raw):
        found += _upside_down(text)
    elif turned(text):
        found += _turned(text.tokens)
    return _apart(found) if len(found) > 1 else tuple(one for one in found if one.app)


def says_an_app(text: Text) -> bool:
    """Tell whether a phrase for an app, or somebody's @, is in a text."""
    return any(one.app for one in _phrases(text)) or ("@" in text.folded and any(_names_asked(text.folded)))


def _words(text: Text) -> Iterator[Mention]:
    named = list(map(naming, text.words))
    if any(named):
        for found, (_, start, end) in zip(named, text.tokens, strict=True):
            if found is not None:
                how = "styled" if found.how == "exact" and _is_styled(text, start, end) else found.how
                yield Mention(found.app, start, end, how, found.strength, found.why)


def _is_styled(text: Text, start: int, end: int) -> bool:
    """Whether a word is written in letters of another alphabet or style, or under marks; a few accents are neither."""
    first, past = text.span(start, end)
    sent = text.raw[first:past]
    if sent.isascii():
        return False
    odd = [char for char in unicodedata.normalize("NFD", sent) if not char.isascii()]
    return 2 * len(odd) >= end - start or any(unicodedata.category(char) not in _MARKS for char in odd)


def _pieces(text: Text) -> Iterator[Mention]:
    words = list(map(deleet, text.words))
    if _BEGINNINGS.isdisjoint(words):
        return
    tokens = text.tokens
    for index in range(len(words) - 1):
        joined = words[index]
        if joined not in _BEGINNINGS:
            continue
        for after in range(index + 1, len(tokens)):
            joined += words[after]
            if joined not in _GROWN or not _may_join(text.folded[tokens[after - 1].end : tokens[after].start]):
                break
            if joined in PIECED:
                yield _in_pieces(tokens[index : after + 1], joined)


def _may_join(gap: str) -> bool:
    return len(gap) <= GAP_AT_MOST and gap not in {"'", " '", "' "}


def _in_pieces(pieces: Sequence[Token], name: str) -> Mention:
    app, strength = PIECED[name]
    start, end = pieces[0].start, pieces[-1].end
    if max(len(piece.text) for piece in pieces) == 1:
        return Mention(app, start, end, "spaced", 0.95, f"{app} with its letters set apart")
    by_chance = len(name) < _LONG and all(piece.text in KNOWN for piece in pieces)
    return Mention(app, start, end, "pieces", 0.2 if by_chance else min(strength, 0.85), f"{app} in pieces")


def _emoji(folded: str) -> Iterator[Mention]:
    for sign in SIGNS.finditer(folded):
        app, strength = _EMOJI[sign.group()]
        yield Mention(app, *sign.span(), "emoji", strength, f"a sign for {app}")


def _names_asked(folded: str) -> Iterator[Mention]:
    """Find "ton @ ?": the sign that user names begin with, for the name itself."""
    for sign in _OF_A_NAME.finditer(folded):
        yield Mention("other", *sign.span(1), "phrase", _A_NAME, "the sign that user names begin with")


def _drawn(folded: str) -> Iterator[Mention]:
    """Letters drawn with signs: "$n@p", "!n$t@"."""
    for chunk in _CHUNK.finditer(folded):
        word = chunk.group().rstrip(".,:;?")
        if not _DRAWN.search(word):
            continue
        for skipped, shown in ((0, word), (0, word.rstrip("!")), (1, word[1:])):
            found = naming(shown) if _DRAWN.search(shown) else None
            if found is not None:
                start = chunk.start() + skipped
                yield Mention(found.app, start, start + len(shown), found.how, found.strength, found.why)
                break


def upright(text: Text, start: int, end: int) -> str:
    """Read a stretch of the folded text that was written upside down: its letters turned, the last one first."""
    first, last = text.span(start, end)
    return fold(text.raw[first:last][::-1].translate(_UPRIGHT))


def _upside_down(text: Text) -> Iterator[Mention]:
    for _, start, end in text.tokens:
        app, strength = NAMES.get(upright(text, start, end), ("", 0.0))
        if app:
            yield Mention(app, start, end, "backwards", max(strength, 0.7), f"{app} upside down")


def _turned(tokens: Sequence[Token]) -> Iterator[Mention]:
    for word, start, end in tokens:
        app, strength = NAMES.get(word[::-1], ("", 0.0))
        if app and len(word) > 2 and word not in NAMES:  # noqa: PLR2004 - "kik" is itself both ways
            yield Mention(app, start, end, "backwards", max(strength, 0.7), f"{app} backwards, as the text says")


class _Phrase(NamedTuple):
    """A phrase of the table; `second` is its second word where that is fixed, for a first look."""

    app: str
    words: tuple[str, ...]
    strength: float
    second: str | None


_ANOTHER_SENSE: Final = 1.0
"""The strength of a phrase in which an app's name is no app: no naming that it overlaps stands against it."""


_LONGEST_WORD: Final = 32  # no cache is to hold a word as long as a message
_BEGUN: Final = 3  # letters by which a first word that is only a beginning is found


_Index = dict[str, tuple[_Phrase, ...]]


def _phrase_tables() -> tuple[_Index, _Index]:
    """Index the phrases by the words that they begin with, and those with only a beginning by three letters of it."""
    whole, starred = defaultdict(list), defaultdict(list)
    for app in APPS.values():
        senses = dict.fromkeys(app.senses, _ANOTHER_SENSE)
        for said, strength in (*app.phrases.items(), *senses.items()):
            words = tuple(said.split(" "))
            fixed = len(words) > 1 and words[1].isalnum()
            phrase = _Phrase("" if said in senses else app.name, words, strength, words[1] if fixed else None)
            for first in CLASSES[words[0][1:-1]] if words[0].startswith("{") else [words[0]]:
                if first.endswith("*"):
                    starred[first.rstrip("*")[:_BEGUN]].append(phrase)
                else:
                    whole[first].append(phrase)
    return {key: tuple(rows) for key, rows in whole.items()}, {key: tuple(rows) for key, rows in starred.items()}


_PHRASES, _STARRED = _phrase_tables()
_BETWEEN: Final = 3  # words that ".." may stand for


def _phrases(text: Text) -> Iterator[Mention]:
    begun = list(map(_begun, text.words))
    if not any(begun):
        return
    words = (*text.words, "")
    for index, phrases in enumerate(begun):
        for phrase in phrases:
            if phrase.second is not None and phrase.second != words[index + 1]:
                continue
            tokens = text.tokens
            if end := _end(tokens, index, phrase.words):
                start, past = tokens[index].start, tokens[end - 1].end
                yield Mention(phrase.app, start, past, "phrase", phrase.strength, f"a way to say {phrase.app}")


def _begun(word: str) -> tuple[_Phrase, ...]:
    """Give the phrases that begin with a word, or with the letters that it begins with."""
    return _begun_by(word) if len(word) <= _LONGEST_WORD else ()


@lru_cache(maxsize=1 << 14)
def _begun_by(word: str) -> tuple[_Phrase, ...]:
    return (*_PHRASES.get(word, ()), *_STARRED.get(word[:_BEGUN], ()))


def _end(tokens: Sequence[Token], index: int, words: Sequence[str]) -> int:
    """Give one past the token where the phrase ends; 0 where it does not stand here, one sign between its words."""
    slack, begun = 0, False
    for word in words:
        if word == "..":
            slack = _BETWEEN
            continue
        while index < len(tokens) and not _is(tokens[index].text, word):
            index, slack = index + 1, slack - 1
            if slack < 0:
                return 0
        if index >= len(tokens) or (begun and tokens[index].start - tokens[index - 1].end > 1):
            return 0
        index, slack, begun = index + 1, 0, True
    return index


def _is(word: str, pattern: str) -> bool:
    if pattern[-1] == "*":
        return word.startswith(pattern[:-1])
    if pattern[0] == "{":
        return word in CLASSES[pattern[1:-1]]
    return word == pattern


def _apart(found: Sequence[Mention]) -> tuple[Mention, ...]:
    kept: list[Mention] = []
    starts: list[int] = []
    for mention in sorted(found, key=lambda m: (-m.strength, m.start - m.end, m.start, m.app)):
        place = bisect_left(
            starts, mention.end
        )  # of those kept, which lie apart, only the last that begins before its end
        if not place or kept[place - 1].end <= mention.start:
            kept.insert(place, mention)
            starts.insert(place, mention.start)
    return tuple(one for one in kept if one.app)
