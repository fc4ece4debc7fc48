"""`tocsin demo`: a broker, the topics, a worker and a town, on one screen; and `tocsin feed`, the town alone."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from typing import Final

import typer
from rich.console import Console
from rich.live import Live

from streams import topics
from streams.broker import Broker
from streams.broker.guard import Guard
from streams.demo import screen
from streams.demo.feed import feed
from streams.demo.tally import Tally
from streams.demo.town import Town
from streams.demo.watch import Watch
from streams.logs import set_up_logging
from streams.sender import sending
from streams.settings import Log, Settings, Topics, load

DRAIN_S: Final = 30.0
"""How long, once all is sent, the demo waits for the rest to be processed and the last incidents to be found."""

PREFIX: Final = "tocsin-demo."
"""Stands before the demo's topics and group, so that invented chat never gets among a platform's own."""


@dataclass(frozen=True, slots=True)
class Options:
    """What may be said on the command line."""

    seed: int
    rate_per_s: float
    seconds: float | None


def run_demo(bootstrap: str | None, options: Options) -> None:
    """Run until the seconds are over or Ctrl-C; exit with 1 if anything was lost or missed.

    Args:
        bootstrap: another cluster; None starts the one that comes along.
    """
    set_up_logging(Log(level="error"))
    print(f"seed {options.seed}: the same seed makes the same town", file=sys.stderr)  # noqa: T201 - for a person
    with nullcontext(bootstrap) if bootstrap else _own_broker() as address:
        settings = _settings(address)
        topics.create(settings.kafka, topics.table(settings.topics))
        with _worker():
            tally = asyncio.run(_play(settings, options))
    print(screen.summary(tally))  # noqa: T201 - the answer
    if not tally.is_well():
        raise typer.Exit(1)


def run_feed(settings: Settings, options: Options) -> None:
    """Send the town's chat to the raw topic of the settings, until the seconds are over or Ctrl-C."""
    set_up_logging(settings.log)
    topics.need(settings.kafka, [settings.topics.raw.name])
    tally = Tally()

    async def send() -> None:
        async with sending(settings.kafka) as sender:
            posts = Town(options.seed, _unique_name()).posts()
            await feed(
                posts,
                sender,
                settings.topics.raw.name,
                rate_per_s=options.rate_per_s,
                seconds=options.seconds,
                on_sent=tally.count_sent,
            )

    with suppress(KeyboardInterrupt):
        asyncio.run(send())
    print(f"sent {tally.sent} messages, {tally.broken} of them broken, seed {options.seed}")  # noqa: T201 - the answer


async def _play(settings: Settings, options: Options) -> Tally:
    """Feed and watch, until both are through."""
    tally, ended = Tally(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    watch = Watch(settings, tally)
    async with AsyncExitStack() as stack:
        sender = await stack.enter_async_context(sending(settings.kafka))
        await watch.start()
        stack.push_async_callback(watch.stop)
        print("waiting for the worker to take up its partitions", file=sys.stderr)  # noqa: T201 - for a person
        await watch.until_ready()
        watching = asyncio.create_task(watch.run())
        showing = asyncio.create_task(_show(tally, settings.kafka.bootstrap))
        feeding = asyncio.create_task(
            feed(
                Town(options.seed, _unique_name()).posts(),
                sender,
                settings.topics.raw.name,
                rate_per_s=options.rate_per_s,
                seconds=options.seconds,
                on_sent=tally.count_sent,
            )
        )
        stopping = asyncio.create_task(ended.wait())
        await asyncio.wait([watching, feeding, stopping], return_when=asyncio.FIRST_COMPLETED)
        for number in (signal.SIGINT, signal.SIGTERM):  # a second Ctrl-C doesn't wait for the rest
            asyncio.get_running_loop().remove_signal_handler(number)
        feeding.cancel()
        await asyncio.wait([feeding])
        deadline = time.monotonic() + DRAIN_S
        while not tally.is_well() and time.monotonic() < deadline and not watching.done():  # noqa: ASYNC110 - a look is cheap
            await asyncio.sleep(0.1)
        for task in (watching, showing, stopping):
            task.cancel()
        await asyncio.wait([watching, showing, stopping])
        for task in (watching, feeding):
            if not task.cancelled():
                task.result()
    return tally


async def _show(tally: Tally, where: str) -> None:
    """Redraw the screen, or say a line every two seconds, until cancelled."""
    console = Console()
    if console.is_terminal:
        with Live(console=console, screen=False, auto_refresh=False, transient=True) as live:
            while True:
                live.update(screen.screen(tally, where), refresh=True)
                await asyncio.sleep(0.25)
    shown = 0
    while True:
        print(screen.line(tally), flush=True)  # noqa: T201 - the screen of who has none
        fresh = len(tally.after_ms) - shown
        shown += fresh
        for found in list(tally.last)[-fresh:] if fresh else ():
            print(screen.alert_line(found), flush=True)  # noqa: T201 - as above
        await asyncio.sleep(2)


@contextmanager
def _own_broker() -> Iterator[str]:
    with Broker() as broker:
        yield broker.bootstrap


def _settings(bootstrap: str) -> Settings:
    """Set what the demo's worker is to read, too, and give the same as settings."""
    given = {
        "TOCSIN_KAFKA_BOOTSTRAP": bootstrap,
        "TOCSIN_KAFKA_GROUP_ID": f"{PREFIX}worker",
        "TOCSIN_WORKER_HEALTH_PORT": "0",
        "TOCSIN_LOG_LEVEL": "warning",
    }
    for spec in topics.table(Topics()):
        given[f"TOCSIN_TOPICS_{spec.role.upper()}_NAME"] = PREFIX + spec.name
        given[f"TOCSIN_TOPICS_{spec.role.upper()}_PARTITIONS"] = "4"
    os.environ.update(given)
    return load()


@contextmanager
def _worker() -> Iterator[None]:
    """Run a worker as an operator would, in a process of its own that does not outlive this one."""
    command = [sys.executable, "-c", "from streams.cli import main; main()", "worker"]
    # A session of its own: a Ctrl-C at the terminal is for the demo, which then ends the worker.
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 - ourselves
    guard = Guard(process.pid, None)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
        guard.dismiss()


def _unique_name() -> str:
    """Name the town after the moment, so that a second run on one cluster makes other alerts than the first."""
    return f"demo-{time.time_ns() // 1_000_000}"
