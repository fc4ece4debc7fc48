"""The town: the same for the same seed, at the pace asked for, with incidents that can be found."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import orjson

from streams.demo.town import BROKEN_EVERY, INCIDENT_EVERY, Incident, Post, Town
from streams.scan_files import scan_files
from streams.settings import Settings
from streams.wire.messages import Limits, decode
from streams.wire.rejects import Line


def posts(seed: int, number: int, *, incidents: bool = True) -> list[Post]:
    return list(islice(Town(seed, incidents=incidents).posts(), number))


def test_the_same_seed_makes_the_same_town() -> None:
    assert posts(7, 3000) == posts(7, 3000)


def test_another_seed_makes_another_town() -> None:
    assert posts(7, 300) != posts(8, 300)


def test_all_that_is_not_broken_on_purpose_can_be_read_and_nothing_else() -> None:
    made = posts(1, 4000)

    frame, rejects = decode([Line(post.number, post.value(1_750_000_000_000)) for post in made], Limits())

    assert {reject.record.offset for reject in rejects} == {post.number for post in made if post.message is None}
    assert len(rejects) == len(made) // BROKEN_EVERY
    assert frame["message_id"].n_unique() == frame.height


def test_each_rule_has_incidents_and_each_is_complete_once() -> None:
    complete = [post.completes for post in posts(1, 20 * INCIDENT_EVERY) if post.completes]

    assert {incident.rule for incident in complete} == {"minor_contact", "mass_contact", "returning_pseudonym"}
    assert len(set(complete)) == len(complete)


def test_all_incidents_are_found_and_nobody_is_taken_for_somebody_else(tmp_path: Path) -> None:
    made = posts(3, 14 * INCIDENT_EVERY)
    file = tmp_path / "town.jsonl"
    file.write_bytes(b"\n".join(post.value(1_750_000_000_000 + 5 * post.number) for post in made if post.message))

    alerts = scan_files([str(file)], Settings(), len, signals=False, alerts=False).alerts.values()

    found = {Incident(alert["rule"], alert["subject"]["value"]) for alert in alerts}
    complete = {post.completes for post in made if post.completes}
    assert complete <= found
    returning = {incident for incident in complete | found if incident.rule == "returning_pseudonym"}
    assert returning
    assert returning <= complete


def test_a_town_with_no_incidents_has_none() -> None:
    assert not any(post.completes for post in posts(1, 5000, incidents=False))


def test_hundreds_of_talks_run_at_a_time() -> None:
    made = posts(1, 400)

    assert len({post.key for post in made if post.message}) > 300


def test_a_message_is_sent_when_it_is_said_to_be() -> None:
    [post] = posts(1, 1)

    assert orjson.loads(post.value(123))["sent_at"] == 123
