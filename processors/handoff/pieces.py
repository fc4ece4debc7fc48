"""What a message adds to a name that is sent in several: "1ère partie : brume", "then underscore", "la suite : _75".

A message is read clause by clause. A clause adds something where it is a name or a sign and little else, or where words
announce a part of a name. Announcements also tell where the part goes: "devant", "the end is", "2/3".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from processors.handoff import dictation
from processors.handoff.lexicon import COMMON
from processors.handoff.numerals import TONGUES, numeral_at
from processors.handoff.spelling import KNOWN
from processors.handoff.spelt_words import (
    ANNOUNCED,
    ARTICLES,
    BACKWARDS,
    BETWEEN,
    CHATTER,
    COUNTS,
    FILLERS,
    FIRSTS,
    NO_SPACES,
    SIGNS,
    SURE_WORDS,
    TIMES,
    longest,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from processors.handoff.text import Text


class Bit(NamedTuple):
    """What a message adds; the span is half-open, in the folded text.

    Attributes:
        value: letters, digits and signs, as they go into the name.
        role: where it goes: "front", "first", "next", "last", the number of the part ("2", or "2/3" where the message
            says of how many), or "" where it says nothing of it.
        sure: that the message says so of a part of a name ("1ère partie : brume"), and may not only go on ("puis").
        after_app: that it comes after an app that the message names, or after "type" and its like in such a message.
    """

    value: str
    start: int
    end: int
    role: str
    sure: bool
    after_app: bool = False


class _Item(NamedTuple):
    """A word or phrase of a message, or a sign that stands between two words.

    Attributes:
        kind: one letter, as `_RUN` and the patterns below have them: "w"ord of a name, "l"etter, "d"igits, "s"ign;
            "A" and "a": announces a part, or goes on; "b"etween; "f"iller; how the name is written ("n"); an app ("m");
            a "c"ommon word; c"h"atter; a word for parts ("p").
        value: what it adds to a name; of an announcement the role.
    """

    kind: str
    value: str
    start: int
    end: int


_LONGEST: Final = 160  # characters of a message that is read so
_ANNOUNCES: Final = 60  # characters of a message that does so with no app named
_MANY: Final = 16  # the same after digits: "50 then 11, and that's where you can call me"
_OPENING: Final = 6  # words of a message that is nothing but an app
_MORE: Final = 5  # words after a part that begins with a sign: "_meia agora acabou"
_GOING_ON: Final = 2  # words that lead to a part which is a word like others
_SHORT: Final = 3  # words of the other clauses where a bare part stands in one
_NUMBERED: Final = re.compile(r"\W*([1-5]) ?(?:(/) ?([2-5])|[).:°](?=\s))(?![0-9]) *[:=-]* *")
_BREAK: Final = re.compile(r"[!?;\n…,]|\.\s|\s[-–]\s|:(?:\s|\Z)|=|->|\.\.")
_LEADS: Final = re.compile(r"[:=>]")
_SIGNS: Final = frozenset("._-@")
_HAS_SIGN: Final = re.compile(r"[0-9._@-]")
_RUN: Final = r"(?P<run>(?:s[fa]*)*[wld](?:[fa]*s[fas]*[wld]|[fab]*d|l)*(?:[fa]*s)*|s+)"
_WHOLE: Final = re.compile(rf"(?P<ahead>[Aabfcnh]*){_RUN}(?P<tail>[Aafnbh]*)")
_SIGNED: Final = re.compile(rf"(?P<ahead>){_RUN}(?P<tail>[Aafnbh]*)")
_AFTER_APP: Final = re.compile(rf".*?(?P<ahead>[mb][abfn]*|A[Aabfmch]*){_RUN}(?P<tail>[Aafnh]*)\Z")
_ANNOUNCED_SURELY: Final = re.compile(rf"(?P<ahead>A[Aabf]*){_RUN}(?P<tail>[Aafn]*)")
_GOES_ON: Final = re.compile(rf"[ch]*(?P<ahead>[ab][Aabf]*){_RUN}(?P<tail>[Aafn]*)")
_PUT: Final = re.compile(rf"(?P<ahead>b[Aabf]*){_RUN}(?P<tail>[Aafn]*)")
_TEN: Final = 10
_OPENED: Final = frozenset("\"'«“(:")


def bit(text: Text, apps: Iterable[tuple[int, int]] = ()) -> Bit | None:
    """Give what a message adds to a name, which may name an app at `apps`; None where it is about other things."""
    if len(text.folded) > _LONGEST or not text.tokens or "?" in text.folded:
        return None
    numbered = _NUMBERED.match(text.folded)
    carried = numbered[1] + (numbered[2] or "") + (numbered[3] or "") if numbered else ""
    certain = bool(carried)
    clauses = _clauses(text, numbered.end() if numbered else 0, list(apps))
    best: Bit | None = None
    if len(clauses) == 1 and len(clauses[0][0]) == 1 and clauses[0][0][0].kind in "bf":
        (alone,) = clauses[0][0]  # "stick", and nothing with it
        word = text.folded[alone.start : alone.end]
        if len(word) > _SHORT and word.isalpha() and word not in COMMON and word not in CHATTER:
            return Bit(text.folded[alone.start : alone.end], alone.start, alone.end, "", sure=False)
    for place, (clause, led) in enumerate(clauses):
        kinds = "".join(item.kind for item in clause)
        role, surely = (carried, certain) if led or place == 0 else ("", False)
        found = _of_clause(clause, kinds, role, led=led, surely=surely)
        if found is not None and not found.sure and not found.role and len(clauses) > 1 and "m" not in kinds:
            others = sum(len(other) for at, (other, _) in enumerate(clauses) if at != place)
            few = others <= (_SHORT if place or not found.value.isdecimal() else _MANY)
            found = found if few and _HAS_SIGN.search(found.value) else None
        if found is not None and (best is None or found.sure >= best.sure):
            best = found
        carried, certain = _announced(clause)
    return best


_OPENS: Final = re.compile(r"[cabfh]{0,3}m[cmbafh]{0,2}")


def opens(text: Text, apps: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a message is nothing but an app, and asks nothing: "mon snap c'est", "insta", "my kik is"."""
    if len(text.words) > _OPENING or "?" in text.folded:
        return False
    return _OPENS.fullmatch("".join(item.kind for item in _items(text, 0, apps))) is not None


