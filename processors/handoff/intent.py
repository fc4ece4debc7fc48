"""What a message wants with an app that it names: ask for the other's contact there, propose to move there, or neither.

Each place where an app stands is judged by the cues around it and by what the talk said before. The same goes for an
*echo*: words that take up an app named before ("et toi ?", "c'est quoi ton pseudo dessus ?", "rejoins nous là-bas").
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from processors.handoff.lexicon import BIT, CUES
from processors.handoff.model import WEIGHTS, probability
from processors.handoff.surroundings import CLAUSE, Place, bucket, length, plainly

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from processors.handoff.lexicon import Cue, Words
    from processors.handoff.mentions import Mention
    from processors.handoff.talk import Line, Note, Talk

_DISGUISED: Final = frozenset({"misspelt", "leet", "jumbled", "backwards", "glued", "spaced", "pieces", "styled"})
_KINDS: Final = {"phone": "phone", "email": "email", "other": "other"}
ECHOES: Final = ("and_you", "give_me", "what", "there", "third_ask", "have_you")
_ENDS: Final = frozenset({(), ("?",), ("!",), (".",), (",",), ("c",), ("est",)})
_ECHO: Final = sum(BIT[cue] for cue in ECHOES)


class Point(NamedTuple):
    """A place in a message that may want something with an app.

    Attributes:
        note: of an echo, the note that it takes up.
        features: what is known of it, for the models.
    """

    app: str
    start: int
    end: int
    how: str
    why: str
    place: Place
    features: list[str]
    note: Note | None = None

    def chances(self) -> tuple[float, float]:
        """Give the probabilities that it asks and that it moves.

        One does not move to a telephone: of a number, only the offer to give it is a move, and to be called instead;
        and nobody asks for one without a word that asks.
        """
        zones = self.place.zones
        ask = probability(WEIGHTS["ask"].score(zones, self.features))
        move = probability(WEIGHTS["move"].score(zones, self.features))
        if self.app in {"phone", "email"} and self.how != "echo":
            if not zones[CLAUSE] & _ASKS and "?" not in self.place.words.words:
                ask = 0.0
            if self.app == "phone" and not zones[CLAUSE] & (_CALLS if self.how == "phrase" else _OFFERS):
                move = 0.0
        return ask, move


def points(words: Words, named: Sequence[Mention], line: Line, talk: Talk) -> list[Point]:
    """Give every place where an app is named."""
    found = []
    for mention in named:
        place = Place(words, mention.start, mention.end)
        features = _of_mention(words, mention, place, named)
        if talk:
            features += _of_talk(mention.app, line, talk)
        found.append(Point(mention.app, mention.start, mention.end, mention.how, mention.why, place, features))
    return found


def _of_mention(words: Words, mention: Mention, place: Place, named: Sequence[Mention]) -> list[str]:
    kind = _KINDS.get(mention.app, "app")
    asked = place.question()
    count = len(words.words)
    rest = count - (place.last - place.first)
    features = [*_of_naming(kind, bucket(mention.strength), mention.how), asked, length(words)]
    if place.quoted():
        features.append("quoted")
    features += _of_clause(place, asked)
    if rest <= (1 if "?" in words.words else 0):
        features.append(f"alone {asked}")
    if len(named) > 1:
        features.append("several named")
    if plainly(place, wanted=_ASKS):
        features.append("asks plainly")
    if plainly(place, wanted=_MOVES):
        features.append("moves plainly")
    if kind in {"phone", "email"} and place.zones[CLAUSE] & _OFFER and place.zones[CLAUSE] & BIT["mine"]:
        features.append("own number or address offered")
    features += _pairs(place.zones[CLAUSE], asked)
    return features


def _of_clause(place: Place, asked: str) -> Iterator[str]:
    """Say where in its clause it stands."""
    first, last = place.first == place.left, place.last == place.right
    if first:
        yield "first of clause"
    if last:
        yield "last of clause"
    if last and asked == "asked":
        yield "last before question mark"
    if first and last:
        yield f"whole clause {asked}"


@lru_cache(maxsize=1 << 10)
def _of_naming(kind: str, strength: str, how: str) -> tuple[str, ...]:
    told = "disguised" if how in _DISGUISED else how
    return f"is {kind}", strength, f"is {kind} {strength}", f"is {kind} {how}", told


_TOGETHER: Final = (
    "neg+have_you neg+have_me neg+mine neg+go neg+give_me past+mine past+yours past+give_me give_me+yours what+yours "
    "have_you+article add_me+on go+on give_you+mine other_person+past other_person+yours offer_if+mine warn+yours "
    "app_talk+yours app_talk+on have_you+app_talk me+on have_me+on i_am+on theirs+what site+neg reason+go "
    "reason+have_you"
)
_PAIRS: Final = tuple((pair, sum(BIT[cue] for cue in pair.split("+"))) for pair in _TOGETHER.split())
_OFFER: Final = BIT["give_you"] | BIT["offer_if"]
_OFFERS: Final = _OFFER | BIT["mine"]
_CALLS: Final = _OFFERS | BIT["call_me"] | BIT["go"]
_ASKS: Final = sum(BIT[cue] for cue in ("have_you", "give_me", "what", "third_ask", "yours"))
_MOVES: Final = sum(BIT[cue] for cue in ("go", "add_me", "offer_if", "elsewhere"))
_ASKED: Final = (
    "have_you",
    "yours",
    "go",
    "past",
    "neg",
    "mine",
    "me",
    "other_person",
    "app_talk",
    "have_not",
    "refuse",
    "you",
)
_WHAT: Final = BIT["what"]
_WHOSE: Final = sum(BIT[cue] for cue in ("yours", "theirs", "third_ask", "give_me", "find_me"))
_ASKED_BITS: Final = tuple((f"{cue} asked", BIT[cue]) for cue in _ASKED)


@lru_cache(maxsize=1 << 14)
def _pairs(clause: int, asked: str) -> tuple[str, ...]:
    features = [name for name, bits in _PAIRS if clause & bits == bits]
    if asked == "asked":
        features += [name for name, bit in _ASKED_BITS if clause & bit]
    if not clause:
        features.append("no cue in clause")
    if clause & _WHAT and not clause & _WHOSE:
        features.append("what it is, not whose")
    return tuple(features)


def _of_talk(app: str, line: Line, talk: Talk) -> list[str]:
    """Say what the talk has said of this app, last first."""
    features = []
    for note in reversed(talk.notes):
        if note.kind == "given" and note.app == app:
            features.append("given before")
        elif note.kind == "named":
            who = "same" if note.sender_id == line.sender_id else "other"
            what = "this" if note.app == app else "another"
            features.append(f"{who} {note.wish} of {what}")
        if len(features) > 2:  # noqa: PLR2004 - what was said long ago says little
            break
    return features


def _stands_alone(words: Words, cue: Cue) -> bool:
    """Whether "and you" is all that is asked, and not the beginning of another question ("et vous y faites quoi")."""
    return cue.mask & _ECHO != BIT["and_you"] or words.words[cue.end : cue.end + 1] in _ENDS


def echo(words: Words, line: Line, app: str, note: Note | None) -> Point | None:
    """Give the place that takes up an app not named in this message: one given in it, or one that a note names."""
    best = None
    for cue in words.cues:
        if (
            cue.mask & _ECHO
            and _stands_alone(words, cue)
            and (best is None or cue.end - cue.start > best.end - best.start)
        ):
            best = cue
    if best is None:
        return None
    start, end = words.start[best.start], words.end[best.end - 1]
    place = Place(words, start, end)
    features = ["echo", f"echo {length(words)}", f"echo {place.question()}"]
    features += [f"echo {name}" for name in CUES if BIT[name] & best.mask]
    if note is None:
        features.append("echo of a contact given here")
    else:
        who = "same" if note.sender_id == line.sender_id else "other"
        features += [f"echo of {who} {note.wish}", "echo soon" if note.turns < 2 else "echo late"]  # noqa: PLR2004 - the very next messages
    return Point(app, start, end, "echo", "takes up an app named before", place, features, note)
