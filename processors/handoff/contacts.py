"""Everything in a message that may be a contact: numbers, handles, links and addresses, also those said in pieces.

A piece is what a short message adds to a handle or a number that the same sender began before. Pieces are put together
only here; whether the whole is a contact that is given is for `gives.py` to say.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final, NamedTuple

from processors.handoff import handles, phones, pieces
from processors.handoff import text as texts
from processors.handoff.dictation import spoken, turned
from processors.handoff.lexicon import COMMON, LANGUAGES
from processors.handoff.links import addresses
from processors.handoff.spelling import KNOWN, naming

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from processors.handoff.handles import Handle
    from processors.handoff.lexicon import Words
    from processors.handoff.mentions import Mention
    from processors.handoff.phones import DigitPiece
    from processors.handoff.talk import Line, Note, Talk
    from processors.handoff.text import Text

ADDRESS: Final = re.compile(r"[@/]|[\[(]\s*\.|\b(?:at|dot|point|punto|punkt|ponto|punt|arobase|arroba|chiocciola)\b")
# Ends of addresses that people have; two letters are a country. Said in words, "it", "be" and "me" are words.
_GENERIC: Final = "com|org|net|info|biz|edu|gov|io|dev|app|xyz|online|site|club|pro|mobi|email|name|gg"
_TOP: Final = re.compile(rf"\.(?:{_GENERIC}|[a-z]{{2}})$")
_TOP_SAID: Final = re.compile(rf"\.(?:{_GENERIC}|fr|de|es|pt|nl|ch|uk|eu|br|mx|ar|it|be)$")
_AT: Final = re.compile(r"@|arr?oba[sz]|arroba|chiocciola|apenstaart|klammeraffe|at sign")
_DECIMAL: Final = re.compile(r"[0-9]{1,3}[.,][0-9]{4,}")  # "3.14159265" is no phone number
_DIALLED: Final = frozenset({"phone", "whatsapp", "telegram", "signal"})
_NOT_BY_NAME: Final = frozenset({"phone", "email"})
_CONTACTS: Final = 24  # contacts of one message that are looked at
_POINTS: Final = 16  # namings of apps
_TWO, _FIVE = 2, 5
_HARDLY: Final = 0.3  # a number that is hardly one may be something else
_SHORT: Final = 8  # words of a message that may be a piece
_SAID: Final = 48  # its letters
_SIGNS: Final = frozenset("._-@")
_ANNOUNCES: Final = 160  # its characters where it tells in how many parts a name comes
BACKWARDS: Final = "backwards"
"""The role of a note that says how names are to be read."""
_TURNED: Final = 0.9
_MOBILE: Final = frozenset({"06", "07"})  # of a French platform, where numbers are said in five pairs
_PAIRS: Final = 5
_ASIDE: Final = 3  # words beside the digits of a message: "0171, note it"
_REST: Final = 12  # characters after digits from which on the rest of a message is about other things
_HANDLE: Final = re.compile(r"[a-z0-9._-]{5,}")
_SOON: Final = 2  # messages after which nothing is read backwards any more
_PIECES: Final = 4  # pieces before the last one
_DICTATED: Final = "completes a name dictated in pieces"
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
        part: what this message adds to them.
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
    part: Piece | None = None


class Piece(NamedTuple):
    """What this message may add to a handle or number; the span is half-open, in the folded text.

    Attributes:
        value: the one run of letters, digits and signs that the message is, or "".
        said: the whole of a short message, for what is dictated.
        role: where it goes, as of a `pieces.Bit`.
        sure: that it is announced as a part.
        of: in how many parts the message says that a name comes; 0 where it says nothing of that.
        after_app: that it comes straight after an app, or after words such as "tu tapes" in a message that names one.
        turned: that the message says that the name is to be read backwards.
        opens: that it is nothing but an app, so that what one types there may follow: "mon snap c'est".
    """

    value: str
    said: str
    start: int
    end: int
    digits: tuple[DigitPiece, ...] = ()
    role: str = ""
    sure: bool = False
    of: int = 0
    after_app: bool = False
    turned: bool = False
    opens: bool = False


class Found(NamedTuple):
    """The contacts that stand whole in a message.

    Attributes:
        alone: those that need no talk to be understood.
        answers: further ones, that only the talk can make sense of.
        named: the namings of apps that are no part of a contact.
    """

    alone: list[Contact]
    answers: list[Contact]
    named: list[Mention]


def contacts(text: Text, words: Words, line: Line, talk: Talk, named: Sequence[Mention]) -> Found:
    """Give the contacts that stand whole in this message, and the namings of apps that are no part of one."""
    lang, spoken = tongue(words, line), tongue(words, line, talk)
    found = _numbers(text, lang, line)
    answers = _numbers(text, spoken, line) if spoken != lang else []
    if answers == found:
        answers = []
    numbers = _merged((n.start, n.end) for n in found if n.strength > _HARDLY)
    apart = [one for one in named if not _touches(one.start, one.end, numbers)]
    if len(apart) > 1:
        apart = _outside_names(text, apart)
    taken = sorted(numbers + [(one.start, one.end) for one in apart])
    own = bool(apart or ADDRESS.search(text.folded))
    # A bare name is one only beside an app that is named; it still tells of a number that it is not alone.
    bare = bool(apart or found or talk)
    handed = list(_named(text, taken, bare=bare)) if talk.awaits() or _may_own(text, apart, talk, found) else []
    links = _merged((one.start, one.end) for one in handed if one.app is not None)
    apart = [one for one in apart if not _touches(one.start, one.end, links)]
    found, handed, answers = _surest(found), _surest(handed), _surest(answers)
    apart = apart[:_POINTS] if len(apart) <= _POINTS else apart[: _POINTS // 2] + apart[-_POINTS // 2 :]
    return Found(found + handed, answers, apart) if own else Found(found, answers + handed, apart)


def _numbers(text: Text, lang: str | None, line: Line) -> list[Contact]:
    return [
        Contact(n.e164, n.start, n.end, "phone", n.strength, "phone", n.why, public=n.public)
        for n in phones.find(text, lang, line.postcode)
        if not _DECIMAL.fullmatch(text.folded, n.start, n.end)
    ]


def _may_own(text: Text, named: Sequence[Mention], talk: Talk, numbers: Sequence[Contact]) -> bool:
    """Tell whether a name could be on an app of this message: no call and no mail goes to a bare one."""
    if talk or numbers:
        return bool(named) or ADDRESS.search(text.folded) is not None
    return any(one.app not in _NOT_BY_NAME for one in named) or ADDRESS.search(text.folded) is not None


def _outside_names(text: Text, named: list[Mention]) -> list[Mention]:
    """Drop "number" where it stands in a name that is dictated: "lizard then the number 42"."""
    spans = [(one.start, one.end) for one in spoken(text)]
    return [
        one
        for one in named
        if one.app != "phone" or not any(start < one.start and one.end < end for start, end in spans)
    ]


def _surest(found: list[Contact]) -> list[Contact]:
    """Keep so many contacts that a text made to be hard costs no more than its length."""
    if len(found) <= _CONTACTS:
        return found
    kept = sorted(found, key=lambda one: (-one.strength, one.start))[:_CONTACTS]
    return sorted(kept, key=lambda one: (one.start, one.end))


def _named(text: Text, taken: Sequence[tuple[int, int]], *, bare: bool) -> Iterator[Contact]:
    for handle in handles.candidates(text, bare=bare):
        if handle.app is None:
            if not _touches(handle.start, handle.end, taken) and not _in_path(text.folded, handle, taken):
                why = f"a {handle.form} name"
                yield Contact(handle.value, handle.start, handle.end, handle.form, handle.strength, None, why)
        elif _leads_to_someone(text, handle):
            why = f"an address of {handle.app}"
            yield Contact(handle.value, handle.start, handle.end, handle.form, handle.strength, handle.app, why)


def _in_path(folded: str, handle: Handle, taken: Sequence[tuple[int, int]]) -> bool:
    """Whether it is a part of the address of a page or a file; "insta/lulu75" is none."""
    before = folded[handle.start - 1 : handle.start] in {"/", "\\", "#"}
    return before and not _touches(handle.start - 2, handle.start - 1, taken)


def _leads_to_someone(text: Text, handle: Handle) -> bool:
    """Tell an address of a person from one of a page ("…/status/…"), and from code or words that only look like one."""
    if handle.form == "link":
        rest = text.folded[handle.start : handle.end].partition(handle.value.lstrip("+"))[2]
        return rest[:1] != "/" or rest == "/"
    domain = handle.value.rpartition("@")[2]
    if text.folded[handle.start : handle.end] == handle.value:
        return _TOP.search(domain) is not None
    said = text.folded[handle.start : handle.end]
    if "." in said and _AT.search(said) is None and handle.value.partition("@")[0] in KNOWN:
        return False  # "what I do at example.org"
    return _TOP_SAID.search(domain) is not None and (
        _AT.search(said) is not None or domain.partition(".")[0] not in KNOWN
    )


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _touches(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a stretch overlaps one of the spans, which are in order and apart."""
    at = bisect_left(spans, (end, end)) - 1
    return at >= 0 and spans[at][1] > start


