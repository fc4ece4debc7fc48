"""The scan stage: raw messages of one partition in, signals and sightings out.

The whole column goes through the sieve; the few suspects, a row at a time, through the detectors, with what their talk
said before.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

import polars as pl

from processors import handoff, sightings
from processors.handoff import Line, Talk
from processors.identity import signal_id
from processors.minors import Person, minor_of
from processors.pseudonym.model import shipped
from processors.pseudonym.rarity import Rarity
from processors.records import HandOff, Message, Sighting, Signal, Subject
from processors.sightings import Sent

KEPT_PER_CONVERSATION: Final = 16
"""How many ages and how many hand-offs a conversation remembers at the most; the newest stay."""

CLOCK_SPARE_MS: Final = 600_000
"""How far a partition's Kafka timestamps may run back (ten minutes to spare for clocks)."""


ROOM_THRESHOLD: Final = 0.84
ROOM_THRESHOLDS: Final[Mapping[tuple[str, str], float]] = {
    ("email", "ask"): 0.85,
    ("email", "give"): 0.92,
    ("facebook", "ask"): 0.85,
    ("other", "ask"): 0.9,
    ("other", "give"): 0.95,
    ("other", "move"): 0.85,
    ("phone", "ask"): 0.94,
    ("phone", "give"): 0.92,
    ("phone", "move"): 0.96,
    ("tiktok", "give"): 0.9,
}
"""What is asked at least where nobody is addressed: there an app named is mostly talk, and some are everyday words.

Chosen by what they cost: of what is found rightly in the cases of `tests/cases/` one in six would not pass, were they
said in a room; in 180,000 messages of a programmers' room they leave 28 claims of 227, about half of them right.
"""


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """What an operator may set.

    Attributes:
        memory_ms: how long a talk remembers, in event time and in Kafka time.
        max_conversations: how many conversations one partition remembers; those untouched for longest go.
        threshold: least confidence of a hand-off that becomes a signal; in a room `ROOM_THRESHOLDS` hold, too. The
            best F1 on labelled private conversations lies between 0.4 and 0.5.
        thresholds: the same for one app and intent, where it differs, everywhere.
        rarity: by which a pseudonym's blocking keys are chosen.
    """

    memory_ms: int = 1_800_000
    max_conversations: int = 200_000
    threshold: float = 0.45
    thresholds: Mapping[tuple[str, str], float] = field(default_factory=dict)
    rarity: Rarity = field(default_factory=lambda: shipped("chat").rarity)

    def lets_pass(self, found: HandOff, *, in_room: bool) -> bool:
        what = found.app, found.intent
        least = self.threshold
        if in_room:
            least = max(least, ROOM_THRESHOLDS.get(what, ROOM_THRESHOLD))
        return found.confidence >= self.thresholds.get(what, least)


class Said(NamedTuple):
    """An age that someone gave as their own."""

    person_id: str
    age: int
    sent_at: int
    logged_at: int


class Made(NamedTuple):
    """A hand-off between two people."""

    signal_id: str
    pair: frozenset[str]
    sent_at: int
    logged_at: int


@dataclass(frozen=True, slots=True)
class Conversation:
    """What is remembered of one conversation: the detectors' own memory, ages stated, hand-offs made; oldest first."""

    talk: Talk = field(default_factory=Talk)
    ages: tuple[Said, ...] = ()
    handoffs: tuple[Made, ...] = ()

    def at(self, message: Message, memory_ms: int) -> Conversation:
        """Give what is still remembered when `message` comes, the talk aside: that sees to itself."""
        if not self.ages and not self.handoffs:
            return self

        def is_live(item: Said | Made) -> bool:
            return abs(message.sent_at - item.sent_at) <= memory_ms and message.logged_at - item.logged_at <= memory_ms

        return replace(self, ages=tuple(filter(is_live, self.ages)), handoffs=tuple(filter(is_live, self.handoffs)))

    def __bool__(self) -> bool:
        """Tell whether anything is remembered."""
        return bool(self.talk) or bool(self.ages) or bool(self.handoffs)


class Touched(NamedTuple):
    """A conversation, and the Kafka time at which it was touched last."""

    at: int
    conversation: Conversation


@dataclass(frozen=True, slots=True)
class ScanState:
    """What the stage remembers of one partition.

    `step` consumes it: go on with the one that it returns, or, where that one came to nothing, from the same again.

    Attributes:
        conversations: by id, those touched last at the end, each with the Kafka time at which it was touched. It is
            handed on from state to state, since to copy it would cost more than all else.
        changes: what the last frame changed of them. The next step takes them in first; to do so twice is the same as
            once, so that a step may be tried again.
        newest_at: the newest Kafka timestamp seen.
        sent: the pseudonyms that were sent as sightings of late; handed on, too.
        seen: those of the last frame, which the next step takes in.
    """

    conversations: OrderedDict[str, Touched] = field(default_factory=OrderedDict)
    changes: Mapping[str, Touched] = field(default_factory=dict)
    newest_at: int = 0
    sent: Sent = field(default_factory=Sent)
    seen: Mapping[int, set[int]] = field(default_factory=dict)


class ScanOutput(NamedTuple):
    """What one frame gave, in its order.

    Attributes:
        suspects: how many rows went to the detectors.
        cut: how many conversations `max_conversations` has made the stage forget.
    """

    signals: tuple[Signal, ...]
    sightings: tuple[Sighting, ...]
    suspects: int
    cut: int = 0


_CONVERSATION: Final = Message._fields.index("conversation_id")


