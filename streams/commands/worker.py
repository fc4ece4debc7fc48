"""`tocsin worker`: run stages until told to stop."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from pythonjsonlogger.json import JsonFormatter

from streams.errors import WorkerError
from streams.settings import Log, Settings
from streams.stages import BadReleaseError
from streams.worker import run

NOISY = ("faust", "mode", "aiokafka", "kafka")
"""Libraries that tell of each service that they start; a person who debugs wants it, others don't."""


def run_worker(settings: Settings, stages: Sequence[str], *, plain: bool) -> None:
    """Run the stages; a failure ends the process at once, since Faust's threads would keep it alive."""
    set_up_logging(settings.log)
    try:
        asyncio.run(run(settings, stages, plain=plain))
    except WorkerError as error:
        _end(error)


def set_up_logging(log: Log) -> None:
    """Log to standard error, as the settings say."""
    handler = logging.StreamHandler(sys.stderr)
    if log.format == "json":
        handler.setFormatter(JsonFormatter("{asctime}{levelname}{name}{message}", style="{"))
    else:
        handler.setFormatter(logging.Formatter("{asctime} {levelname:7} {name}: {message}", style="{"))
    logging.basicConfig(level=log.level.upper(), handlers=[handler])
    if log.level != "debug":
        for name in NOISY:
            logging.getLogger(name).setLevel(logging.CRITICAL)


def _end(error: WorkerError) -> NoReturn:
    """Say why, by the cause's type alone unless its text is ours, and leave."""
    cause = error.__cause__
    told = f"{error}: {cause}" if isinstance(cause, BadReleaseError) else str(error)
    print(f"tocsin: the worker ended: {told}; nothing that was not processed is committed", file=sys.stderr, flush=True)  # noqa: T201 - for the operator
    os._exit(1)