def tongue(words: Words, line: Line, talk: Talk | None = None) -> str | None:
    """Give the language by which numbers are read: that of the message's words, then the hint, then the talk's.

    None where the words may be of several, and the talk and the hint of none of them.
    """
    others = [talk.lang() if talk else None, (line.lang or "")[:2] or None]
    if words.tongue is None:
        return others[1] or others[0]
    if words.tongues.bit_count() == 1:
        return words.tongue
    return next((lang for lang in others if lang in LANGUAGES and words.tongues >> LANGUAGES.index(lang) & 1), None)


def piece(text: Text, words: Words, line: Line, named: Sequence[Mention] = ()) -> Piece | None:
    """Give what this message may add to a handle or number; None where it is about other things."""
    run = phones.pieces(text, tongue(words, line))
    found = pieces.bit(text, [(one.start, one.end) for one in named])
    of = pieces.count(text) if len(text.folded) <= _ANNOUNCES else 0
    if of:
        run = ()  # "in 3 parts"
    if found is not None and found.value.isdecimal() and (found.sure or found.end < len(text.folded) - _REST):
        run = tuple([one._replace(others=0) for one in run if found.start <= one.start and one.end <= found.end])
    count = sum(len(one.digits) for one in run)
    said = text.folded.strip() if len(words.words) <= _SHORT and len(text.folded) <= _SAID else ""
    part = Piece(
        value="",
        said="" if said in COMMON else said,
        start=len(text.folded) - len(text.folded.lstrip()),
        end=len(text.folded.rstrip()),
        digits=run if run and count <= _DIGITS and run[0].others <= _OTHERS else (),
        of=of,
        opens=pieces.opens(text, [(one.start, one.end) for one in named]) if named else False,
        turned=turned(text),
    )
    if found is not None:
        value, start, end, role, sure, after_app = found
        return part._replace(value=value, start=start, end=end, role=role, sure=sure, after_app=after_app)
    if part.digits and not part.said:
        return part._replace(start=run[0].start, end=run[-1].end)
    return part if part.said or part.digits or part.of or part.turned else None


