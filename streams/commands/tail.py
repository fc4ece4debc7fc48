"""`tocsin tail`: alerts as they come, as a live table on a terminal and as JSON Lines in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any, Final

import orjson
from kafka import KafkaConsumer
from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from streams.connections import arguments, connecting
from streams.logs import set_up_logging
from streams.settings import Settings

SHOWN: Final = 20
"""Alerts on the screen: the newest; an alert whose level rises moves to the end."""

COLOURS: Final = {"low": "green", "medium": "yellow", "high": "dark_orange", "critical": "red"}


def run_tail(settings: Settings, *, from_start: bool) -> None:
    """Show alerts until Ctrl-C, or until the reader of the pipe has enough.

    Args:
        from_start: begin with the oldest alert kept; else only what comes from now on.

    Raises:
        BrokerUnreachableError: no broker answers, or it refuses us.
    """
    set_up_logging(settings.log)
    console = Console()
    with suppress(KeyboardInterrupt, BrokenPipeError), _values(settings, from_start=from_start) as values:
        if console.is_terminal:
            _show(values, console)
            return
        for value in values:
            sys.stdout.buffer.write(value + b"\n")
            sys.stdout.buffer.flush()


@contextmanager
def _values(settings: Settings, *, from_start: bool) -> Iterator[Iterator[bytes]]:
    with connecting(settings.kafka):
        consumer = KafkaConsumer(
            settings.topics.alerts.name,
            **arguments(settings.kafka),
            group_id=None,  # everybody who looks sees all alerts
            auto_offset_reset="earliest" if from_start else "latest",
            enable_auto_commit=False,
        )
    try:
        yield (record.value for record in consumer if record.value is not None)
    finally:
        consumer.close()


def _show(values: Iterator[bytes], console: Console) -> None:
    alerts: dict[str, dict[str, Any]] = {}
    with Live(table(alerts), console=console, auto_refresh=False) as live:
        for value in values:
            keep(alerts, orjson.loads(value))
            live.update(table(alerts), refresh=True)


def keep(alerts: dict[str, dict[str, Any]], alert: dict[str, Any]) -> None:
    """Take in an alert: its highest revision counts, and of all alerts the newest `SHOWN` stay."""
    known = alerts.get(alert["alert_id"])
    if known and known["revision"] >= alert["revision"]:
        return
    alerts.pop(alert["alert_id"], None)
    alerts[alert["alert_id"]] = alert
    if len(alerts) > SHOWN:
        alerts.pop(next(iter(alerts)))


def table(alerts: dict[str, dict[str, Any]]) -> Table:
    """Draw the alerts, the newest last."""
    drawn = Table("reached", "severity", "rule", "rev.", "subject", "why", box=None, header_style="bold", expand=True)
    for alert in alerts.values():
        reached_at = datetime.fromtimestamp(alert["reached_at"] / 1000).astimezone()
        drawn.add_row(
            f"{reached_at:%Y-%m-%d %H:%M:%S}",
            Text(alert["severity"], style=COLOURS.get(alert["severity"], "")),
            Text(alert["rule"]),
            str(alert["revision"]),
            Text(alert["subject"]["value"]),
            Text(alert["summary"]),
        )
    return drawn
