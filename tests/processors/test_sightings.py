from __future__ import annotations

from dataclasses import replace

import polars as pl

from processors.alerts import Alert, Span, Subject
from processors.pseudonym.model import shipped
from processors.records import MESSAGES, Evidence, HandOff, Message, Signal
from processors.rules import HOUR_MS
from processors.sightings import Sent, blocks, flags, fresh, gave, remember, seen

HOUR = 475_000
RARITY = shipped("chat").rarity


def messages(*said: tuple[str, str, int]) -> pl.DataFrame:
    """Build rows of (sender, pseudonym, event time in hours)."""
    rows = [
        dict.fromkeys(MESSAGES)
        | {
            "offset": n,
            "logged_at": 0,
            "sender_id": sender,
            "sender_pseudonym": name,
            "sent_at": at * HOUR_MS,
            "text": "hi",
        }
        for n, (sender, name, at) in enumerate(said)
    ]
    return pl.DataFrame(rows, MESSAGES)


def test_a_pseudonym_is_new_once_in_an_hour() -> None:
    sent = Sent()
    frame = messages(("s1", "a", HOUR), ("s2", "a", HOUR), ("s1", "a", HOUR), ("s1", "b", HOUR), ("s1", "a", HOUR + 1))

    rows, numbers = fresh(sent, frame)
    remember(sent, numbers)

    assert rows["offset"].to_list() == [0, 1, 3, 4]
    assert fresh(sent, frame)[0].is_empty()


def test_until_it_is_remembered_it_stays_new() -> None:
    sent, frame = Sent(), messages(("s1", "a", HOUR))

    assert fresh(sent, frame)[0].height == fresh(sent, frame)[0].height == 1


def test_hours_long_past_are_forgotten() -> None:
    sent = Sent()
    for hour in range(HOUR, HOUR + 50):
        remember(sent, fresh(sent, messages(("s1", "a", hour)))[1])

    assert set(sent.hours) == {HOUR + 48, HOUR + 49}


def test_a_sighting_goes_to_each_of_its_few_blocking_keys() -> None:
    (row, *others) = seen(messages(("s1", "Quetsch_Velure", HOUR)), RARITY)

    keys = {row.block, *(other.block for other in others)}
    assert keys == set(blocks("Quetsch_Velure", RARITY))
    assert 4 <= len(keys) <= 8
    assert (row.kind, row.sender_id, row.pseudonym, row.sent_at) == ("seen", "s1", "Quetsch_Velure", HOUR * HOUR_MS)


def test_a_contact_given_is_a_blocking_key_of_its_own() -> None:
    message = Message(*messages(("s1", "Quetsch_Velure", HOUR)).row(0))
    given = HandOff("give", "snapchat", "zinc.cairn41", 0.9, (Evidence(0, 2, "handle", "grammar"),))
    asked = HandOff("ask", "snapchat", None, 0.9, ())

    (found,) = gave([Signal("1", message, given, None), Signal("2", message, asked, None)])

    assert (found.block, found.handles) == ("@snapchat:zinc.cairn41", ("snapchat:zinc.cairn41",))


def test_an_alert_flags_what_its_subject_called_itself_and_gave_where_those_were_sent() -> None:
    midnight = HOUR * HOUR_MS
    alert = Alert(
        alert_id="a1",
        revision=1,
        rule="minor_contact",
        rule_version="1",
        severity="high",
        subject=Subject("person", "s1"),
        period=Span(midnight, midnight),
        window=Span(midnight, midnight),
        first_at=midnight,
        last_at=midnight,
        reached_at=midnight,
        counts={},
        summary="",
        evidence=(),
        shadow=False,
        pseudonyms=("Quetsch_Velure",),
        contacts=("snapchat:zinc.cairn41",),
    )

    found = list(flags(alert, RARITY))

    assert {flag.block for flag in found} == {*blocks("Quetsch_Velure", RARITY), "@snapchat:zinc.cairn41"}
    assert {(flag.kind, flag.sender_id, flag.pseudonym, flag.alert_id, flag.rule) for flag in found} == {
        ("flagged", "s1", "Quetsch_Velure", "a1", "minor_contact")
    }
    assert list(flags(replace(alert, subject=Subject("handle", "snapchat:zinc.cairn41")), RARITY)) == []
