"""Every setting: its name with the unit in it, its type and bounds, its default and what it does.

A setting is addressed as `group.name`; its environment variable is `TOCSIN_GROUP_NAME`. All times are milliseconds, as
on the wire and in the code. To add one, copy a line; `tocsin settings`, the variable and the checks follow from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, FilePath, SecretStr, model_validator

MINUTE_MS: Final = 60_000
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS


def _addresses(text: str) -> str:
    found = [part.strip() for part in text.split(",")]
    if not all(re.fullmatch(r"[^\s:]+:\d{1,5}|\[[0-9a-fA-F:.]+\]:\d{1,5}", address) for address in found):
        raise ValueError("expected host:port, or several separated by commas")
    return ",".join(found)


def _topic_name(text: str) -> str:
    if not re.fullmatch(r"[a-zA-Z0-9._-]{1,249}", text):
        raise ValueError("expected 1 to 249 letters, digits, dots, underscores and hyphens: Kafka takes no others")
    return text


Addresses = Annotated[str, AfterValidator(_addresses)]
TopicName = Annotated[str, AfterValidator(_topic_name)]
Probability = Annotated[float, Field(ge=0, le=1)]
Port = Annotated[int, Field(ge=0, le=65_535)]
Cleanup = Literal["delete", "compact", "compact,delete"]
Intent = Literal["give", "ask", "move"]


def setting(default: Any, effect: str, **bounds: Any) -> Any:  # noqa: ANN401 - as pydantic's own Field
    """Declare a setting: its default, what it does, and the bounds that pydantic knows (`ge`, `le`, …)."""
    return Field(default, description=effect, **bounds)


class Group(BaseModel):
    """Settings that belong together; a section of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, validate_default=True)


class Kafka(Group):
    """The cluster, and who we are to it."""

    bootstrap: Addresses = setting(
        "127.0.0.1:9092", "addresses of brokers to start from: host:port, separated by commas"
    )
    client_id: str = setting("tocsin", "name under which brokers log and meter us", min_length=1)
    group_id: str = setting(
        "tocsin",
        "consumer group: workers of one group share the partitions; each stage's group begins so",
        min_length=1,
    )
    instance_id: str | None = setting(
        None, "static membership: a worker that restarts under the same name within the session keeps its partitions"
    )
    session_timeout_ms: int = setting(
        45_000, "silence after which a worker's partitions go to others; short moves them soon, and often", ge=1000
    )
    request_timeout_ms: int = setting(40_000, "how long a request to a broker may take", ge=1000)
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = setting(
        "PLAINTEXT", "whether connections are encrypted (SSL) and log in (SASL)"
    )
    tls_ca_file: FilePath | None = setting(None, "PEM file of the authorities to trust; none: those of the system")
    tls_cert_file: FilePath | None = setting(None, "PEM file of our own certificate, where brokers ask for one")
    tls_key_file: FilePath | None = setting(None, "PEM file of its key; none: it stands in the certificate's file")
    tls_key_password: SecretStr | None = setting(None, "password of that key")
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = setting(
        "SCRAM-SHA-512", "how we log in; PLAIN shows the password to whoever reads an unencrypted connection"
    )
    sasl_username: str | None = setting(None, "user to log in as")
    sasl_password: SecretStr | None = setting(None, "password to log in with")
    sasl_password_file: FilePath | None = setting(None, "file that holds the password, alone on its first line")

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.security_protocol.startswith("SASL") and self.sasl_username is None:
            raise ValueError(f"{self.security_protocol} needs kafka.sasl_username")
        if self.security_protocol.startswith("SASL") and (self.sasl_password is None) == (
            self.sasl_password_file is None
        ):
            raise ValueError(
                f"{self.security_protocol} needs kafka.sasl_password or kafka.sasl_password_file, not both"
            )
        if self.tls_key_file is not None and self.tls_cert_file is None:
            raise ValueError("kafka.tls_key_file needs kafka.tls_cert_file")
        return self


class Topic(Group):
    """One topic, as `tocsin topics create` makes it and `tocsin topics check` wants it."""

    name: TopicName = setting(..., "its name on the cluster")
    partitions: int = setting(12, "into how many parts it is shared; 12 shares evenly among 1, 2, 3, 4, 6 or 12", ge=1)
    replication: int | None = setting(None, "copies of each partition; none: the cluster's default", ge=1)
    min_isr: int | None = setting(None, "copies that must confirm a record; none: the cluster's default", ge=1)
    retention_ms: int = setting(..., "how long records are kept; -1: for ever", ge=-1)
    cleanup: Cleanup = setting("delete", "what happens to old records: deleted, or all but the last of each key")


