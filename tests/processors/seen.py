"""Rows of SIGHTINGS for tests, all invented."""

from __future__ import annotations

from typing import Any

import polars as pl

from processors.identity import DAY_MS
from processors.pseudonym.model import shipped
from processors.records import SIGHTINGS
from processors.sightings import blocks

Row = dict[str, Any]

DAY = 19_000
"""A UTC day."""


def seen(sender: str, pseudonym: str, day: int = DAY, **columns: Any) -> list[Row]:  # noqa: ANN401 - each column has a type of its own
    """Build the rows of one sighting, one for each blocking key."""
    row: Row = dict.fromkeys(SIGHTINGS) | {
        "offset": 0,
        "logged_at": day * DAY_MS,
        "kind": "seen",
        "sender_id": sender,
        "pseudonym": pseudonym,
        "sent_at": day * DAY_MS,
        "handles": [],
    }
    return [row | {"block": block} | columns for block in blocks(pseudonym, shipped("chat").rarity)]


def flagged(sender: str, pseudonym: str, alert: str, day: int = DAY) -> list[Row]:
    """Build the rows of one flag."""
    return seen(sender, pseudonym, day, kind="flagged", alert_id=alert, rule="minor_contact")


def frame(rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame(rows, SIGHTINGS)
