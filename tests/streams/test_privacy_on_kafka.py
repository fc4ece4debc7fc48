"""What people wrote reaches the topics and nothing else: a worker's whole standard error is looked through."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pytest

if TYPE_CHECKING:
    from conftest import WholeLine

pytestmark = pytest.mark.broker

MARKS = (b"marked text", b"marked.handle7", b"marked pseudonym", b"marked-id")
"""In the message, in what is made of it, and in its fields."""

RUN = "from streams.cli import main; main()"
PROGRAMS = {
    "a scan that has no memory left": f"""
from processors import scan
def step(state, frame, options):
    raise MemoryError(repr(frame.row(0)))
scan.step = step
{RUN}""",
    "a signal that can't be sent": f"""
from streams.sender import BatchSender
async def send(self, records):
    raise RuntimeError(repr(list(records)))
BatchSender.send = send
{RUN}""",
}


def message(number: int) -> tuple[bytes, bytes]:
    value = {
        "message_id": f"m{number}",
        "sent_at": time.time_ns() // 1_000_000,
        "conversation_id": "marked-id talk",
        "sender_id": "marked-id a",
        "sender_pseudonym": "marked pseudonym",
        "sender_age": 34,
        "recipient_id": "marked-id b",
        "recipient_pseudonym": "marked pseudonym",
        "recipient_age": 14,
        "text": "marked text. mon snap c'est marked.handle7",
    }
    return b"marked-id talk", orjson.dumps(value)


@pytest.mark.parametrize("transport", [(), ("--plain-transport",)], ids=["batch", "plain"])
@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
async def test_a_worker_that_crashes_over_a_message_says_so_without_it(
    line: WholeLine, tmp_path: Path, program: str, transport: tuple[str, ...]
) -> None:
    line.environment = {**line.environment, "TOCSIN_LOG_LEVEL": "debug"}
    await line.send([message(0)])
    with (tmp_path / "stderr").open("wb") as stderr:
        worker = line.start_worker(*transport, program=program, stderr=stderr)
        status = await asyncio.to_thread(worker.wait, 60)
    told = (tmp_path / "stderr").read_bytes()

    assert status == 1
    assert b"tocsin: the worker ended: crashed by " in told
    assert [mark for mark in MARKS if mark in told] == []


async def test_a_worker_that_works_tells_nothing_of_what_it_reads_at_debug_level_either(
    line: WholeLine, tmp_path: Path
) -> None:
    line.environment = {**line.environment, "TOCSIN_LOG_LEVEL": "debug"}
    await line.send([message(0), (b"marked-id", b'{"text": "marked text'), message(1)])
    with (tmp_path / "stderr").open("wb") as stderr:
        worker = line.start_worker(stderr=stderr)
        await line.until_begun()
        await line.until_processed()
        worker.terminate()
        status = await asyncio.to_thread(worker.wait, 60)
    told = (tmp_path / "stderr").read_bytes()

    assert (status, len(await line.alerts()), len(await line.rejected())) == (0, 1, 1)
    assert b"streams.edge: scan: warm on" in told
    assert [mark for mark in MARKS if mark in told] == []
