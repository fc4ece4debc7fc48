"""`tocsin link`: how likely pairs of pseudonyms, or the pseudonyms of a list, are one person's; JSON Lines out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import orjson
import typer

from processors.pseudonym.model import read
from processors.pseudonym.pairing import pair
from processors.pseudonym.probability import explain
from streams.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from processors.pseudonym.model import Model

DIGITS: Final = 6
"""Decimals of a probability and of its parts as written."""


def run_pairs(name: str, model_path: str) -> None:
    """Answer each line `{"id", "a", "b"}` with `{"id", "probability", "parts"}`; exit status 1 if one can't be read."""
    model = read(model_path)
    bad = 0
    for number, line in _lines(name):
        answer = _answer(line, model)
        if isinstance(answer, str):
            bad += 1
            print(f"{_place(name)}, line {number}: {answer}", file=sys.stderr)  # noqa: T201 - a command
        else:
            sys.stdout.buffer.write(orjson.dumps(answer, option=orjson.OPT_APPEND_NEWLINE))
    sys.stdout.buffer.flush()
    if bad:
        raise typer.Exit(1)


def run_nicks(name: str, model_path: str, floor: float) -> None:
    """Write `{"a", "b", "probability"}` for each pair of a list, a pseudonym a line, that is at `floor` or above."""
    model = read(model_path)
    for found in pair(names_of(name), model, floor):
        row = {"a": found.a, "b": found.b, "probability": round(found.probability, DIGITS)}
        sys.stdout.buffer.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
    sys.stdout.buffer.flush()


def names_of(name: str) -> list[str]:
    """Read a list of pseudonyms, one a line; blank lines are none.

    Raises:
        FileError: the file can't be read, or a line is not UTF-8.
    """
    names = []
    for number, line in _lines(name):
        try:
            names.append(line.decode())
        except UnicodeDecodeError:
            raise FileError(f"{_place(name)}, line {number}: expected UTF-8") from None
    return names


def _answer(line: bytes, model: Model) -> dict[str, Any] | str:
    """Give the answer to a line, or what is wrong with it."""
    try:
        asked = orjson.loads(line)
    except orjson.JSONDecodeError:
        return 'expected a JSON object {"id", "a", "b"}'
    if not isinstance(asked, dict) or not {"id", "a", "b"} <= asked.keys():
        return 'expected a JSON object {"id", "a", "b"}'
    if not isinstance(asked["a"], str) or not isinstance(asked["b"], str):
        return "expected strings as a and b"
    found = explain(asked["a"], asked["b"], model)
    parts = {part: round(log_odds, DIGITS) for part, log_odds in found.parts.items()}
    return {"id": asked["id"], "probability": round(found.probability, DIGITS), "parts": parts}


def _lines(name: str) -> Iterator[tuple[int, bytes]]:
    """Give the lines of a file (`-`: standard input) that aren't blank, with their number from 1."""
    try:
        with sys.stdin.buffer if name == "-" else Path(name).open("rb") as source:
            for number, line in enumerate(source, 1):
                if line.strip():
                    yield number, line.rstrip(b"\r\n")
    except OSError as error:
        raise FileError(f"{name}: can't be read ({error.strerror})") from error


def _place(name: str) -> str:
    return "standard input" if name == "-" else name
