"""The door: every way in which a raw message can be bad, and that neighbours change nothing."""

from __future__ import annotations

from typing import Any

import orjson
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.records import MESSAGES
from streams.wire.messages import FIELDS, Limits, decode, event_time
from streams.wire.rejects import Line, Reason, Reject

GOOD: dict[str, Any] = {
    "message_id": "m-1",
    "sent_at": 1_750_000_000_000,
    "conversation_id": "c-1",
    "sender_id": "s-1",
    "sender_pseudonym": "renard des neiges",
    "sender_age": 14,
    "recipient_id": "s-2",
    "text": "coucou",
}
LIMITS = Limits(record_bytes=100_000, ahead_ms=300_000)


def record(offset: int = 0, timestamp: int | None = None, /, **changes: object) -> Line:
    return Line(offset, orjson.dumps(GOOD | changes), timestamp)


def without(name: str) -> Line:
    return Line(0, orjson.dumps({key: value for key, value in GOOD.items() if key != name}))


BAD = {
    "an invalid byte": (Line(0, b'{"text": "\xff"}'), Reason.NOT_UTF8, ""),
    "an encoded surrogate": (Line(0, b'{"text": "\xed\xa0\x80"}'), Reason.NOT_UTF8, ""),
    "an escaped lone surrogate": (Line(0, rb'{"text": "\ud800"}'), Reason.NOT_JSON, ""),
    "half an object": (Line(0, b'{"text": '), Reason.NOT_JSON, ""),
    "an empty value": (Line(0, b""), Reason.NOT_JSON, ""),
    "not a number": (Line(0, b'{"sent_at": NaN}'), Reason.NOT_JSON, ""),
    "two thousand brackets": (Line(0, b"[" * 2000), Reason.NOT_JSON, ""),
    "no value at all": (Line(0, None), Reason.NOT_AN_OBJECT, ""),
    "an array": (Line(0, b"[]"), Reason.NOT_AN_OBJECT, ""),
    "a string": (Line(0, b'"hello"'), Reason.NOT_AN_OBJECT, ""),
    "more bytes than allowed": (Line(0, b" " * 100_001), Reason.TOO_LARGE, ""),
    "no text": (without("text"), Reason.MISSING_FIELD, "text"),
    "no event time": (without("sent_at"), Reason.MISSING_FIELD, "sent_at"),
    "null for a required field": (record(sender_id=None), Reason.WRONG_TYPE, "sender_id"),
    "a number for a name": (record(sender_id=7), Reason.WRONG_TYPE, "sender_id"),
    "a boolean for an age": (record(sender_age=True), Reason.WRONG_TYPE, "sender_age"),
    "a string for an age": (record(recipient_age="14"), Reason.WRONG_TYPE, "recipient_age"),
    "a fraction for an age": (record(sender_age=14.5), Reason.WRONG_TYPE, "sender_age"),
    "an object for a postcode": (record(sender_postcode={}), Reason.WRONG_TYPE, "sender_postcode"),
    "a date with no time": (record(sent_at="2025-06-15"), Reason.WRONG_TYPE, "sent_at"),
    "a time with no offset": (record(sent_at="2025-06-15T12:00:00"), Reason.WRONG_TYPE, "sent_at"),
    "a day that is none": (record(sent_at="2025-02-31T12:00:00Z"), Reason.WRONG_TYPE, "sent_at"),
    "a time beyond 64 bits": (
        Line(0, b'{"message_id":"m","sent_at":99999999999999999999}'),
        Reason.WRONG_TYPE,
        "sent_at",
    ),
    "a time before 1970": (record(sent_at=-1), Reason.OUT_OF_RANGE, "sent_at"),
    "a time after 9999": (record(sent_at=253_402_300_800_000), Reason.OUT_OF_RANGE, "sent_at"),
    "a time six minutes ahead": (record(0, GOOD["sent_at"] - 360_000), Reason.OUT_OF_RANGE, "sent_at"),
    "an age of 131": (record(sender_age=131), Reason.OUT_OF_RANGE, "sender_age"),
    "an empty identifier": (record(message_id=""), Reason.OUT_OF_RANGE, "message_id"),
    "an identifier of 129": (record(conversation_id="c" * 129), Reason.OUT_OF_RANGE, "conversation_id"),
    "a pseudonym of 65": (record(sender_pseudonym="x" * 65), Reason.OUT_OF_RANGE, "sender_pseudonym"),
    "a text of 16,385": (record(text="x" * 16_385), Reason.TOO_LARGE, "text"),
}
GOOD_ENOUGH = {
    "the plain one": record(),
    "an unknown field": record(colour="blue"),
    "null for each optional field": record(**{field.name: None for field in FIELDS if not field.required}),
    "an empty text": record(text=""),
    "a text of 16,384 four-byte code points": record(text="🙂" * 16_384),
    "an age of 0": record(sender_age=0),
    "an age of 130": record(sender_age=130),
    "a time five minutes ahead": record(0, GOOD["sent_at"] - 300_000),
    "a null character": record(text="a\0b"),
}


