"""What stands around a place in a message: the cues by zone, and what can be said of the message as a whole.

These are the features that the models of `model.py` weigh. They know nothing of single words: a word acts through the
cues that the language files give it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Final, Protocol

from processors.handoff.lexicon import BIT

if TYPE_CHECKING:
    from processors.handoff.lexicon import Words

_NEXT: Final = 1  # words that may stand between a place and a cue next to it
_CLAUSE: Final = 9  # words from which on a cue of the same clause is as far as another clause

BEFORE, CLAUSE, ANYWHERE = 0, 5, 6
"""Places of three zones in `Place.zones`."""

# Small words say something next to a place; farther off they say nothing.
_CLOSE: Final = sum(BIT[cue] for cue in ("me", "you", "on", "article", "is", "yes", "question", "same", "there"))
_NEAR: Final = _CLOSE | sum(BIT[cue] for cue in ("mine", "yours", "theirs"))


class PlaceOf(Protocol):
    """What stands at a place."""

    @property
    def place(self) -> Place:
        """Where it stands."""


class Place:
    """A stretch of words, and the cues around it.

    Attributes:
        first: its first word.
        last: one past its last word.
        zones: a mask of cues for each of `model.ZONES`.
    """

    __slots__ = ("end", "first", "last", "left", "right", "start", "words", "zones")

    def __init__(self, words: Words, start: int, end: int) -> None:
        """Take the stretch of the folded text from `start` to `end`, half-open."""
        self.words, self.start, self.end = words, start, end
        self.first = bisect_right(words.end, start)
        self.last = max(bisect_left(words.start, end), self.first)
        stops = words.stops
        before, after = bisect_left(stops, self.first), bisect_left(stops, self.last)
        self.left = stops[before - 1] + 1 if before else 0
        self.right = stops[after] if after < len(stops) else len(words.words)
        self.zones = self._zones()

    def _zones(self) -> tuple[int, ...]:
        before = left = after = right = elsewhere = 0
        first, last = self.first, self.last
        low, high = max(self.left, first - _CLAUSE), min(self.right, last + _CLAUSE)
        for mask, start, end in self.words.cues:
            if start < first:
                if end >= first - _NEXT and start >= self.left:
                    before |= mask
                elif start >= low:
                    left |= mask
                else:
                    elsewhere |= mask
            elif start < last:
                if end > last:
                    after |= mask
            elif start <= last + _NEXT and start < self.right:
                after |= mask
            elif start < high:
                right |= mask
            else:
                elsewhere |= mask
        clause = before | left | after | right
        return (
            before,
            left & ~_NEAR,
            after,
            right & ~_NEAR,
            elsewhere & ~_NEAR,
            clause & ~_CLOSE,
            (clause | elsewhere) & ~_NEAR,
        )

    def question(self) -> str:
        """Say whether a question mark ends this clause, stands elsewhere, or nowhere."""
        words = self.words.words
        if "?" not in words:
            return "not asked"
        end = next((stop for stop in self.words.stops if stop >= self.last and words[stop] != ","), None)
        return "asked" if end is not None and words[end] == "?" else "asked elsewhere"

    def quoted(self) -> bool:
        """Whether it stands in quotation marks."""
        quotes = self.words.quotes
        return bool(quotes) and any(start < self.start and self.end < end for start, end in quotes)

    def framed(self) -> bool:
        """Whether quotation marks hold it alone: so one sets off a name, not what somebody said."""
        starts, ends = self.words.start, self.words.end
        return self.quoted() and any(
            starts[self.first - 1] == start and ends[self.last] == end
            for start, end in self.words.quotes
            if self.first and self.last < len(ends)
        )


_NOWHERE: Final = BIT["refuse"] | BIT["warn"]
_NOT_HERE: Final = _NOWHERE | sum(
    BIT[cue] for cue in ("past", "have_not", "see", "app_talk", "thing", "public", "not_a_contact_number")
)


def plainly(place: Place, *, wanted: int) -> bool:
    """Whether one of the wanted cues stands in the clause, and nothing that speaks against a hand-off."""
    clause = place.zones[CLAUSE]
    spoken_against = clause & _NOT_HERE or place.zones[ANYWHERE] & _NOWHERE
    return bool(clause & wanted) and not spoken_against and not (place.quoted() and not place.framed())


def length(words: Words) -> str:
    """Say how long a message is."""
    count = len(words.words)
    return "short" if count <= 4 else "middling" if count <= 9 else "long" if count <= 18 else "very long"  # noqa: PLR2004 - the borders of the words


# An @ with a name begins an array in some programs and a user name in talk, which may hold dots and end before a comma:
# there only what programs do to an array tells.
_CODE: Final = re.compile(
    r"::|[{}]|\S[-=]>|[-=]>\s*[$%&({\['\"0-9]|==|\w\((?!(?:at|dot|point|punkt|punto|ponto|punt|underscore|tiret|arobase|arroba)\))\w*\)"
    r"|(?<!\w)[$%&][a-z_][\w-]*[.\[;,(){]|(?<!\w)@[a-z_][\w-]*[\[;(){]"
    r"|(?<!\w)@[a-z_][\w-]*\.(?:elems|map|grep|join|sort|push|pop|shift|unshift|pick|first|keys|values|kv|list|reverse)\b"
    r"|\b(?:my|our) [@$%&]\w+ ?[=;,)]|^\w{1,4}: (?:my|say|use)\b"
)
_OF_CODE: Final = re.compile(r"[:{}>=($%&@]")  # each alternative of the above has one of these


def code(folded: str) -> bool:
    """Whether a text is, or holds, a piece of a program: then names, numbers and signs in it are nobody's."""
    return _OF_CODE.search(folded) is not None and _CODE.search(folded) is not None


def bucket(strength: float) -> str:
    """Say how strong a finding is by itself."""
    return "weak" if strength < 0.3 else "doubtful" if strength < 0.5 else "likely" if strength < 0.8 else "sure"  # noqa: PLR2004 - the borders of the words


# Words between two apps that are named in one breath, and words that give both the same contact.
_AND: Final = frozenset(
    [
        "et",
        "and",
        "y",
        "und",
        "e",
        "en",
        "&",
        "+",
        "/",
        ",",
        "mon",
        "my",
        "mi",
        "mein",
        "mio",
        "il",
        "meu",
        "o",
        "mijn",
        "ma",
        "sur",
        "on",
        "su",
        "auf",
        "no",
        "em",
        "op",
        "le",
        "la",
        "the",
    ]
)
_SAME: Final = frozenset(
    [
        "pareil",
        "same",
        "idem",
        "both",
        "gleich",
        "igual",
        "ambos",
        "ambas",
        "beide",
        "beiden",
        "entrambi",
        "uguale",
        "stesso",
        "mismo",
        "mesmo",
        "zelfde",
        "partout",
    ]
)
_BREATH: Final = 4  # words between


def share(one: PlaceOf, other: PlaceOf) -> bool:
    """Whether two apps are named in one breath, or the words at the later one say that it is the same there."""
    first, second = sorted((one.place, other.place), key=lambda place: place.first)
    words = first.words.words
    between = words[first.last : second.first]
    if len(between) <= _BREATH and between and _AND.issuperset(between) and not _NOWHERE & second.zones[ANYWHERE]:
        return True
    near = words[max(second.first - _BREATH, first.last) : second.first] + words[second.last : second.last + 2]
    return not _SAME.isdisjoint(near) and "?" not in words[second.last : second.last + 2]
