"""The door of the windows stage: as strict as that of raw messages, and neighbours change nothing."""

from __future__ import annotations

from typing import Any

import orjson
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.records import FACTS
from streams.wire.facts import FIELDS, decode
from streams.wire.rejects import Line, Reason, Reject

MOST = 10_000
GOOD: dict[str, Any] = {
    "signal_id": "id-1",
    "subject": {"kind": "person", "value": "s-1"},
    "role": "sender",
    "kind": "handoff",
    "sent_at": 1_750_000_000_000,
    "message_id": "m-1",
    "sender_pseudonym": "renard des neiges",
    "confidence": 0.875,
    "evidence": [{"start": 0, "end": 4}],
    "handoffs": ["id-0"],
}


def record(**changes: object) -> Line:
    return Line(0, orjson.dumps(GOOD | changes))


def without(name: str) -> Line:
    return Line(0, orjson.dumps({key: value for key, value in GOOD.items() if key != name}))


OPTIONAL = [field.name for field in FIELDS if not field.required]

BAD = {
    "no JSON": (Line(0, b"{"), Reason.NOT_JSON, ""),
    "an array": (Line(0, b"[]"), Reason.NOT_AN_OBJECT, ""),
    "a tombstone": (Line(0, None), Reason.NOT_AN_OBJECT, ""),
    "too many bytes": (Line(0, b" " * (MOST + 1)), Reason.TOO_LARGE, ""),
    "no subject": (without("subject"), Reason.MISSING_FIELD, "subject"),
    "a subject that is a string": (record(subject="s-1"), Reason.WRONG_TYPE, "subject"),
    "a subject of no kind": (record(subject={"value": "s-1"}), Reason.WRONG_TYPE, "subject_kind"),
    "a subject with no value": (record(subject={"kind": "person", "value": ""}), Reason.OUT_OF_RANGE, "subject_value"),
    "no id": (without("signal_id"), Reason.MISSING_FIELD, "signal_id"),
    "no kind": (without("kind"), Reason.MISSING_FIELD, "kind"),
    "a time as text": (record(sent_at="2025-06-15T12:00:00Z"), Reason.WRONG_TYPE, "sent_at"),
    "a time before 1970": (record(sent_at=-1), Reason.OUT_OF_RANGE, "sent_at"),
    "a confidence as text": (record(confidence="0.9"), Reason.WRONG_TYPE, "confidence"),
    "a confidence that is true": (record(confidence=True), Reason.WRONG_TYPE, "confidence"),
    "evidence that is an object": (record(evidence={}), Reason.WRONG_TYPE, "evidence"),
    "hand-offs as one string": (record(handoffs="id-0"), Reason.WRONG_TYPE, "handoffs"),
    "a number among hand-offs": (record(handoffs=["id-0", 1]), Reason.WRONG_TYPE, "handoffs"),
    "a null among flags": (record(flagged=[None]), Reason.WRONG_TYPE, "flagged"),
    "a handle as a number": (record(handle=7), Reason.WRONG_TYPE, "handle"),
}
GOOD_ENOUGH = {
    "the plain one": record(),
    "an unknown field": record(colour="blue"),
    "null for each optional field": record(**dict.fromkeys(OPTIONAL)),
    "null lists": record(handoffs=None, flagged=None),
    "a whole number as confidence": record(confidence=1),
    "no evidence": without("evidence"),
}


@pytest.mark.parametrize(("line", "reason", "field"), BAD.values(), ids=BAD)
def test_a_bad_record_is_rejected_with_its_reason_and_field(line: Line, reason: Reason, field: str) -> None:
    frame, rejects = decode([line], MOST)

    assert frame.is_empty()
    assert [(reject.record, reject.fault.reason, reject.fault.field) for reject in rejects] == [(line, reason, field)]
    assert "renard" not in str(rejects[0].fault)


@pytest.mark.parametrize("line", GOOD_ENOUGH.values(), ids=GOOD_ENOUGH)
def test_a_good_record_is_one_row_of_facts(line: Line) -> None:
    frame, rejects = decode([line], MOST)

    assert (frame.height, frame.schema, rejects) == (1, FACTS, [])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["kind", "value"]), inner),
    max_leaves=3,
)
NAMES = sorted({*GOOD, "flagged", "handle", "minor_id", "subject_kind", "spans"})
values = (
    st.none()
    | st.binary(max_size=20)
    | st.dictionaries(st.sampled_from(NAMES), json_values, max_size=3).map(lambda changes: orjson.dumps(GOOD | changes))
)


def offset(reject: Reject) -> int:
    return reject.record.offset


@given(st.lists(st.tuples(values, st.none() | st.integers(0, 2**45)), max_size=8))
def test_any_bytes_are_accepted_or_rejected_and_neighbours_change_nothing(
    batch: list[tuple[bytes | None, int | None]],
) -> None:
    lines = [Line(offset, value, timestamp) for offset, (value, timestamp) in enumerate(batch)]

    frame, rejects = decode(lines, MOST)
    alone = [decode([line], MOST) for line in lines]

    assert frame.equals(pl.concat([pl.DataFrame(schema=FACTS), *(one.frame for one in alone)]))
    assert sorted(rejects, key=offset) == [reject for one in alone for reject in one.rejects]
    assert sorted([*frame["offset"], *map(offset, rejects)]) == list(range(len(lines)))
