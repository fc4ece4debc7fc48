"""What all tests share: hypothesis' profile, the one real broker, and topics of one's own."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Protocol

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from streams.broker import Broker

# A shared machine stalls: a slow draw is no finding. A failure prints the seed that brings it back.
settings.register_profile("tocsin", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("tocsin")


class MakeTopic(Protocol):
    def __call__(self, name: str = "topic", *, partitions: int = 4, config: Mapping[str, str] | None = None) -> str:
        """Make a topic that no other test has, and give its name, which begins with `name`."""


@pytest.fixture(scope="session")
def broker() -> Iterator[str]:
    """The bootstrap address of one Apache Kafka for the whole session."""
    from streams.broker import Broker  # noqa: PLC0415 - tests without a broker needn't load a Kafka client

    with Broker() as running:
        yield running.bootstrap


@pytest.fixture
def own_broker() -> Iterator[Broker]:
    """A broker for this test alone, to be stopped, killed or paused at will."""
    from streams.broker import Broker  # noqa: PLC0415 - as above

    with Broker() as running:
        yield running


@pytest.fixture(scope="session")
def make_topic_at() -> Callable[[str], MakeTopic]:
    """Give the maker of fresh topics at a bootstrap address."""
    from kafka import KafkaAdminClient  # noqa: PLC0415 - as above

    count = itertools.count(1)

    def at(bootstrap: str) -> MakeTopic:
        def make(name: str = "topic", *, partitions: int = 4, config: Mapping[str, str] | None = None) -> str:
            fresh = f"{name}.{next(count)}"
            options = {"num_partitions": partitions, "replication_factor": 1, "configs": dict(config or {})}
            admin = KafkaAdminClient(bootstrap_servers=bootstrap)
            try:
                admin.create_topics({fresh: options}, wait_for_metadata=True)
            finally:
                admin.close()
            return fresh

        return make

    return at


@pytest.fixture(scope="session")
def make_topic(broker: str, make_topic_at: Callable[[str], MakeTopic]) -> MakeTopic:
    """Make fresh topics on the session's broker."""
    return make_topic_at(broker)
