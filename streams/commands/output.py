"""Where answers go: to standard output, as words or tables for people and as JSON for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WIDTH_OF_A_PIPE = 200  # characters: nothing is folded that somebody may want to grep


def say(text: str) -> None:
    """Print lines as they are."""
    print(text)  # noqa: T201 - a command's answer


def say_json(rows: Iterable[object]) -> None:
    """Print a JSON array, indented."""
    say(orjson.dumps(list(rows), option=orjson.OPT_INDENT_2).decode())


def say_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table; on a terminal it fits its width."""
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = _WIDTH_OF_A_PIPE
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*row)
    console.print(table)