def announces(text: Text) -> bool:
    """Tell whether a short message says for certain that it holds a part of something: "2e partie : _75"."""
    if len(text.folded) > _ANNOUNCES or SURE_WORDS.isdisjoint(text.words):
        return False
    found = bit(text)
    return (
        found is not None
        and found.sure
        and (found.role in {"first", "last"} or found.role.isdecimal())
        and _HAS_SIGN.search(found.value) is not None
    )


def count(text: Text) -> int:
    """Tell in how many parts the message says that a name comes; 0 where it says nothing of that."""
    tokens = text.tokens
    for place, word in enumerate(text.words):
        if word in COUNTS and place:
            said = text.words[place - 1]
            number = int(said) if said.isdecimal() and len(said) == 1 else _NUMBERS.get(said, 0)
            if 1 < number <= _PARTS_AT_MOST and tokens[place].start - tokens[place - 1].end <= 1:
                return number
        elif len(word) == 2 and word[1] == "x" and word[0] in "2345":  # noqa: PLR2004 - "3x"
            return int(word[0])
    return 0


_PARTS_AT_MOST: Final = 5
_NUMBERS: Final = {
    word: value for tongue in TONGUES.values() for word, value in tongue.wholes.items() if 1 < value <= _PARTS_AT_MOST
}


def _announced(clause: Sequence[_Item]) -> tuple[str, bool]:
    """The role that a clause announces for the next, and whether surely: "première moitié de mon tiktok : …"."""
    surely = next((item.value for item in clause if item.kind == "A"), "")
    return surely or next((item.value for item in clause if item.kind == "a"), ""), bool(surely)


def _of_clause(clause: Sequence[_Item], kinds: str, carried: str, *, led: bool, surely: bool) -> Bit | None:
    if led and carried:
        kinds = kinds.replace("c", "w")
    whole = _WHOLE.fullmatch(kinds)
    after_app = _AFTER_APP.fullmatch(kinds) if "m" in kinds and whole is None else None
    found = (
        whole
        or after_app
        or _ANNOUNCED_SURELY.search(kinds)
        or _GOES_ON.match(kinds)
        or _PUT.search(kinds)
        or _SIGNED.match(kinds)
    )
    if found is None:
        return None
    run = clause[found.start("run") : found.end("run")]
    said = zip(run, kinds[found.start("run") :], strict=False)
    value = "".join(item.value for item, kind in said if kind in "wlds")
    ahead = clause[: found.start("run")] if found is after_app else clause[found.start("ahead") : found.end("ahead")]
    tail = clause[found.start("tail") : found.end("tail")]
    role = _role([carried, *(item.value for item in (*ahead, *tail) if item.kind in "Aa")])
    sure = surely or any(item.kind == "A" for item in ahead)
    if found.re in {_PUT, _SIGNED} and (value[0] not in _SIGNS or len(kinds) - found.end("run") > _MORE):
        return None
    if value in KNOWN and not (sure or led) and len(ahead) > _GOING_ON:
        return None  # "la suite après la pub"
    if found is not whole and found.end() < len(kinds) and not _HAS_SIGN.search(value):
        return None  # words of a sentence
    return Bit(value, run[0].start, run[-1].end, role, sure, found is after_app)


def _role(said: Sequence[str]) -> str:
    """Of several announcements the most telling: "et devant", "puis la fin", "then the second bit"."""
    for telling in (str.isdecimal, lambda role: "/" in role, lambda role: role in {"front", "first", "last"}, bool):
        for role in said:
            if role and telling(role):
                return role
    return ""


def _clauses(text: Text, start: int, apps: Sequence[tuple[int, int]]) -> list[tuple[list[_Item], bool]]:
    """Cut a message into clauses: the items of each, and whether a colon leads to it."""
    clauses: list[tuple[list[_Item], bool]] = [([], start > 0)]
    past = start
    for item in _items(text, start, apps):
        gap = text.folded[past : item.start]
        if clauses[-1][0] and _BREAK.search(gap):
            clauses.append(([], _LEADS.search(gap) is not None))
        clauses[-1][0].append(item)
        past = item.end
    return [one for one in clauses if one[0]]


