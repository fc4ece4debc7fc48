"""What is logged never quotes a message, whoever logs it and however."""

from __future__ import annotations

import asyncio
import io
import logging
import sys
import threading
from collections.abc import Callable, Iterator

import orjson
import pytest

from processors.errors import OperatorError
from streams.logs import NOISY, set_up_logging
from streams.settings import Log

HANDLE = "lune.rousse88"


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Callable[[], str]]]:
    """Set logging up as a command does, on a root of its own, and give what was written."""
    root, hooks = logging.getLogger(), (threading.excepthook, sys.unraisablehook)
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in NOISY}

    def set_up(**log: str) -> Callable[[], str]:
        root.handlers.clear()  # pytest's own
        written = io.StringIO()
        monkeypatch.setattr(sys, "stderr", written)
        set_up_logging(Log.model_validate(log))
        return written.getvalue

    yield set_up
    root.handlers[:] = handlers
    root.setLevel(level)
    threading.excepthook, sys.unraisablehook = hooks
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def raised() -> ValueError:
    try:
        try:
            raise KeyError(HANDLE)  # noqa: TRY301 - what stands behind an error is looked at too
        except KeyError as cause:
            raise ValueError(f"can't read {HANDLE}") from cause
    except ValueError as error:
        return error


class Deleted:
    def __del__(self) -> None:
        raise raised()


async def unretrieved() -> None:
    async def fail() -> None:
        raise raised()

    task = asyncio.create_task(fail(), name="fails")
    await asyncio.wait([task])
    asyncio.get_running_loop().call_exception_handler(
        {"message": "never retrieved", "exception": raised(), "task": task}
    )


def in_a_thread() -> None:
    def fail() -> None:
        raise raised()

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


LIBRARY = logging.getLogger("some.library")
WAYS: dict[str, Callable[[], object]] = {
    "with its traceback": lambda: LIBRARY.error("failed", exc_info=raised()),
    "as an argument": lambda: LIBRARY.error("failed: %s", raised()),
    "by its repr": lambda: LIBRARY.error("failed: %r", raised()),
    "by name": lambda: LIBRARY.error("failed: %(why)r", {"why": raised()}),
    "in the text, with its traceback": lambda: LIBRARY.error(f"failed: {raised()!r}", exc_info=raised()),
    "from a task": lambda: asyncio.run(unretrieved()),
    "from a thread": in_a_thread,
    "from a destructor": Deleted,
}


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("log", WAYS.values(), ids=WAYS)
def test_an_exception_is_told_by_type_and_place_alone(
    logged: Callable[..., Callable[[], str]], log: Callable[[], object], form: str
) -> None:
    written = logged(level="debug", format=form)
    log()

    assert HANDLE not in written()
    assert "ValueError at " in written()
    assert "KeyError at test_logs.py:" in written()
    assert form == "text" or all(orjson.loads(line) for line in written().splitlines())


def test_an_error_of_ours_is_told_as_it_is(logged: Callable[..., Callable[[], str]]) -> None:
    written = logged(level="info")
    LIBRARY.error("ended: %s", OperatorError("kafka.bootstrap: no broker answers"))

    assert written().endswith("ended: kafka.bootstrap: no broker answers\n")


@pytest.mark.parametrize("name", NOISY)
def test_a_library_never_tells_what_it_tells_at_debug_level(
    logged: Callable[..., Callable[[], str]], name: str
) -> None:
    written = logged(level="debug")
    logging.getLogger(f"{name}.conn").debug("Request %s", HANDLE)
    logging.getLogger(f"{name}.conn").info("started")
    assert (HANDLE in written(), "started" in written()) == (False, True)
