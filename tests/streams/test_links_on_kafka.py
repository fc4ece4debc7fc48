"""What was flagged is remembered by the topic alone: whoever comes back is found by workers that never saw the flag."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pytest

if TYPE_CHECKING:
    from conftest import WholeLine

pytestmark = pytest.mark.broker


def message(sender: str, pseudonym: str, text: str, recipient_age: int) -> tuple[bytes, bytes]:
    row = {
        "message_id": f"m-{sender}",
        "sent_at": time.time_ns() // 1_000_000,
        "conversation_id": f"c-{sender}",
        "sender_id": sender,
        "sender_pseudonym": pseudonym,
        "sender_age": 41,
        "recipient_id": f"met by {sender}",
        "recipient_pseudonym": "lune",
        "recipient_age": recipient_age,
        "text": text,
        "lang": "fr",
    }
    return row["conversation_id"].encode(), orjson.dumps(row)  # type: ignore[attr-defined] # a string


async def test_who_comes_back_is_found_by_a_worker_that_never_saw_the_flag(line: WholeLine, tmp_path: Path) -> None:
    first = line.start_worker()
    await line.send([message("s1", "Quetsch_Velure", "ajoute moi sur snap : zinc.cairn41", 13)])
    await line.until_processed()
    first.kill()
    first.wait()
    line.start_worker()
    await line.send([message("s2", "xX_quetschvelure_Xx", "mon insta c'est tempo.zinc55", 30)])
    await line.send([message("s3", "Brindavoine", "ajoute moi sur snap : zinc.cairn41", 30)])
    await line.until_processed()

    alerts = [orjson.loads(record.value) for record in await line.read("alerts")]
    told = {(alert["rule"], alert["subject"]["value"]) for alert in alerts}
    assert told == {("minor_contact", "s1"), ("returning_pseudonym", "s2"), ("returning_pseudonym", "s3")}
    assert await line.alerts() == line.undisturbed(tmp_path)
    assert await line.rejected() == []
