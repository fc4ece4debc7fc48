"""`tocsin worker`: run stages until told to stop."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from processors.errors import TocsinError
from streams.errors import WorkerError
from streams.logs import set_up_logging
from streams.settings import Settings
from streams.worker import run


def run_worker(settings: Settings, stages: Sequence[str], *, plain: bool) -> None:
    """Run the stages; a failure ends the process at once, since Faust's threads would keep it alive."""
    set_up_logging(settings.log)
    try:
        asyncio.run(run(settings, stages, plain=plain))
    except WorkerError as error:
        _end(error)


def _end(error: WorkerError) -> NoReturn:
    """Say why, by the cause's type alone unless its text is ours, and leave."""
    cause = error.__cause__
    told = f"{error}: {cause}" if isinstance(cause, TocsinError) else str(error)
    print(f"tocsin: the worker ended: {told}; nothing that was not processed is committed", file=sys.stderr, flush=True)  # noqa: T201 - for the operator
    os._exit(1)
