"""Records to JSON objects, one by one: the first three ways in which a record can be bad, and its size."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import orjson

from streams.wire.rejects import Fault, Reason, Record, Reject


class Parsed(NamedTuple):
    """`rows[i]` is the object that `records[i]` holds; the others are in `rejects`."""

    records: list[Record]
    rows: list[dict[str, Any]]
    rejects: list[Reject]


def parse(records: Iterable[Record], max_bytes: int) -> Parsed:
    """Give the JSON object of each record whose value is one of at most `max_bytes`, in order."""
    parsed = Parsed([], [], [])
    for record in records:
        value = record.value
        try:
            row = None if value is None or len(value) > max_bytes else orjson.loads(value)
        except orjson.JSONDecodeError:
            row = None
        if type(row) is dict:
            parsed.records.append(record)
            parsed.rows.append(row)
        else:
            parsed.rejects.append(Reject(record, _fault(value, max_bytes)))
    return parsed


def _fault(value: bytes | None, max_bytes: int) -> Fault:
    if value is None:
        return Fault(Reason.NOT_AN_OBJECT, detail="expected a JSON object, got a record with no value")
    if len(value) > max_bytes:
        return Fault(Reason.TOO_LARGE, detail=f"expected at most {max_bytes} bytes, got {len(value)}")
    try:
        value.decode()
    except UnicodeDecodeError as error:
        return Fault(Reason.NOT_UTF8, detail=f"expected UTF-8, byte {error.start} is none")
    try:
        orjson.loads(value)
    except orjson.JSONDecodeError as error:
        return Fault(Reason.NOT_JSON, detail=f"expected a JSON object, parsing stopped at character {error.pos}")
    return Fault(Reason.NOT_AN_OBJECT, detail="expected a JSON object, got another JSON value")
