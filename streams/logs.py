"""What is logged, and what never is: the text of a foreign exception, which may quote a message.

Libraries log exceptions with their text and traceback, and at debug level whole requests with all that they carry. So
libraries are heard from `info` on at the most, and every record is gone through before it is written.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pythonjsonlogger.json import JsonFormatter

from processors.errors import TocsinError

if TYPE_CHECKING:
    from streams.settings import Log

log = logging.getLogger(__name__)

NOISY: Final = ("faust", "mode", "aiokafka", "kafka")
"""Libraries that tell of each service that they start; a person who debugs wants it, others don't."""

_PLACES: Final = 4
"""Frames that a place is told by, the innermost: enough to find the line."""


def set_up_logging(level: Log) -> None:
    """Log to standard error, as the settings say; threads and destructors that fail are told of in the same way."""
    handler = logging.StreamHandler(sys.stderr)
    if level.format == "json":
        handler.setFormatter(JsonFormatter("{asctime}{levelname}{name}{message}", style="{"))
    else:
        handler.setFormatter(logging.Formatter("{asctime} {levelname:7} {name}: {message}", style="{"))
    handler.addFilter(Discretion())
    logging.basicConfig(level=level.level.upper(), handlers=[handler])
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.INFO if level.level == "debug" else logging.CRITICAL)
    threading.excepthook = lambda raised: log.error("a thread failed: %s", raised.exc_value)
    sys.unraisablehook = lambda raised: log.error("failed where nothing could be raised: %s", raised.exc_value)


class Discretion(logging.Filter):
    """Lets every record pass, with exceptions in it told by type and place; those of ours keep their text."""

    def filter(self, record: logging.LogRecord) -> bool:
        found = list(_exceptions(record))
        if found:
            text = record.getMessage()
            for error in found:
                # Libraries put it in as an argument, or in the text beforehand, as asyncio's repr of a task does.
                for said in filter(None, (repr(error), str(error))):
                    text = text.replace(said, type(error).__name__)
            record.msg, record.args = f"{text} ({'; '.join(map(place, found))})", ()
            record.exc_info = record.exc_text = None
        return True


def place(error: BaseException) -> str:
    """Tell an exception by its type and the lines that it came through; never by its text."""
    frames = traceback.extract_tb(error.__traceback__)[-_PLACES:]
    where = ", ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    return f"{type(error).__name__} at {where or 'no line'}"


def _exceptions(record: logging.LogRecord) -> Iterator[BaseException]:
    """Give the foreign exceptions that a record tells of, with those behind them."""
    arguments = record.args.values() if isinstance(record.args, dict) else record.args or ()
    told = [value for value in arguments if isinstance(value, BaseException)]
    if record.exc_info and record.exc_info[1] is not None:
        told.append(record.exc_info[1])
    seen: set[int] = set()
    while told:
        error = told.pop()
        if id(error) not in seen:
            seen.add(id(error))
            told += filter(None, (error.__cause__, error.__context__))
            if not isinstance(error, TocsinError):
                yield error
