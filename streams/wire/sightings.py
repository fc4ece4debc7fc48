"""Sightings (`chat.sightings`): a pseudonym was seen, or flagged; one copy for each blocking key.

The topic is ours, but anyone may write to it: the decoder is as strict as that of raw messages.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import orjson
import polars as pl

from processors.identity import pseudonym_id
from processors.records import SIGHTINGS, Sighting
from streams.sender import Outgoing
from streams.wire.columns import columns_of, first_fault
from streams.wire.fields import Field, Row, json_type
from streams.wire.headers import headers_of
from streams.wire.json_rows import parse
from streams.wire.messages import LAST_MS, Decoded
from streams.wire.rejects import Fault, Reason, Record

KINDS: Final = ("seen", "flagged")

FIELDS: Final = (
    Field("kind", str, 1, 16),
    Field("block", str, 1, 1280),
    Field("sender_id", str, 1, 128),
    Field("pseudonym", str, 1, 64),
    Field("sent_at", int, 0, LAST_MS),
    Field("age", int, 0, 130, required=False),
    Field("gender", str, 0, 128, required=False),
    Field("postcode", str, 0, 128, required=False),
    Field("alert_id", str, 1, 64, required=False),
    Field("rule", str, 1, 64, required=False),
)
"""A sighting's strings and integers, in the order in which faults are looked for."""


def outgoing(topic: str, sighting: Sighting, source: Record | None = None) -> Outgoing:
    """Give the record of a sighting, in the partition of its blocking key.

    Compaction keeps the last of each key: of a pseudonym of a sender, under a blocking key, seen and flagged apart.
    """
    parts = (sighting.block, sighting.sender_id, pseudonym_id(sighting.pseudonym), sighting.kind)
    headers = headers_of("sighting", source)
    return Outgoing(topic, "|".join(parts).encode(), encode(sighting), headers, sighting.block.encode())


def encode(sighting: Sighting) -> bytes:
    """Give the record's value."""
    return orjson.dumps(sighting._asdict())


def decode(records: Iterable[Record], max_bytes: int) -> Decoded:
    """Give a SIGHTINGS frame of the good records; each record is in it or in the rejects, never both."""
    kept, rows, unparsed = parse(records, max_bytes)
    rows = [{**row, "handles": row.get("handles") or []} for row in rows]
    found = columns_of(
        kept, rows, FIELDS, lambda row, _: _fault(row), all_sound=lambda _: not any(map(_further_fault, rows))
    )
    rejected = {reject.record.offset for reject in found.rejects}
    columns = found.columns | {
        "handles": [row["handles"] for record, row in zip(kept, rows, strict=True) if record.offset not in rejected]
    }
    frame = pl.DataFrame({name: columns[name] for name in SIGHTINGS}, schema=SIGHTINGS)
    return Decoded(frame, unparsed + found.rejects)


def _fault(row: Row) -> Fault | None:
    return first_fault(row, FIELDS) or _further_fault(row)


def _further_fault(row: Row) -> Fault | None:
    """Say what is wrong beyond the fields, where these are sound."""
    return _kind_fault(row) or _handles_fault(row)


def _kind_fault(row: Row) -> Fault | None:
    """Say what is wrong with the kind, or with what a kind asks for."""
    if row["kind"] not in KINDS:
        return Fault(Reason.OUT_OF_RANGE, "kind", f"expected {' or '.join(KINDS)}")
    missing = next((name for name in ("alert_id", "rule") if row["kind"] == "flagged" and row.get(name) is None), None)
    return Fault(Reason.MISSING_FIELD, missing, "expected a string, as it is flagged") if missing else None


def _handles_fault(row: Row) -> Fault | None:
    handles = row["handles"]
    if type(handles) is list and all(type(handle) is str for handle in handles):
        return None
    return Fault(Reason.WRONG_TYPE, "handles", f"expected an array of strings, got {json_type(handles)}")
