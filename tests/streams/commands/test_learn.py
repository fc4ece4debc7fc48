from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from kafka import KafkaProducer

from processors.pseudonym.model import parse
from processors.records import Sighting
from streams.wire.sightings import outgoing

SITE = [f"zorbecque_{number}" for number in range(30)]
COMMON, RARE = "zorbecque", "velourinette"


def words(model: Path) -> dict[str, float]:
    return dict(parse(orjson.loads(model.read_bytes()), "site").rarity.words)


def test_what_many_of_a_list_have_is_common_and_no_rare_name_told(tocsin: Callable[..., Any], tmp_path: Path) -> None:
    ran = tocsin("learn", "-", "--output", "site.json", given="\n".join([*SITE, RARE]).encode())

    assert ran.status == 0
    assert "31 pseudonyms" in ran.out + ran.err
    assert words(tmp_path / "site.json")[COMMON] < 1
    assert RARE.encode() not in (tmp_path / "site.json").read_bytes()


@pytest.mark.parametrize("arguments", [(), ("list.txt", "--sightings")], ids=["neither", "both"])
def test_it_learns_from_a_list_or_from_the_topic(tocsin: Callable[..., Any], arguments: tuple[str, ...]) -> None:
    ran = tocsin("learn", *arguments, "--output", "site.json")

    assert ran.status == 2
    assert "--sightings" in ran.err


def test_of_nothing_nothing_is_learnt(tocsin: Callable[..., Any]) -> None:
    ran = tocsin("learn", "-", "--output", "site.json", given=b"\n")

    assert ran.status == 1
    assert "no pseudonym in it" in ran.err


@pytest.mark.broker
def test_from_the_topic_of_sightings_it_learns_what_a_list_of_its_pseudonyms_would_teach(
    tocsin: Callable[..., Any], broker: str, make_topic: Callable[..., str], tmp_path: Path
) -> None:
    topic = make_topic("sightings")
    producer = KafkaProducer(bootstrap_servers=broker)
    for number, name in enumerate([*SITE, RARE]):
        for block in ("=a", "#b"):
            sent = outgoing(topic, Sighting("seen", block, f"s{number}", name, 1_700_000_000_000))
            producer.send(topic, key=sent.key, value=sent.value)
    producer.send(topic, key=b"k", value=b"no sighting")
    producer.send(topic, key=b"k", value=None)
    producer.close()
    (tmp_path / "list.txt").write_text("\n".join([*SITE, RARE]), "utf-8")
    where = {"TOCSIN_KAFKA_BOOTSTRAP": broker, "TOCSIN_TOPICS_SIGHTINGS_NAME": topic}

    assert tocsin("learn", "--sightings", "--output", "topic.json", **where).status == 0
    assert tocsin("learn", "list.txt", "--output", "list.json").status == 0
    assert (tmp_path / "topic.json").read_bytes() == (tmp_path / "list.json").read_bytes()
    missing = tocsin("learn", "--sightings", "--output", "t.json", **where | {"TOCSIN_TOPICS_SIGHTINGS_NAME": "none"})
    assert "missing" in missing.err
