"""`tocsin scan`: files of raw messages through the very same stages, with no broker.

A file is one partition of `chat.raw`, its lines the records; all that it makes meets in one partition of each further
topic.
"""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

import orjson
import zstandard
from rich.console import Console
from rich.progress import Progress

from streams.agents import link_stage, scan_stage, windows_stage
from streams.errors import FileError
from streams.sender import Outgoing
from streams.settings import Settings
from streams.stages import Stage, process
from streams.wire.messages import LAST_MS
from streams.wire.rejects import Line, Record, Reject

LINES_AT_ONCE: Final = 4000
BYTES_AT_ONCE: Final = 4 * 1024 * 1024
"""At the most in a slice, as a worker under load has; what is found does not depend on it."""

LINE_BYTES: Final = 2 * 1024 * 1024
"""What is read of a line: more than Kafka takes in a record by default, so a file that has no lines fills no memory."""


@dataclass(slots=True)
class Scan:
    """What a scan found, and what it could not read."""

    lines: int = 0
    signals: int = 0
    alerts: dict[str, dict[str, Any]] = field(default_factory=dict)
    rejects: int = 0


def scan_files(
    names: Sequence[str], settings: Settings, write: Callable[[bytes], object], *, signals: bool, alerts: bool
) -> Scan:
    """Scan files in turn (`-`: standard input), and write what was found, one JSON object a line: signals, then alerts.

    A line that can't be read is told on standard error, with its number and what was expected, and passed over.

    Raises:
        FileError: a file can't be opened or unpacked.
    """
    scan = Scan()
    onward = _Onward(settings, scan)
    for name in names:
        for outgoing in _scanned(name, scan_stage(settings), scan):
            told = onward.take(outgoing)
            scan.signals += len(told)
            if signals:
                write(b"".join(line + b"\n" for line in told))
    if alerts:
        for alert in sorted(scan.alerts.values(), key=lambda alert: (alert["reached_at"], alert["alert_id"])):
            write(orjson.dumps(alert) + b"\n")
    return scan


class _Onward:
    """The stages after the first, each with the one partition that it reads, and what they found in a scan."""

    def __init__(self, settings: Settings, scan: Scan) -> None:
        self._scan = scan
        self._alerts = settings.topics.alerts.name
        self._stages: tuple[Stage[Any, Any], ...] = (link_stage(settings), windows_stage(_never_late(settings)))
        self._states = [stage.empty() for stage in self._stages]
        self._offsets = [count() for _ in self._stages]
        self._links: dict[str, list[str]] = {}

    def take(self, outgoing: Sequence[Outgoing]) -> list[bytes]:
        """Give the signals of a slice, those that come of it in later stages among them, once each.

        Flags come back to names, and may make links; links make alerts that set no flags, so this ends.
        """
        copies: list[bytes] = []
        while outgoing:
            copies += self._of(outgoing, self._stages[1].topic)
            for alert in map(orjson.loads, self._of(outgoing, self._alerts)):
                self._scan.alerts[alert["alert_id"]] = alert  # revisions only grow, so the last one counts
            outgoing = [made for place in range(len(self._stages)) for made in self._through(place, outgoing)]
        return [orjson.dumps(signal) for signal in _once(copies) if self._is_new(signal)]

    def _through(self, place: int, outgoing: Sequence[Outgoing]) -> Sequence[Outgoing]:
        stage = self._stages[place]
        records = [Line(next(self._offsets[place]), value) for value in self._of(outgoing, stage.topic)]
        done = process(stage, self._states[place], records)
        self._states[place] = done.state
        _tell(f"what {stage.name} reads", done.rejects, self._scan)
        return done.outgoing

    @staticmethod
    def _of(outgoing: Sequence[Outgoing], topic: str) -> list[bytes]:
        return [out.value for out in outgoing if out.topic == topic and out.value is not None]

    def _is_new(self, signal: Mapping[str, Any]) -> bool:
        """Tell whether a signal was not told before; a link is told again when it comes to be flagged."""
        if signal["kind"] != "link":
            return True
        flagged = sorted({*signal["flagged"], *self._links.get(signal["signal_id"], ())})
        is_new = self._links.get(signal["signal_id"]) != flagged
        self._links[signal["signal_id"]] = flagged
        return is_new


def _never_late(settings: Settings) -> Settings:
    """Let no fact be late: files may be named in any order, and what they hold is all there is to wait for."""
    windows = settings.windows.model_copy(update={"lateness_ms": LAST_MS})
    return settings.model_copy(update={"windows": windows})


def _scanned(name: str, stage: Stage[Any, Any], scan: Scan) -> Iterator[list[Outgoing]]:
    """Give what the first stage makes of each slice of a file."""
    state = stage.empty()
    for part in _parts(enumerate(lines_of(name))):
        records: list[Record] = [Line(number, value) for number, value in part if value.strip()]
        done = process(stage, state, records)
        state = done.state
        scan.lines += len(records)
        _tell("standard input" if name == "-" else name, done.rejects, scan)
        yield done.outgoing


def _parts(numbered: Iterable[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    """Cut lines into slices."""
    part: list[tuple[int, bytes]] = []
    space = BYTES_AT_ONCE
    for number, line in numbered:
        part.append((number, line))
        space -= len(line)
        if len(part) == LINES_AT_ONCE or space <= 0:
            yield part
            part, space = [], BYTES_AT_ONCE
    if part:
        yield part


def _once(copies: Iterable[bytes]) -> list[dict[str, Any]]:
    """Give each signal once, without what a copy has of the subject that it is counted by; of a link the last."""
    signals: dict[str, dict[str, Any]] = {}
    for row in map(orjson.loads, copies):
        of_subject = {"subject", "role", "sender_pseudonym"} if row["kind"] == "link" else {"subject", "role"}
        signals[row["signal_id"]] = {key: value for key, value in row.items() if key not in of_subject}
    return list(signals.values())


def _tell(where: str, rejects: Sequence[Reject], scan: Scan) -> None:
    for reject in rejects:
        scan.rejects += 1
        print(f"{where}, line {reject.record.offset + 1}: {reject.fault}", file=sys.stderr)  # noqa: T201 - a command


def lines_of(name: str) -> Iterator[bytes]:
    """Give the lines of a file, unpacked where its name says so, with a bar on a terminal.

    Of a line longer than `LINE_BYTES` its first bytes.
    """
    if name == "-":
        yield from _cut(sys.stdin.buffer)
        return
    console = Console(stderr=True)
    bar = Progress(console=console, disable=not console.is_terminal, transient=True)
    try:
        with bar, bar.open(Path(name), "rb", description=Path(name).name) as packed:
            yield from _cut(_unpacked(name, packed))
    except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
        # The text of an error about what is inside may quote it.
        why = getattr(error, "strerror", None) or type(error).__name__
        raise FileError(f"{name}: can't be read as {_kind(name)} ({why})") from error


def _cut(lines: BinaryIO) -> Iterator[bytes]:
    while line := lines.readline(LINE_BYTES):
        yield line
        while len(line) == LINE_BYTES and not line.endswith(b"\n"):
            line = lines.readline(LINE_BYTES)


def _unpacked(name: str, packed: BinaryIO) -> BinaryIO:
    if name.endswith(".zst"):
        return io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True))
    return cast("BinaryIO", gzip.open(packed)) if name.endswith(".gz") else packed


def _kind(name: str) -> str:
    return {".zst": "Zstandard", ".gz": "gzip"}.get(Path(name).suffix, "a file")