def joined(part: Piece, words: Words, line: Line, talk: Talk) -> Iterator[Contact]:
    """Give the contacts that this piece completes, with one to four pieces that the same sender said before."""
    before = said_before(line, talk)
    for taken in _rows(before) if part.value else ():
        if _is_short_of(part, taken):
            continue
        value = pieces.whole([*((note.value, note.role) for note in taken), (part.value, part.role)])
        if contact := _name(part, value, "joined", "completes a name sent in pieces", taken):
            yield contact
    for count in range(1, min(_PIECES, len(before)) + 1):
        taken = tuple(before[-count:])
        if part.value and all(note.value for note in taken):
            continue  # as above
        if contact := _name(part, _dictated(part, taken), "joined by dictation", _DICTATED, taken):
            yield contact
    yield from _backwards(part, before)
    yield from _number(part, words, line, talk, [note for note in before if note.digits])


def _number(part: Piece, words: Words, line: Line, talk: Talk, numbers: Sequence[Note]) -> Iterator[Contact]:
    """Give the number that this piece completes, with all that were said before or the last of them."""
    if not part.digits:
        return
    expected = _expects_number(talk)
    for first in range(len(numbers)):
        taken = numbers[first:]
        if not (expected or _is_row([*taken, part])):
            continue
        phone = phones.join([note.digits for note in taken] + [part.digits], tongue(words, line), line.postcode)
        if phone is not None:
            why = "completes a number said in pieces"
            found = Contact(phone.e164, phone.start, phone.end, "joined phone", phone.strength, "phone", why)
            yield found._replace(public=phone.public, pieces=tuple(taken))
            return


