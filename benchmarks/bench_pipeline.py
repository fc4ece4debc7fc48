"""What a message costs end to end, on one broker: bare aiokafka, stock Faust, our stage on Faust's transport, tocsin.

Each contender reads the same topic from its start, in a process of its own, one after the other, and is timed from its
first records to its last: messages a second, messages a CPU-second of that process (all its threads), peak memory. Left
out: starting up, joining the group, the broker's own CPU.

The absolute figures are this machine's, and the broker takes its share of it; the ratios between contenders are what
holds elsewhere. They would mean nothing if contenders read other messages, or if a cache saw a text twice
(`corpus` sees to that).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import Any, Final

from benchmarks import report
from benchmarks.corpus import values
from streams import topics
from streams.broker import Broker
from streams.sender import Outgoing, sending
from streams.settings import Settings, load

PARTITIONS: Final = 4
SLOW_SHARE: Final = 0.1
"""Of the messages, for the contenders that go record by record: a rate needs no more."""

BARE: Final = "bare aiokafka getmany"
CONTENDERS: Final = {
    BARE: ("bare", 1.0),
    "stock Faust, async for": ("stock", SLOW_SHARE),
    "scan on Faust's transport": ("plain", SLOW_SHARE),
    "tocsin scan worker": ("tocsin", 1.0),
}


def main() -> None:
    """Run all contenders and print a table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=500_000)
    parser.add_argument("--share", type=float, default=0.01, help="of messages that hand off")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    rows = measure(chosen.messages, chosen.share, chosen.seed)
    about = report.about(commit(), os.cpu_count() or 1) | {"seed": chosen.seed, "messages": chosen.messages}
    if chosen.json:
        print(json.dumps({"about": about, "rows": rows}))
    else:
        print(report.table(rows), f"\n{about}", sep="\n")


def measure(messages: int, share: float, seed: int) -> list[dict[str, Any]]:
    """Give a row for each contender, with its ratio to bare aiokafka in messages a CPU-second."""
    rows = []
    with Broker(heap_mb=1024) as broker:
        environment = _environment(broker.bootstrap, "raw")
        settings = load(environment=environment)
        topics.create(settings.kafka, topics.table(settings.topics))
        sent = asyncio.run(_fill(settings, messages, share, seed))
        for what, (name, part) in CONTENDERS.items():
            done = _run(name, round(messages * part), {**environment, "TOCSIN_KAFKA_GROUP_ID": f"bench-{name}"})
            rows.append({"what": what, **done})
            print(f"{what}: {done['messages/CPU-s']:,.0f} messages a CPU-second", file=sys.stderr)
    print(f"{messages} messages of {sent / messages:.0f} bytes", file=sys.stderr)
    return report.with_ratios(rows, "messages/CPU-s", BARE)


async def _fill(settings: Settings, messages: int, share: float, seed: int) -> int:
    """Fill the raw topic; gives the bytes of all values."""
    size, batch = 0, []
    async with sending(settings.kafka) as sender:
        for key, value in values(seed, messages, share):
            size += len(value)
            batch.append(Outgoing(settings.topics.raw.name, key, value, []))
            if len(batch) == 20_000:  # noqa: PLR2004 - enough to fill the producer's batches
                await sender.send(batch)
                batch.clear()
        await sender.send(batch)
    return size


def _run(name: str, messages: int, environment: Mapping[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.contenders", name, str(messages)]
    done = subprocess.run(command, env={**os.environ, **environment}, stdout=subprocess.PIPE, check=True, timeout=1800)
    begin, end = map(json.loads, done.stdout.splitlines()[-2:])
    read, cpu_s, wall_s = (end[key] - begin[key] for key in ("messages", "cpu_s", "at_s"))
    return {
        "messages": read,
        "messages/s": read / wall_s,
        "messages/CPU-s": read / cpu_s,
        "peak MB": end["peak_mb"],
    }


def _environment(bootstrap: str, raw: str) -> dict[str, str]:
    partitions = {
        f"TOCSIN_TOPICS_{role.upper()}_PARTITIONS": str(PARTITIONS)
        for role in ("raw", "rejected", "sightings", "signals", "alerts")
    }
    return {
        "TOCSIN_KAFKA_BOOTSTRAP": bootstrap,
        "TOCSIN_TOPICS_RAW_NAME": raw,
        "TOCSIN_WORKER_HEALTH_PORT": "0",
        "TOCSIN_LOG_LEVEL": "error",
        "POLARS_MAX_THREADS": "1",
        **partitions,
    }


def commit() -> str:
    """Name the commit that is measured."""
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)  # noqa: S607 - whichever git there is
    return done.stdout.strip() or "unknown"


if __name__ == "__main__":
    started_s = time.monotonic()
    main()
    print(f"took {time.monotonic() - started_s:.0f} s", file=sys.stderr)
