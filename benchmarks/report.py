"""Figures to a table for people and JSON for programs; pure."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any, Final

from processors import __version__

LIBRARIES: Final = ("faust-streaming", "mode-streaming", "aiokafka", "polars", "orjson", "rapidfuzz")

Row = Mapping[str, Any]


def about(commit: str, cpus: int) -> dict[str, Any]:
    """Say what the figures belong to: commit, versions and machine."""
    return {
        "tocsin": __version__,
        "commit": commit,
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {cpus} CPUs, {platform.system()}",
        "versions": {name: version(name) for name in LIBRARIES},
    }


def with_ratios(rows: Sequence[Row], measure: str, base: str) -> list[dict[str, Any]]:
    """Add to each row how its `measure` compares with that of the row called `base`: 1 is the same, more is better."""
    of_base = next(row[measure] for row in rows if row["what"] == base)
    return [{**row, f"of {base}": row[measure] / of_base} for row in rows]


def table(rows: Sequence[Row]) -> str:
    """Lay rows with the same columns out as text, numbers to the right."""
    columns = list(rows[0])
    cells = [columns, *([_cell(row[column]) for column in columns] for row in rows)]
    widths = [max(len(line[index]) for line in cells) for index in range(len(columns))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if not index else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in cells
    )


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:,.3f}" if abs(value) < 10 else f"{value:,.0f}"  # noqa: PLR2004 - ratios and counts
    return f"{value:,}" if isinstance(value, int) else str(value)
