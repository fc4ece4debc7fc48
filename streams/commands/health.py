"""`tocsin health`: ask the worker on this machine whether it makes progress; for a container's health check."""

from __future__ import annotations

import http
import http.client
from typing import TYPE_CHECKING

from streams.commands.output import say
from streams.errors import UnhealthyError

if TYPE_CHECKING:
    from streams.settings import Worker

_WAIT_S = 3.0
_EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what a server was told; we ask loopback


def run_health(worker: Worker) -> None:
    """Print what the worker answers.

    Raises:
        UnhealthyError: it doesn't answer, or says that it makes no progress.
    """
    host = _EVERY_ADDRESS.get(worker.health_host, worker.health_host)
    where = f"http://{host}:{worker.health_port}/health"
    connection = http.client.HTTPConnection(host, worker.health_port, timeout=_WAIT_S)
    try:
        connection.request("GET", "/health")
        answer = connection.getresponse()
        text = answer.read(65_536).decode("utf-8", "replace").strip()
    except (OSError, http.client.HTTPException) as error:
        raise UnhealthyError(
            f"no worker answers at {where} ({type(error).__name__}): it doesn't run, or listens elsewhere "
            "(worker.health_host, worker.health_port)"
        ) from error
    finally:
        connection.close()
    if answer.status != http.HTTPStatus.OK:
        raise UnhealthyError(f"{where} says {answer.status}: {text}")
    say(text)