def _items(text: Text, start: int, apps: Sequence[tuple[int, int]]) -> Iterator[_Item]:
    tokens, folded = text.tokens, text.folded
    at = next((place for place, token in enumerate(tokens) if token.start >= start), len(tokens))
    past, before, kind = start, "", ""
    while at < len(tokens):
        token = tokens[at]
        if sign := _sign_before(folded, past, token.start):
            yield sign
            before = sign.value
        kind, value, after = _at(text, at, apps, before)
        past, before = tokens[after - 1].end, value
        yield _Item(kind, value, token.start, past)
        at = after
    ends = "_-@." if len(tokens) == 1 and kind == "w" else "_-@"
    if past < len(folded) and folded[past] in ends and not folded[past + 1 :].strip():
        yield _Item("s", folded[past], past, past + 1)


def _sign_before(folded: str, past: int, start: int) -> _Item | None:
    """The sign that stands directly before a word, and directly after another or apart from it."""
    if start == past or folded[start - 1] not in "._@-":
        return None
    gap = folded[past : start - 1]
    if gap and (folded[start - 1] == "-" or not (gap[-1].isspace() or gap[-1] in _OPENED)):
        return None
    return _Item("s", folded[start - 1], start - 1, start)


def _at(text: Text, at: int, apps: Sequence[tuple[int, int]], before: str) -> _Read:
    """Tell what stands at a token, the surest reading first."""
    token = text.tokens[at]
    if not token.text.isdecimal() and any(start <= token.start < end for start, end in apps):
        return _Read("m", "", at + 1)
    if dictation.is_literal(text.folded, token) or (before in {".", "@"} and token.text in dictation.DOMAIN_ENDS):
        return _Read("w", token.text, at + 1)
    return next(read for reader in _READERS if (read := reader(text, at)) is not None)


class _Read(NamedTuple):
    """What stands at a token: its kind, what it adds, and one past its last token."""

    kind: str
    value: str
    after: int


def _phrase(text: Text, at: int) -> _Read | None:
    if text.words[at] not in FIRSTS:
        return None
    for kind, table in _PHRASES:
        found, after = longest(text.tokens, at, table)
        if found is not None:
            return _Read(kind or ("a" if found.vague else "A"), found.value, after)
    return None


_PHRASES: Final = (
    ("", ANNOUNCED),
    ("s", SIGNS),
    ("n", NO_SPACES),
    ("n", BACKWARDS),
    ("b", BETWEEN),
    ("f", FILLERS),
)


def _everyday(text: Text, at: int) -> _Read | None:
    word = text.words[at]
    if word in ARTICLES and longest(text.tokens, at + 1, SIGNS)[0] is not None:
        return _Read("f", "", at + 1)
    if word in COUNTS and len(word) > 3:  # noqa: PLR2004 - "x", "mal"
        return _Read("p", "", at + 1)
    if word in CHATTER:
        return _Read("h", word, at + 1)
    return _Read("c", word, at + 1) if word in COMMON else None


def _letter(text: Text, at: int) -> _Read | None:
    word = text.words[at]
    if len(word) == 1 and word.isalpha():
        return _Read("l", word, (dictation.as_in(text.tokens, at) or at) + 1)
    return None


def _digits(text: Text, at: int) -> _Read | None:
    word, ahead = text.words[at], text.words[at + 1 : at + 3]
    if not word.isdecimal():
        return None
    if word in {"2", "3"} and len(ahead) > 1 and ahead[0] in TIMES and ahead[1].isdecimal():
        return _Read("d", ahead[1] * int(word), at + 3)
    if ahead and ahead[0] in COUNTS:
        return _Read("b", "", at + 2)  # "in 3 parts"
    return _Read("d", word, at + 1)


def _number(text: Text, at: int) -> _Read:
    """A number in words, from ten, or a word."""
    found = [number for tongue in TONGUES.values() if (number := numeral_at(text.tokens, at, tongue))]
    most = max(found, key=lambda number: number.end, default=None)
    if most is not None and most.value >= _TEN and (at > 0 or most.end > at + 1):
        return _Read("d", str(most.value), most.end)
    return _Read("w", text.words[at], at + 1)


_READERS: Final = (_phrase, _everyday, _letter, _digits, _number)

_ORDER: Final = {"front": -1, "first": 0, "1": 0, "last": 2}


def whole(parts: Sequence[tuple[str, str]]) -> str:
    """Put parts together, each a value and a role, said one after the other: by their numbers, else by their roles."""
    numbers = [role.partition("/")[0] for _, role in parts]
    if all(number.isdecimal() for number in numbers):
        placed = sorted(zip(map(int, numbers), range(len(parts)), strict=True))
    else:
        placed = sorted((_ORDER.get(number, 1), at) for at, number in enumerate(numbers))
    return "".join(parts[at][0] for _, at in placed)
