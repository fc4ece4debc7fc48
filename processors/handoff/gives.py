"""Which handles and numbers in a message are contacts that it gives, and on which app.

Each candidate is paired with the app that it may belong to: one named in the message, one that the talk named before,
or the one that a link or an address carries in itself. A pair is judged by the cues around both.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from processors.handoff.apps import APPS
from processors.handoff.course import Course
from processors.handoff.lexicon import BIT, CUES
from processors.handoff.model import WEIGHTS, probability
from processors.handoff.surroundings import ANYWHERE, BEFORE, Place, bucket, length, plainly

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from processors.handoff.contacts import Contact, Piece
    from processors.handoff.intent import Point
    from processors.handoff.lexicon import Words
    from processors.handoff.talk import Line, Note, Talk

_DIALLED: Final = frozenset({"whatsapp", "telegram", "signal", "phone"})
_STRONG: Final = 0.5
_FAR: Final = 12  # words between an app and its handle
_NOTES: Final = 3  # an app named before that is another matter


class Give(NamedTuple):
    """A contact and the app that it may belong to."""

    contact: Contact
    app: str
    chance: float
    point: Point | None
    note: Note | None
    zones: tuple[int, ...]
    features: list[str]


def gives(
    words: Words,
    contacts: Sequence[Contact],
    places: Sequence[Point],
    line: Line,
    talk: Talk,
    part: Piece | None = None,
) -> list[Give]:
    """Give each contact with each app that it may belong to, the likeliest first."""
    found = []
    course = Course(line, talk, part)
    for contact in contacts:
        if not (contact.app or places or talk):
            continue  # there is no app that it may belong to
        place = Place(words, contact.start, contact.end)
        base: list[str] = []
        for app, point, note, of_source in _sources(contact, place, places, line, talk):
            base = base or [*_of_contact(words, contact, place, contacts), *course.features(contact)]
            features = base + of_source
            if contact.app != "phone" and app in APPS and not APPS[app].fits(contact.value):
                features.append("not the app's grammar")
            chance = probability(WEIGHTS["give"].score(place.zones, features))
            found.append(Give(contact, app, chance, point, note, place.zones, features))
    found.sort(key=lambda give: (-give.chance, give.contact.start, give.app))
    return found


def _of_contact(words: Words, contact: Contact, place: Place, contacts: Sequence[Contact]) -> list[str]:
    form = contact.form
    rest = len(words.words) - (place.last - place.first)
    alone = "alone" if rest == 0 else "nearly alone" if rest <= 2 else "among words"  # noqa: PLR2004 - "ok lulu75"
    features = [*_of_form(form, bucket(contact.strength), alone, length(words), place.question())]
    if place.quoted() and not place.framed():
        features.append("contact quoted")
    if place.last == place.right:
        features.append("contact last of clause")
    if len(contacts) > 1:
        features.append("several contacts")
    if contact.strength >= _STRONG and plainly(place, wanted=-1):
        features.append("nothing against it")
    if len(contact.value) < 5:  # noqa: PLR2004 - "ok", "mdr", "v2"
        features.append("short value")
    if contact.public:
        features.append("public number")
    if contact.app == "phone" and place.zones[ANYWHERE] & _PUBLIC:
        features.append("an office or a service is named")
    before = words.words[place.first - 1] if place.first else ""
    if before in _SIGNS:
        features.append("after a sign")
    return features


@lru_cache(maxsize=1 << 12)
def _of_form(form: str, strength: str, alone: str, long: str, asked: str) -> tuple[str, ...]:
    return (
        f"form {form}",
        f"{form} {strength}",
        f"contact {strength}",
        alone,
        f"{form} {alone}",
        f"contact {long}",
        f"contact {asked}",
    )


_PUBLIC: Final = BIT["public"]
_SIGNS: Final = frozenset(":=>→-~|/")


def _sources(
    contact: Contact, place: Place, places: Sequence[Point], line: Line, talk: Talk
) -> Iterator[tuple[str, Point | None, Note | None, list[str]]]:
    """Give the apps that a contact may belong to, each with where it was named and what that says."""
    if contact.app is not None and contact.app != "phone":
        yield contact.app, None, None, ["carries its app", f"carries {contact.app}"]
        return
    kind = "number" if contact.app == "phone" else "handle"
    near = [(point, gap) for point, gap in _near(contact, place, places) if _may_be(kind, point.app)]
    for point, gap in near:
        yield point.app, point, None, _of_point(kind, point, gap)
    if kind == "number" and not near:
        yield "phone", None, None, [f"{kind} by itself"]
    noted = [note for note in reversed(talk.notes) if note.kind == "named" and _may_be(kind, note.app) and _holds(note)]
    for number, note in enumerate(noted[:_NOTES]):
        features = _of_note(kind, note, line)
        if near:
            features.append(f"{kind} but an app is named here")
        if number:
            features.append(f"{kind} but an app was named since")
        yield note.app, None, note, features


def _holds(note: Note) -> bool:
    """Whether a contact may come after what was named: after "elsewhere" and its like only where it was wished for."""
    return note.app != "other" or note.wish != "topic"


def _may_be(kind: str, app: str) -> bool:
    return app in _DIALLED if kind == "number" else app not in {"phone", "email"}


def _near(contact: Contact, place: Place, places: Sequence[Point]) -> Iterator[tuple[Point, int]]:
    """Give the apps named near a contact: the two before it, the one after, and the words between (negative: after)."""
    ahead = [p for p in places if p.end <= contact.start and place.first - p.place.last <= _FAR]
    for point in reversed(ahead[-2:]):
        yield point, place.first - point.place.last
    for point in places:
        if point.start >= contact.end and point.place.first - place.last <= _FAR:
            yield point, place.last - point.place.first - 1
            break


_GAPS: Final = ("next", "by one", "by two", "by few", "by few", "by few", "far")
_CLOSE: Final = -3  # "lulu75 sur mon snap"


def _of_point(kind: str, point: Point, gap: int) -> list[str]:
    where = _GAPS[min(gap, len(_GAPS) - 1)] if gap >= 0 else "after it" if gap < _CLOSE else "close after it"
    features = [
        f"{kind} app {where}",
        f"{kind} app {point.features[1]}",
        f"{kind} app {'disguised' if 'disguised' in point.features else 'plain'}",
    ]
    features += _of_app(point.place.zones[BEFORE])
    return features


@lru_cache(maxsize=1 << 12)
def _of_app(mask: int) -> tuple[str, ...]:
    return tuple([f"app's {name}" for place, name in enumerate(CUES) if mask >> place & 1])


def _of_note(kind: str, note: Note, line: Line) -> list[str]:
    who = "own" if note.sender_id == line.sender_id else "other's"
    when = "at once" if note.turns == 0 else "soon" if note.turns < 3 else "late"  # noqa: PLR2004 - the words say it
    return [f"{kind} on {who} {note.wish}", f"{kind} on {who} {note.wish} {when}", f"{kind} on a note {when}"]
