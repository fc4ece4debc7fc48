"""Sightings: which of a frame's pseudonyms are new this hour, and to which blocking keys each goes.

Everything here may say a thing twice: a sighting that is sent again is the same record, and compaction keeps one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import polars as pl

from processors.alerts import Alert
from processors.pseudonym.blocking import OPENING, keys
from processors.pseudonym.comparison import profile
from processors.pseudonym.rarity import Rarity
from processors.records import HandOff, Sighting, Signal
from processors.rules import HOUR_MS

GRAMS: Final = 4
"""n-gram keys of a sighting. On the labelled pairs of chat pseudonyms, all that score 0.9 or more meet under the six
or seven keys that a name then has; with three n-grams, 977 in 1,000 do."""

_LEFT_OUT: Final = (OPENING, "|")
"""Kinds of key that the stream leaves out: beginnings are shared by too many, and the rows of consonants find no pair
beyond those of the other kinds."""

CONTACT: Final = "@"
"""First sign of the blocking key of a contact given: all who give it meet, whatever their names."""

HOURS_KEPT: Final = 2
"""Hours of event time whose pseudonyms are remembered as sent: talks of one partition are seldom further apart."""

KEPT_PER_HOUR: Final = 500_000
"""Pseudonyms remembered as sent in an hour; where there are more, the hour's memory begins anew."""

_CACHED: Final = 16_384
_WHO: Final = pl.concat_str("sender_id", "sender_pseudonym", separator="\0").hash()


@dataclass(slots=True)
class Sent:
    """What was sent, by hour of event time: a number for each (sender, pseudonym), which never leaves the process."""

    hours: dict[int, set[int]] = field(default_factory=dict)


def fresh(sent: Sent, frame: pl.DataFrame) -> tuple[pl.DataFrame, Mapping[int, set[int]]]:
    """Give the rows of MESSAGES that first show a sender's pseudonym in its UTC hour, and what to remember.

    Nothing is remembered yet: see `remember`.
    """
    numbered = frame.select(hour=pl.col("sent_at") // HOUR_MS, who=_WHO)
    numbers = numbered["who"].to_list()
    rows: list[int] = []
    seen: dict[int, set[int]] = {}
    hours = numbered["hour"].unique().to_list()
    for hour in hours:
        places = range(frame.height) if len(hours) == 1 else numbered["hour"].eq(hour).arg_true().to_list()
        seen[hour] = {numbers[place] for place in places} - sent.hours.get(hour, set())
        rows += {numbers[place]: place for place in reversed(places) if numbers[place] in seen[hour]}.values()
    return frame[sorted(rows)], seen


def remember(sent: Sent, seen: Mapping[int, set[int]]) -> None:
    """Take in what is sent now, and forget the hours before."""
    for hour, numbers in seen.items():
        known = sent.hours.setdefault(hour, set())
        if len(known) + len(numbers) > KEPT_PER_HOUR:
            known.clear()
        known |= numbers
    newest = max(sent.hours, default=0)
    for hour in [hour for hour in sent.hours if hour <= newest - HOURS_KEPT]:
        del sent.hours[hour]


def seen(rows: pl.DataFrame, rarity: Rarity) -> Iterator[Sighting]:
    """Give the sightings of rows of MESSAGES, one for each blocking key."""
    columns = ("sender_id", "sender_pseudonym", "sent_at", "sender_age", "sender_gender", "sender_postcode")
    for sender_id, pseudonym, sent_at, age, gender, postcode in rows.select(columns).iter_rows():
        for block in blocks(pseudonym, rarity):
            yield Sighting("seen", block, sender_id, pseudonym, sent_at, age, gender, postcode)


def gave(signals: Iterable[Signal]) -> Iterator[Sighting]:
    """Give a sighting for each contact that a sender gives, under that contact."""
    for signal in signals:
        found, message = signal.finding, signal.message
        if isinstance(found, HandOff) and found.intent == "give" and found.handle:
            contact = f"{found.app}:{found.handle}"
            declared = (message.sender_age, message.sender_gender, message.sender_postcode)
            yield Sighting(
                "seen",
                CONTACT + contact,
                message.sender_id,
                message.sender_pseudonym,
                message.sent_at,
                *declared,
                (contact,),
            )


def flags(alert: Alert, rarity: Rarity) -> Iterator[Sighting]:
    """Give the flags of an alert on a person: on each pseudonym that they bore in the signals shown.

    They go where the pseudonym's sightings went, and to the contacts that were given under it.
    """
    if alert.subject.kind != "person":
        return
    contacts = [CONTACT + contact for contact in alert.contacts]
    for pseudonym in alert.pseudonyms:
        for block in (*blocks(pseudonym, rarity), *contacts):
            yield Sighting(
                "flagged",
                block,
                alert.subject.value,
                pseudonym,
                alert.reached_at,
                alert_id=alert.alert_id,
                rule=alert.rule,
            )


@lru_cache(maxsize=_CACHED)
def blocks(pseudonym: str, rarity: Rarity) -> tuple[str, ...]:
    """Give the blocking keys of a pseudonym in the stream; none that many share, at least one."""
    return tuple(key for key in keys(profile(pseudonym, rarity), rarity, GRAMS) if key[0] not in _LEFT_OUT)
