"""Signals as facts: what the windows stage reads of `chat.signals`.

The topic is ours, but anyone may write to it: the decoder is as strict as that of raw messages.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import orjson
import polars as pl

from processors.records import FACTS
from streams.wire.columns import columns_of, first_fault
from streams.wire.fields import Field, Row, json_type
from streams.wire.json_rows import parse
from streams.wire.messages import LAST_MS, Decoded
from streams.wire.rejects import Fault, Reason, Record, Reject

FIELDS: Final = (
    Field("signal_id", str, 1, 64),
    Field("subject_kind", str, 1, 16),
    Field("subject_value", str, 1, 1024),
    Field("role", str, 1, 16, required=False),
    Field("kind", str, 1, 16),
    Field("sent_at", int, 0, LAST_MS),
    Field("message_id", str, 1, 128, required=False),
    Field("conversation_id", str, 1, 128, required=False),
    Field("sender_id", str, 1, 128, required=False),
    Field("sender_pseudonym", str, 1, 64, required=False),
    Field("recipient_id", str, 1, 128, required=False),
    Field("recipient_pseudonym", str, 1, 64, required=False),
    Field("minor_id", str, 1, 128, required=False),
    Field("intent", str, 1, 16, required=False),
    Field("app", str, 1, 64, required=False),
    Field("handle", str, 1, 1024, required=False),
)
"""A fact's strings and integers, after `_flat`."""

_LISTS: Final = ("handoffs", "flagged")
_SIDES: Final = ("a", "b")


def decode(records: Iterable[Record], max_bytes: int) -> Decoded:
    """Give a FACTS frame of the good records; each record is in it or in the rejects, never both."""
    kept, rows, unparsed = parse(records, max_bytes)
    flat: list[Row] = []
    misshapen: list[Reject] = []
    shaped: list[Record] = []
    for record, row in zip(kept, rows, strict=True):
        fault = _shape_fault(row)
        if fault:
            misshapen.append(Reject(record, fault))
        else:
            shaped.append(record)
            flat.append(_flat(row))
    found = columns_of(shaped, flat, FIELDS, lambda row, _: first_fault(row, FIELDS))
    rejected = {reject.record.offset for reject in found.rejects}
    good = [row for record, row in zip(shaped, flat, strict=True) if record.offset not in rejected]
    columns = found.columns | {name: [row[name] for row in good] for name in (*_LISTS, "confidence", "spans")}
    frame = pl.DataFrame({name: columns[name] for name in FACTS}, schema=FACTS)
    return Decoded(frame, unparsed + misshapen + found.rejects)


def _shape_fault(row: Row) -> Fault | None:
    """Say what is wrong with the fields that are neither a string nor an integer."""
    if type(row.get("subject")) is not dict:
        return _wrong("subject", "an object with kind and value", row)
    if type(row.get("evidence", [])) is not list:
        return _wrong("evidence", "an array", row)
    if type(row.get("confidence", 0.0)) not in (float, int, type(None)):
        return _wrong("confidence", "a number, or null", row)
    for name in _LISTS:
        value = row.get(name) or []
        if not _is_strings(value):
            return _wrong(name, "an array of strings", row)
    return _side_fault(row) if row.get("kind") == "link" else None


def _side_fault(row: Row) -> Fault | None:
    """Say what is wrong with the two that a link joins."""
    for name in _SIDES:
        side = row.get(name)
        if type(side) is not dict or type(side.get("sender_id")) is not str or not _is_strings(side.get("flagged")):
            return _wrong(name, "an object with sender_id and flagged", row)
    one, other = (row[name]["sender_id"] for name in _SIDES)
    if one == other or row["subject"].get("value") not in (one, other):
        return Fault(Reason.OUT_OF_RANGE, "subject", "expected one of two people who differ, a and b")
    return None


def _is_strings(value: object) -> bool:
    return isinstance(value, list) and all(type(item) is str for item in value)


def _wrong(name: str, expected: str, row: Row) -> Fault:
    if name not in row:
        return Fault(Reason.MISSING_FIELD, name, f"expected {expected}")
    return Fault(Reason.WRONG_TYPE, name, f"expected {expected}, got {json_type(row[name])}")


def _flat(row: Row) -> dict[str, Any]:
    subject, confidence = row["subject"], row.get("confidence")
    return {
        **row,
        "subject_kind": subject.get("kind"),
        "subject_value": subject.get("value"),
        "confidence": None if confidence is None else float(confidence),
        "handoffs": row.get("handoffs") or [],
        "flagged": _flagged(row),
        "spans": orjson.dumps(row.get("evidence", [])).decode(),
    }


def _flagged(row: Row) -> list[str]:
    """Give the alerts that flagged the one with whom a link's subject is linked."""
    if row.get("kind") != "link":
        return row.get("flagged") or []
    other = next(row[name] for name in _SIDES if row[name]["sender_id"] != row["subject"]["value"])
    flagged: list[str] = other["flagged"]
    return flagged
