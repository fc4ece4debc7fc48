from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

from streams.errors import BrokerUnreachableError, TopicError
from streams.settings import Kafka, Topics, load
from streams.topics import Difference, TopicSpec, TopicState, create, differences, states, table

if TYPE_CHECKING:
    from collections.abc import Callable

SPEC = TopicSpec("raw", "t", "key", "order", 2, None, {"cleanup.policy": "compact,delete", "retention.ms": "1000"})
ALIKE = TopicState("t", 2, 3, {"cleanup.policy": "delete,compact", "retention.ms": "1000", "segment.ms": "5"})


@pytest.fixture
def fresh() -> Callable[[str], Topics]:
    """Give the default topics under names of a test's own."""

    def named(prefix: str) -> Topics:
        names = ("raw", "rejected", "sightings", "signals", "alerts")
        return load(None, {f"TOCSIN_TOPICS_{name.upper()}_NAME": f"{prefix}.{name}" for name in names}).topics

    return named


def test_the_table_holds_what_the_wire_promises() -> None:
    rows = {spec.name: (spec.config["cleanup.policy"], int(spec.config["retention.ms"])) for spec in table(Topics())}
    day_ms = 86_400_000

    assert rows == {
        "chat.raw": ("delete", 7 * day_ms),
        "chat.rejected": ("delete", 30 * day_ms),
        "chat.sightings": ("compact,delete", 30 * day_ms),
        "chat.signals": ("delete", 7 * day_ms),
        "chat.alerts": ("compact,delete", 90 * day_ms),
    }


def test_the_rejected_topic_takes_records_64_kib_larger_than_the_raw_one() -> None:
    sizes = {spec.role: int(spec.config["max.message.bytes"]) for spec in table(Topics(raw_max_message_bytes=5000))}

    assert sizes["rejected"] == sizes["raw"] + 65_536 == 70_536


def test_topics_as_they_should_be_differ_in_nothing_whatever_the_order_of_words() -> None:
    assert differences([SPEC], [ALIKE]) == []


def test_a_missing_topic_is_told() -> None:
    assert differences([SPEC], []) == [Difference("t", "topic", "there", "missing", "`tocsin topics create` makes it")]


@pytest.mark.parametrize(
    ("state", "what", "expected", "found"),
    [
        pytest.param(ALIKE._replace(partitions=5), "partitions", "2", "5", id="partitions"),
        pytest.param(
            ALIKE._replace(config=ALIKE.config | {"retention.ms": "9"}), "retention.ms", "1000", "9", id="retention"
        ),
        pytest.param(
            ALIKE._replace(config=ALIKE.config | {"cleanup.policy": "delete"}),
            "cleanup.policy",
            "compact,delete",
            "delete",
            id="cleanup",
        ),
    ],
)
def test_each_difference_is_told_with_what_mends_it(state: TopicState, what: str, expected: str, found: str) -> None:
    (told,) = differences([SPEC], [state])

    assert told[:4] == ("t", what, expected, found)
    assert told.mend


def test_replication_is_compared_only_where_it_is_set() -> None:
    (told,) = differences([TopicSpec("raw", "t", "", "", 2, 1, {})], [ALIKE])

    assert (told.what, told.expected, told.found) == ("replication", "1", "3")


@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")  # kafka-python forgets it when a start fails
def test_where_no_broker_answers_the_error_says_where_and_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.connections._BOOTSTRAP_MS", 100)
    with pytest.raises(BrokerUnreachableError, match=r"no Kafka broker answers at 127\.0\.0\.1:9 .*TOCSIN_KAFKA_BOOT"):
        states(Kafka(bootstrap="127.0.0.1:9"), ["t"])
    gc.collect()


@pytest.mark.broker
class TestOnTheBroker:
    def test_topics_are_made_as_the_table_says_and_a_second_time_left_alone(
        self, broker: str, fresh: Callable[[str], Topics]
    ) -> None:
        kafka, specs = Kafka(bootstrap=broker), table(fresh("made"))

        first, second = create(kafka, specs), create(kafka, specs)

        assert [made.name for made in first if made.is_new] == [spec.name for spec in specs]
        assert [made.name for made in second if made.is_new] == []
        assert differences(specs, states(kafka, [spec.name for spec in specs])) == []

    def test_topics_that_are_missing_are_missing_from_the_states(self, broker: str) -> None:
        assert states(Kafka(bootstrap=broker), ["never.made"]) == []

    def test_a_refused_topic_is_told_and_the_others_are_made(self, broker: str, fresh: Callable[[str], Topics]) -> None:
        topics = fresh("refused")
        topics = topics.model_copy(update={"raw": topics.raw.model_copy(update={"replication": 3})})
        kafka, specs = Kafka(bootstrap=broker), table(topics)

        with pytest.raises(TopicError, match=r"refused\.raw: .*InvalidReplicationFactor.* set replication") as caught:
            create(kafka, specs)

        assert "refused.signals" not in str(caught.value)
        assert [state.name for state in states(kafka, [spec.name for spec in specs])] == [
            spec.name for spec in specs if spec.role != "raw"
        ]
