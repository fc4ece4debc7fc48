"""Someone comes back under another name: from raw messages to the alert, by all stages, with no broker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from processors.identity import DAY_MS
from streams.scan_files import scan_files
from streams.settings import Settings

MORNING = 19_700 * DAY_MS + 9 * 3_600_000
HOUR = 3_600_000


def message(number: int, sender: str, pseudonym: str, text: str, **columns: Any) -> bytes:  # noqa: ANN401 - each column has a type of its own
    row = {
        "message_id": f"m{number}",
        "sent_at": MORNING + number * HOUR,
        "conversation_id": f"c-{sender}",
        "sender_id": sender,
        "sender_pseudonym": pseudonym,
        "sender_age": 41,
        "recipient_id": f"met by {sender}",
        "recipient_pseudonym": "lune",
        "recipient_age": 30,
        "text": text,
        "lang": "fr",
    }
    return orjson.dumps(row | columns)


TO_A_MINOR = message(0, "s1", "Quetsch_Velure", "ajoute moi sur snap : zinc.cairn41", recipient_age=13)
BACK = message(3, "s2", "xX_quetschvelure_Xx", "mon insta c'est tempo.zinc55")
BACK_WITH_NOTHING_IN_COMMON_BUT_THE_CONTACT = message(4, "s3", "brindille", "ajoute moi sur snap : zinc.cairn41")
STRANGER = message(5, "s4", "ombelle douce", "mon insta c'est cairn_marelle12")


def scan(folder: Path, *messages: bytes) -> tuple[list[dict[str, Any]], set[tuple[str, str]]]:
    """Give the links, and rule and subject of each alert."""
    file = folder / "chat.jsonl"
    file.write_bytes(b"\n".join(messages))
    written: list[bytes] = []
    found = scan_files([str(file)], Settings(), written.append, signals=True, alerts=False)
    signals = [orjson.loads(line) for line in b"".join(written).splitlines()]
    links = [signal for signal in signals if signal["kind"] == "link"]
    return links, {(alert["rule"], alert["subject"]["value"]) for alert in found.alerts.values()}


def test_who_comes_back_under_a_like_name_or_with_the_same_contact_rings(tmp_path: Path) -> None:
    messages = (TO_A_MINOR, BACK, BACK_WITH_NOTHING_IN_COMMON_BUT_THE_CONTACT, STRANGER)
    links, alerts = scan(tmp_path, *messages)

    assert alerts == {("minor_contact", "s1"), ("returning_pseudonym", "s2"), ("returning_pseudonym", "s3")}
    assert sorted((link["a"]["sender_id"], link["b"]["sender_id"]) for link in links) == [("s1", "s2"), ("s1", "s3")]
    assert all(link["a"]["flagged"] and not link["b"]["flagged"] for link in links)
    assert "sender_pseudonym" not in links[0]


def test_whichever_came_first(tmp_path: Path) -> None:
    before = message(0, "s2", "xX_quetschvelure_Xx", "mon insta c'est tempo.zinc55")
    later = message(2, "s1", "Quetsch_Velure", "ajoute moi sur snap : zinc.cairn41", recipient_age=13)

    assert scan(tmp_path, before, later)[1] == scan(tmp_path, later, before)[1]
    assert ("returning_pseudonym", "s2") in scan(tmp_path, before, later)[1]


def test_where_nobody_is_flagged_nobody_is_linked(tmp_path: Path) -> None:
    harmless = message(0, "s1", "Quetsch_Velure", "ajoute moi sur snap : zinc.cairn41")

    assert scan(tmp_path, harmless, BACK) == ([], set())


def test_who_comes_back_and_hands_off_nothing_rings_nothing(tmp_path: Path) -> None:
    silent = message(3, "s2", "xX_quetschvelure_Xx", "bonsoir tout le monde")
    links, alerts = scan(tmp_path, TO_A_MINOR, silent)

    assert len(links) == 1
    assert alerts == {("minor_contact", "s1")}


def test_a_link_flags_nobody_further(tmp_path: Path) -> None:
    """The one who came back is not flagged by that, so whoever is like them alone is not linked with one flagged."""
    further = message(6, "s5", "brindille_chouette", "ajoute moi sur insta : tempo.zinc55")
    links, alerts = scan(tmp_path, TO_A_MINOR, BACK, further)

    assert ("returning_pseudonym", "s5") not in alerts
    assert {link["b"]["sender_id"] for link in links} == {"s2"}
