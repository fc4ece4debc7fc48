"""Every topic in one table; and making them, listing them, and telling how they differ from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import InvalidReplicationFactorError, TopicAlreadyExistsError, for_code

from streams.connections import admin
from streams.errors import TopicError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from streams.settings import Kafka, Topics

HEADROOM_BYTES: Final = 64 * 1024
"""How much larger a rejected record may be than the raw one: its headers say why."""

_KAFKA_MAX_MESSAGE_BYTES: Final = 1_048_588
"""Kafka's own default of `max.message.bytes`; what we write ourselves stays far below."""


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """One topic as it should be.

    Attributes:
        role: its name in the settings, `topics.<role>`.
        key: what its records are keyed by.
        ordering: what the order of records of one key in one partition buys.
        replication: copies of a partition; None leaves it to the cluster.
        config: Kafka's topic configuration, as text.
    """

    role: str
    name: str
    key: str
    ordering: str
    partitions: int
    replication: int | None
    config: Mapping[str, str]


class TopicState(NamedTuple):
    """One topic as it is."""

    name: str
    partitions: int
    replication: int
    config: Mapping[str, str]


class Difference(NamedTuple):
    """Where a topic is not as it should be, and what mends that."""

    topic: str
    what: str
    expected: str
    found: str
    mend: str


class Made(NamedTuple):
    """A topic, and whether it was made now or stood there before."""

    name: str
    is_new: bool


def table(topics: Topics) -> tuple[TopicSpec, ...]:
    """Give every topic, in the order in which a message passes them."""
    rejected_bytes = topics.raw_max_message_bytes + HEADROOM_BYTES
    rows = (
        (
            "raw",
            "conversation_id",
            "a talk is read in its order, by one worker: a question and its answer meet",
            topics.raw_max_message_bytes,
        ),
        ("rejected", "as received", "none: each stands alone, to be mended and sent again", rejected_bytes),
        (
            "sightings",
            "blocking key|sender|hash of the pseudonym|seen or flagged; partition by the blocking key alone",
            "candidates of one blocking key meet in one worker; compaction keeps the last of each",
            _KAFKA_MAX_MESSAGE_BYTES,
        ),
        (
            "signals",
            "the subject that it is counted by",
            "a rule sees all facts of its subject in one place",
            _KAFKA_MAX_MESSAGE_BYTES,
        ),
        (
            "alerts",
            "alert_id",
            "revisions of an alert come in order; compaction keeps the last",
            _KAFKA_MAX_MESSAGE_BYTES,
        ),
    )
    return tuple(_spec(topics, *row) for row in rows)


def _spec(topics: Topics, role: str, key: str, ordering: str, max_message_bytes: int) -> TopicSpec:
    topic = getattr(topics, role)
    config = {
        "cleanup.policy": topic.cleanup,
        "retention.ms": str(topic.retention_ms),
        "max.message.bytes": str(max_message_bytes),
    }
    if topic.min_isr is not None:
        config["min.insync.replicas"] = str(topic.min_isr)
    return TopicSpec(role, topic.name, key, ordering, topic.partitions, topic.replication, config)


def create(kafka: Kafka, specs: Sequence[TopicSpec]) -> list[Made]:
    """Make the topics that aren't there, and wait until they can be written to; leave those that are as they are.

    Raises:
        BrokerUnreachableError: no broker answers, or it refuses us.
        TopicError: the cluster refuses a topic; those after it were tried all the same.
    """
    wanted: dict[str, dict[str, Any]] = {
        spec.name: {
            "num_partitions": spec.partitions,
            "replication_factor": -1 if spec.replication is None else spec.replication,
            "configs": dict(spec.config),
        }
        for spec in specs
    }
    with admin(kafka) as client:
        answers = client.create_topics(wanted, raise_errors=False)["topics"]
        refused = [row for row in answers if row["error_code"] not in {0, TopicAlreadyExistsError.errno}]
        client.wait_for_topics([name for name in wanted if name not in {row["name"] for row in refused}])
    if refused:
        raise TopicError("\n".join(map(_refusal, refused)))
    return [Made(row["name"], row["error_code"] == 0) for row in answers]


def _refusal(answer: Mapping[str, Any]) -> str:
    kind = for_code(answer["error_code"])
    hint = "; fewer brokers than copies: set replication of this topic" if kind is InvalidReplicationFactorError else ""
    return f"{answer['name']}: the cluster refuses it ({kind.__name__}): {answer['error_message']}{hint}"


def states(kafka: Kafka, names: Sequence[str]) -> list[TopicState]:
    """Describe those of the topics that are there, in the order of `names`.

    Raises:
        BrokerUnreachableError: no broker answers, or it refuses us.
    """
    with admin(kafka) as client:
        there = [row for row in client.describe_topics(list(names)) if row["partitions"]]
        resources = [ConfigResource(ConfigResourceType.TOPIC, row["name"]) for row in there]
        configs = client.describe_configs(resources, config_filter="all")["topic"] if there else {}
    found = {row["name"]: _state(row, configs[row["name"]]) for row in there}
    return [found[name] for name in names if name in found]


def need(kafka: Kafka, names: Sequence[str]) -> None:
    """Make sure that topics are there: a client that asks for one that isn't waits for it without end.

    Raises:
        BrokerUnreachableError: no broker answers, or it refuses us.
        TopicError: names those that are missing.
    """
    there = {state.name for state in states(kafka, names)}
    if missing := [name for name in names if name not in there]:
        raise TopicError(f"missing on {kafka.bootstrap}: {', '.join(missing)}; `tocsin topics create` makes them")


def _state(topic: Mapping[str, Any], config: Mapping[str, Any]) -> TopicState:
    return TopicState(
        topic["name"],
        len(topic["partitions"]),
        min(len(partition["replica_nodes"]) for partition in topic["partitions"]),
        {key: value["value"] for key, value in config.items()},
    )


def differences(specs: Iterable[TopicSpec], found: Iterable[TopicState]) -> list[Difference]:
    """Compare the topics as they should be with those that are there."""
    by_name = {state.name: state for state in found}
    told: list[Difference] = []
    for spec in specs:
        state = by_name.get(spec.name)
        if state is None:
            told.append(Difference(spec.name, "topic", "there", "missing", "`tocsin topics create` makes it"))
        else:
            told += _of_one(spec, state)
    return told


def _of_one(spec: TopicSpec, state: TopicState) -> Iterable[Difference]:
    name = spec.name
    if state.partitions != spec.partitions:
        # Partitions added to a topic in use move keys away from their past: two halves of a talk, no alert.
        mend = (
            f"set topics.{spec.role}.partitions to {state.partitions}, or make a topic of another name: partitions "
            "added later part each key from its past"
        )
        yield Difference(name, "partitions", str(spec.partitions), str(state.partitions), mend)
    if spec.replication is not None and state.replication != spec.replication:
        mend = f"kafka-reassign-partitions.sh, or set topics.{spec.role}.replication to {state.replication}"
        yield Difference(name, "replication", str(spec.replication), str(state.replication), mend)
    for key, expected in spec.config.items():
        found = state.config.get(key, "unknown")
        if set(found.split(",")) != set(expected.split(",")):
            mend = f"kafka-configs.sh --alter --topic {name} --add-config '{key}=[{expected}]', or change the setting"
            yield Difference(name, key, expected, found, mend)
