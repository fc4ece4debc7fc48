"""`tocsin scan`: files in, JSON Lines out."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from streams.scan_files import scan_files
from streams.settings import Settings


def run_scan(settings: Settings, names: Sequence[str], *, signals: bool, alerts: bool) -> None:
    """Scan, say how much there was where a person watches or lines were bad, and exit with status 1 if they were."""
    scan = scan_files(names, settings, sys.stdout.buffer.write, signals=signals, alerts=alerts)
    sys.stdout.buffer.flush()
    if sys.stderr.isatty() or scan.rejects:
        told = f"{scan.lines} messages, {scan.signals} signals, {len(scan.alerts)} alerts, {scan.rejects} rejected"
        print(told, file=sys.stderr)  # noqa: T201 - for a person
    if scan.rejects:
        raise typer.Exit(1)
