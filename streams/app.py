"""The Faust app of a worker, and how to run it inside a program of one's own."""

from __future__ import annotations

import asyncio
import tempfile
from typing import TYPE_CHECKING

from aiokafka.errors import KafkaError
from mode import CrashingSupervisor
from yarl import URL

from streams.errors import BrokerUnreachableError, WorkerError
from streams.transport import BatchApp, BatchOptions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from faust.types.auth import CredentialsT


def build_app(
    group_id: str,
    bootstrap: Iterable[str],
    *,
    batched_topics: Iterable[str],
    batch: BatchOptions | None = None,
    plain: bool = False,
    credentials: CredentialsT | None = None,
    instance_id: str | None = None,
    session_timeout_s: float = 45.0,
    commit_interval_s: float = 1.0,
    data_folder: Path | None = None,
) -> BatchApp:
    """Build the app: at least once, bytes in, no tables, no leader topic, no web server; an agent that raises ends it.

    Args:
        group_id: the consumer group.
        bootstrap: addresses as `host:port`.
        batched_topics: the topics whose agents are given slices.
        plain: read record by record over Faust's own transport instead, as the reference.
        credentials: one of `faust.auth`, for TLS and SASL; None speaks in the clear.
        instance_id: makes the member static, so that a restart within the session time-out moves no partition.
        session_timeout_s: after how long without a heartbeat the group takes this worker for dead.
        commit_interval_s: how often positions are committed.
        data_folder: Faust wants one, though nothing is kept there; a temporary one by default.
    """
    scheme = "kafka" if plain else "batch"
    return BatchApp(
        group_id,
        batched_topics=batched_topics,
        batch=batch or BatchOptions(),
        broker=[URL(f"{scheme}://{address}") for address in bootstrap],
        broker_credentials=credentials,
        broker_session_timeout=session_timeout_s,
        broker_heartbeat_interval=session_timeout_s / 15,
        broker_request_timeout=max(90.0, session_timeout_s),
        # A stage may work long on a slice; whether it makes progress is for the health check to say.
        broker_max_poll_interval=86_400.0,
        broker_commit_interval=commit_interval_s,
        consumer_auto_offset_reset="earliest",
        consumer_group_instance_id=instance_id,
        key_serializer="raw",
        value_serializer="raw",
        agent_supervisor=CrashingSupervisor,
        topic_disable_leader=True,
        topic_allow_declare=False,
        web_enabled=False,
        store="memory://",
        datadir=data_folder or tempfile.mkdtemp(prefix="tocsin-"),
    )


async def run_until(
    stop: asyncio.Event, app: BatchApp, *, start_limit_s: float = 60.0, stop_limit_s: float = 10.0
) -> None:
    """Run the app until `stop` is set, or until it crashes.

    Faust's threads are no daemons: after a `WorkerError` the program must leave by `os._exit` with a status other
    than 0, or it may hang.

    Raises:
        BrokerUnreachableError: no broker answered the first call, or it refused our credentials.
        WorkerError: the app did not start or stop in time, or an agent or service raised (the cause is chained).
    """
    app.finalize()
    try:
        async with asyncio.timeout(start_limit_s):
            await app.start()
        await app.wait(stop.wait())
    except KafkaError as error:
        raise BrokerUnreachableError(f"No Kafka broker takes us in at {_addresses(app)}: {error}") from error
    except TimeoutError as late:
        raise WorkerError(f"not started after {start_limit_s} s: does Kafka at {_addresses(app)} answer?") from late
    finally:
        await _stop(app, stop_limit_s)


async def _stop(app: BatchApp, limit_s: float) -> None:
    try:
        async with asyncio.timeout(limit_s):
            await app.stop()
    except TimeoutError as late:
        raise WorkerError(f"not stopped after {limit_s} s") from (app.crash_reason or late)
    except Exception as error:  # noqa: BLE001 - whatever a crashed service stumbles over while it stops
        reason = app.crash_reason or error
        raise WorkerError(f"crashed by {type(reason).__name__}") from reason
    if app.crash_reason is not None:
        raise WorkerError(f"crashed by {type(app.crash_reason).__name__}") from app.crash_reason


def _addresses(app: BatchApp) -> str:
    return ", ".join(url.authority for url in app.conf.broker)
