"""`tocsin broker`: the broker that comes along, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING, NoReturn

from streams.broker.process import Broker
from streams.errors import BrokerStartError

if TYPE_CHECKING:
    from pathlib import Path


def run_broker(*, port: int | None, data: Path | None) -> None:
    """Start a broker, print its address alone on a line of standard output when it answers, and wait.

    Raises:
        BrokerStartError: it can't start, or it ended by itself.
    """
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with Broker(port=port, data=data) as broker:
            print(broker.bootstrap, flush=True)  # noqa: T201 - the answer that a program may read
            print(f"Apache Kafka answers; data in {broker.data}; Ctrl-C ends it", file=sys.stderr)  # noqa: T201 - the same for a person
            status = broker.wait()
            raise BrokerStartError(f"Apache Kafka ended by itself with status {status}; its log: {broker.log}")
    except KeyboardInterrupt:
        return


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt
