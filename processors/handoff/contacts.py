"""Everything in a message that may be a contact: numbers, handles, links and addresses, also those said in pieces.

A piece is what a short message adds to a handle or a number that the same sender began before. Pieces are put together
only here; whether the whole is a contact that is given is for `gives.py` to say.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from processors.handoff import handles, phones
from processors.handoff import text as texts
from processors.handoff.lexicon import COMMON

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from processors.handoff.lexicon import Words
    from processors.handoff.mentions import Mention
    from processors.handoff.phones import DigitPiece
    from processors.handoff.talk import Line, Note, Talk
    from processors.handoff.text import Text

_CHUNK: Final = re.compile(r"\s*[:=>…]*\s*(@?[a-z0-9._#-]{1,30})\s*[!.…]*\s*")
_FEW: Final = 6  # words from which a language is not told for certain
_FRENCH: Final = re.compile(r"\d{5}")  # the postcodes of a French platform
_HARDLY: Final = 0.3  # a number that is hardly one may be something else
_SHORT: Final = 8  # words of a message that may be a piece
_SAID: Final = 48  # its letters
_PIECES: Final = 3  # pieces before the last one
_DIGITS: Final = 9  # digits of a piece: one less than the shortest whole number
_OTHERS: Final = 6  # words beside the digits of a piece
_LEAST: Final = 4  # letters of a handle put together


class Contact(NamedTuple):
    """A handle, address or number, alike for all that finds one; the span is half-open, in the folded text.

    Attributes:
        form: "phone", or the form of a handle; "joined" and "joined phone" are put together from pieces.
        app: the app that it carries in itself, "phone" for a number; None where only context can tell.
        public: of a number: an authority's or a help line's.
        pieces: the notes of its earlier pieces.
    """

    value: str
    start: int
    end: int
    form: str
    strength: float
    app: str | None
    why: str
    public: bool = False
    pieces: tuple[Note, ...] = ()


class Piece(NamedTuple):
    """What this message may add to a handle or number; the span is half-open, in the folded text.

    Attributes:
        value: the one run of letters, digits and signs that the message is, or "".
        said: the whole of a short message, for what is dictated ("then underscore").
    """

    value: str
    said: str
    start: int
    end: int
    digits: tuple[DigitPiece, ...] = ()


def contacts(text: Text, words: Words, line: Line, named: Sequence[Mention]) -> tuple[list[Contact], list[Mention]]:
    """Give the contacts that stand whole in this message, and the namings of apps that are no part of one."""
    found = [
        Contact(n.e164, n.start, n.end, "phone", n.strength, "phone", n.why, public=n.public)
        for n in phones.find(text, tongue(words, line), line.postcode)
    ]
    numbers = [(n.start, n.end) for n in found if n.strength > _HARDLY]
    apart = [one for one in named if not _touches(one.start, one.end, numbers)]
    taken = numbers + [(one.start, one.end) for one in apart]
    for handle in handles.candidates(text):
        if handle.app is None and _touches(handle.start, handle.end, taken):
            continue
        why = f"a {handle.form} name" if handle.app is None else f"an address of {handle.app}"
        found.append(Contact(handle.value, handle.start, handle.end, handle.form, handle.strength, handle.app, why))
    links = [(one.start, one.end) for one in found if one.form in {"link", "email"}]
    return found, [one for one in apart if not _touches(one.start, one.end, links)]


def _touches(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < other_end and other_start < end for other_start, other_end in spans)


def tongue(words: Words, line: Line) -> str | None:
    """Give the language by which numbers are read: that of the message's words, then the hint, then the postcode's."""
    home = "fr" if _FRENCH.fullmatch(line.postcode or "") else None
    if home and words.tongues & 1 and words.tongue != home and len(words.words) <= _FEW:
        return home
    return words.tongue or (line.lang or "")[:2] or home


def piece(text: Text, words: Words, line: Line) -> Piece | None:
    """Give what this message may add to a handle or number; None where it is about other things."""
    run = phones.pieces(text, tongue(words, line))
    count = sum(len(one.digits) for one in run)
    digits = run if run and count <= _DIGITS and run[0].others <= _OTHERS else ()
    said = text.folded.strip() if len(words.words) <= _SHORT and len(text.folded) <= _SAID else ""
    whole = _CHUNK.fullmatch(text.folded)
    if whole and whole[1] not in COMMON:
        return Piece(whole[1], said, *whole.span(1), digits)
    if said and said not in COMMON:
        start = len(text.folded) - len(text.folded.lstrip())
        return Piece("", said, start, start + len(said), digits)
    return Piece("", "", run[0].start, run[-1].end, digits) if digits else None


def joined(part: Piece, words: Words, line: Line, talk: Talk) -> Iterator[Contact]:
    """Give the contacts that this piece completes, with one to three pieces that the same sender said before."""
    before = [note for note in talk.notes if note.kind == "piece" and note.sender_id == line.sender_id]
    for count in range(1, min(_PIECES, len(before)) + 1):
        taken = tuple(before[-count:])
        if value := _glued(part, taken):
            yield _name(part, value, "joined", "completes a name sent in pieces", taken)
        if value := _dictated(part, taken):
            yield _name(part, value, "joined by dictation", "completes a name dictated in pieces", taken)
    numbers = [note for note in before if note.digits]
    if part.digits and numbers:
        phone = phones.join([note.digits for note in numbers] + [part.digits], tongue(words, line), line.postcode)
        if phone is not None:
            why = "completes a number said in pieces"
            found = Contact(phone.e164, phone.start, phone.end, "joined phone", phone.strength, "phone", why)
            yield found._replace(public=phone.public, pieces=tuple(numbers))


def _name(part: Piece, value: str, form: str, why: str, taken: tuple[Note, ...]) -> Contact:
    return Contact(value.strip(".-"), part.start, part.end, form, 0.5, None, why, pieces=taken)


def _glued(part: Piece, taken: tuple[Note, ...]) -> str:
    values = [*(note.value for note in taken), part.value]
    whole = "".join(values)
    return whole if all(values) and len(whole) >= _LEAST and not whole.isdecimal() else ""


def _dictated(part: Piece, taken: tuple[Note, ...]) -> str:
    """Read the messages as one, and give the name that is dictated from the first of them to the last."""
    said = [*(note.said for note in taken), part.said]
    if not all(said):
        return ""
    whole = " ".join(said)
    last = len(whole) - len(said[-1])
    for handle in handles.candidates(texts.read(whole)):
        if handle.form in {"dictated", "email"} and handle.start < len(said[0]) and handle.end > last:
            return handle.value
    return ""
