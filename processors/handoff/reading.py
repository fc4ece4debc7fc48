"""Reads one message of a talk: what is given, asked for or proposed in it, and what the talk remembers of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from processors.handoff import ages, lexicon
from processors.handoff import text as texts
from processors.handoff.contacts import ADDRESS, BACKWARDS, Contact, Found, Piece, contacts, joined, piece, said_before
from processors.handoff.digits import says_enough
from processors.handoff.gives import Give, gives
from processors.handoff.handles import candidates
from processors.handoff.intent import Point, echo, points
from processors.handoff.mentions import mentions
from processors.handoff.numbering import FEWEST
from processors.handoff.pieces import announces
from processors.handoff.surroundings import BEFORE, code, share
from processors.handoff.talk import Kind, Line, Note, Talk, Wish
from processors.records import Evidence, HandOff, StatedAge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from processors.handoff.lexicon import Words
    from processors.handoff.text import Text

# No bare name is a contact there, and no word takes it up.
_TOLD_IN_FULL: Final = frozenset({"phone", "email", "other"})
_A_PIECE: Final = 24  # letters of a message that is nothing but the beginning of a number
_DIGIT: Final = re.compile(r"[0-9]")
FLOOR: Final = 0.15
"""The least confidence with which a hand-off is told."""
_EVEN_IN_CODE: Final = 0.96
_LIKELY: Final = 0.4
_SURE: Final = 0.999
_TOPIC: Final = 0.03
"""The least chance of a want with which an app named is remembered; below, it is nearly always another sense."""
A_NAME: Final = 1
"""The sieve has seen what may name an app."""
AN_AGE: Final = 2
"""The sieve has seen what may state an age, or ask for one."""
A_NUMBER: Final = 4
"""The sieve has seen what may be a number to call or an address."""
ALL_SIGNS: Final = A_NAME | AN_AGE | A_NUMBER
_OF_CONTACTS: Final = A_NAME | A_NUMBER

_NO_TALK: Final = Talk()


class Reading(NamedTuple):
    """What one message says: hand-offs, and ages that the sender gives as their own."""

    handoffs: tuple[HandOff, ...]
    ages: tuple[StatedAge, ...]


class Want(NamedTuple):
    """What a message may want at a place where an app stands, and how probably."""

    intent: Literal["ask", "move"]
    point: Point
    chance: float


@dataclass(eq=False)
class _Parsed:
    text: Text
    words: Words
    found: Found
    line: Line
    is_piece: bool

    @cached_property
    def piece(self) -> Piece | None:
        """What the message may add to a handle or number, looked at where something comes of it."""
        return piece(self.text, self.words, self.line, self.found.named) if self.is_piece else None


class Decision(NamedTuple):
    """What a message was taken to say: all that was proposed, what stays of it, and what is noted of it."""

    proposed: list[Give]
    gives: list[Give]
    wants: list[Want]
    notes: list[Note]


_NOTHING: Final = Decision([], [], [], [])


def read(line: Line, talk: Talk, memory_ms: int, signs: int = ALL_SIGNS) -> tuple[Reading, Talk]:
    """Read a message in the light of what its talk remembers for `memory_ms`.

    `signs` is what the sieve has seen of it: what it has not is not looked for.
    """
    talk = talk.live(line, memory_ms)
    text = texts.read(line.text)
    stated, asked = _ages(text, line, talk, signs)
    known = talk.of_contacts()
    if not (signs or any(map(_awaits, known.notes))):
        return Reading((), stated), talk.after(asked, [])
    parsed = _parse(text, line, known, signs)
    if parsed is None:
        return Reading((), stated), talk.after(asked, [])
    decided = alone = _decide(parsed, line, _NO_TALK) if signs else _NOTHING
    if known:
        decided = _decide(parsed, line, known)
    return Reading(tuple(_handoffs(parsed, decided)), stated), talk.after(alone.notes + asked, decided.notes)


def _awaits(note: Note) -> bool:
    """Whether a message in which the sieve has seen nothing may answer a note: no number or address is in it."""
    return note.kind != "named" or note.wish != "topic" or note.app not in _TOLD_IN_FULL


def _ages(text: Text, line: Line, talk: Talk, signs: int) -> tuple[tuple[StatedAge, ...], list[Note]]:
    """Give the ages stated, and a note where one is asked for."""
    was_asked = _age_was_asked(line, talk)
    if not (signs & AN_AGE or was_asked):
        return (), []
    return ages.find(text, line.lang, asked=was_asked), [_asked(text, line)] if ages.asks_age(text) else []


def _age_was_asked(line: Line, talk: Talk) -> bool:
    return any(note.kind == "age asked" and note.sender_id != line.sender_id for note in talk.notes)


def _asked(text: Text, line: Line) -> Note:
    return Note(
        "age asked", "", "ask", "", line.sender_id, line.message_id, 0, len(text.raw), line.sent_at, line.logged_at, 0
    )


def _parse(text: Text, line: Line, talk: Talk, signs: int = ALL_SIGNS) -> _Parsed | None:
    if not (talk or signs & _OF_CONTACTS):
        return None
    named = mentions(text) if signs & A_NAME else ()
    begins = len(text.folded) <= _A_PIECE and _DIGIT.search(text.folded) is not None
    announced = signs & A_NUMBER > 0 and announces(text)
    if not (talk or named or announced or (signs & A_NUMBER and (begins or _may_hold_contact(text)))):
        return None  # before the dearer look at its words: nothing could come of them
    words = lexicon.read(text, line.lang)
    found = contacts(text, words, line, talk, named)
    awaited = talk.wants() or (talk.awaits() and (_is_begun(line, talk) or announces(text)))
    parsed = _Parsed(text, words, found, line, bool(begins or announced or awaited or found.named))
    return parsed if talk or found.named or found.alone or parsed.piece else None


def _may_hold_contact(text: Text) -> bool:
    """Tell whether a message that names no app could hold an address or a number to call."""
    if says_enough(text, FEWEST):
        return True
    return ADDRESS.search(text.folded) is not None and bool(candidates(text, bare=False))


def _decide(parsed: _Parsed, line: Line, talk: Talk) -> Decision:
    if not (talk or parsed.found.named or parsed.found.alone or parsed.is_piece):
        return Decision([], [], [], [])
    places = points(parsed.words, parsed.found.named, line, talk)
    found = parsed.found.alone
    if talk:
        found = _but(found, parsed.found.answers) + parsed.found.answers
        if _is_begun(line, talk) and parsed.piece is not None:
            found += joined(parsed.piece, parsed.words, line, talk)
    if _is_code(parsed.text.folded, found):
        for point in places:
            point.features.append("code")
        found = [contact for contact in found if contact.strength > _EVEN_IN_CODE]
    proposed = gives(parsed.words, found, places, line, talk, parsed.piece)
    given = _apart(proposed, places)
    sure = [give for give in given if give.chance >= _LIKELY]
    wants: list[Want] = []
    used = {id(give.point) for give in sure if give.point is not None}
    for point in places:
        if id(point) in used:
            asked = "?" in parsed.text.folded[point.end : point.end + 3]
            point.features.append("its contact is given after it is asked" if asked else "its contact is given here")
        elif sure:
            point.features.append("a contact is given here")
        wants.append(_want(point))
    again = _echo(parsed, line, talk, sure)
    if again is not None:
        wants.append(_want(again))
    return Decision(proposed, _fresh(given, talk), wants, list(_notes(parsed, line, talk, wants, sure)))


def _is_code(folded: str, found: list[Contact]) -> bool:
    """Whether a text is a piece of a program, what stands in its numbers ("+33(0)6", "06->39") left aside."""
    if not code(folded):
        return False
    for one in reversed(found):
        if one.app == "phone" and one.end <= len(folded):
            folded = folded[: one.start] + folded[one.end :]
    return code(folded)


def _but(found: list[Contact], answers: list[Contact]) -> list[Contact]:
    """Leave out the numbers that the talk makes others of."""
    read_anew = [(one.start, one.end) for one in answers if one.app == "phone"]
    return [
        one
        for one in found
        if one.app != "phone" or not any(start < one.end and one.start < end for start, end in read_anew)
    ]


def _want(point: Point) -> Want:
    """Take the likelier of the two; that it is one of them is as likely as both together, for it is never both."""
    ask, move = point.chances()
    either = min(ask + move, _SURE)
    return Want("ask", point, either) if ask >= move else Want("move", point, either)


def _apart(found: list[Give], places: list[Point]) -> list[Give]:
    """Keep the likeliest app of each contact, and the likeliest contact of each app named."""
    kept: list[Give] = []
    for give in found:
        if any(
            give.contact is other.contact
            or (give.contact.start < other.contact.end and other.contact.start < give.contact.end)
            or (give.point is not None and give.point is other.point)
            for other in kept
        ):
            continue
        kept.append(give)
    taken = {id(give.point) for give in kept if give.chance >= _LIKELY}
    taken |= {
        id(give.point)
        for give in found
        if give.chance >= FLOOR and give.contact.value not in {one.contact.value for one in kept}
    }
    return kept + [more for give in kept if give.chance >= _LIKELY for more in _shared(give, kept, places, taken)]


def _shared(give: Give, kept: list[Give], places: list[Point], taken: set[int]) -> Iterator[Give]:
    """The same contact on the apps that are named in one breath with its own: "snap et insta : lulu75"."""
    if give.point is None or give.contact.app is not None:
        return
    given = {one.app for one in kept if one.chance >= _LIKELY}
    for point in places:
        first, last = sorted((give.point.start, point.start))
        between = any(first < other.start < last for other in places)
        if id(point) in taken or point.app in given or point.app in _DIALLED or between:
            continue
        if share(give.point, point):
            yield give._replace(app=point.app, point=point)


_DIALLED: Final = frozenset({"phone", "email", "other"})


def _echo(parsed: _Parsed, line: Line, talk: Talk, sure: list[Give]) -> Point | None:
    if sure:
        return echo(parsed.words, line, sure[-1].app, None)
    if parsed.found.named:
        return None
    for note in reversed(talk.notes):
        if note.kind == "given" or (note.kind == "named" and _may_echo(note)):
            return echo(parsed.words, line, note.app, note)
    return None


def _may_echo(note: Note) -> bool:
    """Whether later words may take up an app that was named; one only talked about is soon forgotten."""
    return note.wish != "topic" or (note.turns <= 1 and note.app not in _TOLD_IN_FULL)


def _fresh(given: list[Give], talk: Talk) -> list[Give]:
    """Drop contacts that were given before: saying one again is no new hand-off."""
    if not (given and talk):
        return given
    old = {note.value for note in talk.notes if note.kind == "given"}
    return [give for give in given if give.contact.value not in old]


def _notes(parsed: _Parsed, line: Line, talk: Talk, wants: list[Want], sure: list[Give]) -> Iterator[Note]:
    begins = _begins(parsed)
    for want in wants:
        wish, point = _wish(want), want.point
        if begins and wish == "topic" and point.how != "echo":
            wish = "offer"
        if want.chance >= (_LIKELY if point.how == "echo" else _TOPIC) or (wish == "offer" and point.how != "echo"):
            yield _note(parsed, "named", point.start, point.end)._replace(app=point.app, wish=wish)
    for give in sure:
        contact = give.contact
        yield _note(parsed, "given", contact.start, contact.end)._replace(app=give.app, value=contact.value)
    if parsed.piece is not None:
        yield from _notes_of_piece(parsed, parsed.piece, line, talk, wants, sure)


def _note(parsed: _Parsed, kind: Kind, start: int, end: int) -> Note:
    line, span = parsed.line, parsed.text.span(start, end)
    who, times = (line.sender_id, line.message_id), (line.sent_at, line.logged_at)
    return Note(kind, "", "topic", "", *who, *span, *times, 0, lang=parsed.words.tongue)


def _notes_of_piece(
    parsed: _Parsed, part: Piece, line: Line, talk: Talk, wants: list[Want], sure: list[Give]
) -> Iterator[Note]:
    whole = _note(parsed, "piece", 0, len(parsed.text.folded))
    if part.of and (talk or parsed.found.named):
        yield whole._replace(role=f"of {part.of}")
    if part.turned and not sure and any(want.point.how != "echo" for want in wants):
        yield whole._replace(role=BACKWARDS)
    wanted = talk.wants() or any(_wish(want) != "topic" for want in wants)
    may_begin = wanted or part.sure or part.role or _may_begin(parsed)
    if _begins(parsed) or (may_begin and _may_go_on(part, parsed.text, line, talk, wanted=wanted)):
        said = _note(parsed, "piece", part.start, part.end)._replace(value=part.value, digits=part.digits)
        yield said._replace(said=part.said, role=part.role, sure=part.sure)


def _begins(parsed: _Parsed) -> bool:
    """Whether a message names an app and begins what one types there: "on discord type heron", "insta in 3 parts"."""
    part = parsed.piece
    if part is None or not parsed.found.named:
        return False
    return part.sure or part.of > 0 or part.after_app or part.opens


def _may_begin(parsed: _Parsed) -> bool:
    """Whether a message may be nothing but the beginning of a number: where an app is named in words it is more."""
    folded = parsed.text.folded
    in_words = any(not folded[app.start : app.end].isdecimal() for app in parsed.found.named)
    return not in_words and says_enough(parsed.text, 1)


def _is_begun(line: Line, talk: Talk) -> bool:
    """Whether the sender has said a piece that this message may go on with."""
    return any(note.kind == "piece" and note.sender_id == line.sender_id for note in talk.notes)


def _may_go_on(part: Piece, text: Text, line: Line, talk: Talk, *, wanted: bool) -> bool:
    """Whether a piece is worth remembering: a contact is awaited, or it is nothing but the beginning of a number."""
    if part.sure:
        return wanted or bool(talk) or announces(text)
    if part.digits and (part.digits[0].others == 0 or (talk and part.said[:1].isdecimal())):
        return part.digits[0].digits[0] in "0+" or any(note.digits for note in talk.notes)
    if (part.role or part.value in _SIGNS) and any(note.value for note in said_before(line, talk)):
        return True
    return wanted


_SIGNS: Final = frozenset("._-@")


def _wish(want: Want) -> Wish:
    if want.chance >= _LIKELY:
        return want.intent
    return "offer" if want.point.place.zones[BEFORE] & lexicon.BIT["mine"] else "topic"


def _handoffs(parsed: _Parsed, decided: Decision) -> Iterator[HandOff]:
    seen: dict[tuple[str, str], float] = {}
    for give in decided.gives:
        if give.chance >= FLOOR:
            yield HandOff("give", give.app, give.contact.value, give.chance, tuple(_shown(parsed, give)))
    for intent, point, chance in sorted(decided.wants, key=lambda want: -want.chance):
        if chance < FLOOR or (intent, point.app) in seen:
            continue
        seen[intent, point.app] = chance
        start, end = parsed.text.span(point.start, point.end)
        why = f"asks for a contact: {point.why}" if intent == "ask" else f"proposes to go on there: {point.why}"
        yield HandOff(
            intent, point.app, None, chance, (Evidence(start, end, "app", point.why), Evidence(start, end, intent, why))
        )


def _shown(parsed: _Parsed, give: Give) -> Iterator[Evidence]:
    if give.point is not None:
        yield Evidence(*parsed.text.span(give.point.start, give.point.end), "app", give.point.why)
    elif give.note is not None:
        yield Evidence(give.note.start, give.note.end, "app", "named before in this talk", give.note.message_id)
    for note in give.contact.pieces:
        yield Evidence(note.start, note.end, "handle", "an earlier piece of it", note.message_id)
    yield Evidence(*parsed.text.span(give.contact.start, give.contact.end), "handle", give.contact.why)
