"""The nouns of the project, and the columns in which they travel.

All are frozen and do no work. Times are event times in integer Unix milliseconds (`*_at`); offsets into a text count
code points of the text as it was sent, half-open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import polars as pl

Intent = Literal["give", "ask", "move"]
Part = Literal["app", "handle", "ask", "move", "age"]

MESSAGES: Final = pl.Schema(
    {
        # Where the record stands in its partition; with topic and partition it names the record.
        "offset": pl.Int64,
        # The record's own Kafka timestamp, in ms. In a file there is none, and `sent_at` stands here.
        "logged_at": pl.Int64,
        "message_id": pl.String,
        "sent_at": pl.Int64,
        "conversation_id": pl.String,
        "sender_id": pl.String,
        "sender_pseudonym": pl.String,
        "sender_age": pl.Int16,
        "sender_gender": pl.String,
        "sender_postcode": pl.String,
        "recipient_id": pl.String,
        "recipient_pseudonym": pl.String,
        "recipient_age": pl.Int16,
        "recipient_gender": pl.String,
        "recipient_postcode": pl.String,
        "text": pl.String,
        "lang": pl.String,
    }
)
"""Raw messages of one partition, in its order: what the scan stage folds over."""

FACTS: Final = pl.Schema(
    {
        # Where the record stands in its partition of the signals' topic, and the record's own Kafka timestamp in ms.
        "offset": pl.Int64(),
        "logged_at": pl.Int64(),
        "signal_id": pl.String(),
        # What this copy of the signal is counted by: `person` or `handle`, and which.
        "subject_kind": pl.String(),
        "subject_value": pl.String(),
        # `sender` or `recipient`: what the subject was in it; null for a handle and for a link.
        "role": pl.String(),
        # `handoff`, `age` or `link`. A link is about a day, and its time the day's first millisecond.
        "kind": pl.String(),
        "sent_at": pl.Int64(),
        # A link has no message: the columns from here to `minor_id` are null there, save the pseudonym of its subject,
        # which stands as `sender_pseudonym`.
        "message_id": pl.String(),
        "conversation_id": pl.String(),
        "sender_id": pl.String(),
        "sender_pseudonym": pl.String(),
        "recipient_id": pl.String(),
        "recipient_pseudonym": pl.String(),
        "minor_id": pl.String(),
        # Of a hand-off, else null.
        "intent": pl.String(),
        "app": pl.String(),
        "handle": pl.String(),
        # Of a link, its probability.
        "confidence": pl.Float64(),
        # Of an age, the earlier hand-offs that it puts in another light; of a link, the alerts that flagged the one
        # with whom the subject is linked. Null or empty where there are none.
        "handoffs": pl.List(pl.String),
        "flagged": pl.List(pl.String),
        # The signal's `evidence`, as the JSON array that stood in the record: alerts pass it on unread.
        "spans": pl.String(),
    }
)
"""Signals of one partition, in its order, one row a copy: what the windows stage folds over."""

SIGHTINGS: Final = pl.Schema(
    {
        # Where the record stands in its partition of the sightings' topic, and the record's own Kafka timestamp in ms.
        "offset": pl.Int64(),
        "logged_at": pl.Int64(),
        # `seen`, or `flagged` by an alert.
        "kind": pl.String(),
        # The blocking key by which this copy of the sighting is shared out.
        "block": pl.String(),
        "sender_id": pl.String(),
        "pseudonym": pl.String(),
        # Event time: of the message that showed the pseudonym, or at which the alert was reached.
        "sent_at": pl.Int64(),
        # As declared, and the contacts elsewhere that were given (`app:handle`). Null or empty where there are none.
        "age": pl.Int16(),
        "gender": pl.String(),
        "postcode": pl.String(),
        "handles": pl.List(pl.String),
        # Of a flag, the alert and its rule, else null.
        "alert_id": pl.String(),
        "rule": pl.String(),
    }
)
"""Sightings of one partition, in its order, one row a blocking key: what the link stage folds over."""


class Message(NamedTuple):
    """One row of MESSAGES."""

    offset: int
    logged_at: int
    message_id: str
    sent_at: int
    conversation_id: str
    sender_id: str
    sender_pseudonym: str
    sender_age: int | None
    sender_gender: str | None
    sender_postcode: str | None
    recipient_id: str | None
    recipient_pseudonym: str | None
    recipient_age: int | None
    recipient_gender: str | None
    recipient_postcode: str | None
    text: str
    lang: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stretch of text that shows something, and the rule that read it so.

    Attributes:
        start: first code point, into the text as sent.
        end: one past the last.
        part: what the stretch shows.
        why: the rule, in words; never the text itself.
        message_id: the earlier message of the talk in which the stretch lies; None where it is this one.
    """

    start: int
    end: int
    part: Part
    why: str
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class HandOff:
    """Someone gives, asks for, or proposes moving to a contact elsewhere.

    Attributes:
        app: a name of `processors.handoff.apps`, `phone`, `email` or `other`.
        handle: of a `give`, what one types into the app to find the person, every disguise undone; else None.
        confidence: 0 to 1, calibrated: of all findings at 0.8, four in five are right.
    """

    intent: Intent
    app: str
    handle: str | None
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class StatedAge:
    """The age in years that the sender gives as their own, today."""

    age: int
    evidence: tuple[Evidence, ...]


class Subject(NamedTuple):
    """What a copy of a signal is counted by.

    Attributes:
        kind: `person` or `handle`.
        value: a `sender_id`, or a handle as `app:handle`, since the same letters on two apps are two contacts.
        role: what a person was in the signal; None for a handle.
    """

    kind: Literal["person", "handle"]
    value: str
    role: Literal["sender", "recipient"] | None


@dataclass(frozen=True, slots=True)
class Signal:
    """What one message says that somebody should count: a hand-off, or the sender's own age.

    Attributes:
        signal_id: made from the message and the finding's place in it, so a replay makes the same.
        minor_id: the one of the two who may be a minor while the other may be an adult.
        handoffs: of an age, the `signal_id`s of the hand-offs made earlier in this talk, oldest first.
    """

    signal_id: str
    message: Message
    finding: HandOff | StatedAge
    minor_id: str | None
    handoffs: tuple[str, ...] = ()


class Sighting(NamedTuple):
    """A pseudonym was seen, or flagged by an alert: one copy, for one blocking key. Fields as in SIGHTINGS."""

    kind: Literal["seen", "flagged"]
    block: str
    sender_id: str
    pseudonym: str
    sent_at: int
    age: int | None = None
    gender: str | None = None
    postcode: str | None = None
    handles: tuple[str, ...] = ()
    alert_id: str | None = None
    rule: str | None = None


class Side(NamedTuple):
    """One of the two that a link joins.

    Attributes:
        last_seen_at: event time, in ms, of the newest sighting that was known when the link was told.
        flagged: the alerts that flagged this pseudonym of this sender, sorted.
    """

    sender_id: str
    pseudonym: str
    last_seen_at: int
    flagged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Two pseudonyms of different senders are likely one person's.

    Attributes:
        link_id: made of the two and the day, so that a link is fresh on each day on which either is seen.
        day: a UTC day on which one of them was seen, the other on it or up to 30 days before.
        a: the one whose (sender_id, pseudonym) sorts first.
        probability: 0 to 1, calibrated as the model says.
        parts: log-odds of the prior and of each comparison; they sum to the log-odds of the probability.
    """

    link_id: str
    day: int
    a: Side
    b: Side
    probability: float
    parts: Mapping[str, float]
