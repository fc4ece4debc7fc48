"""What holds of any bytes at all, as functions that raise where it doesn't: for hypothesis, and for a fuzzer.

Bytes are made into a talk in one of two ways: as UTF-8, or each byte as one of the fragments below, of which detectors
are most likely to make something. So a fuzzer that changes a byte changes a word, a digit or a disguise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import orjson
import polars as pl

from processors.handoff import Line, Talk, may_answer, read, suspects
from processors.handoff import text as texts
from processors.handoff.ages import find
from streams.wire.messages import Limits, decode
from streams.wire.rejects import Line as FileLine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from processors.records import Evidence

MEMORY_MS: Final = 60_000
SURE: Final = 0.75
"""From here on a finding has to pass the test of answers, which looks for what answers mostly are."""
SHORT: Final = 40
"""Characters of a message that may be an answer, whatever is in it."""
LONGEST: Final = 2_000
"""Characters of a message: what only the longest can do, `bench_hostile` measures."""

FRAGMENTS: Final = (
    *" \n.,:;!?'\"@#_-+/\\()[]{}<>=*|$€%&~^`’«»",
    *"0123456789",
    *"abcdefghijklmnopqrstuvwxyz",
    *"àéßœŒİıſµ٣²½ⅷ①🄰🇸🅿ｓѕ丂ɐ\u0301\u0336\u20e3\ufe0f\u200b\u202e\u0000\U000e0041\U0010ffff👻🔟🍋",
    "snap", "snapchat", "insta", "telegram", "whatsapp", "discord", "kik", "signal", "facebook", "skype", "tel", "mail",
    "ig ", "sc ", "wa.me/", "t.me/", "https://", "example.com", "lulu", "lulu_75", "lulu.75", "le fantôme jaune",
    "mon ", "ton ", "ma ", "c'est ", "j'ai ", "tu as ", "ajoute ", "moi ", "et toi", "viens sur ", "à l'envers",
    "tout attaché", "point", "tiret du bas", "arobase", "at", "dot", "comme", "avec deux ", "sans ", "puis ", "slash",
    "zero", "six", "soixante-dix-huit", "quatre-vingt", "cent", "mille", "dreißig", "und", "dozen", "double", "2 fois",
    "06", "39 98", "+33", "0044", "XXXIX", "non ", "devant", "un chiffre sur deux", "moins", "plus", "je veux dire",
    "14", "ans", "years old", "quel âge", "bientôt", "in two weeks", "et demi", "née en 2010", "10+4",
    "f1ft33n", "g 1 4 a n s", "c'est quoi", "what's your", "add me", "hast du", "tienes", "hai", "tens", "heb je",
    "pas ", "never", "no me", "::", "my @x = ", "ok",
)  # fmt: skip
"""What a byte stands for. No fragment holds anything of anybody: names are invented, numbers are kept for fiction."""

_FRAGMENTS_SAID: Final = 0x80
"""A first byte below which bytes are fragments; from it on they are UTF-8."""
_NEXT_MESSAGE: Final = 0xFF
"""A byte that ends a message; the byte after it says who speaks next, and how long they take."""


def talk_of(data: bytes) -> Iterator[Line]:
    """Make a talk of bytes: messages of up to three people, mostly in order, now and then late."""
    spoken = data[:1] < bytes([_FRAGMENTS_SAID])
    at = 0
    for number, part in enumerate(data[1:].split(bytes([_NEXT_MESSAGE]))):
        head, body = part[:1] or b"\0", part[1:]
        at += (head[0] >> 4) * 3_000 - 6_000
        said = "".join(FRAGMENTS[byte % len(FRAGMENTS)] for byte in body) if spoken else body.decode("utf-8", "ignore")
        lang = (None, "fr", "en", "xx")[head[0] & 3]
        yield Line(f"m{number}", "abc"[head[0] % 3], None, said[:LONGEST], lang, "75011", max(at, 0), number * 1_000)


def reading_holds(data: bytes) -> None:
    """Any talk can be read twice alike; evidence lies in the message that it names; the sieve lets it all pass."""
    talk, sent = Talk(), dict[str, str]()
    alone, answers = list[str](), list[str]()
    for line in talk_of(data):
        sent[line.message_id] = line.text
        reading, after = read(line, talk, MEMORY_MS)
        assert (reading, after) == read(line, talk, MEMORY_MS), "read twice, a message says two things"
        assert bool(after) == (after != Talk()), "nothing remembered is the empty talk"
        for finding in (*reading.handoffs, *reading.ages):
            for evidence in finding.evidence:
                _lies_inside(evidence, sent[evidence.message_id or line.message_id])
        for handoff in reading.handoffs:
            assert 0 <= handoff.confidence <= 1, "a confidence is a probability"
            assert (handoff.handle is not None) == (handoff.intent == "give"), "who gives says what"
        by_itself, remembered = read(line, Talk(), MEMORY_MS)
        if by_itself.handoffs or by_itself.ages or remembered:
            alone.append(line.text)
        elif len(line.text) <= SHORT and any(handoff.confidence >= SURE for handoff in reading.handoffs):
            answers.append(line.text)
        talk = after
    _let_pass(alone, answers)


def _lies_inside(evidence: Evidence, text: str) -> None:
    assert 0 <= evidence.start < evidence.end <= len(text), "evidence lies outside its message"
    assert text[evidence.start : evidence.end].strip(), "evidence shows nothing"


def _let_pass(alone: list[str], answers: list[str]) -> None:
    if alone:
        assert suspects(pl.Series(alone)).all(), "the sieve stops what a detector finds"
    if answers:
        column = pl.Series(answers)
        assert (suspects(column) | may_answer(column)).all(), "the sieve stops what a detector finds in an open talk"


def folding_holds(data: bytes) -> None:
    """Any text folds to what stays as it is when folded, and each of its characters comes from the text."""
    raw = data.decode("utf-8", "ignore")
    text = texts.read(raw)
    assert len(text.folded) == len(text.start) == len(text.end), "a character has no place"
    assert all(0 <= start < end <= len(raw) for start, end in zip(text.start, text.end, strict=True)), (
        "a place is empty"
    )
    assert texts.fold(texts.fold(raw)) == texts.fold(raw), "folded twice, a text is another"


def ages_hold(data: bytes) -> None:
    """Any message can be asked for an age, and what is found is one."""
    for line in talk_of(data):
        for asked in (False, True):
            for stated in find(texts.read(line.text), line.lang, asked=asked):
                assert 0 < stated.age < 100, "nobody is so old"
                for evidence in stated.evidence:
                    _lies_inside(evidence, line.text)


def decoding_holds(data: bytes) -> None:
    """Any record is decoded or rejected with its bytes untouched, and never both."""
    sound = {"message_id": "m", "sent_at": 1, "conversation_id": "c", "sender_id": "s", "sender_pseudonym": "p"}
    values = [data, *data.split(b"\n"), orjson.dumps(sound | {"text": data.decode("utf-8", "ignore")})]
    values += [b'{"message_id":"m","sent_at":1,"conversation_id":"c","sender_id":"s","sender_pseudonym":"p",' + data]
    records = [FileLine(number, value) for number, value in enumerate(values)]
    decoded = decode(records, Limits())
    rejected = [reject.record.offset for reject in decoded.rejects]
    assert sorted(rejected + decoded.frame["offset"].to_list()) == list(range(len(values))), (
        "a record is lost or doubled"
    )
    assert all(reject.record.value == values[reject.record.offset] for reject in decoded.rejects), "bytes were changed"


CLAIMS: Final = {
    "reading": reading_holds,
    "folding": folding_holds,
    "ages": ages_hold,
    "decoding": decoding_holds,
}
"""The claims by the name under which `python -m tests.fuzz.attack` attacks them."""
