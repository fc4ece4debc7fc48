"""`tocsin learn`: a site's own model file from a list of its pseudonyms, or from its topic of sightings."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson
from kafka import KafkaConsumer, TopicPartition

from processors.pseudonym.learning import learn
from processors.pseudonym.model import load, parse
from streams.commands.output import say
from streams.connections import arguments, connecting
from streams.errors import BrokerUnreachableError, FileError, TopicError
from streams.wire.rejects import Line
from streams.wire.sightings import decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from streams.settings import Settings

PATIENCE_S: Final = 120.0
"""How long reading a topic may stand still: it outlasts the restart of a broker."""

_POLL_MS: Final = 500


def run_learn(names: list[str], where: str, model_path: str, output: Path, least: int) -> None:
    """Learn from pseudonyms, and write the model file.

    Args:
        where: what they come from, for the error where there are none.

    Raises:
        FileError: there is nothing to learn from, or the model can't be written.
        ModelError: the base is no model.
    """
    base = load(model_path)
    parse(base, model_path)
    if not names:
        raise FileError(f"{where}: no pseudonym in it")
    content = learn(names, base, least)
    try:
        output.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    except OSError as error:
        raise FileError(f"{output}: can't be written ({error.strerror})") from error
    words = sum(len(row.split()) for row in content["rarity"]["words"].values())
    say(f"{output}: {words} words, from {content['provenance']['site']['pseudonyms']} pseudonyms")


def sighted(settings: Settings) -> list[str]:
    """Give the different pseudonyms that the topic of sightings holds now; what can't be read is passed over.

    Raises:
        BrokerUnreachableError: no broker answers, or reading stands still for two minutes.
        TopicError: there is no such topic.
    """
    names: set[str] = set()
    for records in _kept(settings, settings.topics.sightings.name):
        names.update(decode(records, settings.scan.max_record_bytes).frame["pseudonym"])
    return sorted(names)


def _kept(settings: Settings, topic: str) -> Iterator[list[Line]]:
    """Give the records of a topic, from the oldest kept to the newest at this moment."""
    with connecting(settings.kafka):
        consumer = KafkaConsumer(**arguments(settings.kafka), group_id=None, enable_auto_commit=False)
        try:
            parts = [TopicPartition(topic, number) for number in sorted(consumer.partitions_for_topic(topic) or ())]
            if not parts:
                raise TopicError(f"missing on {settings.kafka.bootstrap}: {topic}; `tocsin topics create` makes it")
            consumer.assign(parts)
            consumer.seek_to_beginning(*parts)
            yield from _until(consumer, consumer.end_offsets(parts))
        finally:
            consumer.close()


def _until(consumer: KafkaConsumer, ends: Mapping[TopicPartition, int]) -> Iterator[list[Line]]:
    """Give records up to these offsets (half-open)."""
    moved_s = time.monotonic()
    left = {part: consumer.position(part) for part in ends}
    while left := {part: at for part, at in left.items() if at < ends[part]}:
        for records in consumer.poll(timeout_ms=_POLL_MS).values():
            yield [Line(record.offset, record.value) for record in records]
        reached = {part: consumer.position(part) for part in left}
        moved_s = time.monotonic() if reached != left else moved_s
        if time.monotonic() - moved_s > PATIENCE_S:
            raise BrokerUnreachableError(f"the brokers give no further record for {PATIENCE_S:.0f} s")
        left = reached
