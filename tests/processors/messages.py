"""Rows of MESSAGES for tests, all invented."""

from __future__ import annotations

from typing import Any

import polars as pl

from processors.records import MESSAGES

Row = dict[str, Any]

NOON = 1_750_000_000_000


def message(text: str, at_s: float = 0, sender: str = "a", recipient: str | None = "b", **columns: Any) -> Row:  # noqa: ANN401 - each column has a type of its own
    """Build one row: a private talk of a and b, unless told otherwise."""
    row: Row = dict.fromkeys(MESSAGES) | {
        "logged_at": NOON + round(at_s * 1000),
        "sent_at": NOON + round(at_s * 1000),
        "conversation_id": "talk",
        "sender_id": sender,
        "sender_pseudonym": f"name of {sender}",
        "recipient_id": recipient,
        "recipient_pseudonym": recipient and f"name of {recipient}",
        "text": text,
    }
    return row | columns


def logged(rows: list[Row]) -> list[Row]:
    """Number the rows as a partition does, and name their messages after that."""
    return [
        {"offset": offset, **row, "message_id": f"m{offset}"} | {"offset": offset} for offset, row in enumerate(rows)
    ]


def frame(rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame(rows, MESSAGES)