class Topics(Group):
    """The topics; what each carries stands in `streams/README.md`."""

    raw_max_message_bytes: int = setting(
        1_048_588, "largest batch that the raw topic takes; the rejected topic takes 64 KiB more", ge=1024
    )
    raw: Topic = Topic(name="chat.raw", retention_ms=7 * DAY_MS)
    rejected: Topic = Topic(name="chat.rejected", partitions=4, retention_ms=30 * DAY_MS)
    sightings: Topic = Topic(name="chat.sightings", retention_ms=30 * DAY_MS, cleanup="compact,delete")
    signals: Topic = Topic(name="chat.signals", retention_ms=7 * DAY_MS)
    alerts: Topic = Topic(name="chat.alerts", partitions=4, retention_ms=90 * DAY_MS, cleanup="compact,delete")

    @model_validator(mode="after")
    def _differ(self) -> Self:
        names = [self.raw.name, self.rejected.name, self.sightings.name, self.signals.name, self.alerts.name]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"each topic needs a name of its own; {', '.join(twice)} is given twice")
        return self


class Fetch(Group):
    """How much is read at once; bounds the memory of a worker."""

    min_bytes: int = setting(65_536, "a fetch waits until so much is there: fewer, larger batches cost less", ge=1)
    max_wait_ms: int = setting(200, "but never longer than this: the price in delay at low load", ge=1)
    slice_records: int = setting(4000, "most records that a stage is given at once", ge=1)
    slice_bytes: int = setting(1_048_576, "bytes after which such a slice takes no further record", ge=1)
    slices_in_flight: int = setting(2, "most slices of one partition that are read and not yet done", ge=1)


class Scan(Group):
    """Reading text."""

    talk_memory_ms: int = setting(
        30 * MINUTE_MS, "how long a talk remembers a question, an app named or a piece of a handle", ge=1000
    )
    max_open_talks: int = setting(200_000, "talks remembered for each partition; those untouched longest go", ge=1)
    max_record_bytes: int = setting(1_000_000, "a larger raw record is rejected as too_large", ge=1024)
    clock_skew_ms: int = setting(
        5 * MINUTE_MS, "how far sent_at may lie past the record's own Kafka timestamp before it is out_of_range", ge=0
    )
    threshold: Probability = setting(
        0.45, "least confidence at which a hand-off becomes a signal; more is asked in rooms (processors/scan.py)"
    )
    thresholds: Mapping[str, Mapping[Intent, Probability]] = setting(
        {},
        "the same for one app and intent, in rooms too: a table [scan.thresholds.APP] with give, ask, move",
    )


class Link(Group):
    """Linking pseudonyms."""

    flag_probability: Annotated[float, Field(gt=0, lt=1)] = setting(
        0.9, "least probability at which a link with a flagged pseudonym is told"
    )
    told: Literal["flagged", "all"] = setting(
        "flagged", "links of which one side is flagged, or all: where each session has an id of its own, very many"
    )
    model_file: FilePath | None = setting(None, "model of pseudonyms; none: the one that ships, for chat")
    max_pseudonyms: int = setting(1_000_000, "live pseudonyms remembered for each partition; the oldest go", ge=1)


class Windows(Group):
    """Counting signals into alerts."""

    period_ms: int = setting(
        DAY_MS, "an alert is one for each rule, subject and period of this length, from 1970", ge=1
    )
    lateness_ms: int = setting(HOUR_MS, "a fact further behind the newest of its partition is rejected too_late", ge=0)
    max_facts: int = setting(5_000_000, "facts remembered for each partition; the oldest go, and are counted", ge=1)
    language: Literal["fr", "en"] = setting("en", "language of the alerts' sentences")


class Worker(Group):
    """The process."""

    drain_ms: int = setting(10_000, "how long a worker told to end may take to finish what it holds", ge=0)
    warmup_spare_ms: int = setting(
        10 * MINUTE_MS, "how much further back than its memory a stage reads at its start, as clocks differ", ge=0
    )
    polars_threads: int = setting(1, "threads of the data frames; more helps only where cores idle", ge=1)
    health_host: str = setting(
        "127.0.0.1", "where health and metrics are told; 0.0.0.0 lets the network ask", min_length=1
    )
    health_port: Port = setting(6066, "at which port; 0: a free one")


class Log(Group):
    """What is logged, to standard error."""

    level: Literal["debug", "info", "warning", "error"] = setting("info", "the least that is told")
    format: Literal["text", "json"] = setting("text", "lines for people, or a JSON object a line for programs")
