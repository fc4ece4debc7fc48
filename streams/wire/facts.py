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
        if type(value) is not list or any(type(item) is not str for item in value):
            return _wrong(name, "an array of strings", row)
    return None


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
        "flagged": row.get("flagged") or [],
        "spans": orjson.dumps(row.get("evidence", [])).decode(),
    }
