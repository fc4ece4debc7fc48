"""Whatever happens to workers and broker, all is processed or rejected, and the alerts are those of a quiet run."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from streams.broker import Broker
from streams.sender import partition_of

if TYPE_CHECKING:
    from conftest import WholeLine

Records = Callable[[int], list[tuple[bytes, bytes]]]

pytestmark = pytest.mark.broker

MESSAGES = 8000
BROKEN = (b'{"text": ', b"\xff\xfe", b"[]", b'{"message_id": "x"}', b"null")


async def test_a_worker_killed_amid_the_work_and_one_that_joins_change_no_alert(
    line: WholeLine, town_records: Records, tmp_path: Path
) -> None:
    victim = line.start_worker()
    line.start_worker()
    sending = asyncio.create_task(line.send(town_records(MESSAGES), seconds=8))
    await line.until_begun()
    victim.kill()
    line.start_worker()
    await sending
    await line.until_processed()

    expected = line.undisturbed(tmp_path)
    assert len(expected) > 5
    assert await line.alerts() == expected
    assert await line.rejected() == []


async def test_a_worker_told_to_stop_drains_within_ten_seconds(
    line: WholeLine, town_records: Records, tmp_path: Path
) -> None:
    leaver = line.start_worker()
    line.start_worker()
    sending = asyncio.create_task(line.send(town_records(MESSAGES), seconds=6))
    await line.until_begun()
    leaver.send_signal(signal.SIGTERM)
    started_s = time.monotonic()
    status = await asyncio.to_thread(leaver.wait, 20)
    took_s = time.monotonic() - started_s
    await sending
    await line.until_processed()

    assert (status, took_s < 10) == (0, True)
    assert await line.alerts() == line.undisturbed(tmp_path)


async def test_a_broker_away_for_twenty_seconds_loses_nothing(
    own_broker: Broker, line_at: Callable[[str], WholeLine], town_records: Records, tmp_path: Path
) -> None:
    line = line_at(own_broker.bootstrap)
    line.start_worker()
    records = town_records(MESSAGES)
    await line.send(records[: MESSAGES // 2], seconds=3)
    await line.until_begun()
    await asyncio.to_thread(own_broker.stop)
    await asyncio.sleep(20)
    await asyncio.to_thread(own_broker.start)
    await line.send(records[MESSAGES // 2 :], seconds=3)
    await line.until_processed()

    assert line.workers[0].poll() is None
    assert await line.alerts() == line.undisturbed(tmp_path)


async def test_the_rejects_are_exactly_the_malformed_records(
    line: WholeLine, town_records: Records, tmp_path: Path
) -> None:
    records = town_records(MESSAGES)
    for number in range(0, len(records), 100):
        records[number] = (records[number][0], BROKEN[number // 100 % len(BROKEN)])
    line.start_worker()
    await line.send(records)
    await line.until_processed()

    assert await line.rejected() == sorted(value for _, value in records[::100])
    assert await line.alerts() == line.undisturbed(tmp_path)


async def test_a_partition_read_minutes_behind_the_others_changes_no_alert(
    line: WholeLine, town_records: Records, tmp_path: Path
) -> None:
    """One raw partition's signals come when those of the others are minutes ahead in event time."""
    records = town_records(MESSAGES)
    behind = [record for record in records if partition_of(record[0], 4) == 0]
    ahead = [record for record in records if partition_of(record[0], 4) != 0]
    line.start_worker()
    await line.send(ahead)
    await line.until_processed()
    early = await line.alerts()
    await line.send(behind)
    await line.until_processed()

    line.records = records  # in the order of event time, as if no partition had been behind
    assert await line.alerts() == line.undisturbed(tmp_path)
    assert await line.alerts() != early
    assert await line.rejected() == []
