"""What a talk remembers from message to message, so that a bare answer or half a handle can be understood.

A memory is a handful of notes. Each carries the times of the oldest message that it rests on and ends with it, or after
a few messages, whichever is first. What is noted of a message read by itself is always noted; what is noted of it in
the light of older notes is noted beside that, resting on the oldest of them: so a talk read from any point on has, once
its older notes have ended, exactly the notes of the whole talk.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from processors.handoff.phones import DigitPiece

Kind = Literal["named", "given", "piece", "age asked"]
Wish = Literal["ask", "move", "offer", "topic"]

NOTES_AT_MOST: Final = 12
TURNS: Final[dict[str, int]] = {"named": 10, "given": 16, "piece": 8, "age asked": 3, "topic": 5}
"""How many later messages that are looked at a note outlives. A busy room drops it sooner than its time to live."""


class Line(NamedTuple):
    """One message as the detector sees it; `lang` is a hint, never trusted. Times in integer Unix milliseconds.

    Attributes:
        sent_at: event time.
        logged_at: the record's own Kafka timestamp; `sent_at` where there is none.
    """

    message_id: str
    sender_id: str
    recipient_id: str | None
    text: str
    lang: str | None
    postcode: str | None
    sent_at: int
    logged_at: int


class Note(NamedTuple):
    """One thing remembered.

    Attributes:
        kind: an app was named, a contact was given, a piece of a handle or number was said, or the other's age asked.
        wish: of an app named, what was wanted with it.
        value: the handle given, or the piece as folded.
        start: where it stands in the raw text of its message, half-open with `end`.
        sent_at: of the oldest message that it rests on, in ms.
        logged_at: the same.
        turns: messages looked at since.
        digits: of a piece, the digits in it.
        said: of a piece, its whole message.
        lang: the language of its message, where a word tells.
        role: of a piece, where it goes, as of a `pieces.Bit`, or "of 3": that a name comes in so many.
        sure: of a piece, that it was announced as one.
    """

    kind: Kind
    app: str
    wish: Wish
    value: str
    sender_id: str
    message_id: str
    start: int
    end: int
    sent_at: int
    logged_at: int
    turns: int
    digits: tuple[DigitPiece, ...] = ()
    said: str = ""
    lang: str | None = None
    role: str = ""
    sure: bool = False


def _turns(note: Note) -> int:
    return TURNS["topic"] if note.kind == "named" and note.wish == "topic" else TURNS[note.kind]


@dataclass(frozen=True, slots=True)
class Talk:
    """The memory of one conversation; `Talk()` is the empty one, and false."""

    notes: tuple[Note, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.notes)

    def awaits(self) -> bool:
        """Whether an app was named to which a contact may still come."""
        return any(note.kind == "named" for note in self.notes)

    def wants(self) -> bool:
        """Whether a contact was asked for, offered or proposed."""
        return any(note.kind == "named" and note.wish != "topic" for note in self.notes)

    def lang(self) -> str | None:
        """Give the language in which it was last spoken, where a word told."""
        return next((note.lang for note in reversed(self.notes) if note.lang), None)

    def of_contacts(self) -> Talk:
        """Give what is remembered but for ages asked, which say nothing of hand-offs."""
        kept = tuple([note for note in self.notes if note.kind != "age asked"])
        return self if len(kept) == len(self.notes) else Talk(kept)

    def live(self, line: Line, memory_ms: int) -> Talk:
        """Give what is still remembered when `line` comes: both times at most `memory_ms` away."""
        kept = tuple(
            [
                note
                for note in self.notes
                if abs(line.sent_at - note.sent_at) <= memory_ms and line.logged_at - note.logged_at <= memory_ms
            ]
        )
        return self if len(kept) == len(self.notes) else Talk(kept)

    def after(self, alone: list[Note], derived: list[Note]) -> Talk:
        """Give the memory after a message, from what was noted of it by itself and in the light of this memory."""
        if not (self.notes or alone or derived):
            return self
        kept = [note._replace(turns=note.turns + 1) for note in self.notes if note.turns < _turns(note)]
        if self.notes and derived:
            sent_at = min(note.sent_at for note in self.notes)
            logged_at = min(note.logged_at for note in self.notes)
            kept += [
                note._replace(sent_at=min(sent_at, note.sent_at), logged_at=min(logged_at, note.logged_at))
                for note in derived
                if note not in alone
            ]
        kept += alone
        if len(kept) > NOTES_AT_MOST:
            # What ends first goes first, so that the bound never cuts what a shorter warm-up would have kept.
            kept = sorted(kept, key=lambda note: note.logged_at)[-NOTES_AT_MOST:]
        return Talk(tuple(kept))