@pytest.mark.parametrize(("line", "reason", "field"), BAD.values(), ids=BAD)
def test_a_bad_record_is_rejected_with_its_reason_and_field(line: Line, reason: Reason, field: str) -> None:
    frame, rejects = decode([line], LIMITS)

    assert frame.is_empty()
    assert [(reject.record, reject.fault.reason, reject.fault.field) for reject in rejects] == [(line, reason, field)]
    assert "renard" not in str(rejects[0].fault)


@pytest.mark.parametrize("line", GOOD_ENOUGH.values(), ids=GOOD_ENOUGH)
def test_a_good_record_is_one_row(line: Line) -> None:
    frame, rejects = decode([line], LIMITS)

    assert (frame.height, rejects) == (1, [])
    assert frame.schema == MESSAGES


def test_every_reason_that_a_decoder_can_give_is_reached() -> None:
    given_elsewhere = {Reason.TOO_LATE, Reason.POISON}

    assert {reason for _, reason, _ in BAD.values()} | given_elsewhere == set(Reason)


@pytest.mark.parametrize(
    ("said", "ms"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("2025-06-15T14:13:20.1239+02:00", 1_749_989_600_123),
        ("2025-06-15t12:13:20z", 1_749_989_600_000),
        ("2025-06-15 12:13:20-00:30", 1_749_991_400_000),
        ("2025-W24-7T12:00:00Z", None),
        ("20250615T121320Z", None),
    ],
)
def test_an_rfc_3339_time_is_read_as_unix_milliseconds(said: str, ms: int | None) -> None:
    assert event_time(said) == ms


def test_a_missing_kafka_timestamp_is_the_event_time() -> None:
    frame = decode([record(), record(1, GOOD["sent_at"] + 5)], LIMITS).frame

    assert frame["logged_at"].to_list() == [GOOD["sent_at"], GOOD["sent_at"] + 5]


def test_an_empty_recipient_is_nobody() -> None:
    frame = decode([record(recipient_id="", recipient_pseudonym="")], LIMITS).frame

    assert frame.select("recipient_id", "recipient_pseudonym").row(0) == (None, None)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=140),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=3,
)
near_good = st.builds(
    lambda changes, dropped: {k: v for k, v in (GOOD | changes).items() if k not in dropped},
    st.dictionaries(st.sampled_from([field.name for field in FIELDS]), json_values, max_size=2),
    st.sets(st.sampled_from([field.name for field in FIELDS]), max_size=1),
)


def offset(reject: Reject) -> int:
    return reject.record.offset


def to_json(row: dict[str, Any]) -> bytes:
    import json  # noqa: PLC0415 - unlike orjson it writes NaN, surrogates and integers of any size

    return json.dumps(row).encode()


values = st.none() | st.binary(max_size=60) | near_good.map(to_json) | st.just(orjson.dumps(GOOD))


@given(st.lists(st.tuples(values, st.none() | st.integers(0, 2**45)), max_size=8))
def test_any_bytes_are_accepted_or_rejected_and_neighbours_change_nothing(
    batch: list[tuple[bytes | None, int | None]],
) -> None:
    """For any bytes at all, each offset ends on one side, and on the side on which it would end alone."""
    lines = [Line(offset, value, timestamp) for offset, (value, timestamp) in enumerate(batch)]

    frame, rejects = decode(lines, LIMITS)
    alone = [decode([line], LIMITS) for line in lines]

    assert frame.equals(pl.concat([pl.DataFrame(schema=MESSAGES), *(one.frame for one in alone)]))
    assert sorted(rejects, key=offset) == [reject for one in alone for reject in one.rejects]
    assert sorted([*frame["offset"], *(reject.record.offset for reject in rejects)]) == list(range(len(lines)))
