"""Rows of FACTS for tests, all invented."""

from __future__ import annotations

from typing import Any

import polars as pl

from processors.records import FACTS

Row = dict[str, Any]

NOON = 1_700_049_600_000
"""Noon of a day, UTC."""

SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000


def fact(signal: str, sent_at: int = NOON, subject: str = "p1", **columns: Any) -> Row:  # noqa: ANN401 - each column has a type of its own
    """Build one row: unless told otherwise `subject` hands off to someone whom they meet once, and who is no minor."""
    row: Row = dict.fromkeys(FACTS) | {
        "offset": 0,
        "logged_at": sent_at,
        "signal_id": signal,
        "subject_kind": "person",
        "subject_value": subject,
        "role": "sender",
        "kind": "handoff",
        "sent_at": sent_at,
        "message_id": f"m-{signal}",
        "conversation_id": f"c-{signal}",
        "sender_id": subject,
        "sender_pseudonym": f"name of {subject}",
        "recipient_id": f"met in {signal}",
        "recipient_pseudonym": f"name of one met in {signal}",
        "intent": "give",
        "app": "snapchat",
        "confidence": 0.9,
        "spans": "[]",
    }
    return row | columns


def frame(rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame(rows, FACTS)


def logged(rows: list[Row]) -> list[Row]:
    """Number the rows as a partition does."""
    return [row | {"offset": offset} for offset, row in enumerate(rows)]
