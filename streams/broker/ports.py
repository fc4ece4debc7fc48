"""Free ports on loopback."""

from __future__ import annotations

import random
import socket

from streams.errors import BrokerStartError

HOST = "127.0.0.1"

# Below the ports that Linux gives to outgoing connections (from 32,768 on): while a broker is down, a client that
# tries again and again could otherwise be given the broker's own port, connect to itself, and keep the port taken.
_RANGE = range(20_000, 32_000)


def is_free(port: int) -> bool:
    """Tell whether a server could listen at this port of loopback now."""
    with socket.socket() as attempt:
        # As servers do: connections of a server that has just ended don't hold its port.
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((HOST, port))
        except OSError:
            return False
    return True


def free(count: int) -> list[int]:
    """Give `count` different free ports.

    Raises:
        BrokerStartError: a thousand tries found too few.
    """
    tries = random.SystemRandom().sample(_RANGE, 1000)  # two brokers that start at once look at different ports
    found = [port for port, _ in zip(filter(is_free, tries), range(count), strict=False)]
    if len(found) < count:
        raise BrokerStartError(
            f"found no {count} free ports from {_RANGE.start} to {_RANGE.stop}; free some, or give one"
        )
    return found


def claimed(port: int) -> int:
    """Give this port back if it is free.

    Raises:
        BrokerStartError: another program listens there, or this user may not.
    """
    if not is_free(port):
        raise BrokerStartError(
            f"port {port} of {HOST} is taken (or not allowed for this user): end what listens there, give another "
            "port, or none, and a free one is found"
        )
    return port