def step(state: ScanState, frame: pl.DataFrame, options: ScanOptions) -> tuple[ScanState, ScanOutput]:
    """Fold a frame of MESSAGES, in the order of its partition, into the state.

    Where this raises, `state` is as good as before.
    """
    cut = _settle(state, options)
    sightings.remember(state.sent, state.seen)
    changes: dict[str, Touched] = {}
    signals: list[Signal] = []
    rows = _to_detectors(state, frame)
    for row in rows.iter_rows():
        conversation_id, signs = row[_CONVERSATION], row[-1]
        touched = changes.get(conversation_id) or state.conversations.get(conversation_id)
        if not signs and not (touched and touched.conversation.talk):
            continue  # no question stands open that this could answer
        message = Message(*row[:-1])
        before = touched.conversation.at(message, options.memory_ms) if touched else Conversation()
        after, found = _read(before, message, signs, options)
        signals += found
        if touched or after:
            changes[conversation_id] = Touched(message.logged_at, after)
    newest_at = frame["logged_at"].max()
    newest_at = max(state.newest_at, newest_at if isinstance(newest_at, int) else 0)
    fresh, seen = sightings.fresh(state.sent, frame)
    shown = (*sightings.seen(fresh, options.rarity), *sightings.gave(signals))
    after_all = ScanState(state.conversations, changes, newest_at, state.sent, seen)
    return after_all, ScanOutput(tuple(signals), shown, rows.height, cut)


def subjects(signal: Signal) -> tuple[Subject, ...]:
    """Give what a signal is counted by: its sender, its recipient where there is one, its handle where there is one."""
    message = signal.message
    people = [Subject("person", message.sender_id, "sender")]
    if message.recipient_id and message.recipient_id != message.sender_id:
        people.append(Subject("person", message.recipient_id, "recipient"))
    if isinstance(signal.finding, HandOff) and signal.finding.handle:
        people.append(Subject("handle", f"{signal.finding.app}:{signal.finding.handle}", None))
    return tuple(people)


def _to_detectors(state: ScanState, frame: pl.DataFrame) -> pl.DataFrame:
    """Give the suspects, and what may be answers in conversations that are, or in this frame become, open.

    The column `signs` at the end says what the sieve has seen of them; 0 is a possible answer.
    """
    plain = handoff.normalised(frame["text"])
    signs = handoff.signs_in(plain)
    suspect = signs > 0
    ids = frame["conversation_id"]
    known = state.conversations
    opened = {one for one in known.keys() & set(ids) if known[one].conversation.talk}.union(ids.filter(suspect))
    others = (ids.is_in(list(opened)) & ~suspect).arg_true()
    answers = others.filter(handoff.answers_in(plain.gather(others)))
    return frame.with_columns(signs.alias("signs")).filter(suspect.clone().scatter(answers, values=True))


def _read(
    before: Conversation, message: Message, signs: int, options: ScanOptions
) -> tuple[Conversation, list[Signal]]:
    line = Line(
        message.message_id,
        message.sender_id,
        message.recipient_id,
        message.text,
        message.lang,
        message.sender_postcode,
        message.sent_at,
        message.logged_at,
    )
    reading, talk = handoff.read(line, before.talk, options.memory_ms, signs)
    said = tuple(Said(message.sender_id, stated.age, message.sent_at, message.logged_at) for stated in reading.ages)
    ages = (*before.ages, *said)[-KEPT_PER_CONVERSATION:]
    minor_id = _minor_of(message, ages)
    handoffs = [
        Signal(_signal_id(message, "handoff", n), message, found, minor_id)
        for n, found in enumerate(reading.handoffs)
        if options.lets_pass(found, in_room=message.recipient_id is None)
    ]
    pair = frozenset({message.sender_id, message.recipient_id or ""})
    earlier = tuple(made.signal_id for made in before.handoffs if made.pair == pair)
    stated = [
        Signal(_signal_id(message, "age", n), message, found, minor_id, earlier) for n, found in enumerate(reading.ages)
    ]
    made = (Made(signal.signal_id, pair, message.sent_at, message.logged_at) for signal in handoffs)
    after = Conversation(talk, ages, (*before.handoffs, *made)[-KEPT_PER_CONVERSATION:])
    return after, handoffs + stated


def _signal_id(message: Message, kind: str, ordinal: int) -> str:
    return signal_id(message.conversation_id, message.message_id, kind, ordinal)


def _minor_of(message: Message, said: Sequence[Said]) -> str | None:
    if not message.recipient_id:
        return None
    sender, recipient = (
        Person(person_id, frozenset(_ages_of(person_id, declared, said)))
        for person_id, declared in (
            (message.sender_id, message.sender_age),
            (message.recipient_id, message.recipient_age),
        )
    )
    return minor_of(sender, recipient)


def _ages_of(person_id: str, declared: int | None, said: Sequence[Said]) -> Iterator[int]:
    if declared is not None:
        yield declared
    yield from (one.age for one in said if one.person_id == person_id)


def _settle(state: ScanState, options: ScanOptions) -> int:
    """Take the changes in, forget what no later message can be near enough to, and count what the bound cuts."""
    conversations = state.conversations
    for conversation_id, touched in state.changes.items():
        conversations.pop(conversation_id, None)
        if touched.conversation:
            conversations[conversation_id] = touched
    oldest_live = state.newest_at - options.memory_ms - CLOCK_SPARE_MS
    while conversations and next(iter(conversations.values())).at < oldest_live:
        conversations.popitem(last=False)
    cut = max(0, len(conversations) - options.max_conversations)
    for _ in range(cut):
        conversations.popitem(last=False)
    return cut