def _is_row(parts: Sequence[Note | Piece]) -> bool:
    """Whether messages are nothing but digits, or begin with them, the first as a number to call does."""
    if all(_is_bare(one) for one in parts):
        return True
    first = parts[0].digits[0].digits if parts[0].digits else ""
    if first in _MOBILE and len(parts) == _PAIRS:
        return all(_begins_with_digits(one) and len(one.digits[0].digits) == _TWO for one in parts)
    few = all(_begins_with_digits(one) and one.digits[0].others <= _ASIDE for one in parts)
    return few and len(first) > 1 and first[0] == "0"


def _begins_with_digits(part: Note | Piece) -> bool:
    return len(part.digits) == 1 and (part.said[:1].isdecimal() or part.role == "next")


def _backwards(part: Piece, before: Sequence[Note]) -> Iterator[Contact]:
    """Give the name that is to be read backwards where another message says so, sooner or later than the name."""
    why = "a name that is said to be read backwards"
    if (
        is_turned(before)
        and _HANDLE.fullmatch(part.value)
        and (name := _name(part, part.value[::-1], "backwards", why, ()))
    ):
        yield name._replace(strength=_TURNED)
    valued = [note for note in before if note.value]
    if part.turned and valued and (name := _name(part, valued[-1].value[::-1], "backwards", why, (valued[-1],))):
        yield name._replace(strength=_TURNED)


def is_turned(before: Sequence[Note]) -> bool:
    """Whether the sender has just said that a name is to be read backwards."""
    return any(note.role == BACKWARDS and note.turns <= _SOON for note in before[-_SOON:])


def said_before(line: Line, talk: Talk) -> list[Note]:
    """Give the pieces that the sender said before, oldest first."""
    return [
        note
        for note in talk.notes
        if note.kind == "piece" and note.sender_id == line.sender_id and note.message_id != line.message_id
    ]


def _is_short_of(part: Piece, taken: Sequence[Note]) -> bool:
    """Whether the message says itself that the name goes on: the second of three, or a sign in words."""
    _, slash, of = part.role.partition("/")
    return (slash == "/" and len(taken) + 1 != int(of)) or (part.value in _SIGNS and part.role not in {"last", "front"})


def _rows(before: Sequence[Note]) -> list[tuple[Note, ...]]:
    """Give the rows of pieces that may make a name with the one that comes: the last, with or without mere words."""
    valued = [note for note in before if note.value]
    telling = [note for note in valued if note.sure or note.role or not note.value.isalpha()]
    rows = {tuple(kept[-count:]) for kept in (valued, telling) for count in range(1, min(_PIECES, len(kept)) + 1)}
    return sorted(rows, key=lambda row: (len(row), [note.start for note in row], [note.value for note in row]))


def _is_bare(part: Note | Piece) -> bool:
    """Whether a message is nothing but digits, as one writes a number in pieces: two to five at a time."""
    return all(one.others == 0 and _TWO <= len(one.digits) <= _FIVE for one in part.digits) and "." not in part.said


def _expects_number(talk: Talk) -> bool:
    return any(note.kind == "named" and note.app in _DIALLED and note.wish != "topic" for note in talk.notes)


def _name(part: Piece, value: str, form: str, why: str, taken: tuple[Note, ...]) -> Contact | None:
    value = value.strip(".-")
    if len(value) < _LEAST or value.isdecimal() or naming(value):
        return None
    found = Contact(value, part.start, part.end, form, 0.5, None, why, pieces=taken, part=part)
    if "@" in value:
        mail = next(addresses(value), None)
        return found._replace(app="email") if mail is not None and mail.handle == value else None
    return found


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
