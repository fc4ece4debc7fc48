"""How the demo looks: one screen on a terminal, plain lines elsewhere, and a summary at the end."""

from __future__ import annotations

from datetime import datetime

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from streams.commands.tail import COLOURS
from streams.demo.tally import Found, Tally


def line(tally: Tally) -> str:
    """Give the state in one line."""
    return (
        f"sent {tally.sent}  processed {tally.processed}  lag {tally.lag}  rejected {tally.rejected}  "
        f"alerts {len(tally.after_ms)}  sent-to-alert p50 {_ms(tally, 0.5)} p95 {_ms(tally, 0.95)}"
    )


def screen(tally: Tally, where: str) -> RenderableType:
    """Draw the state: the line above, the last alerts below."""
    alerts = Table(box=None, pad_edge=False, expand=True, header_style="dim")
    for column, ratio in (("told", 2), ("severity", 2), ("rule", 3), ("after", 2), ("why", 16)):
        alerts.add_column(column, ratio=ratio)
    for found in reversed(tally.last):
        alerts.add_row(*_cells(found))
    counts = Table.grid(expand=True)
    for _ in range(6):
        counts.add_column(justify="center")
    names = ("sent", "processed", "lag", "rejected", "p50 to alert", "p95 to alert")
    values = (tally.sent, tally.processed, tally.lag, tally.rejected, _ms(tally, 0.5), _ms(tally, 0.95))
    counts.add_row(*(Text(str(value), style="bold") for value in values))
    counts.add_row(*(Text(name, style="dim") for name in names))
    return Group(
        Panel(counts, title="tocsin: a small town chats", subtitle=f"{where}; Ctrl-C ends it", border_style="cyan"),
        Panel(alerts, title=f"last alerts of {len(tally.after_ms)}", border_style="cyan"),
    )


def alert_line(found: Found) -> str:
    """Give an alert in one line."""
    return f"  {found.severity:8} {found.rule}: {found.summary} ({found.after_ms} ms)"


def summary(tally: Tally) -> str:
    """Say at the end what was sent, processed, rejected and lost, and the incidents found and missed by rule."""
    lines = [
        f"sent       {tally.sent} ({tally.broken} of them broken on purpose)",
        f"processed  {tally.processed}",
        f"rejected   {tally.rejected}",
        f"lost       {tally.lag}",
        f"alerts     {len(tally.after_ms)}, from sent to alert p50 {_ms(tally, 0.5)}, p95 {_ms(tally, 0.95)}",
    ]
    for rule, (complete, found) in tally.recalls().items():
        lines.append(f"incidents  {rule}: {found} found, {complete - found} missed")
    beyond = len(tally.found - tally.complete)
    if beyond:
        lines.append(f"           {beyond} alerts on people of no incident, or of one that was not complete yet")
    return "\n".join(lines)


def _ms(tally: Tally, share: float) -> str:
    found = tally.percentile(share)
    return "–" if found is None else f"{found} ms"


def _cells(found: Found) -> tuple[RenderableType, ...]:
    at = datetime.fromtimestamp(found.reached_at / 1000).astimezone().strftime("%H:%M:%S")
    severity = Text(found.severity, style=COLOURS[found.severity])
    return (at, severity, found.rule, f"{found.after_ms} ms", found.summary)
