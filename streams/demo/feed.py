"""Sends a town's chat at a set rate: an open loop, that never waits for an answer to be due again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from streams.demo.town import Post
from streams.sender import Outgoing, Sender

TICK_S = 0.05
"""How often what is due is sent."""


async def feed(
    posts: Iterator[Post],
    sender: Sender,
    topic: str,
    *,
    rate_per_s: float,
    seconds: float | None,
    on_sent: Callable[[Sequence[Post]], None],
) -> None:
    """Send each post when it is due, its event time being that moment, also where it is sent late.

    Args:
        seconds: when to end; None: never.
    """
    started_s, started_at = time.monotonic(), time.time_ns() // 1_000_000
    sent = 0
    end = None if seconds is None else round(rate_per_s * seconds)
    while end is None or sent < end:
        due = int((time.monotonic() - started_s) * rate_per_s)
        part = list(islice(posts, (due if end is None else min(due, end)) - sent))
        outgoing = [
            Outgoing(topic, post.key, post.value(started_at + round(post.number * 1000 / rate_per_s)), [])
            for post in part
        ]
        on_sent(part)
        await sender.send(outgoing)
        sent += len(part)
        await asyncio.sleep(TICK_S)
