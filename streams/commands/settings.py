"""`tocsin settings`: all of them, with unit, default, value and effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from streams.commands.output import say, say_json
from streams.settings import as_toml, listed

if TYPE_CHECKING:
    from streams.settings import Settings


def run_settings(settings: Settings, *, as_json: bool) -> None:
    """Print a settings' file that explains itself, or a JSON array."""
    rows = listed(settings)
    if as_json:
        say_json(row._asdict() for row in rows)
    else:
        say(as_toml(rows).strip("\n"))
