"""Raw messages (`chat.raw`): the one decoder for all that comes in.

Strict, record by record (orjson), then columns. The table of fields is the specification; a field that it does not know
is ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

import polars as pl

from processors.records import MESSAGES
from streams.wire.columns import columns_of, first_fault
from streams.wire.fields import Field, Row, json_type
from streams.wire.json_rows import parse
from streams.wire.rejects import Fault, Reason, Record, Reject

LAST_MS: Final = 253_402_300_799_999
"""The last millisecond of the year 9999, where RFC 3339 ends."""

FIELDS: Final = (
    Field("message_id", str, 1, 128),
    Field("sent_at", int, 0, LAST_MS),
    Field("conversation_id", str, 1, 128),
    Field("sender_id", str, 1, 128),
    Field("sender_pseudonym", str, 1, 64),
    Field("sender_age", int, 0, 130, required=False),
    Field("sender_gender", str, 0, 128, required=False),
    Field("sender_postcode", str, 0, 128, required=False),
    Field("recipient_id", str, 0, 128, required=False),
    Field("recipient_pseudonym", str, 0, 64, required=False),
    Field("recipient_age", int, 0, 130, required=False),
    Field("recipient_gender", str, 0, 128, required=False),
    Field("recipient_postcode", str, 0, 128, required=False),
    Field("text", str, 0, 16_384, beyond=Reason.TOO_LARGE),
    Field("lang", str, 0, 128, required=False),
)
"""In the order in which faults are looked for. The optional strings' 128 (64) is ours, so that nothing has no bound."""

# RFC 3339, section 5.6; `fromisoformat` alone would take a bare date, a week date or a time with no offset.
_RFC_3339: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a record may be at the most.

    Attributes:
        record_bytes: size of a record's value.
        ahead_ms: how far `sent_at` may lie past the record's own Kafka timestamp, included.
    """

    record_bytes: int = 1_000_000
    ahead_ms: int = 300_000


class Decoded(NamedTuple):
    """The records that are good, as columns and in order, and the others with their faults."""

    frame: pl.DataFrame
    rejects: list[Reject]


def decode(records: Iterable[Record], limits: Limits) -> Decoded:
    """Give a MESSAGES frame of the good records; each record is in it or in the rejects, never both."""
    kept, rows, unparsed = parse(records, limits.record_bytes)
    if any(type(row.get("sent_at")) is str for row in rows):
        rows = [_with_event_time(row) for row in rows]

    def fault_in(row: Row, record: Record) -> Fault | None:
        return _time_fault(row) or first_fault(row, FIELDS) or _ahead(row["sent_at"], record.timestamp, limits)

    def none_ahead(columns: dict[str, list[Any]]) -> bool:
        times = zip(columns["sent_at"], columns["logged_at"], strict=True)
        return all(sent_at <= logged_at + limits.ahead_ms for sent_at, logged_at in times)

    columns, rejects = columns_of(kept, rows, FIELDS, fault_in, none_ahead)
    for name in ("recipient_id", "recipient_pseudonym"):
        columns[name] = [value or None for value in columns[name]]  # an empty name is nobody's, not one person's
    frame = pl.DataFrame({name: columns[name] for name in MESSAGES}, schema=MESSAGES)
    return Decoded(frame, unparsed + rejects)


def event_time(value: str) -> int | None:
    """Give the Unix milliseconds (rounded down) of an RFC 3339 date-time; None where it is none."""
    if not _RFC_3339.fullmatch(value):
        return None
    try:
        return (datetime.fromisoformat(value.upper()) - _EPOCH) // timedelta(milliseconds=1)
    except ValueError:  # the 31st of February
        return None


def _with_event_time(row: dict[str, Any]) -> dict[str, Any]:
    sent_at = row.get("sent_at")
    at = event_time(sent_at) if type(sent_at) is str else None
    return row if at is None else {**row, "sent_at": at}


def _time_fault(row: Row) -> Fault | None:
    sent_at = row.get("sent_at")
    if "sent_at" not in row or type(sent_at) is int:
        return None
    expected = "expected integer Unix milliseconds or an RFC 3339 date-time with its offset"
    return Fault(Reason.WRONG_TYPE, "sent_at", f"{expected}, got {json_type(sent_at)}")


def _ahead(sent_at: int, timestamp: int | None, limits: Limits) -> Fault | None:
    if timestamp is None or sent_at <= timestamp + limits.ahead_ms:
        return None
    return Fault(
        Reason.OUT_OF_RANGE, "sent_at", f"expected at most {limits.ahead_ms} ms past the record's own timestamp"
    )
