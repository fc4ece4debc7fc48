"""`tocsin age -`: the writer's own age in each of many lines, JSON Lines in and out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from processors.handoff.ages import find
from processors.handoff.text import read
from streams.errors import FileError

_EXPECTED = 'expected {"id": …, "lang": null or "fr", "text": "…"}'


def run_age(name: str) -> None:
    """Read a file of lines, or standard input for `-`, and write `{"id", "ages"}` for each.

    Raises:
        FileError: the file or a line can't be read.
    """
    if name == "-":
        _write(sys.stdin.buffer, "standard input")
        return
    try:
        with Path(name).open("rb") as lines:
            _write(lines, name)
    except OSError as error:
        raise FileError(f"{name}: can't be read ({error.strerror})") from error


def _write(lines: BinaryIO, where: str) -> None:
    for row in age_lines(rows(lines, where)):
        sys.stdout.buffer.write(orjson.dumps(row) + b"\n")
    sys.stdout.buffer.flush()


def age_lines(lines: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Give for each row of `{"id", "lang", "text"}` its `{"id", "ages"}`."""
    for row in lines:
        yield {"id": row["id"], "ages": [stated.age for stated in find(read(row["text"]), row.get("lang"))]}


def rows(lines: Iterable[bytes], where: str) -> Iterator[dict[str, Any]]:
    """Decode lines, blank ones left out.

    Raises:
        FileError: a line is no such object; the text names its number and field, never what it holds.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise FileError(f"{where}, line {number}: no JSON at column {error.colno}; {_EXPECTED}") from error
        if fault := _fault(row):
            raise FileError(f"{where}, line {number}: {fault}; {_EXPECTED}")
        yield row


def _fault(row: object) -> str | None:
    if not isinstance(row, dict):
        return "not an object"
    for field in ("id", "text"):
        if not isinstance(row.get(field), str):
            return f"{field} is no string" if field in row else f"{field} is missing"
    return None if isinstance(row.get("lang"), str | None) else "lang is neither a string nor null"
