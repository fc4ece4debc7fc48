"""What in a text may be a handle: every token that could be typed into an app, and every one that dictation makes.

The net is wide, on purpose. Whether a candidate is one is for `intent.py` to say, which knows what the talk is about;
`strength` says how much it looks like one by itself.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from processors.handoff.dictation import glued, spoken, turned, turning
from processors.handoff.edits import edits
from processors.handoff.links import addresses
from processors.handoff.mentions import UPSIDE_DOWN, upright
from processors.handoff.spelling import KNOWN, naming
from processors.handoff.spelt_words import BUTS, SMALL, WITH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from processors.handoff.edits import Edit
    from processors.handoff.stretches import Spoken
    from processors.handoff.text import Text


class Handle(NamedTuple):
    """A candidate; the span is half-open, in the folded text.

    Attributes:
        value: what one types into the app: lower case, no @, every disguise undone.
        form: "link", "email", "at" (@lulu), "tag" (lulu#1234), "marked" (with _), "dotted", "hyphenated",
            "mixed" (letters and digits), "word", "dictated", "glued" (words said to be one), "interleaved" or
            "backwards".
        strength: 0 to 1, how much it looks like a handle with no context at all.
        app: the app that a link or an address leads to; None where only context can tell.
    """

    value: str
    start: int
    end: int
    form: str
    strength: float
    app: str | None = None


_TOKEN: Final = re.compile(r"@?[a-z0-9_]+(?:[._-]+[a-z0-9_]+)*(?:#[0-9]{4}(?![0-9]))?")
_LETTER: Final = re.compile(r"[a-z]")
_MARKS: Final = re.compile(r"[._-]+")
# Files and sites, hours, sizes and models: they look like handles and are none.
_FILE_OR_SITE: Final = re.compile(
    r".*\.(?:com|org|net|fr|de|es|it|pt|nl|be|ch|uk|eu|io|gg|tv|me|pdf|docx?|xlsx?|jpe?g|png|gif|mp[34]|zip|txt|html?|exe|py|pm|js|c|h)"
)
_MEASURE: Final = re.compile(
    r"[0-9]+(?:h|h[0-9]+|min|mn|s|ms|e|er|re|eme|ieme|st|nd|rd|th|am|pm|k|km|m|cm|mm|g|kg|l|cl|ml|go|mo|gb|mb|eur|euros?|ans?|x|x[0-9]+|m[0-9]+|v[0-9]*)"
    r"|[a-z]{1,2}[0-9]{1,3}|[a-z]{1,3}[0-9]"
)
_CUE: Final = re.compile(r"[:=>»]\s*\Z")
# Words after which a name is said, in the languages of the project.
_SAYS: Final = frozenset(
    {
        "c", "cest", "est", "is", "es", "ist", "am", "e", "s", "im", "suis", "jsuis", "chuis", "sono", "soy", "sou",
        "bin", "ben", "als", "as", "como", "come", "wie", "comme", "named", "called", "username", "user", "pseudo",
        "blaze", "blase", "id", "nom", "name", "nombre", "nome", "naam", "heisse", "heet", "add", "ajoute", "ajoutez",
        "cherche", "tape", "sur",
    }
)  # fmt: skip
_WORD_AT_LEAST: Final = 3
_LONGEST: Final = 100  # characters: no app takes more, and no one dictates an address so long
_ENOUGH: Final = 0.3
_GLUED_AT_MOST: Final = 5
_INTERLEAVED_AT_LEAST: Final = 7


_IN_ORDER: Final = itemgetter(*map(Handle._fields.index, ("start", "end", "value")))


def candidates(text: Text, *, bare: bool = True) -> tuple[Handle, ...]:
    """Give every candidate in the order of the text; they may overlap. None unless `bare`, if none carries its app."""
    said = spoken(text)
    found = [*_linked(text, said)]
    if not (bare or found):
        return ()
    end = glued(text)
    found += _dictated(text, said, as_one=end > 0)
    solid = _spans(handle for handle in found if handle.strength > _ENOUGH)
    found += [handle for handle in _tokens(text) if not _within(handle, solid)] if solid else _tokens(text)
    if end and not _within(Handle("", *text.tokens[end - 1][1:], "", 0), solid):
        found += _glued(text, end)
    if "+" in text.folded:
        found += _added(text)
    if changes := edits(text):
        found += _edited(text, found, changes)
    if not text.raw.isascii() and UPSIDE_DOWN.search(text.raw):
        found += [handle for one in found if (handle := _upside_down(text, one))]
    elif turned(text):
        about = turning(text)
        found = [
            *map(_weakened, found),
            *(_reversed(one, one.value[::-1]) for one in found if not about[0] <= one.start < about[1]),
        ]
    return tuple(sorted(found, key=_IN_ORDER))


def _spans(handles: Iterable[Handle]) -> list[tuple[int, int]]:
    """Give the stretches that handles take up, in order; of those with one start, or in another, the widest."""
    spans: list[tuple[int, int]] = []
    for start, negative_end in sorted((handle.start, -handle.end) for handle in handles):
        if not spans or -negative_end > spans[-1][1]:
            spans.append((start, -negative_end))
    return spans


def _within(handle: Handle, spans: Sequence[tuple[int, int]]) -> bool:
    place = bisect_right(spans, (handle.start, sys.maxsize))
    return place > 0 and handle.end <= spans[place - 1][1]


def _linked(text: Text, said: Sequence[Spoken]) -> Iterator[Handle]:
    for app, handle, start, end in addresses(text.folded):
        yield Handle(handle, start, end, "email" if app == "email" else "link", 0.95, app)
    for stretch in (one for one in said if len(one.value) <= _LONGEST):
        for before, start in _befores(text, stretch.start):
            found = next(addresses(before + stretch.value), None)
            if found is not None and found.end == len(before + stretch.value):
                form = "email" if found.app == "email" else "link"
                yield Handle(found.handle, start, stretch.end, form, 0.9, found.app)
                break


def _befores(text: Text, start: int) -> Iterator[tuple[str, int]]:
    """What may come before the first part of a broken link: nothing, or the word before ("insta gram.com/…")."""
    yield "", start
    place = bisect_left(text.tokens, start, key=lambda token: token.end)
    if place and start - text.tokens[place - 1].end <= _WORD_AT_LEAST:
        yield text.tokens[place - 1].text, text.tokens[place - 1].start


def _dictated(text: Text, said: Sequence[Spoken], *, as_one: bool) -> Iterator[Handle]:
    for whole, start, end, parts, vague, _ in said:
        value = whole.strip(".-/@")
        if (
            not _WORD_AT_LEAST <= len(value) <= _LONGEST
            or "/" in value
            or "@" in value
            or not _LETTER.search(value)
            or naming(value)
        ):
            continue
        plain = text.folded[start:end] == value
        words = [part.value for part in parts if part.kind == "word"]
        by_chance = vague and not as_one and all(word in KNOWN for word in words)
        if not plain:
            strength = 0.85 if not vague else 0.6 if not by_chance else 0.5 if _is_said(text, start) else 0.25
            yield Handle(value, start, end, "dictated", strength)


def _is_said(text: Text, start: int) -> bool:
    """Whether words such as "c'est", an app or a colon stand just before."""
    place = bisect_left(text.tokens, start, key=lambda token: token.end)
    before = text.tokens[place - 1] if place else None
    if before is None or _CUE.search(text.folded, before.end, start):
        return before is not None
    return before.text in _SAYS or _names(before.text)


def _tokens(text: Text) -> list[Handle]:
    folded, before, past = text.folded, "", 0
    as_sent = isinstance(text.start, range)  # every character stands for itself
    found: list[Handle] = []
    for token in _TOKEN.findall(folded):
        start = folded.find(token, past)  # where it matched: it would have matched at any place before
        end = start + len(token)
        cued = (
            before in _SAYS
            or (before not in KNOWN and _names(before))
            # Mostly one space stands between two tokens, and that says nothing.
            or ((start - past != 1 or folded[past] != " ") and _CUE.search(folded, past, start) is not None)
        )
        value = token
        if not as_sent and text.end[end - 1] - text.start[start] != end - start:
            value = _as_sent(text, start, end)
        if len(value) <= _LONGEST and (cued or value not in KNOWN):
            found += _looked_at(text, value, start, end, cued=cued)
        before, past = token, end
    return found


def _looked_at(text: Text, value: str, start: int, end: int, *, cued: bool) -> list[Handle]:
    form, strength, plain = _looks(value, cued)
    if not strength:
        return []
    if form == "word" and _is_camel(text, start, end):
        strength += 0.2
    whole = Handle(value.lstrip("@"), start, end, form, strength)
    return [whole] if plain is None else [whole, Handle(plain, start, end, "interleaved", 0.5)]


@lru_cache(maxsize=1 << 16)
def _looks(value: str, cued: bool) -> tuple[str, float, str | None]:  # noqa: FBT001 - a cache takes no names
    """Tell what kind of token it is, how much it looks like a handle, and what it is without its filling."""
    return *_form(value, cued=cued), _interleaved(value)


def _as_sent(text: Text, start: int, end: int) -> str:
    """A token with its held-down letters; no word begins with ß, so there it stands for b."""
    value = text.exact(start, end)
    return "b" + value[2:] if text.raw[text.start[start]] == "ß" else value


def _names(word: str) -> bool:
    found = naming(word)
    return found is not None and found.strength > _ENOUGH


def _form(value: str, *, cued: bool) -> tuple[str, float]:
    """Tell what kind of token it is, and how much it looks like a handle; 0 where it is none."""
    if not _LETTER.search(value) or len(value) < _WORD_AT_LEAST:
        return "", 0
    if value[0] == "@":
        return "at", 0.3 if value[1].isdecimal() and len(value) < 6 else 0.85  # noqa: PLR2004 - "@2m1" is no name
    if value[-5:-4] == "#":
        return "tag", 0.95
    if "." in value or "_" in value or "-" in value:
        return _marked(value, cued=cued)
    if value.isalpha():
        return _word(value, cued=cued)
    return "mixed", 0.15 if _MEASURE.fullmatch(value) else 0.6 if value[0].isalpha() else 0.35


def _marked(value: str, *, cued: bool) -> tuple[str, float]:
    known = all(part in KNOWN or part.isdecimal() for part in _MARKS.split(value) if part)
    if _FILE_OR_SITE.fullmatch(value):
        return ("dotted", 0.1) if "." in value else ("marked", 0.5)
    if "_" in value:
        return "marked", 0.85
    if "." in value:
        return "dotted", 0.3 + 0.35 * cued if known else 0.75
    return "hyphenated", 0.05 + 0.15 * cued if known else 0.3


def _word(value: str, *, cued: bool) -> tuple[str, float]:
    if naming(value) is not None:
        return "", 0
    if value in KNOWN:
        return "word", 0.2 if cued else 0
    return "word", 0.55 if cued else 0.3


def _is_camel(text: Text, start: int, end: int) -> bool:
    """Whether it is written "TinPotCaptain"."""
    first, last = text.span(start, end)
    inner = text.raw[first + 1 : last]
    return not inner.isupper() and not inner.islower() and any(char.isupper() for char in inner)


def _interleaved(value: str) -> str | None:
    """Of "lxuxlxux", give "lulu"; "mamamama" has nothing in it but itself."""
    if len(value) < _INTERLEAVED_AT_LEAST or not value[1] == value[3] == value[5]:
        return None
    filling = set(value[1::2])
    return value[::2] if len(filling) == 1 and filling != {value[0]} and filling.isdisjoint("aeiou") else None


def _glued(text: Text, end: int) -> Iterator[Handle]:
    """Words in a row before the token where the text says that they are one: "gecko du vauclin tout attaché"."""
    tokens, start = text.tokens, end - 1
    while (
        start > 0 and end - start < _GLUED_AT_MOST and text.folded[tokens[start - 1].end : tokens[start].start] == " "
    ):
        if tokens[start - 1].text in _SAYS or _names(tokens[start - 1].text):
            break
        start -= 1
    for first in range(start, end - 1):
        value = "".join(token.text for token in tokens[first:end])
        yield Handle(value, tokens[first].start, tokens[end - 1].end, "glued", 0.5 if first == start else 0.25)


_ADDED: Final = re.compile(r"(?<![\w+])[a-z][\w.]{1,20}(?: ?\+ ?[\w.]{1,20}){1,4}(?![\w+])")


def _added(text: Text) -> Iterator[Handle]:
    """Parts with a plus between them: "lou + castor + 33"."""
    for sum_ in _ADDED.finditer(text.folded):
        value = re.sub(r"[ +]", "", sum_.group())
        if not naming(value):
            yield Handle(value, *sum_.span(), "dictated", 0.7 if sum_.group().count("+") > 1 else 0.45)


def _edited(text: Text, found: Sequence[Handle], changes: Sequence[Edit]) -> Iterator[Handle]:
    """The names that stand before what is said to do to their letters, as they are meant."""
    ordered = sorted(changes, key=lambda edit: edit.start)
    starts = [edit.start for edit in ordered]
    for handle in found:
        value, end = handle.value, handle.end
        for edit in islice(ordered, bisect_left(starts, end), None):
            if edit.start - end > _NEXT:
                break
            if edit.start >= end and _is_next(text, end, edit.start) and (meant := edit.applied(value)):
                value, end = meant, edit.end
        if end > handle.end and handle.app is None:
            yield Handle(value, handle.start, end, "dictated", max(handle.strength, 0.6))


_NEXT: Final = 64  # characters between a name and what is done to it


def _is_next(text: Text, end: int, start: int) -> bool:
    """Whether only a comma, or words such as "but with", stand between a name and what is done to it."""
    return all(word in BUTS or word in WITH or word in SMALL for word in _WORD.findall(text.folded[end:start]))


_WORD: Final = re.compile(r"\w+|[.!?\n]")


def _weakened(handle: Handle) -> Handle:
    """Of a name that is said to be read backwards, the way in which it is written is hardly one."""
    return handle if handle.app else handle._replace(strength=min(handle.strength, 0.2))


def _upside_down(text: Text, handle: Handle) -> Handle | None:
    if UPSIDE_DOWN.search(text.raw, *text.span(handle.start, handle.end)) is None:
        return None
    return _reversed(handle, upright(text, handle.start, handle.end).strip("@"))


def _reversed(handle: Handle, value: str) -> Handle:
    return handle._replace(value=value, form="backwards", strength=min(0.95, handle.strength + 0.3))
