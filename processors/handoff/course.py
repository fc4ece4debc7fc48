"""How well the pieces of a name go together, and whether a name that stands whole may be a piece only.

These are features that the model of gives weighs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from processors.handoff.contacts import said_before
from processors.handoff.spelling import KNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from processors.handoff.contacts import Contact, Piece
    from processors.handoff.talk import Line, Note, Talk

_SIGNS: Final = frozenset("._-@")
_NAMES: Final = frozenset({"joined", "joined by dictation"})


class Course:
    """What a sender has said of a name so far: its pieces, in how many it comes, and what was given."""

    __slots__ = ("before", "given", "of", "part")

    def __init__(self, line: Line, talk: Talk, part: Piece | None) -> None:
        """Look at what the talk remembers of the sender of `line`; `part` is what the line adds."""
        self.part = part
        self.before = said_before(line, talk) if talk else []
        self.given = {note.value for note in talk.notes if note.kind == "given" and note.sender_id == line.sender_id}
        self.of = part.of if part is not None else 0
        for note in self.before:
            if note.role[:3] == "of ":
                self.of = int(note.role[3:])

    def features(self, contact: Contact) -> list[str]:
        """Say how a contact stands in the course of the talk."""
        if contact.form in _NAMES:
            return self._of_joined(contact, contact.pieces)
        part = self.part
        if part is None or contact.form == "joined phone" or contact.start >= part.end or part.start >= contact.end:
            return []
        features = []
        if part.sure:
            features.append("announced as a part")
        if part.role:
            features.append(f"said to go {_kind(part.role)}")
        if self.of:
            features.append("more parts are told")
        valued = [note for note in self.before if note.value]
        if valued and part.value:
            last = valued[-1]
            features.append("may go on from a piece" if last.turns == 0 else "may go on from a piece later")
            if last.sure or part.role:
                features.append("goes on from a piece")
        return features

    def _of_joined(self, contact: Contact, pieces: Sequence[Note]) -> list[str]:
        part = contact.part
        if part is None:
            return []
        values = [*(note.value for note in pieces), part.value or part.said]
        count = len(values)
        announced = sum(note.sure for note in pieces) + part.sure
        said = {
            f"{count - 1} pieces before": True,
            f"piece {'at once' if pieces[-1].turns == 0 else 'later'}": True,
            "a piece ends with a sign": any(value[-1:] in _SIGNS for value in values[:-1]),
            "a piece begins with a sign": any(value[:1] in _SIGNS for value in values[1:]),
            "the last piece ends with a digit": values[-1][-1:].isdigit(),
            "all pieces are announced": announced == count,
            "a piece is announced": 0 < announced < count,
            f"the last piece goes {_kind(part.role)}": bool(part.role),
            "a sign at an end": contact.value[0] in _SIGNS or contact.value[-1] in _SIGNS,
            "pieces of letters only": contact.value.isalpha(),
            "pieces are words": all(value in KNOWN for value in values),
            "grows a contact that was given": "".join(values[:-1]) in self.given,
            "not all pieces": len(pieces) < len([note for note in self.before if note.value]),
        }
        return [name for name, holds in said.items() if holds] + self._of_count(count, part)

    def _of_count(self, count: int, part: Piece) -> list[str]:
        of = int(part.role[2:]) if "/" in part.role else self.of
        if not of:
            return []
        return [
            "as many pieces as told" if count == of else "fewer pieces than told" if count < of else "more than told"
        ]


def _kind(role: str) -> str:
    return "by its number" if role[:1].isdecimal() else role
